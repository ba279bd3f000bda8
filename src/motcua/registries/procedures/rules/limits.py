"""Thời hạn: when a number of the catalogue may become a due date, and when it must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from motcua.kernel.legal import basis
from motcua.kernel.text import fold
from motcua.registries.procedures.types import Limit, MethodRecord, Record

_ASKS_ELSE = re.compile(r"\b(phien|chuyen|ky hop|theo quy dinh|khong quy dinh|hop dong|thoa thuan)\b")


@basis("61/2018/NĐ-CP", article=19, note="thời hạn giải quyết là thời hạn đã công bố")
@basis("45/2019/QH14", article=105, clause=1, note="ngày làm việc 8 giờ: nửa ngày là 4 giờ làm việc")
def usable_limit(
    value: float | None, unit: str | None, text: str = "", *, hours_a_day: int = 8
) -> Limit | None:
    """The limit of one method row, or None where the row cannot carry a due date.

    A number without a unit is never a limit: the portal shows bare numbers, and one of the sources wrote
    "ngày" for every unit it did not know. Zero, months and plain "giờ" say too little as well.
    """
    if value is None or unit is None or value <= 0:
        return None
    if _ASKS_ELSE.search(fold(text)):
        return None
    if unit == "working_days":
        if float(value).is_integer():
            return Limit(int(value), "working_days")
        hours = value * hours_a_day
        return Limit(int(hours), "working_hours") if float(hours).is_integer() else None
    if not float(value).is_integer():
        return None
    if unit == "calendar_days":
        return Limit(int(value), "calendar_days")
    if unit == "working_hours":
        return Limit(int(value), "working_hours")
    return None


def _in_days(limit: Limit) -> float:
    """For comparing only: never shown, never counted with."""
    if limit.unit == "working_hours":
        return limit.value / 8
    return limit.value * (1.0 if limit.unit == "working_days" else 5 / 7)


def limits_by_channel(methods: Iterable[MethodRecord]) -> dict[str, Limit]:
    """One limit a channel. Several rows of one channel that disagree are cases: then none is chosen."""
    seen: dict[str, set[tuple[int, str]]] = {}
    kept: dict[str, Limit] = {}
    for row in methods:
        limit = usable_limit(row.time_value, row.time_unit, row.time_text)
        if limit is None:
            if row.time_text or row.time_value is not None:
                seen.setdefault(row.channel, set()).add((-1, ""))
            continue
        seen.setdefault(row.channel, set()).add((limit.value, limit.unit))
        kept[row.channel] = Limit(limit.value, limit.unit, channel=row.channel, source="national")
    return {channel: limit for channel, limit in kept.items() if len(seen[channel]) == 1}


def checked_limit(record: Record) -> Limit | None:
    """The limit of a hand-checked record, only where it was verified."""
    if record.limit_value is None or record.limit_unit is None:
        return None
    if not {"time_limit_days", "time_limit_note"} & set(record.verified_fields):
        return None
    return Limit(
        int(record.limit_value), record.limit_unit, source="checked", same_day=record.limit_value == 0
    )


def agreed_limit(record: Record) -> Limit | None:
    """A remembered limit whose number the portal shows as well, unit lost: two sources agree on it."""
    if not record.limit_value or record.limit_unit is None:
        return None
    bare = {row.time_value for row in record.methods if row.time_unit is None and row.time_value is not None}
    if bare != {record.limit_value}:
        return None
    return Limit(int(record.limit_value), record.limit_unit, source="agreed")


def sensible_limits(record: Record) -> tuple[Limit | None, dict[str, Limit]]:
    """The limit a province starts with, and those of channels that differ from it.

    The hand-checked limit wins. Otherwise the national rows must agree, or the counter's row counts; for land
    matters the counter row is the one for remote communes (ten working days more), so the shorter of
    counter and online is the usual one.
    """
    checked = checked_limit(record)
    if checked is not None:
        return checked, {}
    by_channel = limits_by_channel(record.methods)
    if not by_channel:
        return agreed_limit(record), {}
    usual = min(by_channel.values(), key=_in_days)
    if record.field != "Đất đai":
        usual = by_channel.get("counter") or usual
    base = Limit(usual.value, usual.unit, source="national")
    others = {
        channel: limit
        for channel, limit in by_channel.items()
        if (limit.value, limit.unit) != (base.value, base.unit) and record.field != "Đất đai"
    }
    return base, others


def limit_for(channel: str, base: Limit | None, by_channel: Mapping[str, Limit]) -> Limit | None:
    """The limit that holds for a dossier filed through this channel."""
    return by_channel.get(channel) or base


def note_unit(note: str) -> str:
    """The unit a hand-checked time note speaks of; working days unless it says otherwise."""
    text = note.lower()
    by_calendar = "ngày lịch" in text or ("calendar" in text and "working" not in text)
    return "calendar_days" if by_calendar else "working_days"
