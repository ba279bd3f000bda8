"""Reading of the queue: the desk as its officers and its board see it, one ticket's place, the day in figures."""

from __future__ import annotations

import functools
import operator
from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.pages import Rows
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries.counter_work import CounterWork, counter_work
from motcua.services.dossiers.queries.intake import desk_for
from motcua.services.payments import queries as payments
from motcua.services.payments.types import Method, ReceiptView

from . import rules
from .models import Booking, Counter, Desk, Shift, Ticket
from .types import (
    AT_COUNTER,
    CALL,
    SET_UP,
    CounterDay,
    CounterInfo,
    DayFigures,
    DeskInfo,
    Ground,
    LineInfo,
    NoDesk,
    Place,
    ShiftNotThere,
    State,
    TicketInfo,
)

LATELY = 20
"""From how many ended cases of today the waiting time is told."""


def own_desk(by: Actor) -> tuple[str, str]:
    """Code and name of the desk whose queue the officer works at."""
    access.require(by, CALL)
    desk = desk_for(by)
    return desk.code, desk.name


def find_desk(code: str, on: date) -> DeskInfo | None:
    """The desk with its lines, counters and who is called where; None where no queue was set up."""
    desk = Desk.objects.filter(code=code).first()
    return None if desk is None else _told(desk, on)


def desk(code: str, on: date) -> DeskInfo:
    """The same.

    Raises:
        NoDesk: there is no queue at this desk.
    """
    found = find_desk(code, on)
    if found is None:
        raise NoDesk(say("Không có hàng chờ này."), next=say("Hãy mở lại địa chỉ được cấp."))
    return found


def kiosk(key: str, on: date) -> DeskInfo:
    """The desk a kiosk belongs to.

    Raises:
        NoDesk: the key is nobody's, or was replaced.
    """
    found = Desk.objects.filter(kiosk_key=key[:40]).first() if key else None
    if found is None:
        raise NoDesk(
            say("Không có máy lấy số này."),
            why=say("Địa chỉ của máy đã được đổi, hoặc gõ sai."),
            next=say("Hãy nhờ cán bộ mở lại máy từ trang Quầy."),
        )
    return _told(found, on)


def version(code: str) -> int | None:
    """How often the queue has moved: one question, for a board that asks every second."""
    return Desk.objects.filter(code=code).values_list("version", flat=True).first()


def _told(desk: Desk, on: date) -> DeskInfo:
    names = {line.letter: line for line in desk.lines.all()}
    tickets = Ticket.objects.filter(desk=desk, day=on)
    waiting = Tally(tickets.filter(state=State.WAITING).values_list("letter", flat=True))
    here = {row.counter: _info(row, names) for row in tickets.filter(state__in=AT_COUNTER)}
    return DeskInfo(
        code=desk.code,
        name=desk.name,
        is_open=desk.is_open,
        kiosk_key=desk.kiosk_key,
        version=desk.version,
        lines=tuple(
            LineInfo(line.letter, line.name, waiting[line.letter])
            for line in names.values()
            if not line.removed
        ),
        counters=tuple(
            CounterInfo(
                one.number, one.name, tuple(one.letters), one.officer_code, one.officer_name,
                here.get(one.number),
            )
            for one in desk.counters.all() if not one.removed
        ),
    )  # fmt: skip


def _info(row: Ticket, names: dict[str, object]) -> TicketInfo:
    line = names.get(row.letter)
    return TicketInfo(
        key=row.key,
        code=row.code,
        day=row.day,
        line=row.letter,
        line_name=getattr(line, "name", ""),
        state=State(row.state),
        ground=row.ground,
        taken_at=row.taken_at,
        called_at=row.called_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        counter=row.counter,
        calls=row.calls,
        officer_name=row.officer_name,
    )


def tickets(desk_code: str, on: date, states: Iterable[State], limit: int = 200) -> list[TicketInfo]:
    """Tickets of a day in these states: waiting ones in the order they came, others the latest first."""
    states = list(states)
    desk = Desk.objects.get(code=desk_code)
    rows = Ticket.objects.filter(desk=desk, day=on, state__in=states)
    if states != [State.WAITING]:
        rows = rows.order_by("-called_at", "-id")
    names = {line.letter: line for line in desk.lines.all()}
    return [_info(row, names) for row in rows[:limit]]


def ticket_of(key: str) -> TicketInfo:
    """One ticket by the key its holder has.

    Raises:
        NoDesk: nobody's key.
    """
    return _info(*_by_key(key))


def _by_key(key: str) -> tuple[Ticket, dict[str, object]]:
    row = Ticket.objects.select_related("desk").filter(key=key[:40]).first() if key else None
    if row is None:
        raise NoDesk(say("Không có số thứ tự này."), next=say("Hãy quét lại mã trên phiếu, hoặc lấy số mới."))
    return row, {line.letter: line for line in row.desk.lines.all()}


def place(key: str) -> Place:
    """Where its holder stands in the queue, told from today's own cases.

    Raises:
        NoDesk: nobody's key.
    """
    row, names = _by_key(key)
    queue = Ticket.objects.filter(desk=row.desk, day=row.day, letter=row.letter)
    serving = [
        one
        for one in Counter.objects.filter(desk=row.desk, removed=False).exclude(officer_code="")
        if not one.letters or row.letter in one.letters
    ]
    ahead = 0
    if row.state == State.WAITING:
        waiting = queue.filter(state=State.WAITING)
        before = waiting.filter(Q(taken_at__lt=row.taken_at) | Q(taken_at=row.taken_at, id__lt=row.pk))
        if row.ground:
            ahead = before.exclude(ground="").count()
        else:  # all with priority are called first, or nearly
            ahead = before.filter(ground="").count() + waiting.exclude(ground="").count()
    lately = [
        ended - called
        for called, ended in queue.filter(state=State.DONE)
        .order_by("-called_at")
        .values_list("called_at", "ended_at")[:LATELY]
    ]
    return Place(
        ticket=_info(row, names),
        desk_name=row.desk.name,
        ahead=ahead,
        minutes=rules.expected_minutes(ahead, _average(lately), len(serving)),
        served=len(lately),
        counters=len(serving),
    )


def figures(desk_code: str, on: date) -> DayFigures:
    """The day of a desk: a few hundred rows, read once."""
    rows = list(
        Ticket.objects.filter(desk__code=desk_code, day=on).values_list(
            "state", "ground", "taken_at", "called_at", "ended_at", "counter"
        )
    )
    states = Tally(state for state, *_ in rows)
    waits = [called - taken for _, _, taken, called, _, _ in rows if called is not None]
    hours = Tally(clock.local(taken).hour for _, _, taken, _, _, _ in rows)
    cases: dict[int, list[timedelta]] = {}
    for state, _, _, called, ended, counter in rows:
        if state == State.DONE and counter is not None:
            cases.setdefault(counter, []).append(ended - called)
    return DayFigures(
        taken=len(rows),
        waiting=states[State.WAITING],
        served=states[State.DONE],
        no_show=states[State.NO_SHOW],
        left=states[State.LEFT],
        priority=sum(1 for _, ground, *_ in rows if ground),
        average_wait=_average(waits),
        longest_wait=max(waits, default=None),
        hours=tuple(sorted(hours.items())),
        counters=tuple(
            CounterDay(number, len(spans), _average(spans)) for number, spans in sorted(cases.items())
        ),
    )


def _average(spans: list[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None


def was_called(desk_code: str, code: str, counter: int, on: date) -> bool:
    """Whether this number is called to this counter today: the voice says nothing else."""
    return Ticket.objects.filter(
        desk__code=desk_code, day=on, code=code, counter=counter, state__in=AT_COUNTER
    ).exists()


def grounds(on: date) -> list[Ground]:
    """Who is called before others on a day."""
    return rules.grounds(on)


def sentence(code: str, counter: int) -> str:
    """What the voice says of a called number."""
    return rules.spoken(code, counter)


# --- shifts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """What an officer did and has in hand since their last shift."""

    from_at: datetime
    work: CounterWork
    served: int
    receipts: list[ReceiptView]

    @property
    def live(self) -> list[ReceiptView]:
        """Receipts whose money was not given back."""
        return [one for one in self.receipts if one.cancelled_at is None]

    @property
    def cash_vnd(self) -> int:
        """Cash by the receipts."""
        return sum(one.total_vnd for one in self.live if one.method is Method.CASH)

    @property
    def transfer_vnd(self) -> int:
        """Money that went to the account of the office."""
        return sum(one.total_vnd for one in self.live if one.method is Method.TRANSFER)

    @property
    def something(self) -> bool:
        """Whether there is anything to close."""
        return bool(self.work.total or self.served or self.receipts)


def shift_now(by: Actor, at: datetime) -> ShiftNow:
    """From the last shift closed at this desk, or, before the first, from the morning of the oldest receipt in hand."""
    receipts = payments.in_hand(by.id, by.agency_code)
    last = Shift.objects.filter(officer_code=by.id, desk_code=by.agency_code).first()
    first = clock.local(min([at, *(one.collected_at for one in receipts)]))
    from_at = last.closed_at if last else first.replace(hour=0, minute=0, second=0, microsecond=0)
    work = counter_work(by.id, by.agency_code, from_at, at)
    served = Ticket.objects.filter(
        desk__code=by.agency_code,
        officer_code=by.id,
        state=State.DONE,
        ended_at__gte=from_at,
        ended_at__lt=at,
    ).count()
    return ShiftNow(from_at, work, served, receipts)


def colleagues_of(by: Actor) -> list[tuple[str, str]]:
    """Whom money may be handed to: people of the same office, and of the one above it, with what they are."""
    agency = organizations.find_agency(by.agency_code)
    codes = [by.agency_code, *([agency.parent_code] if agency and agency.parent_code else [])]
    found = {
        holder.officer_code: f"{holder.full_name}, {holder.post_title}"
        for code in codes
        for holder in organizations.officers_of(code)
        if holder.officer_code and holder.officer_code != by.id
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def money_not_closed(by: Actor) -> list[payments.InHand]:
    """Cash by person that no shift has taken, for who sets the desk up: who went home without closing stands first."""
    return payments.in_hand_at(by.agency_code) if access.allows(by, SET_UP) else []


def _seen(by: Actor) -> tuple[Q, ...]:
    """One's own and those handed to one; who sets the desk up sees all of it."""
    own = (Q(officer_code=by.id), Q(handed_to_code=by.id))
    return (*own, Q(desk_code=by.agency_code)) if access.allows(by, SET_UP) else own


def shifts_seen(by: Actor) -> Rows:
    """The shifts closed, the latest first."""
    return Rows(Shift.objects.all(), ("-closed_at", "-id"), _seen(by))


def shifts_to_receive(by: Actor) -> list[Shift]:
    """Whose money is handed to one and waits for one's count."""
    return list(Shift.objects.filter(handed_to_code=by.id, received_at=None)[:20])


def shift_for(by: Actor, shift_id: int) -> Shift:
    """One of those.

    Raises:
        ShiftNotThere: no such shift, or not to be seen from this post.
    """
    found = Shift.objects.filter(functools.reduce(operator.or_, _seen(by)), pk=shift_id).first()
    if found is None:
        raise ShiftNotThere("Không tìm thấy ca này.", next="Hãy mở lại trang Chốt ca.")
    return found


# --- bookings ---------------------------------------------------------------------------------------------

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
    return _told(row, clock.local(at).date())


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
