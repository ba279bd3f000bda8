"""The province takes procedures over from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.kernel import access, audit, clock, yamls
from motcua.kernel.access import Actor
from motcua.registries.procedures import queries
from motcua.registries.procedures.models import Adoption, CatalogueState, Change, FeeRule, Procedure
from motcua.registries.procedures.rules import adopting, cases, dated
from motcua.registries.procedures.rules.limits import sensible_limits
from motcua.registries.procedures.services.versioning import next_revision
from motcua.registries.procedures.types import EDIT, AdoptionReport, Record

TERMS = "adoptions.yaml"


@transaction.atomic
def adopt_procedures(
    *,
    by: Actor,
    at: datetime,
    codes: Sequence[str] | None = None,
    province_code: str | None = None,
    published_from: date | None = None,
    terms: Path | None = None,
) -> AdoptionReport:
    """Công bố áp dụng: what is in the province's competence, at the right level, published.

    What is adopted already stays as its administrator left it. Limits are taken only from data that can be
    trusted; the others stay empty until somebody fills them in.
    """
    access.require(by, EDIT)
    CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.select_for_update().get(pk=1)
    province = province_code or settings.PROVINCE_AGENCY
    own_terms = read_terms(terms or settings.DATA_DIR / "catalogue" / TERMS)
    have = queries.adopted_codes(province)
    rows, fees, already = [], [], 0
    keys = dict(Procedure.objects.values_list("code", "pk"))
    elsewhere = dated.owners((code, dated_terms(given)[1]) for code, given in own_terms.items())
    for record in queries.records(codes):
        offer = adopting.default_offer(record, queries.province_short_name(), clock.local(at).date())
        if offer is None or elsewhere.get(record.code) in keys:
            continue  # not in the province's competence, or offered here under another of its codes
        if record.code in have:
            already += 1
            continue
        row = _adoption(record, offer.level, province, at, published_from or clock.local(at).date())
        row.procedure_id = keys[record.code]
        fees += _apply_terms(row, own_terms.get(record.code))
        rows.append(row)
    Adoption.objects.bulk_create(rows)
    FeeRule.objects.bulk_create(fees)
    if have:
        # The first adoption of a whole province is no news; what comes after it is.
        day = clock.local(at).date()
        Change.objects.bulk_create(
            [
                Change(
                    procedure_id=row.procedure_id, kind="adopted", at=at, by_name=by.title, effective_on=day,
                    after={"t_is_published": True},
                )
                for row in rows
            ],
            batch_size=400,
        )  # fmt: skip
    report = AdoptionReport(
        adopted=len(rows),
        already=already,
        commune=sum(row.level == "commune" for row in rows),
        province=sum(row.level == "province" for row in rows),
        with_limit=sum(row.limit_value is not None for row in rows),
        at=at,
    )
    if rows:
        revision = next_revision(at)
        audit.record(
            by,
            "procedures.adopt",
            f"province:{province}",
            at=at,
            after={"adopted": len(rows), "with_limit": report.with_limit, "revision": revision},
        )
    return report


def _adoption(record: Record, level: str, province: str, at: datetime, published_from: date) -> Adoption:
    limit, by_channel = sensible_limits(record)
    return Adoption(
        province_code=province,
        level=level,
        receiving_rule=Adoption.Receiving.ANY,
        competent_kind=adopting.competent_kind(record, level),
        competent_name=competent_name(adopting.competent_kind(record, level), record),
        online_level=adopting.default_online_level(record),
        limit_value=None if limit is None else limit.value,
        limit_unit=None if limit is None else limit.unit,
        limit_source="" if limit is None else limit.source,
        limit_by_channel={
            channel: {"value": one.value, "unit": one.unit} for channel, one in by_channel.items()
        },
        return_same_day=limit is not None and limit.same_day,
        no_appointment=False,
        decision_no=record.decision_no,
        is_published=True,
        published_from=published_from,
        changed_at=at,
    )


def competent_name(kind: str, record: Record) -> str:
    """Who decides, in words, until the agency itself is named."""
    if kind.startswith("department:"):
        return f"Sở {kind.partition(':')[2]}"
    return {
        "commune_committee": "Ủy ban nhân dân cấp xã",
        "commune_police": "Công an cấp xã",
        "province_police": "Công an tỉnh",
        "land_office": "Văn phòng đăng ký đất đai",
        "province_committee": "Ủy ban nhân dân tỉnh",
    }[kind]


def read_terms(path: Path) -> dict[str, dict[str, Any]]:
    """What the province itself has announced for some procedures: limits, fees, level online."""
    if not path.exists():
        return {}
    rows = yamls.read(path) or []
    return {row["code"]: row for row in rows}


def dated_terms(terms: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Dated limits and codes of a file of terms, days as text, every column there."""
    return (
        [_row(one, dated.LIMIT_COLUMNS) for one in terms.get("limits", ())],
        [_row(one, dated.CODE_COLUMNS) for one in terms.get("codes", ())],
    )


def _row(given: dict[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    row = {name: given.get(name, None if name.startswith("valid") else "") for name in columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _apply_terms(row: Adoption, terms: dict[str, Any] | None) -> list[FeeRule]:
    if not terms:
        return []
    if "limit" in terms:
        row.limit_value, row.limit_unit = terms["limit"]["value"], terms["limit"]["unit"]
        row.limit_source, row.limit_by_channel = "province", {}
        row.return_same_day = row.limit_value == 0
    row.limits, row.codes = dated_terms(terms)
    row.cases = cases.settled_rows(terms.get("cases", ()))
    if row.limits:
        usual, _ = dated.limits_on(row.limits, None, {}, clock.local(row.changed_at).date())
        row.limit_value, row.limit_unit = (usual.value, usual.unit) if usual else (None, None)
        row.limit_source, row.limit_by_channel = "province", {}
        row.return_same_day = row.limit_value == 0
    for key in (
        "online_level",
        "no_appointment",
        "return_same_day",
        "eform_code",
        "process_code",
        "competent_name",
        "note",
    ):
        if key in terms:
            setattr(row, key, terms[key])
    return [FeeRule(adoption=row, **fee) for fee in terms.get("fees", ())]
