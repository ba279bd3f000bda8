"""Which procedures an electronic process serves, and what they hold it to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from motcua.kernel import clock
from motcua.registries.procedures.models import Adoption, Draft, Procedure
from motcua.registries.procedures.queries.states import TERMS
from motcua.registries.procedures.rules import dated


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One procedure of the province that follows a process: its limits by channel, its form, who decides."""

    code: str
    name: str
    level: str
    limits: tuple[tuple[int, str], ...]
    eform_code: str
    competent_agencies: tuple[str, ...]
    competent_name: str


def uses_of_process(process_code: str) -> list[ProcessUse]:
    """Published procedures that follow the process: those that name it, and the one whose code it bears.

    Where none does, the drafts that will: the process is published first, and is held to them.
    """
    named = Q(process_code=process_code) | Q(process_code="", procedure__code=process_code)
    rows = Adoption.objects.filter(named, province_code=settings.PROVINCE_AGENCY, is_published=True)
    found = [_use(row) for row in rows.select_related("procedure").order_by("procedure__code")[:200]]
    return found or [_coming(row) for row in _drafts(process_code)]


def _drafts(process_code: str) -> list[Draft]:
    named = Q(data__t_process_code=process_code) | Q(data__t_process_code="", code=process_code)
    return list(Draft.objects.filter(named).order_by("code")[:200])


def _coming(draft: Draft) -> ProcessUse:
    terms = {key: draft.data[f"t_{key}"] for key in TERMS if f"t_{key}" in draft.data}
    procedure = Procedure(code=draft.code, name=draft.data.get("name", ""))
    return _use(Adoption(procedure=procedure, **terms))


def _dated(row: Adoption, channel: str) -> bool:
    return any((one.get("channel") or "") == channel for one in row.limits)


def _to_come(row: Adoption) -> list[tuple[int, str]]:
    """Limits that hold or are entered for a day to come: a process published today must fit them all."""
    today = clock.today().isoformat()
    return [(int(one["value"]), one["unit"]) for one in row.limits if dated.days(one)[1] >= today]


def _use(row: Adoption) -> ProcessUse:
    special = {key: (int(one["value"]), one["unit"]) for key, one in row.limit_by_channel.items() if one}
    usual = [(row.limit_value, row.limit_unit)] if row.limit_value is not None and row.limit_unit else []
    return ProcessUse(
        code=row.procedure.code,
        name=row.procedure.name,
        level=row.level,
        limits=tuple(
            dict.fromkeys([*(usual if not _dated(row, "") else ()), *special.values(), *_to_come(row)])
        ),
        eform_code=row.eform_code,
        competent_agencies=tuple(row.competent_agencies),
        competent_name=row.competent_name,
    )
