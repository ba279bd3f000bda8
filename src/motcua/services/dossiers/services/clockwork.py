"""The legal clock of one dossier: the promise, its pauses, and what comes after them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Apology, Dossier, Pause, Reappointment
from motcua.services.dossiers.types import LATE, RUNNING, PauseKind, Status

from .limits import calendar_held, restate_limits


def answer_due(dossier: Dossier, at: datetime) -> datetime:
    """Until when the desk must answer a filing: eight working hours from now (parameter, of the day it came in)."""
    calendar, under = calendar_of(dossier), clock.local(dossier.submitted_at or at).date()
    return counting.add_working_hours(at, rules.reception_limit_hours(under), calendar)


def promise(dossier: Dossier, *, at: datetime) -> None:
    """Set the promised moment at acceptance; the first one is kept for ever."""
    dossier.clock_from_at = at
    if dossier.limit_value is None or not dossier.limit_unit:
        return
    calendar = calendar_of(dossier)
    dossier.due_at = counting.due_at(at, dossier.limit_value, dossier.limit_unit, calendar)
    dossier.lawful_due_at = dossier.due_at
    if dossier.first_due_at is None:
        dossier.first_due_at = dossier.due_at


def wind(dossier: Dossier) -> None:
    """Set when the sweep looks at the dossier next: every hour of its new state counts, one that has passed at once."""
    stands = dossier.__dict__.get("_stands")
    if stands is not None and _set_by(stands) == _set_by(dossier.__dict__):
        return
    watched = dossier.state in RUNNING or dossier.state in (Status.SUBMITTED, Status.SUPPLEMENT)
    dossier.wakes_at = rules.wakes_at(hours_of(dossier), calendar_of(dossier)) if watched else None


def _set_by(columns: Mapping[str, Any]) -> tuple[Any, ...]:
    """What sets the hour at which the sweep looks at a dossier; being taken up by an officer does not."""
    status = Status.ACCEPTED if columns["status"] in RUNNING else columns["status"]
    times = ("due_at", "answer_due_at", "paused_at", "clock_from_at")
    return (status, *(columns[name] for name in times))


def calendar_of(dossier: Dossier) -> Calendar:
    """The calendar of the desk, by which the promise is counted."""
    return calendar_held(dossier, dossier.receiving_agency)


def hours_of(dossier: Dossier) -> rules.Hours:
    """What the rules of the clocks read of a dossier."""
    return rules.Hours(
        status=dossier.state,
        submitted_at=dossier.submitted_at,
        answer_due_at=dossier.answer_due_at,
        clock_from_at=dossier.clock_from_at,
        due_at=dossier.due_at,
        paused=dossier.paused_at is not None,
        supplement_until=dossier.supplement_until,
    )


def open_pause(
    dossier: Dossier,
    *,
    kind: str,
    reason: str,
    by: Actor,
    at: datetime,
    expires_on: date | None = None,
    legal_basis: str = "",
    approved_by: str = "",
) -> Pause:
    """Stop the clock; who is asked for papers always has a day until which."""
    dossier.paused_at = at
    if kind == "supplement":
        expires_on = expires_on or rules.supplement_until(clock.local(at).date(), calendar_of(dossier))
        dossier.supplement_until = expires_on
    return Pause.objects.create(
        dossier=dossier,
        kind=kind,
        from_at=at,
        reason=reason,
        expires_on=expires_on,
        legal_basis=legal_basis,
        approved_by=approved_by,
        before_acceptance=dossier.accepted_at is None,
        asked_by=by.title,
    )


def end_pauses(dossier: Dossier, *, at: datetime, answer: str) -> None:
    """Close what is open without a new promise: the dossier has ended, and what was late while its clock ran stays late."""
    if rules.was_late(dossier.paused_at or at, dossier.lawful_due_at or dossier.due_at):
        dossier.timeliness = LATE
    Pause.objects.filter(dossier=dossier, to_at=None).update(to_at=at, answer=answer)
    dossier.paused_at = None


def open_again(dossier: Dossier, *, at: datetime, answer: str, by: Actor) -> None:
    """A dossier that had ended goes on: late once is late for good; the time it lay done is nobody's, and is given back
    where it was done in time."""
    done_at, dossier.finished_at = dossier.finished_at, None
    if dossier.timeliness == LATE:
        return
    dossier.timeliness = ""
    if done_at is None or done_at >= at:
        return
    open_pause(dossier, kind=PauseKind.DONE, reason="Hồ sơ đã có kết quả", by=by, at=done_at)
    close_pauses(dossier, at=at, kinds=(PauseKind.DONE,), answer=answer, by=by.title)


def close_pauses(
    dossier: Dossier,
    *,
    at: datetime,
    kinds: tuple[str, ...],
    answer: str = "",
    by: str = "Hệ thống",
) -> None:
    """Let the clock run again: from the start after a supplement where the rule says so, else on from where it stood."""
    still_open = list(Pause.objects.filter(dossier=dossier, to_at=None))
    open_ones = [pause for pause in still_open if pause.kind in kinds]
    for pause in open_ones:
        pause.to_at, pause.answer = at, answer
        pause.save(update_fields=["to_at", "answer"])
    others = [pause.from_at for pause in still_open if pause.kind not in kinds]
    dossier.paused_at = min(others) if others else None
    if open_ones and dossier.paused_at is None and dossier.accepted_at is not None:
        restate_limits(dossier, at=at)
    if not open_ones or dossier.accepted_at is None or dossier.due_at is None:
        return
    old, lawful = dossier.due_at, dossier.lawful_due_at or dossier.due_at
    calendar = calendar_of(dossier)
    asked = [pause.from_at for pause in open_ones if pause.kind == "supplement"]
    if asked and rules.after_supplement(clock.local(dossier.accepted_at).date()) == "restart":
        dossier.clock_from_at = at
        restarted = counting.due_at(at, dossier.limit_value, dossier.limit_unit, calendar)
        # A limit that had passed when the papers were asked for has passed for ever; a later promise is not taken back,
        # nor is what a verification has added to the limit.
        dossier.lawful_due_at = lawful if min(asked) > lawful else max(lawful, restarted)
        dossier.due_at = max(old, restarted)
        why = "Tính lại thời hạn từ khi nhận đủ hồ sơ bổ sung"
    else:
        spans = _given_back(dossier, open_ones)
        dossier.due_at = _pushed(old, spans, dossier, calendar, at)
        dossier.lawful_due_at = _pushed(lawful, spans, dossier, calendar, at)
        why = "Tính tiếp thời hạn còn lại sau khi tạm dừng"
    if dossier.due_at != old:
        Reappointment.objects.create(
            dossier=dossier, old_due_at=old, new_due_at=dossier.due_at, reason=why, at=at, by=by
        )
        # What was asked for the old hour is asked again when the new one comes near.
        Apology.objects.filter(dossier=dossier, signed_at=None, closed_at=None).update(closed_at=at)


def _given_back(dossier: Dossier, ended: list[Pause]) -> list[Span]:
    """The time of pauses that end now, without what was given back with an earlier one or counts no more."""
    own = {pause.pk for pause in ended}
    rows = Pause.objects.filter(dossier=dossier, to_at__isnull=False).values_list("pk", "from_at", "to_at")
    before = [Span(from_at, to_at) for pk, from_at, to_at in rows if pk not in own]
    return rules.uncredited([Span(p.from_at, p.to_at) for p in ended], before, dossier.clock_from_at)


def _pushed(
    due_moment: datetime, spans: list[Span], dossier: Dossier, calendar: Calendar, at: datetime
) -> datetime:
    """A due moment with the time given back; what began after it had passed moves it no more."""
    some = [span for span in spans if span.from_at <= due_moment]
    return counting.resume(due_moment, some, dossier.limit_unit, calendar, now=at) if some else due_moment
