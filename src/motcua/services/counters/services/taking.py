"""Lấy số, bỏ số: what a person does, and what is left of it the next day."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import F

from motcua.kernel import audit, numbers
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.words import say
from motcua.services.counters import rules
from motcua.services.counters.models import Desk, Ticket
from motcua.services.counters.types import AT_COUNTER, NoDesk, NoLine, NotHere, QueueClosed, State

from .booking import booked_ground, booking_to_use, forget_past
from .common import day_of, locked, moved, name_of

MOST_WAITING = 500
"""A kiosk that somebody leans on gives no more."""


@command
def take_ticket(
    *, kiosk_key: str, letter: str, ground: str, press: str, at: datetime, booking: str = ""
) -> str:
    """Lấy số: the next number of the line today; its key. The same press again gives the same number. With the code of a
    ``booking`` in its time, its line and its turn before others.

    Raises:
        NoDesk: the kiosk is nobody's.
        QueueClosed: the desk gives no numbers now, or too many wait.
        NoLine: no such line or ground.
        BookingNotThere: no booking of today bears the code, or it was used or cancelled.
        BookingInvalid: too early for it.
    """
    desk = Desk.objects.select_for_update().filter(kiosk_key=kiosk_key[:40]).first() if kiosk_key else None
    if desk is None:
        raise NoDesk(say("Không có máy lấy số này."), next=say("Hãy nhờ cán bộ mở lại máy từ trang Quầy."))
    day = day_of(at)
    if made := Ticket.objects.filter(desk=desk, press=press[:40]).first():
        return made.key
    if not desk.is_open:
        raise QueueClosed(
            say("Bộ phận Một cửa đang ngừng lấy số."),
            next=say("Hãy hỏi cán bộ hướng dẫn, hoặc quay lại trong giờ làm việc."),
        )
    if Ticket.objects.filter(desk=desk, day=day, state=State.WAITING).count() >= MOST_WAITING:
        raise QueueClosed(say("Hàng chờ hôm nay đã đầy."), next=say("Hãy hỏi cán bộ hướng dẫn."))
    booked = booking_to_use(desk, booking, at) if booking else None
    if booked is not None:
        letter, ground = booked.letter, booked_ground(booked, at)
    if not desk.lines.filter(letter=letter, removed=False).exists():
        raise NoLine(say("Không có nhóm việc này."), next=say("Hãy chọn lại nhóm việc."))
    if ground and ground != rules.BOOKED and ground not in {one.code for one in rules.grounds(day)}:
        raise NoLine(say("Không có diện ưu tiên này."), next=say("Hãy chọn lại diện ưu tiên."))
    number = numbers.take(f"ticket:{desk.code}:{day:%Y%m%d}:{letter}")
    ticket = Ticket.objects.create(
        desk=desk,
        key=secrets.token_urlsafe(12),
        press=press[:40] or secrets.token_urlsafe(12),
        day=day,
        letter=letter,
        code=rules.ticket_code(letter, number),
        ground=ground,
        taken_at=at,
    )
    if booked is not None:
        booked.ticket = ticket
        booked.save(update_fields=["ticket"])
    audit.record(
        Actor.system("kiosk"), "counters.take", f"ticket:{desk.code}:{day:%y%m%d}:{ticket.code}", at=at,
        after={"ground": ground},
    )  # fmt: skip
    moved(desk)
    return ticket.key


@command
def leave(*, key: str, at: datetime) -> None:
    """Bỏ số, by who holds the ticket; twice is once. Raises NotHere once it was called."""
    row = Ticket.objects.select_related("desk").filter(key=key[:40]).first()
    if row is None:
        raise NoDesk(say("Không có số thứ tự này."), next=say("Hãy quét lại mã trên phiếu."))
    desk = locked(row.desk.code)
    row.refresh_from_db()
    if row.state == State.LEFT:
        return
    if row.state != State.WAITING:
        raise NotHere(
            say("Số này đã được gọi nên không bỏ được nữa."), next=say("Hãy đến quầy, hoặc báo cán bộ.")
        )
    row.state, row.ended_at = State.LEFT, at
    row.save(update_fields=["state", "ended_at"])
    audit.record(Actor.anonymous(), "counters.leave", name_of(desk, row), at=at)
    moved(desk)


@command
def clear_past_days(*, at: datetime) -> int:
    """Tickets of past days that nobody called, or nobody ended, are closed; how many."""
    past = Ticket.objects.filter(day__lt=day_of(at))
    closed = past.filter(state=State.WAITING).update(state=State.LEFT, ended_at=at)
    closed += past.filter(state__in=AT_COUNTER).update(
        state=State.DONE, ended_at=F("called_at") + timedelta(0)
    )
    forget_past(at)
    if closed:
        audit.record(
            Actor.system("counters"), "counters.clear_past_days", "tickets", at=at, after={"closed": closed}
        )
    return closed
