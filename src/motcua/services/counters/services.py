"""Commands of the counters: set up, take a number, call, end. Every one stands in line at the desk's row."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F

from motcua.kernel import access, audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.words import say

from . import rules
from .models import Counter, Desk, Line, Ticket
from .types import (
    AT_COUNTER,
    CALL,
    SET_UP,
    BadSetUp,
    CounterBusy,
    NoDesk,
    NoLine,
    NotHere,
    NotSeated,
    QueueClosed,
    State,
    Waiting,
)

MOST_WAITING = 500
"""A kiosk that somebody leans on gives no more."""

Lines = Sequence[tuple[str, str]]
Counters = Sequence[tuple[int, str, Sequence[str]]]


@command
def set_up(
    *, desk_code: str, desk_name: str, lines: Lines, counters: Counters, by: Actor, at: datetime
) -> None:
    """Bố trí quầy: lines by letter, counters with the letters each serves (none: all).

    Raises:
        BadSetUp: a letter or number twice, a name missing, a counter that serves a line nobody has.
    """
    access.require(by, SET_UP, agency_code=desk_code)
    lines = [(letter.strip().upper(), text.clean(name)) for letter, name in lines]
    letters = [letter for letter, _ in lines]
    _judge(lines, counters, letters)
    desk, _ = Desk.objects.get_or_create(
        code=desk_code, defaults={"name": desk_name, "kiosk_key": _fresh_key()}
    )
    desk = _locked(desk_code)
    before = _stands(desk)
    numbers_kept = [number for number, *_ in counters]
    busy = Ticket.objects.filter(desk=desk, day=_day(at), state__in=AT_COUNTER).exclude(
        counter__in=numbers_kept
    )
    waits = Ticket.objects.filter(desk=desk, day=_day(at), state=State.WAITING).exclude(letter__in=letters)
    if gone := busy.first():
        raise BadSetUp(
            f"Quầy {gone.counter} đang phục vụ số {gone.code}.", next="Hãy kết thúc lượt ấy rồi bỏ quầy."
        )
    if left := waits.first():
        raise BadSetUp(
            f"Nhóm {left.letter} còn người chờ.", next="Hãy gọi hết hoặc chuyển nhóm cho họ rồi bỏ nhóm."
        )
    desk.lines.exclude(letter__in=letters).update(removed=True)
    for letter, name in lines:
        Line.objects.update_or_create(desk=desk, letter=letter, defaults={"name": name, "removed": False})
    desk.counters.exclude(number__in=numbers_kept).update(removed=True, officer_code="", officer_name="")
    for number, name, served in counters:
        Counter.objects.update_or_create(
            desk=desk,
            number=number,
            defaults={"name": text.clean(name), "letters": sorted(set(served)), "removed": False},
        )
    audit.record(by, "counters.set_up", f"desk:{desk_code}", at=at, before=before, after=_stands(desk))
    _moved(desk)


def _judge(lines: Lines, counters: Counters, letters: list[str]) -> None:
    if not lines or not counters:
        raise BadSetUp("Cần ít nhất một nhóm việc và một quầy.", next="Hãy ghi nhóm việc và quầy.")
    for letter, name in lines:
        if not rules.LETTER.fullmatch(letter):
            raise BadSetUp(f"“{letter}” không là ký hiệu nhóm.", next="Hãy dùng một chữ từ A đến Z.")
        if not name:
            raise BadSetUp(f"Nhóm {letter} chưa có tên.", next="Hãy ghi tên nhóm việc.")
    if len(set(letters)) < len(letters):
        raise BadSetUp("Hai nhóm việc trùng ký hiệu.", next="Hãy cho mỗi nhóm một chữ riêng.")
    seen: set[int] = set()
    for number, _, served in counters:
        if not 1 <= number <= 99 or number in seen:
            raise BadSetUp(
                f"Số quầy {number} trùng, hoặc không từ 1 đến 99.", next="Hãy cho mỗi quầy một số riêng."
            )
        seen.add(number)
        if unknown := set(served) - set(letters):
            raise BadSetUp(
                f"Quầy {number} phục vụ nhóm {min(unknown)} không có.", next="Hãy chọn lại nhóm của quầy."
            )


def _stands(desk: Desk) -> dict[str, object]:
    return {
        "lines": [[line.letter, line.name] for line in desk.lines.filter(removed=False)],
        "counters": [[one.number, one.name, one.letters] for one in desk.counters.filter(removed=False)],
    }


@command
def open_queue(*, desk_code: str, is_open: bool, by: Actor, at: datetime) -> None:
    """Mở, ngừng lấy số. Who waits is called still."""
    access.require(by, CALL, agency_code=desk_code)
    desk = _locked(desk_code)
    if desk.is_open == is_open:
        return
    audit.record(
        by, "counters.open_queue", f"desk:{desk_code}", at=at,
        before={"is_open": desk.is_open}, after={"is_open": is_open},
    )  # fmt: skip
    desk.is_open = is_open
    _moved(desk)


@command
def renew_kiosk(*, desk_code: str, by: Actor, at: datetime) -> None:
    """Đổi địa chỉ máy lấy số: the old one gives no more numbers."""
    access.require(by, SET_UP, agency_code=desk_code)
    desk = _locked(desk_code)
    desk.kiosk_key = _fresh_key()
    audit.record(by, "counters.renew_kiosk", f"desk:{desk_code}", at=at)
    _moved(desk)


@command
def take_ticket(*, kiosk_key: str, letter: str, ground: str, press: str, at: datetime) -> str:
    """Lấy số: the next number of the line today; its key. The same press again gives the same number.

    Raises:
        NoDesk: the kiosk is nobody's.
        QueueClosed: the desk gives no numbers now, or too many wait.
        NoLine: no such line or ground.
    """
    desk = Desk.objects.select_for_update().filter(kiosk_key=kiosk_key[:40]).first() if kiosk_key else None
    if desk is None:
        raise NoDesk(say("Không có máy lấy số này."), next=say("Hãy nhờ cán bộ mở lại máy từ trang Quầy."))
    day = _day(at)
    if made := Ticket.objects.filter(desk=desk, press=press[:40]).first():
        return made.key
    if not desk.is_open:
        raise QueueClosed(
            say("Bộ phận Một cửa đang ngừng lấy số."),
            next=say("Hãy hỏi cán bộ hướng dẫn, hoặc quay lại trong giờ làm việc."),
        )
    if Ticket.objects.filter(desk=desk, day=day, state=State.WAITING).count() >= MOST_WAITING:
        raise QueueClosed(say("Hàng chờ hôm nay đã đầy."), next=say("Hãy hỏi cán bộ hướng dẫn."))
    if not desk.lines.filter(letter=letter, removed=False).exists():
        raise NoLine(say("Không có nhóm việc này."), next=say("Hãy chọn lại nhóm việc."))
    if ground and ground not in {one.code for one in rules.grounds(day)}:
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
    audit.record(
        Actor.system("kiosk"), "counters.take", f"ticket:{desk.code}:{day:%y%m%d}:{ticket.code}", at=at,
        after={"ground": ground},
    )  # fmt: skip
    _moved(desk)
    return ticket.key


@command
def sit_down(*, desk_code: str, number: int, by: Actor, at: datetime) -> None:
    """Ngồi quầy: the officer's own counter until they leave it; one officer sits at one counter.

    Raises:
        NotSeated: no such counter, or somebody sits there.
        CounterBusy: the counter left for this one has somebody standing at it.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = _locked(desk_code)
    counter = desk.counters.filter(number=number, removed=False).first()
    if counter is None:
        raise NotSeated(f"Không có quầy {number}.", next="Hãy chọn một quầy trong danh sách.")
    if counter.officer_code not in ("", by.id):
        raise NotSeated(
            f"{counter.officer_name} đang ngồi quầy {number}.",
            next="Hãy chọn quầy khác, hoặc nhờ họ rời quầy.",
        )
    own = desk.counters.filter(officer_code=by.id).first()
    if own is not None and own.number != number:
        _free(desk, own, at)
        own.officer_code = own.officer_name = ""
        own.save(update_fields=["officer_code", "officer_name"])
    counter.officer_code, counter.officer_name = by.id, by.name
    counter.save(update_fields=["officer_code", "officer_name"])
    audit.record(by, "counters.sit_down", f"desk:{desk_code}", at=at, after={"counter": number})
    _moved(desk)


@command
def stand_up(*, desk_code: str, number: int, by: Actor, at: datetime) -> None:
    """Rời quầy; who arranges the counters may free one that was left without this.

    Raises:
        CounterBusy: somebody stands at it.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = _locked(desk_code)
    counter = desk.counters.filter(number=number, removed=False).exclude(officer_code="").first()
    if counter is None:
        return
    if counter.officer_code != by.id:
        access.require(by, SET_UP, agency_code=desk_code)
    _free(desk, counter, at)
    audit.record(
        by, "counters.stand_up", f"desk:{desk_code}", at=at,
        before={"counter": number, "officer": counter.officer_code},
    )  # fmt: skip
    counter.officer_code = counter.officer_name = ""
    counter.save(update_fields=["officer_code", "officer_name"])
    _moved(desk)


def _free(desk: Desk, counter: Counter, at: datetime) -> None:
    if at_it := Ticket.objects.filter(
        desk=desk, day=_day(at), counter=counter.number, state__in=AT_COUNTER
    ).first():
        raise CounterBusy(
            f"Quầy {counter.number} đang phục vụ số {at_it.code}.",
            next="Hãy bấm Xong hoặc Không đến, rồi rời quầy.",
        )


@command
def call_next(*, desk_code: str, by: Actor, at: datetime, done: str = "") -> str:
    """Gọi số tiếp; ``done`` is the key of the ticket that is finished by the same press. The called ticket's code,
    or nothing where nobody waits; what stood there is finished all the same.

    Raises:
        NotSeated: the officer sits at no counter of the desk.
        CounterBusy: another ticket than ``done`` stands at the counter (a second press, a page left open).
    """
    desk, counter = _own(desk_code, by)
    day = _day(at)
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
        _moved(desk)
        return ""
    ticket = Ticket.objects.get(pk=chosen.id)
    ticket.state, ticket.counter, ticket.called_at = State.CALLED, counter.number, at
    ticket.officer_code, ticket.officer_name = by.id, by.name
    ticket.calls += 1
    ticket.save()
    audit.record(by, "counters.call", _name(desk, ticket), at=at, after={"counter": counter.number})
    _moved(desk)
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
    audit.record(by, "counters.call_again", _name(desk, ticket), at=at, after={"calls": ticket.calls})
    _moved(desk)


@command
def begin(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Đã đến quầy: the board stops calling."""
    desk, _, ticket = _here(desk_code, key, by, at)
    if ticket.state == State.SERVING:
        return
    ticket.state, ticket.started_at = State.SERVING, at
    ticket.save(update_fields=["state", "started_at"])
    audit.record(by, "counters.begin", _name(desk, ticket), at=at)
    _moved(desk)


@command
def finish(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Xong, without calling the next."""
    desk, _, ticket = _here(desk_code, key, by, at)
    _end(ticket, State.DONE, by, at)
    ticket.save()
    _moved(desk)


@command
def skip(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Không đến: called and not there; may be brought back the same day."""
    desk, _, ticket = _here(desk_code, key, by, at)
    _end(ticket, State.NO_SHOW, by, at)
    ticket.save()
    _moved(desk)


@command
def bring_back(*, desk_code: str, key: str, by: Actor, at: datetime) -> None:
    """Cho chờ lại: who was called in vain, or ended by mistake, keeps the number and the place of when it was taken.

    Raises:
        NotHere: the ticket is of another day or desk, or waits already.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = _locked(desk_code)
    ticket = Ticket.objects.filter(
        desk=desk, day=_day(at), key=key, state__in=[State.NO_SHOW, State.DONE]
    ).first()
    if ticket is None:
        raise NotHere("Số này không còn đưa về hàng chờ được.", next="Hãy tải lại trang.")
    _back_to_line(ticket)
    audit.record(by, "counters.bring_back", _name(desk, ticket), at=at)
    _moved(desk)


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
        by, "counters.transfer", _name(desk, ticket), at=at, before={"line": before, "counter": counter.number},
        after={"line": letter},
    )  # fmt: skip
    _moved(desk)


@command
def leave(*, key: str, at: datetime) -> None:
    """Bỏ số, by who holds the ticket; twice is once. Raises NotHere once it was called."""
    row = Ticket.objects.select_related("desk").filter(key=key[:40]).first()
    if row is None:
        raise NoDesk(say("Không có số thứ tự này."), next=say("Hãy quét lại mã trên phiếu."))
    desk = _locked(row.desk.code)
    row.refresh_from_db()
    if row.state == State.LEFT:
        return
    if row.state != State.WAITING:
        raise NotHere(
            say("Số này đã được gọi nên không bỏ được nữa."), next=say("Hãy đến quầy, hoặc báo cán bộ.")
        )
    row.state, row.ended_at = State.LEFT, at
    row.save(update_fields=["state", "ended_at"])
    audit.record(Actor.anonymous(), "counters.leave", _name(desk, row), at=at)
    _moved(desk)


@command
def clear_past_days(*, at: datetime) -> int:
    """Tickets of past days that nobody called, or nobody ended, are closed; how many."""
    past = Ticket.objects.filter(day__lt=_day(at))
    closed = past.filter(state=State.WAITING).update(state=State.LEFT, ended_at=at)
    closed += past.filter(state__in=AT_COUNTER).update(
        state=State.DONE, ended_at=F("called_at") + timedelta(0)
    )
    if closed:
        audit.record(
            Actor.system("counters"), "counters.clear_past_days", "tickets", at=at, after={"closed": closed}
        )
    return closed


def _day(at: datetime) -> date:
    return clock.local(at).date()


def _fresh_key() -> str:
    return secrets.token_urlsafe(18)


def _name(desk: Desk, ticket: Ticket) -> str:
    return f"ticket:{desk.code}:{ticket.day:%y%m%d}:{ticket.code}"


def _locked(code: str) -> Desk:
    desk = Desk.objects.select_for_update().filter(code=code).first()
    if desk is None:
        raise NoDesk("Bộ phận này chưa bố trí quầy.", next="Người phụ trách mở trang Quầy, Bố trí quầy.")
    return desk


def _moved(desk: Desk) -> None:
    desk.version += 1
    desk.save(update_fields=["version", "is_open", "kiosk_key"])


def _own(desk_code: str, by: Actor) -> tuple[Desk, Counter]:
    access.require(by, CALL, agency_code=desk_code)
    desk = _locked(desk_code)
    counter = desk.counters.filter(officer_code=by.id, removed=False).first() if by.id else None
    if counter is None:
        raise NotSeated("Bạn chưa ngồi quầy nào.", next="Hãy chọn quầy rồi gọi số.")
    return desk, counter


def _here(desk_code: str, key: str, by: Actor, at: datetime) -> tuple[Desk, Counter, Ticket]:
    desk, counter = _own(desk_code, by)
    ticket = Ticket.objects.filter(
        desk=desk, day=_day(at), key=key[:40], counter=counter.number, state__in=AT_COUNTER
    ).first()
    if ticket is None:
        raise NotHere("Số này không còn ở quầy của bạn.", next="Hãy tải lại trang để thấy số đang phục vụ.")
    return desk, counter, ticket


def _end(ticket: Ticket, state: State, by: Actor, at: datetime) -> None:
    ticket.state, ticket.ended_at = state, at
    audit.record(
        by, f"counters.{state.value}", _name(ticket.desk, ticket), at=at, after={"counter": ticket.counter}
    )


def _back_to_line(ticket: Ticket) -> None:
    ticket.state, ticket.counter, ticket.ended_at, ticket.started_at = State.WAITING, None, None, None
    ticket.save()
