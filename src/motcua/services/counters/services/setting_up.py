"""Bố trí quầy: lines, counters, who sits where, the kiosk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.counters import rules
from motcua.services.counters.models import Counter, Desk, Line, Ticket
from motcua.services.counters.types import AT_COUNTER, CALL, SET_UP, BadSetUp, CounterBusy, NotSeated, State

from .common import day_of, fresh_key, locked, moved

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
        code=desk_code, defaults={"name": desk_name, "kiosk_key": fresh_key()}
    )
    desk = locked(desk_code)
    before = _stands(desk)
    if desk.name != desk_name:  # as the register calls it now
        desk.name = desk_name
        desk.save(update_fields=["name"])
    numbers_kept = [number for number, *_ in counters]
    busy = Ticket.objects.filter(desk=desk, day=day_of(at), state__in=AT_COUNTER).exclude(
        counter__in=numbers_kept
    )
    waits = Ticket.objects.filter(desk=desk, day=day_of(at), state=State.WAITING).exclude(letter__in=letters)
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
    moved(desk)


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
    desk = locked(desk_code)
    if desk.is_open == is_open:
        return
    audit.record(
        by, "counters.open_queue", f"desk:{desk_code}", at=at,
        before={"is_open": desk.is_open}, after={"is_open": is_open},
    )  # fmt: skip
    desk.is_open = is_open
    moved(desk)


@command
def renew_kiosk(*, desk_code: str, by: Actor, at: datetime) -> None:
    """Đổi địa chỉ máy lấy số: the old one gives no more numbers."""
    access.require(by, SET_UP, agency_code=desk_code)
    desk = locked(desk_code)
    desk.kiosk_key = fresh_key()
    audit.record(by, "counters.renew_kiosk", f"desk:{desk_code}", at=at)
    moved(desk)


@command
def sit_down(*, desk_code: str, number: int, by: Actor, at: datetime) -> None:
    """Ngồi quầy: the officer's own counter until they leave it; one officer sits at one counter.

    Raises:
        NotSeated: no such counter, or somebody sits there.
        CounterBusy: the counter left for this one has somebody standing at it.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = locked(desk_code)
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
    moved(desk)


@command
def stand_up(*, desk_code: str, number: int, by: Actor, at: datetime) -> None:
    """Rời quầy; who arranges the counters may free one that was left without this.

    Raises:
        CounterBusy: somebody stands at it.
    """
    access.require(by, CALL, agency_code=desk_code)
    desk = locked(desk_code)
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
    moved(desk)


def _free(desk: Desk, counter: Counter, at: datetime) -> None:
    if at_it := Ticket.objects.filter(
        desk=desk, day=day_of(at), counter=counter.number, state__in=AT_COUNTER
    ).first():
        raise CounterBusy(
            f"Quầy {counter.number} đang phục vụ số {at_it.code}.",
            next="Hãy bấm Xong hoặc Không đến, rồi rời quầy.",
        )
