"""Đặt lịch: a half hour at a desk, booked from home, given back, and used at the kiosk."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.services.counters import rules
from motcua.services.counters.models import Booking, Desk
from motcua.services.counters.types import SET_UP, BadSetUp, BookingInvalid, BookingNotThere, NoDesk, NoLine

from .common import day_of, locked

MOST_PLACES = 50
KEPT = timedelta(days=30)


@command
def set_places(*, desk_code: str, places: int | None, by: Actor, at: datetime) -> None:
    """Mở, đóng đặt lịch: how many may book each half hour; 0 closes it, what is booked stays booked.

    Raises:
        BadSetUp: not a number from 0 to 50.
    """
    access.require(by, SET_UP, agency_code=desk_code)
    if places is None or not 0 <= places <= MOST_PLACES:
        raise BadSetUp(
            f"Số chỗ mỗi nửa giờ phải từ 0 đến {MOST_PLACES}.", next="Hãy ghi 0 để không nhận đặt lịch."
        )
    desk = locked(desk_code)
    before, desk.places = desk.places, places
    desk.save(update_fields=["places"])
    audit.record(
        by,
        "counters.set_places",
        f"desk:{desk_code}",
        at=at,
        before={"places": before},
        after={"places": places},
    )


@command
def book(*, desk_code: str, letter: str, begins_at: datetime, press: str, by: Actor, at: datetime) -> Booking:
    """Đặt lịch: one place of a half hour. The same press gives the same booking.

    Raises:
        NoDesk: nothing can be booked at this desk.
        NoLine: no such line.
        BookingInvalid: past, outside the hours, too far ahead, full, or too many booked by the person.
    """
    assert by.user_id is not None
    desk = Desk.objects.select_for_update().filter(code=desk_code[:60], places__gt=0).first()
    if desk is None:
        raise NoDesk(say("Nơi này không nhận đặt lịch."), next=say("Hãy chọn nơi khác trong danh sách."))
    if (again := Booking.objects.filter(user_id=by.user_id, press=press[:40]).first()) is not None:
        return again
    if not desk.lines.filter(letter=letter[:1], removed=False).exists():
        raise NoLine(say("Không có nhóm việc này."), next=say("Hãy chọn lại nhóm việc."))
    local, now = clock.local(begins_at), clock.local(at)
    minute = local.hour * 60 + local.minute
    ahead = int(parameter("counters.booking_days", on=now.date()))
    hours = calendars.calendar(desk_code).hours(local.date())
    if begins_at <= at or (local.date() - now.date()).days > ahead or minute not in rules.slots_of(hours):
        raise BookingInvalid(
            say("Không đặt được giờ này."), why=say("Giờ đã qua, ngoài giờ làm việc, hoặc xa hơn số ngày được đặt trước."),
            next=say("Hãy chọn một giờ trong danh sách."),
        )  # fmt: skip
    live = Booking.objects.filter(cancelled_at=None)
    if live.filter(desk=desk, begins_at=begins_at).count() >= desk.places:
        raise BookingInvalid(say("Giờ này đã hết chỗ."), next=say("Hãy chọn giờ khác."))
    most = int(parameter("counters.booking_most", on=now.date()))
    if live.filter(user_id=by.user_id, ticket=None, begins_at__gt=at).count() >= most:
        raise BookingInvalid(
            say("Bạn đang giữ {most} lịch hẹn.", most=most),
            next=say("Hãy hủy một lịch không dùng rồi đặt lại."),
        )
    made = Booking.objects.create(
        desk=desk, user_id=by.user_id, letter=letter[:1], begins_at=begins_at, day=local.date(),
        code=_fresh(desk, local), press=press[:40] or secrets.token_urlsafe(12), booked_at=at,
    )  # fmt: skip
    audit.record(
        by, "counters.book", f"booking:{made.pk}", at=at, after={"desk": desk_code, "begins_at": begins_at}
    )
    return made


def _fresh(desk: Desk, local: datetime) -> str:
    taken = set(Booking.objects.filter(desk=desk, day=local.date()).values_list("code", flat=True))
    while (code := f"{secrets.randbelow(1_000_000):06d}") in taken:
        pass
    return code


@command
def cancel_booking(*, booking_id: int, by: Actor, at: datetime) -> None:
    """Hủy lịch: the place is free again; twice is once.

    Raises:
        BookingNotThere: no such booking of one's own.
        BookingInvalid: it was used.
    """
    row = Booking.objects.select_for_update().filter(pk=booking_id, user_id=by.user_id).first()
    if row is None:
        raise BookingNotThere(say("Không có lịch hẹn này."), next=say("Hãy mở lại trang Lịch hẹn của tôi."))
    if row.ticket_id is not None:
        raise BookingInvalid(
            say("Lịch hẹn này đã dùng để lấy số."), next=say("Muốn thôi thì bỏ số ở trang của số thứ tự.")
        )
    if row.cancelled_at is None:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        audit.record(by, "counters.cancel_booking", f"booking:{row.pk}", at=at)


def booking_to_use(desk: Desk, code: str, at: datetime) -> Booking:
    """The booking of today a person types at the kiosk. The desk is locked.

    Raises:
        BookingNotThere: none bears the code, or it was used or cancelled.
        BookingInvalid: its time has not come.
    """
    row = Booking.objects.filter(
        desk=desk, day=day_of(at), code=code[:6], cancelled_at=None, ticket=None
    ).first()
    if row is None:
        raise BookingNotThere(
            say("Không có lịch hẹn hôm nay với mã này."),
            next=say("Hãy xem lại mã sáu số, hoặc lấy số thường."),
        )
    if rules.in_its_time(row.begins_at, at, _grace(at)) < 0:
        begins = clock.local(row.begins_at)
        raise BookingInvalid(
            say("Lịch hẹn của bạn lúc {hour}.", hour=f"{begins:%H:%M}"),
            next=say("Hãy quay lại gần giờ ấy; cần sớm hơn thì lấy số thường."),
        )
    return row


def booked_ground(row: Booking, at: datetime) -> str:
    """Called before others in its time; who comes too late waits like everybody."""
    return rules.BOOKED if rules.in_its_time(row.begins_at, at, _grace(at)) == 0 else ""


def _grace(at: datetime) -> int:
    return int(parameter("counters.booking_grace", on=day_of(at)))


def forget_past(at: datetime) -> None:
    """Bookings of past weeks go."""
    Booking.objects.filter(begins_at__lt=at - KEPT).delete()
