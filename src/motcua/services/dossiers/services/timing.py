"""Ghi thời gian từng bước: rows for reports and forecasts, written by what hears of a finished step."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Apology, Dossier, StepTime
from motcua.services.dossiers.queries.step_times import post_of, stays_of
from motcua.services.dossiers.types import OPEN

from .voiding import void_unsigned


def keep_step_times(code: str) -> int:
    """Write the finished steps of a dossier that are not written yet, and who made it late once it has ended.

    Heard twice it writes nothing new: a visit of a step is known by its token.
    """
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return 0
    calendar = calendars.calendar(dossier.competent_agency)
    spans = [Span(p.from_at, p.to_at) for p in dossier.pauses.all()]
    rows = []
    for place, token in stays_of(dossier):
        if token.done_at is None or token.ended == "joined":
            continue
        limit = round(token.hours * 60)
        span = rules.held(rules.Stay(token.entered_at, token.done_at, limit), spans, calendar)
        officer = token.done_by or token.claimed_by
        rows.append(
            StepTime(
                dossier=dossier, token_id=token.id, procedure_code=dossier.procedure_code, node=token.node,
                step_name=token.name, task=token.task, lane=token.lane, agency_code=place.agency_code,
                unit_code=token.unit_code, post_code=token.post_code or post_of(officer, token, place.agency_code),
                officer_code=officer, officer_name=token.done_by_name or token.claimed_by_name,
                entered_at=token.entered_at, left_at=token.done_at, ended=token.ended, minutes=span.minutes,
                paused_minutes=span.paused_minutes, limit_minutes=limit,
            )
        )  # fmt: skip
    StepTime.objects.bulk_create(rows, ignore_conflicts=True)
    if dossier.finished_at is not None:
        _attribute(dossier, calendar)
    if dossier.state not in OPEN or dossier.finished_at is not None:
        Apology.objects.filter(dossier=dossier, signed_at=None, closed_at=None).update(closed_at=clock.now())
        void_unsigned(code=code, at=clock.now())
    return len(rows)


def _ran_until(dossier: Dossier) -> datetime | None:
    """When the clock last ran: a dossier that ended while it stood was held by nobody since."""
    ended_at = dossier.finished_at
    last = dossier.pauses.filter(to_at=ended_at).order_by("from_at").first() if ended_at else None
    return last.from_at if last is not None else ended_at


def _attribute(dossier: Dossier, calendar) -> None:  # type: ignore[no-untyped-def]
    """Share the dossier's lateness over the steps that made it late."""
    due_at, ended_at = dossier.lawful_due_at or dossier.due_at, _ran_until(dossier)
    late = 0
    if dossier.timeliness == "late" and due_at and ended_at:
        late = max(1, counting.working_minutes_between(due_at, ended_at, calendar))
    rows = [row for row in StepTime.objects.filter(dossier=dossier) if ended_at and row.entered_at < ended_at]
    overruns = [max(0, row.minutes - row.limit_minutes) if row.limit_minutes else 0 for row in rows]
    after = [
        max(
            0,
            counting.working_minutes_between(
                max(row.entered_at, due_at), min(row.left_at, ended_at), calendar
            ),
        )
        if late and due_at and ended_at
        else 0
        for row in rows
    ]
    for row, share in zip(rows, rules.share_lateness(late, overruns, after), strict=True):
        if row.late_minutes != share:
            StepTime.objects.filter(pk=row.pk).update(late_minutes=share)
