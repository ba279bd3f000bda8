"""What both offices show."""

from __future__ import annotations

from datetime import date, timedelta

from motcua.kernel.words import say
from motcua.services.counters import queries
from motcua.services.counters.queries import BOOKED


def labels(on: date) -> dict[str, str]:
    """Grounds of priority in words, by code."""
    return {one.code: one.label for one in queries.grounds(on)} | {BOOKED: say("Đặt lịch trước")}


def words_of(span: timedelta | None) -> str:
    """`12 phút`, to the nearest minute; nothing where nothing was measured."""
    if span is None:
        return ""
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} phút" if minutes else "dưới 1 phút"
