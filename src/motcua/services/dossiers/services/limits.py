"""Hạn của từng bước: after the clock of a dossier has stood, what its open steps and parts are due by is counted anew."""

from __future__ import annotations

from datetime import datetime

from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars.types import Calendar
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Member, Pause, Work
from motcua.services.dossiers.types import MemberState
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import TokenView


def calendar_held(dossier: Dossier, agency_code: str) -> Calendar:
    """The calendar of one of the dossier's agencies, both read once a command."""
    if agency_code not in (dossier.calendars_held or {}):
        dossier.calendars_held = calendars.calendars(
            {dossier.receiving_agency, dossier.competent_agency, agency_code}
        )
    return dossier.calendars_held[agency_code]  # type: ignore[no-any-return]


def restate_limits(dossier: Dossier, *, at: datetime) -> None:
    """The limits of open steps, of the agencies asked and of the parts of a joint dossier, without the time it stood; a
    new appointment moves none of them."""
    rows = Pause.objects.filter(dossier=dossier, to_at__isnull=False).values_list("from_at", "to_at")
    spans, calendar = [Span(*row) for row in rows], calendar_held(dossier, dossier.competent_agency)
    halves: dict[int, datetime] = {}
    dues: dict[int, datetime] = {}

    def due(token: TokenView) -> datetime | None:
        if token.due_at is None or not token.hours:
            return token.due_at
        minutes = round(token.hours * 60)
        halves[token.id] = rules.step_due(token.entered_at, minutes // 2, spans, calendar)
        dues[token.id] = rules.step_due(token.entered_at, minutes, spans, calendar)
        return dues[token.id]

    workflow.restate_due(subject=f"dossier:{dossier.code}", due=due)
    works = list(Work.objects.filter(dossier=dossier, token_id__in=dues))
    for work in works:
        work.step_due_at = dues[work.token_id]
        if work.own_due:
            work.due_at = work.step_due_at
    Work.objects.bulk_update(works, ["step_due_at", "due_at"])
    members = list(Member.objects.filter(dossier=dossier, state=MemberState.OPEN, token_id__in=dues))
    for member in members:
        member.half_at, member.due_at = halves[member.token_id], dues[member.token_id]
        member.wakes_at = next((one for one in (member.half_at, member.due_at) if one > at), at)
    Member.objects.bulk_update(members, ["half_at", "due_at", "wakes_at"])
