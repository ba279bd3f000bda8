"""Cases of procedures as pages, forms and processes ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from motcua.kernel import clock
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import rules as form_rules
from motcua.registries.eforms.types import GENERIC, FieldNeed, FormDefinition
from motcua.registries.procedures.models import Adoption, Draft
from motcua.registries.procedures.rules import cases, dated, drafts
from motcua.registries.procedures.types import CHANNEL_LABELS, FieldChange, Limit, State


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case for a page: its name, when it is so in words, and what then holds."""

    name: str
    when: str
    limit: Limit | None
    channel: str
    channel_label: str
    process_code: str
    valid_from: date | None
    valid_to: date | None
    legal_basis: str
    now: bool
    condition: Mapping[str, Any]


def form_asked(code: str, terms: Mapping[str, Any], on: date) -> FormDefinition | None:
    """The form whose answers tell the cases of a procedure with these terms, found the way an offer finds it."""
    wanted = [one for one in (terms.get("t_eform_code"), code, GENERIC) if one]
    found = eforms.definition_in_use(wanted, on)
    return found[1] if found else None


def case_lines(adoption: Adoption | None, form: FormDefinition | None, on: date) -> list[CaseLine]:
    """The cases of an adoption that hold on a day or will, in the order they are tried."""
    if adoption is None or not adoption.cases:
        return []
    rows = [row for row in adoption.cases if dated.days(row)[1] >= on.isoformat()]
    return _lines(rows, form, on)


def draft_cases(draft: Draft) -> list[CaseLine]:
    """All cases a draft holds, in the order they are tried."""
    on = clock.today()
    return _lines(draft.data.get("t_cases") or (), form_asked(draft.code, draft.data, on), on)


def draft_as_seen(draft: Draft, revision: int) -> State:
    """What a draft held at the revision a page was made from; what it holds now where that is no longer known."""
    return drafts.as_seen(draft.data, draft.edits, revision) or draft.data


def _lines(rows: Sequence[Mapping[str, Any]], form: FormDefinition | None, on: date) -> list[CaseLine]:
    return [
        CaseLine(
            name=row["name"], when=cases.when_words(row["when"], form), limit=cases.limit_of(row),
            channel=row["channel"], condition=row["when"], channel_label=str(CHANNEL_LABELS.get(row["channel"], "")), process_code=row["process_code"],
            valid_from=day_of(row["valid_from"]), valid_to=day_of(row["valid_to"]), legal_basis=row["legal_basis"],
            now=dated.holds(row, on),
        )
        for row in rows
    ]  # fmt: skip


def day_of(value: str | None) -> date | None:
    """A day kept as text."""
    return date.fromisoformat(value) if value else None


def in_words(change: FieldChange, code: str, state: Mapping[str, Any]) -> FieldChange:
    """A difference of cases with their conditions in the words of the form; any other as it is."""
    if change.field != "t_cases":
        return change
    form = form_asked(code, state, clock.today())

    def said(rows: Any) -> list[dict[str, Any]]:
        return [dict(row) | {"when": cases.when_words(row["when"], form)} for row in rows or ()]

    return FieldChange(change.field, said(change.old), said(change.new))


def with_cases() -> list[Adoption]:
    """Adopted procedures that have cases; few among many."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY).exclude(cases=[])
    return list(rows.select_related("procedure").order_by("procedure__code"))


def case_fields(form_code: str) -> Iterator[FieldNeed]:
    """Fields that the cases of a procedure with this form ask: without them a dossier would be promised the wrong day."""
    today = clock.today()
    for row in with_cases():
        codes = [one for one in (row.eform_code, row.code) if one]
        if form_code != next((one for one in codes if eforms.published_id(one, today)), GENERIC):
            continue
        for case in row.cases:
            if dated.days(case)[1] < today.isoformat():
                continue
            condition, _ = form_rules.read_condition(case["when"])
            for field in sorted(condition.fields() if condition else ()):
                yield FieldNeed(field, f"Trường hợp “{case['name']}” của thủ tục {row.code}")
