"""Which procedures an electronic process serves, and what they hold it to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q

from motcua.kernel import clock
from motcua.registries.procedures.models import Adoption, Draft, Procedure
from motcua.registries.procedures.queries.cases import with_cases
from motcua.registries.procedures.queries.states import TERMS
from motcua.registries.procedures.rules import dated


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One procedure of the province that follows a process, in some ``case`` or else: its limits by channel, its form, who
    decides."""

    code: str
    name: str
    level: str
    limits: tuple[tuple[int, str], ...]
    eform_code: str
    competent_agencies: tuple[str, ...]
    competent_name: str
    case: str = ""


def uses_of_process(process_code: str) -> list[ProcessUse]:
    """Published procedures that follow the process: those that name it, by themselves or in a case, and the one whose code
    it bears.

    Where none does, the drafts that will: the process is published first, and is held to them.
    """
    named = Q(process_code=process_code) | Q(process_code="", procedure__code=process_code)
    rows = Adoption.objects.filter(named, province_code=settings.PROVINCE_AGENCY, is_published=True)
    found = [_use(row) for row in rows.select_related("procedure").order_by("procedure__code")[:200]]
    found += [use for row in with_cases() if row.is_published for use in _in_cases(row, process_code)]
    return found or _of_drafts(process_code)


def _of_drafts(process_code: str) -> list[ProcessUse]:
    named = Q(data__t_process_code=process_code) | Q(data__t_process_code="", code=process_code)
    found = [_use(_coming(row)) for row in Draft.objects.filter(named).order_by("code")[:200]]
    with_some = Draft.objects.filter(data__has_key="t_cases").exclude(data__t_cases=[]).order_by("code")[:200]
    return found + [use for row in with_some for use in _in_cases(_coming(row), process_code)]


def _coming(draft: Draft) -> Adoption:
    terms = {key: draft.data[f"t_{key}"] for key in TERMS if f"t_{key}" in draft.data}
    return Adoption(procedure=Procedure(code=draft.code, name=draft.data.get("name", "")), **terms)


def _in_cases(row: Adoption, process_code: str) -> list[ProcessUse]:
    """A use for every case of a procedure, to come or in force, that names the process."""
    today = clock.today().isoformat()
    usual = _use(row)
    return [
        replace(usual, case=case["name"], limits=((case["value"], case["unit"]),) if case["unit"] else usual.limits)
        for case in row.cases
        if case["process_code"] == process_code and dated.days(case)[1] >= today
    ]  # fmt: skip


def _unnamed_cases(row: Adoption) -> list[tuple[int, str]]:
    """Limits of cases that follow the procedure's own process: it must fit them too."""
    today = clock.today().isoformat()
    return [
        (case["value"], case["unit"])
        for case in row.cases
        if case["unit"] and not case["process_code"] and dated.days(case)[1] >= today
    ]


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
            dict.fromkeys(
                [
                    *(usual if not _dated(row, "") else ()),
                    *special.values(),
                    *_to_come(row),
                    *_unnamed_cases(row),
                ]
            )
        ),
        eform_code=row.eform_code,
        competent_agencies=tuple(row.competent_agencies),
        competent_name=row.competent_name,
    )
