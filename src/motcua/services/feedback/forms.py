"""What the pages of feedback send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from motcua.kernel import text

from .types import Criterion


def answers_of(data: Mapping[str, str], criteria: list[Criterion]) -> dict[str, int]:
    """Score by criterion, of those that were answered; what is not a number stands for no answer on offer."""
    found = {}
    for one in criteria:
        if said := data.get(f"tc_{one.code}", ""):
            number = text.whole(said, 1)
            found[one.code] = -1 if number is None else number
    return found


def period_of(data: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days asked for; the last three months where nothing readable was said."""
    last = _day(data.get("den", ""), today)
    return min(_day(data.get("tu", ""), last - timedelta(days=90)), last), last


def _day(said: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise
