"""Rules of reports: which period a day lies in, which cell a dossier stands in, which agency a former one is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from motcua.kernel.legal import basis

from .types import DONE, Known, Period, PeriodKind

QUARTERS = ("I", "II", "III", "IV")
FIRST, LAST = date(1990, 1, 1), date(2200, 1, 1)


def period_of(kind: PeriodKind, on: date) -> Period:
    """The day, week (from Monday), month, quarter or year a day lies in."""
    on = min(max(on, FIRST), LAST)
    if kind == "tuan":
        first = on - timedelta(days=on.weekday())
        week = first.isocalendar()
        after = first + timedelta(days=7)
        last = after - timedelta(days=1)
        return Period(kind, first, after, f"tuần {week.week}/{week.year} ({first:%d/%m} đến {last:%d/%m/%Y})")
    if kind == "thang":
        first = on.replace(day=1)
        return Period(kind, first, _month_after(first), f"tháng {on.month}/{on.year}")
    if kind == "quy":
        number = (on.month - 1) // 3
        first = date(on.year, 3 * number + 1, 1)
        return Period(
            kind, first, _month_after(date(on.year, 3 * number + 3, 1)), f"quý {QUARTERS[number]}/{on.year}"
        )
    if kind == "nam":
        return Period(kind, date(on.year, 1, 1), date(on.year + 1, 1, 1), f"năm {on.year}")
    return Period("ngay", on, on + timedelta(days=1), f"ngày {on:%d/%m/%Y}")


def span(first: date, last: date) -> Period:
    """From a day to a day, both in it, in whichever order they were given."""
    first, last = sorted((min(max(first, FIRST), LAST), min(max(last, FIRST), LAST)))
    return Period("tuy", first, last + timedelta(days=1), f"từ {first:%d/%m/%Y} đến hết {last:%d/%m/%Y}")


def before(period: Period) -> Period:
    """The period of the same kind, or as long, that ends where this begins."""
    if period.kind == "tuy":
        return span(period.from_on - (period.before_on - period.from_on), period.from_on - timedelta(days=1))
    return period_of(period.kind, period.from_on - timedelta(days=1))


def after(period: Period) -> Period:
    """The period of the same kind, or as long, that begins where this ends."""
    if period.kind == "tuy":
        return span(period.before_on, period.before_on + (period.last_on - period.from_on))
    return period_of(period.kind, period.before_on)


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@basis("01/2018/TT-VPCP", note="opening, received, done early, on time, late; in progress in time, overdue")
@basis("61/2018/NĐ-CP", article=19, note="time the clock stood is not the agency's")
def cells(known: Known, period: Period, at: datetime) -> frozenset[str]:
    """The cells one dossier counts in: one of where it came from and one of where it stands, or none.

    ``at`` is the moment the period is looked at: its end, or now where it has not ended.
    """
    if known.received_on >= period.before_on or (
        known.ended_on is not None and known.ended_on < period.from_on
    ):
        return frozenset()
    came = "opening" if known.received_on < period.from_on else "received"
    if known.ended_on is not None and known.ended_on < period.before_on:
        stands = known.outcome if known.outcome in DONE else "ended"
    else:
        stood_at = min(at, known.paused_at) if known.paused_at is not None else at
        stands = "overdue" if known.due_at is not None and known.due_at < stood_at else "running"
    return frozenset((came, stands))


def tally(dossiers: Iterable[Known], period: Period, at: datetime) -> Counter[str]:
    """A report's line: its single cells and their sums."""
    found: Counter[str] = Counter()
    for known in dossiers:
        found.update(cells(known, period, at))
    return summed(found)


def summed(single: Mapping[str, int]) -> Counter[str]:
    """Single cells with the columns that add them up."""
    found = Counter(single)
    found["total"] = found["opening"] + found["received"]
    found["done"] = sum(found[name] for name in DONE)
    found["open"] = found["running"] + found["overdue"]
    found["late_all"] = found["late"] + found["overdue"]
    return found


def now_of(code: str, heirs: Mapping[str, Sequence[str]]) -> str:
    """What an agency is now: its heir, and that one's, while there is just one. What was split stays under its own name,
    since no rule says whose a closed dossier is."""
    seen = {code}
    while len(found := heirs.get(code, ())) == 1 and found[0] not in seen:
        code = found[0]
        seen.add(code)
    return code


@basis(
    "766/QĐ-TTg", note="shares of digitised dossiers, e-results, reused papers, papers of the personal store"
)
def share(part: int, whole: int) -> float | None:
    """Of one hundred, rounded down to two decimals, so that one that is missing never reads as all; None of none."""
    return part * 10_000 // whole / 100 if whole else None
