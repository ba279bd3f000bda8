"""When a letter is tried again and when not any more, quiet hours, what a report changes, what a notice may lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from string import Formatter
from typing import Protocol, TypeVar

from motcua.kernel.legal import parameter

from .types import DETAIL_MOST, KINDS, WORDS_MOST, Delivery, Language, Text

LONGEST = timedelta(hours=1)
FACT = re.compile(r"[a-z][a-z_]{0,30}")
TAG = re.compile(r"<\s*/?\s*[a-zA-Z!]")
ESCAPED = frozenset("[]{}~^|\\")
"""Letters of the network's short alphabet that take the room of two (3GPP 23.038)."""


class Dated(Protocol):
    """Words from a day on; without words, the original."""

    words: str
    begins_on: date


W = TypeVar("W", bound=Dated)
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
    room = _room(link)
    told = words if len(words) <= room else words[: room - 1].rstrip() + "…"
    return f"{told} {link}".strip()


def is_cut(words: str, link: str) -> bool:
    """Whether a message would lose the end of its words."""
    return len(words) > _room(link)


def _room(link: str) -> int:
    return SMS_LENGTH - len(link) - 1 if link else SMS_LENGTH


def masked(address: str) -> str:
    """Enough of an address for its owner to know it by: 09•••••678, l••@vidu.vn."""
    name, at, place = address.partition("@")
    if at:
        return f"{name[:1]}••@{place}"
    return f"{address[:2]}•••••{address[-3:]}" if len(address) > 6 else "•••"


def names_in(said: str) -> set[str] | None:
    """The facts a text names; None where its braces cannot be read. A choice by number, ``{n:day|days}``, names ``n``."""
    parts = _parts(said)
    return None if parts is None else {name for name, _ in parts}


def _parts(said: str) -> list[tuple[str, str]] | None:
    """Each fact in braces with its choice of words, "" where it is told itself; None where the braces say anything else."""
    found = []
    try:
        parts = list(Formatter().parse(said))
    except ValueError:
        return None
    for literal, name, spec, conversion in parts:
        if "{" in literal or "}" in literal:  # a doubled brace would be read as a brace
            return None
        if name is None:
            continue
        if not FACT.fullmatch(name) or conversion or (spec and (spec.count("|") != 1 or "{" in spec)):
            return None
        found.append((name, spec or ""))
    return found


def _told_by(said: str) -> set[str]:
    """The facts a reader sees; of a choice by number they see one of two words."""
    return {name for name, choice in _parts(said) or () if not choice}


def faults_of_text(text: Text, language: Language, words: str, detail: str) -> list[str]:
    """Why words could not be told, each in a sentence; none where they could.

    A telephone hears the words of kinds that may go over its network, so these name no fact the original does not.
    """
    faults = []
    for part, said, most in (("Câu chính", words, WORDS_MOST), ("Chi tiết", detail, DETAIL_MOST)):
        names = names_in(said)
        if names is None:
            faults.append(f"{part}: dấu ngoặc nhọn chưa đúng; viết tên dữ kiện giữa hai dấu, ví dụ {{code}}.")
            continue
        if unknown := sorted(names - text.facts.keys()):
            faults.append(
                f"{part}: sự kiện này không có dữ kiện {', '.join(f'{{{one}}}' for one in unknown)}."
            )
        chosen = {name for name, choice in _parts(said) or () if choice and name in text.facts}
        if chosen and language is Language.VI:
            faults.append(f"{part}: chọn từ theo số ({{n:…|…}}) chỉ dùng trong tiếng Anh.")
        elif wordy := sorted(one for one in chosen if not text.facts[one][1].isdigit()):
            shown = ", ".join(f"{{{one}}}" for one in wordy)
            faults.append(f"{part}: {shown} không phải số nên không chọn từ theo số được.")
        if len(said) > most:
            faults.append(f"{part}: dài {len(said)} ký tự, nhiều nhất {most}.")
        if TAG.search(said):
            faults.append(f"{part}: tin là chữ thường, không nhận thẻ HTML.")
    if not words.strip():
        faults.append("Câu chính không được để trống.")
    told, ours = names_in(words) or set(), names_in(text.words) or set()
    if KINDS[text.kind].sms and (secret := sorted((told & text.facts.keys()) - ours)):
        shown = ", ".join(f"{{{one}}}" for one in secret)
        faults.append(
            f"Câu chính đi cả qua tin nhắn điện thoại nên không được nêu {shown}; hãy đưa vào Chi tiết."
        )
    if "code" in ours and "code" not in _told_by(words):
        faults.append("Câu chính phải nêu {code} để người nhận biết tin về hồ sơ nào.")
    return faults


def parts_of_message(said: str) -> int:
    """Of how many parts a text message is: 160 letters, or 70 where one has a mark; more than one, 153 or 67 each."""
    if is_marked(said):
        one, each, length = 70, 67, len(said.encode("utf-16-be")) // 2
    else:
        one, each, length = 160, 153, len(said) + sum(letter in ESCAPED for letter in said)
    return 1 if length <= one else -(-length // each)


def is_marked(said: str) -> bool:
    """Whether a message has a letter that the network's short alphabet lacks: all of it then takes twice the room."""
    return not said.isascii() or "`" in said


def standing(rows: Iterable[W]) -> list[W]:
    """Wordings of one text and language, in the order they were written, without those that going back to the original took
    back: what was set for its day or a later one."""
    found: list[W] = []
    for row in rows:
        if not row.words:
            found = [one for one in found if one.begins_on < row.begins_on]
        found.append(row)
    return found


def counting(rows: Iterable[W], on: date) -> W | None:
    """Of standing wordings the one of a day: begun last, and of those of one day written last."""
    begun = [row for row in rows if row.begins_on <= on]
    return sorted(begun, key=lambda row: row.begins_on)[-1] if begun else None


def leads_home(link: str) -> bool:
    """A path of this site (or nothing): a notice is no door to elsewhere."""
    return not link or (link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable())
