"""Bookings: the half hours of a desk and who has one."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.services.counters import rules
from motcua.services.counters.models import Booking, Desk
from motcua.services.counters.types import (
    DeskInfo,
    NoDesk,
)

from .standing import told

BOOKED = rules.BOOKED


@dataclass(frozen=True, slots=True)
class Half:
    """A half hour and how many places are left."""

    begins_at: datetime
    left: int


def bookable_desks(said: str = "") -> list[tuple[str, str]]:
    """Desks where places can be booked: code and name; at most fifty."""
    rows = (
        Desk.objects.filter(places__gt=0, name__icontains=said) if said else Desk.objects.filter(places__gt=0)
    )
    return list(rows.order_by("name").values_list("code", "name")[:50])


def bookable(code: str, at: datetime) -> DeskInfo:
    """A desk where places can be booked.

    Raises:
        NoDesk: there is none.
    """
    row = Desk.objects.filter(code=code[:60], places__gt=0).first()
    if row is None:
        raise NoDesk(say("Nơi này không nhận đặt lịch."), next=say("Hãy chọn nơi khác trong danh sách."))
    return told(row, clock.local(at).date())


def days_to_book(code: str, at: datetime) -> list[date]:
    """Working days that can be booked, today first."""
    today, calendar = clock.local(at).date(), calendars.calendar(code)
    ahead = int(parameter("counters.booking_days", on=today))
    return [day for n in range(ahead + 1) if calendar.hours(day := today + timedelta(days=n))]


def halves(code: str, day: date, at: datetime) -> list[Half]:
    """The half hours of a day that are still to come, with the places left."""
    desk_row = Desk.objects.get(code=code)
    begins = [
        datetime.combine(day, time(minute // 60, minute % 60), clock.TZ)
        for minute in rules.slots_of(calendars.calendar(code).hours(day))
    ]
    taken = Tally(
        Booking.objects.filter(desk=desk_row, cancelled_at=None, begins_at__in=begins).values_list(
            "begins_at", flat=True
        )
    )
    return [Half(one, max(0, desk_row.places - taken[one])) for one in begins if one > at]


def bookings_of(by: Actor, at: datetime) -> list[Booking]:
    """One's own bookings from today on."""
    day = clock.local(at).date()
    rows = Booking.objects.filter(user_id=by.user_id, day__gte=day, cancelled_at=None).select_related(
        "desk", "ticket"
    )
    return list(rows[:50])


def booked_ahead(code: str, day: date) -> int:
    """How many come by appointment on a day."""
    return Booking.objects.filter(desk__code=code, day=day, cancelled_at=None).count()


def places_of(code: str) -> int:
    """How many may book each half hour."""
    return Desk.objects.filter(code=code).values_list("places", flat=True).first() or 0
