"""When a letter is tried again and when not any more, quiet hours, what a report changes, what a notice may lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from motcua.kernel.legal import parameter

from .types import Delivery

LONGEST = timedelta(hours=1)
SMS_LENGTH = 201
"""Three parts of a message with Vietnamese letters (67 each): more costs much and is read by nobody."""


def wait_after(attempts: int) -> timedelta:
    """One minute, two, four, … at most an hour: a letter is not given up because a server is away for a night."""
    return min(LONGEST, timedelta(minutes=2 ** min(attempts, 10)))


def expires_at(channel: str, at: datetime) -> datetime:
    """Until when a letter of this channel is worth sending."""
    return at + timedelta(hours=int(parameter("notifications.keep_trying_hours", on=at.date())[channel]))


def open_hours(channel: str, on: date) -> tuple[time, time] | None:
    """From when to when a channel may ring on a day; None where it may at any hour."""
    hours: Mapping[str, Mapping[str, int]] = parameter("notifications.hours", on=on)
    row = hours.get(channel)
    return (time(row["from"]), time(row["to"])) if row else None


def next_open(channel: str, at: datetime) -> datetime:
    """The first moment, ``at`` (local) or later, at which a channel may ring."""
    for ahead in range(3):
        day = at.date() + timedelta(days=ahead)
        hours = open_hours(channel, day)
        if hours is None:
            return at
        first, last = (datetime.combine(day, one, at.tzinfo) for one in hours)
        if max(at, first) < last:
            return max(at, first)
    return at


AFTER_REPORT = {
    # What we knew -> what a report may make of it. A letter that timed out on us may have been taken all the same, and
    # the network's first word of a failure is sometimes overtaken by the telephone's.
    Delivery.WAITING: {Delivery.DELIVERED, Delivery.FAILED},
    Delivery.SENT: {Delivery.DELIVERED, Delivery.FAILED},
    Delivery.FAILED: {Delivery.DELIVERED},
    Delivery.EXPIRED: {Delivery.DELIVERED},
    Delivery.DELIVERED: set(),
}


def changes(known: Delivery, reported: Delivery) -> bool:
    """Whether a report tells something new; the same told twice, or a failure after the arrival, does not."""
    return reported in AFTER_REPORT[known]


def short(words: str, link: str) -> str:
    """The text of a message: the words as far as they fit, and the whole address."""
    room = SMS_LENGTH - len(link) - 1 if link else SMS_LENGTH
    told = words if len(words) <= room else words[: room - 1].rstrip() + "…"
    return f"{told} {link}".strip()


def masked(address: str) -> str:
    """Enough of an address for its owner to know it by: 09•••••678, l••@vidu.vn."""
    name, at, place = address.partition("@")
    if at:
        return f"{name[:1]}••@{place}"
    return f"{address[:2]}•••••{address[-3:]}" if len(address) > 6 else "•••"


def leads_home(link: str) -> bool:
    """A path of this site (or nothing): a notice is no door to elsewhere."""
    return not link or (link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable())
