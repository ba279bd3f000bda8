"""The legal clock of one dossier: the promise, its pauses, and what comes after them."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Pause, Reappointment


def answer_due(dossier: Dossier, at: datetime) -> datetime:
    """Until when the desk must answer a filing: eight working hours from now (parameter)."""
    calendar = calendars.calendar(dossier.receiving_agency)
    return counting.add_working_hours(at, rules.reception_limit_hours(clock.local(at).date()), calendar)


def promise(dossier: Dossier, *, at: datetime) -> None:
    """Set the promised moment at acceptance; the first one is kept for ever."""
    dossier.clock_from_at = at
    if dossier.limit_value is None or not dossier.limit_unit:
        return
    calendar = calendars.calendar(dossier.receiving_agency)
    dossier.due_at = counting.due_at(at, dossier.limit_value, dossier.limit_unit, calendar)
    if dossier.first_due_at is None:
        dossier.first_due_at = dossier.due_at


def open_pause(
    dossier: Dossier, *, kind: str, reason: str, by: Actor, at: datetime, expires_on: date | None = None
) -> Pause:
    """Stop the clock."""
    dossier.paused_at = at
    return Pause.objects.create(
        dossier=dossier,
        kind=kind,
        from_at=at,
        reason=reason,
        expires_on=expires_on,
        before_acceptance=dossier.accepted_at is None,
        asked_by=by.title,
    )


def end_pauses(dossier: Dossier, *, at: datetime, answer: str) -> None:
    """Close what is open without a new promise: the dossier has ended."""
    Pause.objects.filter(dossier=dossier, to_at=None).update(to_at=at, answer=answer)
    dossier.paused_at = None


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
    if not open_ones or dossier.accepted_at is None or dossier.due_at is None:
        return
    old = dossier.due_at
    calendar = calendars.calendar(dossier.receiving_agency)
    supplemented = any(pause.kind == "supplement" for pause in open_ones)
    if supplemented and calendar.settings.after_pause == "restart":
        dossier.clock_from_at = at
        dossier.due_at = counting.due_at(at, dossier.limit_value, dossier.limit_unit, calendar)
        why = "Tính lại thời hạn từ khi nhận đủ hồ sơ bổ sung"
    else:
        dossier.due_at = counting.resume(old, open_ones, dossier.limit_unit, calendar, now=at)
        why = "Tính tiếp thời hạn còn lại sau khi tạm dừng"
    if dossier.due_at != old:
        Reappointment.objects.create(
            dossier=dossier, old_due_at=old, new_due_at=dossier.due_at, reason=why, at=at, by=by
        )
