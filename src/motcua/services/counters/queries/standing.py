"""Reading of the queue: the desk as its officers and its board see it, and one ticket's place."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.services.counters import rules
from motcua.services.counters.models import Counter, Desk, Ticket
from motcua.services.counters.rules import average
from motcua.services.counters.types import (
    AT_COUNTER,
    CALL,
    CounterInfo,
    DeskInfo,
    Ground,
    LineInfo,
    NoDesk,
    Place,
    State,
    TicketInfo,
)
from motcua.services.dossiers.queries.counter_work import worked_on
from motcua.services.dossiers.queries.intake import desk_for

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
    return None if desk is None else told(desk, on)


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
    return told(found, on)


def version(code: str) -> int | None:
    """How often the queue has moved: one question, for a board that asks every second."""
    return Desk.objects.filter(code=code).values_list("version", flat=True).first()


def told(desk: Desk, on: date) -> DeskInfo:
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
        minutes=rules.expected_minutes(ahead, average(lately), len(serving)),
        served=len(lately),
        counters=len(serving),
    )


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


def done_for(ticket: TicketInfo, desk_code: str, by: Actor) -> list[str]:
    """Codes of the dossiers the officer worked on at the desk since this number was called to them."""
    return worked_on(by.id, desk_code, ticket.called_at) if ticket.called_at else []
