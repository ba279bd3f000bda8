"""What published procedures lack, for all of them in one reading, by the agency that answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from motcua.registries.procedures.models import Adoption, FeeRule, LegalBasis, Method, Paper
from motcua.registries.procedures.rules import missing

NOBODY = "Chưa ghi cơ quan giải quyết"


@dataclass(frozen=True, slots=True)
class Gap:
    """One procedure and what it lacks."""

    code: str
    name: str
    agency: str
    published: bool
    missing: tuple[str, ...]

    @property
    def labels(self) -> list[tuple[str, bool]]:
        """(label, demanded by the decree) of what is missing."""
        return [(missing.PARTS[key], key in missing.REQUIRED) for key in self.missing]


@dataclass(frozen=True, slots=True)
class AgencyGaps:
    """One agency: how many procedures, how many lack something, and each part's count."""

    agency: str
    procedures: int
    lacking: int
    demanded: int
    counts: tuple[tuple[str, int], ...]


def gaps(on: date, codes: Sequence[str] | None = None, *, parted: Collection[str] = ()) -> list[Gap]:
    """Every adopted procedure with the parts it lacks on a day; one query whatever the number. ``parted`` are
    those whose form asks other papers than the catalogue lists."""
    version = OuterRef("procedure__current")
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY)
    if codes is not None:
        rows = rows.filter(procedure__code__in=codes)
    rules = FeeRule.objects.filter(adoption=OuterRef("pk"), valid_from__lte=on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    rows = rows.annotate(
        has_methods=Exists(Method.objects.filter(version=version)),
        has_time=Exists(Method.objects.filter(version=version).exclude(time_text="")),
        has_fee_text=Exists(Method.objects.filter(version=version).exclude(fee_text="")),
        has_papers=Exists(Paper.objects.filter(version=version)),
        has_bases=Exists(LegalBasis.objects.filter(version=version)),
        has_rule=Exists(rules),
        has_example=Exists(rules.filter(legal_basis__contains=missing.ILLUSTRATIVE)),
    ).order_by("procedure__code")
    names = (
        "procedure__code", "procedure__name", "competent_name", "is_published", "limit_value", "has_methods",
        "has_time", "has_fee_text", "has_papers", "has_bases", "has_rule", "procedure__current__steps_text",
        "procedure__current__applicant_kinds", "procedure__current__executing_agency",
        "procedure__current__deciding_agency", "procedure__current__results", "procedure__current__fee_vnd",
        "procedure__current__decision_no", "procedure__current__online_level", "procedure__current__papers_known",
        "online_level", "has_example", "limits", "cases",
    )  # fmt: skip
    return [_gap(dict(zip(names, row, strict=True)), parted) for row in rows.values_list(*names)]


def _gap(row: dict, parted: Collection[str]) -> Gap:
    own = {key.removeprefix("procedure__current__"): value for key, value in row.items()}
    there = {
        "name": bool(row["procedure__name"]),
        "steps": bool(own["steps_text"]),
        "methods": row["has_methods"],
        "papers": bool(own["papers_known"] and row["has_papers"]),
        "limit": row["limit_value"] is not None or row["has_time"],
        "applicants": bool(own["applicant_kinds"]),
        "agency": bool(own["executing_agency"] or own["deciding_agency"]),
        "results": bool(own["results"]),
        "fee": row["has_rule"] or own["fee_vnd"] is not None or row["has_fee_text"],
        "legal_basis": row["has_bases"],
        "decision": bool(own["decision_no"]),
        "online_level": bool(row["procedure__current__online_level"] or row["online_level"]),
        "real_basis": not row["has_example"]
        and not missing.illustrative(one.get("legal_basis") or "" for one in (*row["limits"], *row["cases"])),
        "papers_agree": row["procedure__code"] not in parted,
    }
    return Gap(
        code=row["procedure__code"],
        name=row["procedure__name"],
        agency=row["competent_name"] or NOBODY,
        published=row["is_published"],
        missing=missing.absent(there),
    )


def examples_published(on: date) -> list[str]:
    """Codes of published procedures that give the public an illustrative legal basis on a day."""
    return [one.code for one in gaps(on) if one.published and "real_basis" in one.missing]


def gaps_by_agency(found: Sequence[Gap]) -> list[AgencyGaps]:
    """The same, summed up; the agency with most to do comes first."""
    made = []
    for agency in {one.agency for one in found}:
        own = [one for one in found if one.agency == agency]
        counts = Counter(key for one in own for key in one.missing)
        made.append(
            AgencyGaps(
                agency=agency,
                procedures=len(own),
                lacking=sum(bool(one.missing) for one in own),
                demanded=sum(bool(set(one.missing) & set(missing.REQUIRED)) for one in own),
                counts=tuple((key, counts[key]) for key in missing.PARTS),
            )
        )
    return sorted(made, key=lambda one: (-one.demanded, -one.lacking, one.agency))


def part_labels() -> list[tuple[str, str, bool]]:
    """(key, label, demanded by the decree) of every part."""
    return [(key, label, key in missing.REQUIRED) for key, label in missing.PARTS.items()]
