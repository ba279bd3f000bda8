"""Rules of public figures: periods, shares, and what one dossier adds to which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from motcua.kernel.legal import basis
from motcua.kernel.words import MONTHS, say

from .types import Period, PeriodKind

Cell = tuple[str, date, str, str]
"""Column, day, agency or procedure, field."""

DONE_COLUMNS = {"early": "finished_early", "on_time": "finished_on_time", "late": "finished_late"}


def month_of(on: date) -> Period:
    """The month a day lies in."""
    first = on.replace(day=1)
    return Period(
        "thang",
        first,
        _next_month(first) - timedelta(days=1),
        say("tháng {month}/{year}", month=on.month, year=on.year, name=MONTHS[on.month - 1]),
    )


def period_of(kind: PeriodKind, on: date) -> Period:
    """The month, quarter or year a day lies in."""
    if kind == "nam":
        return Period("nam", date(on.year, 1, 1), date(on.year, 12, 31), say("năm {year}", year=on.year))
    if kind == "quy":
        number = (on.month - 1) // 3
        first = date(on.year, 3 * number + 1, 1)
        last = _next_month(date(on.year, 3 * number + 3, 1)) - timedelta(days=1)
        return Period(
            "quy",
            first,
            last,
            say("quý {value}/{year}", value=("I", "II", "III", "IV")[number], year=on.year),
        )
    return month_of(on)


def before(period: Period) -> Period:
    """The period of the same kind just before."""
    return period_of(period.kind, period.from_on - timedelta(days=1))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@basis("766/QĐ-TTg", note="share of dossiers finished before or on time")
def share_on_time(early: int, on_time: int, late: int) -> float | None:
    """Of one hundred finished dossiers, how many kept the promise; None when nothing was finished.

    Rounded down to two decimals, so that one late dossier never reads as one hundred.
    """
    done = early + on_time + late
    return None if not done else (early + on_time) * 10_000 // done / 100


def cells(state: Any) -> Counter[Cell]:
    """What one dossier adds: one received, one finished, one returned, one filed; each on its own day."""
    found: Counter[Cell] = Counter()
    if state is None:
        return found
    if state.filed_on:
        found["filed", state.filed_on, state.procedure_code, ""] += 1
    if state.received_on:
        found["received", state.received_on, state.agency_code, state.field_name] += 1
    if state.finished_on and state.timeliness in DONE_COLUMNS:
        found[DONE_COLUMNS[state.timeliness], state.finished_on, state.agency_code, state.field_name] += 1
    if state.returned_on:
        found["returned", state.returned_on, state.agency_code, state.field_name] += 1
    return found


def moves(old: Any, new: Any) -> list[tuple[Cell, int]]:
    """What changes when a dossier is no longer as it was last counted, in an order all workers share."""
    change = cells(new)
    change.subtract(cells(old))
    return sorted((cell, number) for cell, number in change.items() if number)


def total(states: Iterable[Any]) -> Counter[Cell]:
    """All cells of many dossiers."""
    found: Counter[Cell] = Counter()
    for state in states:
        found.update(cells(state))
    return found
