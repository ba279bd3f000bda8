"""Gọi số: next, again, arrived, done, not there, back in line, to another line."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.counters import rules
from motcua.services.counters.models import Counter, Desk, Ticket
from motcua.services.counters.types import (
    AT_COUNTER,
    CALL,
    CounterBusy,
    NoLine,
    NotHere,
    NotSeated,
    State,
    Waiting,
)

from .common import day_of, locked, moved, name_of


@command
def call_next(*, desk_code: str, by: Actor, at: datetime, done: str = "") -> str:
    """Gọi số tiếp; ``done`` is the key of the ticket that is finished by the same press. The called ticket's code,
    or nothing where nobody waits; what stood there is finished all the same.

    Raises:
        NotSeated: the officer sits at no counter of the desk.
        CounterBusy: another ticket than ``done`` stands at the counter (a second press, a page left open).
    """
    desk, counter = _own(desk_code, by)
    day = day_of(at)
    here = Ticket.objects.filter(desk=desk, day=day, counter=counter.number, state__in=AT_COUNTER).first()
    if here is not None:
        if here.key != done:
            raise CounterBusy(
                f"Quầy {counter.number} đang phục vụ số {here.code}.",
                next="Hãy kết thúc số ấy rồi gọi số tiếp.",
            )
        _end(here, State.DONE, by, at)
        here.save()
    chosen = _next(desk, counter, day)
    if chosen is None:
        moved(desk)
        return ""
    ticket = Ticket.objects.get(pk=chosen.id)
    ticket.state, ticket.counter, ticket.called_at = State.CALLED, counter.number, at
    ticket.first_called_at = ticket.first_called_at or at
    ticket.officer_code, ticket.officer_name = by.id, by.name
    ticket.calls += 1
    ticket.save()
    audit.record(by, "counters.call", name_of(desk, ticket), at=at, after={"counter": counter.number})
    moved(desk)
    return ticket.code


def _next(desk: Desk, counter: Counter, day: date) -> Waiting | None:
    rows = Ticket.objects.filter(desk=desk, day=day, state=State.WAITING)
    called = Ticket.objects.filter(desk=desk, day=day, counter=counter.number, called_at__isnull=False)
    if counter.letters:
        rows = rows.filter(letter__in=counter.letters)
    run = rules.priority_run(day)
    first_of_each = [*rows.exclude(ground="")[:1], *rows.filter(ground="")[:1]]
    last = [bool(ground) for ground in called.order_by("-called_at").values_list("ground", flat=True)[:run]]
    return rules.next_of(
        [Waiting(one.pk, one.taken_at, bool(one.ground)) for one in first_of_each], last, run
    )


@command
def call_again(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Gọi lại. Raises NotHere where the ticket no longer stands at the officer's counter."""
    desk, _, ticket = _here(desk_code, key, by, at)
    ticket.calls += 1
    ticket.save(update_fields=["calls"])
    audit.record(by, "counters.call_again", name_of(desk, ticket), at=at, after={"calls": ticket.calls})
    moved(desk)


@command
def begin(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Đã đến quầy: the board stops calling."""
    desk, _, ticket = _here(desk_code, key, by, at)
    if ticket.state == State.SERVING:
        return
    ticket.state, ticket.started_at = State.SERVING, at
    ticket.save(update_fields=["state", "started_at"])
    audit.record(by, "counters.begin", name_of(desk, ticket), at=at)
    moved(desk)


@command
def finish(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Xong, without calling the next."""
    desk, _, ticket = _here(desk_code, key, by, at)
    _end(ticket, State.DONE, by, at)
    ticket.save()
    moved(desk)


@command
def skip(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Không đến: called and not there; may be brought back the same day."""
    desk, _, ticket = _here(desk_code, key, by, at)
    _end(ticket, State.NO_SHOW, by, at)
    ticket.save()
    moved(desk)


@command
def bring_back(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Cho chờ lại: who was called in vain, or ended by mistake, keeps the number and the place of when it was taken.

    Raises:
        NotHere: the ticket is of another day or desk, or waits already.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = locked(desk_code)
    ticket = Ticket.objects.filter(
        desk=desk, day=day_of(at), key=key, state__in=[State.NO_SHOW, State.DONE]
    ).first()
    if ticket is None:
        raise NotHere("Số này không còn đưa về hàng chờ được.", next="Hãy tải lại trang.")
    _back_to_line(ticket)
    audit.record(by, "counters.bring_back", name_of(desk, ticket), at=at)
    moved(desk)


@command
def transfer(*, desk_code: str, key: str, letter: str, by: Actor, at: datetime) -> None:
    """Chuyển nhóm: keeps its number and the place its time of taking gives it.

    Raises:
        NoLine: no such line, or the one it came from.
    """
    desk, counter, ticket = _here(desk_code, key, by, at)
    if letter == ticket.letter or not desk.lines.filter(letter=letter, removed=False).exists():
        raise NoLine("Hãy chọn một nhóm việc khác.", next="Chọn nhóm cần chuyển đến rồi bấm Chuyển.")
    before, ticket.letter = ticket.letter, letter
    _back_to_line(ticket)
    audit.record(
        by, "counters.transfer", name_of(desk, ticket), at=at, before={"line": before, "counter": counter.number},
        after={"line": letter},
    )  # fmt: skip
    moved(desk)


@command
def set_ground(*, desk_code: str, code: str, ground: str, by: Actor, at: datetime) -> str:
    """Đổi diện ưu tiên of a number that waits: the officer of the hall sees who stands there, the kiosk does not. The
    number as it stands on the board.

    Raises:
        NotHere: no such number waits today.
        NoLine: no such ground, or it stands so already.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk, day = locked(desk_code), day_of(at)
    ticket = Ticket.objects.filter(
        desk=desk, day=day, code=code.strip().upper()[:12], state=State.WAITING
    ).first()
    if ticket is None:
        raise NotHere(
            f"Số “{code.strip()[:12]}” không đang chờ.", next="Hãy ghi đúng số trong danh sách đang chờ."
        )
    if ground == ticket.ground or (ground and ground not in {one.code for one in rules.grounds(day)}):
        raise NoLine("Diện ưu tiên vẫn như cũ.", next="Hãy chọn diện khác rồi bấm Đổi.")
    before, ticket.ground = ticket.ground, ground
    ticket.save(update_fields=["ground"])
    audit.record(
        by,
        "counters.set_ground",
        name_of(desk, ticket),
        at=at,
        before={"ground": before},
        after={"ground": ground},
    )
    moved(desk)
    return ticket.code


def _own(desk_code: str, by: Actor) -> tuple[Desk, Counter]:
    access.require(by, CALL, agency_code=desk_code)
    desk = locked(desk_code)
    counter = desk.counters.filter(officer_code=by.id, removed=False).first() if by.id else None
    if counter is None:
        raise NotSeated("Bạn chưa ngồi quầy nào.", next="Hãy chọn quầy rồi gọi số.")
    return desk, counter


def _here(desk_code: str, key: str, by: Actor, at: datetime) -> tuple[Desk, Counter, Ticket]:
    desk, counter = _own(desk_code, by)
    ticket = Ticket.objects.filter(
        desk=desk, day=day_of(at), key=key[:40], counter=counter.number, state__in=AT_COUNTER
    ).first()
    if ticket is None:
        raise NotHere("Số này không còn ở quầy của bạn.", next="Hãy tải lại trang để thấy số đang phục vụ.")
    return desk, counter, ticket


def _end(ticket: Ticket, state: State, by: Actor, at: datetime) -> None:
    ticket.state, ticket.ended_at = state, at
    audit.record(
        by, f"counters.{state.value}", name_of(ticket.desk, ticket), at=at, after={"counter": ticket.counter}
    )


def _back_to_line(ticket: Ticket) -> None:
    ticket.state, ticket.counter, ticket.ended_at, ticket.started_at = State.WAITING, None, None, None
    ticket.save()
