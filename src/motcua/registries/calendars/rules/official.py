"""The official calendar as shipped: days from data/calendars, figures from law/parameters, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.kernel import legal, yamls
from motcua.registries.calendars.types import (
    BadCalendar,
    Calendar,
    DayKind,
    DayMark,
    Minutes,
    Settings,
    Week,
    minute_of,
)

OFFICIAL_DAYS = Path(__file__).resolve().parents[5] / "data" / "calendars" / "official-days.yaml"


def read_days(path: Path = OFFICIAL_DAYS) -> list[DayMark]:
    """Marked days of a file, in order.

    Raises:
        BadCalendar: the file is not a list of dated days; says where.
    """
    try:
        document = yamls.read(path)
        years = document["years"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadCalendar(f"Không đọc được tệp lịch {path.name}.", why=str(error).split("\n")[0]) from error
    days: dict[date, DayMark] = {}
    for year, block in years.items():
        for place, row in enumerate(block["days"], start=1):
            try:
                mark = DayMark(
                    on=row["date"],
                    kind=DayKind(row["kind"]),
                    name=row["name"],
                    basis=row.get("basis") or block["basis"],
                    confirmed=row.get("confirmed", block.get("confirmed", True)),
                )
                if not isinstance(mark.on, date) or mark.on.year != year or mark.on in days:
                    raise ValueError("ngày trùng hoặc không thuộc năm")
            except (KeyError, TypeError, ValueError) as error:
                raise BadCalendar(f"Tệp {path.name}, năm {year}, dòng {place} chưa đúng: {error}.") from error
            days[mark.on] = mark
    return [days[on] for on in sorted(days)]


def week_of(hours: dict[Any, Any], valid_from: date, basis: str = "") -> Week:
    """A week table from ``{mon: [["07:00", "11:30"], …], …}``; days left out are not worked."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    table: list[tuple[Minutes, ...]] = []
    for name in names:
        table.append(tuple((minute_of(begin), minute_of(end)) for begin, end in hours.get(name, [])))
    return Week(valid_from, tuple(table), basis)


@cache
def settings_on(on: date) -> Settings:
    """The figures in force on a day."""

    def value(name: str) -> Any:
        return legal.parameter(f"calendars.{name}", on=on)

    return Settings(
        same_day_cutoff=minute_of(value("same_day_cutoff")),
        hours_a_day=value("hours_a_day"),
        due_hour=value("due_hour"),
        start_rule=value("start_rule"),
        after_pause=value("after_pause"),
    )


@cache
def official_weeks() -> tuple[Week, ...]:
    """Office hours by law/parameters, oldest first."""
    return tuple(
        week_of(row.value, row.from_on, row.cites) for row in legal.parameter_values("calendars.office_hours")
    )


def build(
    days: Iterable[DayMark],
    weeks: tuple[Week, ...] | None = None,
    *,
    agency_code: str = "",
    settings: Settings | None = None,
) -> Calendar:
    """A calendar from its days and weeks; the known years are those that have days."""
    marks = {mark.on: mark for mark in days}
    years = [on.year for on in marks] or [2018]
    return Calendar(
        marks=marks,
        weeks=weeks or official_weeks(),
        known_from=date(min(years), 1, 1),
        known_to=date(max(years), 12, 31),
        settings=settings or settings_on(date.max),
        agency_code=agency_code,
    )


@cache
def official_calendar() -> Calendar:
    """The calendar everybody has before an administrator changes anything."""
    return build(read_days())
