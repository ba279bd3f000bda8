"""Rules of the queue, pure: who is next, how a number is written and spoken, how long the rest will wait."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from motcua.kernel.legal import basis, parameter

from .types import Ground, Waiting

LETTER = re.compile(r"[A-Z]")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@basis("39/2009/QH12", article=2, note="who has turned 60")
@basis("51/2010/QH12", article=4, note="persons with disabilities are served first")
@basis("02/2020/UBTVQH14", note="people with merit to the revolution")
def grounds(on: date) -> list[Ground]:
    """Who is called before others, in the order the kiosk shows."""
    found: list[dict[str, Any]] = parameter("counters.priority_grounds", on=on)
    return [Ground(one["code"], one["label"]) for one in found]


def priority_run(on: date) -> int:
    """How many with priority are called in a row while others wait; then one of the others is called."""
    return int(parameter("counters.priority_run", on=on))


def next_of(waiting: Iterable[Waiting], last_called: Sequence[bool], run: int) -> Waiting | None:
    """Who is called now: with priority first, each kind in the order it came; after ``run`` with priority in a row one
    without, so that nobody waits for ever.

    ``last_called`` tells of the latest calls, newest first, whether each had priority.
    """
    rows = sorted(waiting, key=lambda one: (one.taken_at, one.id))
    first = next((one for one in rows if one.has_priority), None)
    other = next((one for one in rows if not one.has_priority), None)
    if first is None or other is None:
        return first or other
    had_their_run = len(last_called) >= run and all(last_called[:run])
    return other if had_their_run else first


SLOT = 30
"""Minutes of one place that can be booked."""
BOOKED = "booked"
"""The ground of a ticket taken on a booking, in its time."""


def slots_of(hours: Iterable[tuple[int, int]]) -> list[int]:
    """Half hours of a working day as minutes since midnight; one that would run past the end of the hours is none."""
    return [minute for begin, end in hours for minute in range(begin, end - SLOT + 1, SLOT)]


def in_its_time(begins_at: datetime, at: datetime, grace: int) -> int:
    """Where a moment lies to a booking: -1 too early, 0 in its time (so many minutes before it until as many after its half
    hour), 1 too late."""
    if at < begins_at - timedelta(minutes=grace):
        return -1
    return 0 if at <= begins_at + timedelta(minutes=SLOT + grace) else 1


def ticket_code(letter: str, number: int) -> str:
    """`A015`: the letter of the line and the number of the day; grows past 999."""
    return f"{letter}{number:03d}"


def spoken(code: str, counter: int) -> str:
    """What the voice says. A number is read digit by digit, as it stands on the board: `A015` is `A, không một năm`."""
    digits = " ".join(DIGITS[int(one)] for one in code[1:])
    return f"Mời số {code[0]}, {digits}, đến quầy số {counter}."


def average(spans: Sequence[timedelta]) -> timedelta | None:
    """The mean; nothing of nothing."""
    return sum(spans, timedelta()) / len(spans) if spans else None


def nine_in_ten(spans: Iterable[timedelta]) -> timedelta | None:
    """What nine of ten did not exceed: the smallest of the spans that covers nine tenths of them."""
    rows = sorted(spans)
    return rows[ceil(len(rows) * 0.9) - 1] if rows else None


def expected_minutes(ahead: int, case: timedelta | None, counters: int) -> int | None:
    """Minutes until one is called: those ahead, shared by the counters that serve them, at the pace of late cases."""
    if case is None or not counters:
        return None
    return ceil(case.total_seconds() * ahead / counters / 60)
