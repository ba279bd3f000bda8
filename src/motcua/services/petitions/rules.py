"""Rules of petitions, pure: limits of each kind, extensions, what may be published, the figures of Decision 766."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from motcua.kernel import text
from motcua.kernel.legal import basis, parameter
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import TZ, Calendar

from .types import Extension, Kind, Sender

NUMBER = re.compile(r"(?<!\w)(?:\+?84|0)\d(?:[ .-]?\d){7,9}(?!\w)|(?<!\w)\d{9}(?:\d{3})?(?!\w)")
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HIDDEN = "…"
WHOLE = Fraction(6)
"""The most each of the two indicators gives."""


def limits(kind: Kind, on: date) -> dict[str, Any]:
    """What the law gives for a kind of petition on a day."""
    found: dict[str, dict[str, Any]] = parameter("petitions.limits", on=on)
    return found[kind.value]


@basis("02/2011/QH13", article=27)
@basis("25/2018/QH14", article=24)
@basis("92/2017/NĐ-CP", note="petitions on conduct and on rules")
def accept_by(received_at: datetime, kind: Kind, calendar: Calendar) -> datetime:
    """Until when it is taken up or refused."""
    one = limits(kind, received_at.astimezone(TZ).date())["accept"]
    return counting.due_at(received_at, int(one["limit"]), one["unit"], calendar)


@basis("02/2011/QH13", article=28)
@basis("25/2018/QH14", article=30)
@basis("92/2017/NĐ-CP", note="petitions on conduct and on rules")
def answer_by(accepted_at: datetime, kind: Kind, calendar: Calendar, *, extended: int = 0) -> datetime:
    """Until when it is answered, counted from when it was taken up; each extension adds its days."""
    on = accepted_at.astimezone(TZ).date()
    one = limits(kind, on)["answer"]
    more = extended * extension(kind, on).days if one["unit"] == "calendar_days" else 0
    return counting.due_at(accepted_at, int(one["limit"]) + more, one["unit"], calendar)


def extension(kind: Kind, on: date) -> Extension:
    """How often the limit of a kind may be extended, and by how many days each time."""
    one = limits(kind, on).get("extend") or {"times": 0, "days": 0}
    return Extension(int(one["times"]), int(one["days"]))


def warned_at(due_at: datetime, calendar: Calendar) -> datetime:
    """When the holder is warned: half a working day before."""
    return counting.half_day_before(due_at, calendar)


def hide(words: str, sender: Sender) -> str:
    """A proposal of what may be published: without the sender's name, telephone, address, and any number like one."""
    for known in (sender.email, sender.address, sender.phone):
        if len(known) > 4:
            words = re.sub(re.escape(known), HIDDEN, words, flags=re.IGNORECASE)
    words = MAILBOX.sub(HIDDEN, NUMBER.sub(HIDDEN, words))
    return re.sub(re.escape(sender.name), HIDDEN, words, flags=re.IGNORECASE) if sender.name else words


@basis("92/2017/NĐ-CP", note="answers are published without who asked")
def names_somebody(words: str, sender: Sender) -> str:
    """The first thing in the words that points at the sender or at a person's number; empty where there is none."""
    plain = text.fold(words)
    if sender.name and len(sender.name) > 3 and text.fold(sender.name) in plain:
        return sender.name
    found = MAILBOX.search(words) or NUMBER.search(words)
    return found.group(0) if found else ""


@basis("766/QĐ-TTg", note="indicator 5.2: petitions dealt with in time")
def in_time_points(received: int, in_time: int) -> Fraction:
    """5.2, of 6: those done in time and those open within their limit, among those received; none received gives all."""
    return WHOLE if received == 0 else WHOLE * in_time / received


@basis("766/QĐ-TTg", note="indicator 5.3: satisfaction with how petitions are dealt with")
def content_points(first: int, unhappy: int) -> Fraction:
    """5.3, of 6: first petitions without those late, repeated, or answered to no satisfaction; none gives all."""
    return WHOLE if first == 0 else WHOLE * max(0, first - unhappy) / first
