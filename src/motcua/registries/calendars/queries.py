"""Reading the calendar: cached in each process, one small look-up a call to see that the copy is still good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from motcua.registries.calendars import rules
from motcua.registries.calendars.models import DayRule, OfficeHours, Version
from motcua.registries.calendars.types import Calendar, DayKind, DayMark, Minutes, Week, minute_of

_kept: dict[str, tuple[str, Calendar]] = {}


def default_calendar() -> Calendar:
    """The official calendar as shipped, without a database."""
    return rules.official_calendar()


def calendar(agency_code: str | None = None) -> Calendar:
    """The calendar of an agency; one without hours of its own works by the default ones."""
    return _of(agency_code or "", Version.current())


def calendars(agency_codes: Iterable[str]) -> dict[str, Calendar]:
    """The calendars of several agencies, with one look whether the copies are still good."""
    token = Version.current()
    return {code: _of(code, token) for code in agency_codes}


def _of(code: str, token: str) -> Calendar:
    kept = _kept.get(code)
    if kept is not None and kept[0] == token:
        return kept[1]
    fresh = _build(code, _book_of(token))
    if len(_kept) > 500:
        _kept.clear()
    _kept[code] = (token, fresh)
    return fresh


@dataclass(frozen=True, slots=True)
class _Book:
    """All days and hours of the province under one token: a page of many agencies reads them once."""

    token: str
    days: tuple[DayMark, ...]
    weeks: dict[str, tuple[Week, ...]]


_book: _Book | None = None


def _book_of(token: str) -> _Book:
    global _book
    if _book is None or not token or _book.token != token:
        days = tuple(_mark(row) for row in DayRule.objects.all())
        rows = OfficeHours.objects.order_by("agency_code", "valid_from", "weekday", "begins")
        weeks = {code: _weeks(group) for code, group in groupby(rows, key=lambda row: row.agency_code)}
        _book = _Book(token, days, weeks)
    return _book


def _build(code: str, book: _Book) -> Calendar:
    weeks = book.weeks.get(code) or book.weeks.get("")
    if not book.days and not weeks:
        return default_calendar()
    days = list(book.days) or list(default_calendar().marks.values())
    return rules.build(days, weeks, agency_code=code)


def _mark(row: DayRule) -> DayMark:
    return DayMark(row.on_date, DayKind(row.kind), row.name, row.basis, row.confirmed, row.confirmed_by)


def weeks_of(agency_code: str) -> tuple[Week, ...]:
    """Week tables an agency set itself (empty code: the default of the province), oldest first."""
    rows = OfficeHours.objects.filter(agency_code=agency_code).order_by("valid_from", "weekday", "begins")
    return _weeks(rows)


def _weeks(rows: Iterable[OfficeHours]) -> tuple[Week, ...]:
    return tuple(
        _week(valid_from, group) for valid_from, group in groupby(rows, key=lambda row: row.valid_from)
    )


def _week(valid_from: date, rows: Iterable[OfficeHours]) -> Week:
    table: list[list[Minutes]] = [[] for _ in range(7)]
    for row in rows:
        table[row.weekday].append((minute_of(row.begins), minute_of(row.ends)))
    return Week(valid_from, tuple(tuple(day) for day in table))


@dataclass(frozen=True, slots=True)
class YearDay:
    """One cell of the year page."""

    on: date
    off: bool
    mark: DayMark | None
    reason: str


def day(on: date) -> DayMark | None:
    """The mark of a day, if it has one."""
    return calendar().marks.get(on)


def year(number: int, agency_code: str | None = None) -> list[list[YearDay]]:
    """Twelve months of days."""
    known = calendar(agency_code)
    months: list[list[YearDay]] = [[] for _ in range(12)]
    ordinal = date(number, 1, 1).toordinal()
    while (on := date.fromordinal(ordinal)).year == number:
        months[on.month - 1].append(YearDay(on, known.is_off(on), known.marks.get(on), known.reason(on)))
        ordinal += 1
    return months


def working_days_in(number: int, agency_code: str | None = None) -> int:
    """How many working days a year has."""
    return calendar(agency_code).table.worked_between(
        date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
    )


def is_loaded() -> bool:
    """Whether the official days stand in the database."""
    return DayRule.objects.exists()


def agencies_with_hours() -> list[str]:
    """Agencies that set office hours of their own."""
    return list(
        OfficeHours.objects.exclude(agency_code="")
        .order_by("agency_code")
        .values_list("agency_code", flat=True)
        .distinct()
    )
