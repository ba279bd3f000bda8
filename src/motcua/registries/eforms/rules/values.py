"""Reading single answers: dates of any precision, numbers, ages, addresses. Bad input reads as None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def as_date(value: Any) -> date | None:
    """An ISO date, or None."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_moment(value: Any) -> datetime | None:
    """yyyy-mm-ddTHH:MM, or None."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def as_partial(value: Any) -> tuple[int, ...] | None:
    """(year), (year, month) or (year, month, day), or None when it is no date."""
    found = _PARTIAL.match(value) if isinstance(value, str) else None
    if not found:
        return None
    parts = tuple(int(part) for part in found.groups() if part is not None)
    try:
        date(*((*parts, 1, 1))[:3])
    except ValueError:
        return None
    return parts


def compare_dates(left: tuple[int, ...], right: tuple[int, ...]) -> int:
    """-1, 0 or 1 at the coarser precision of the two."""
    size = min(len(left), len(right))
    a, b = left[:size], right[:size]
    return (a > b) - (a < b)


def parts_of(day: date) -> tuple[int, int, int]:
    """A full date as comparable parts."""
    return day.year, day.month, day.day


def full_years(born: date, on: date) -> int:
    """Completed years of life on a day (a 29 February birthday is complete on 28 February's morrow)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def as_number(value: Any) -> Decimal | None:
    """An int or a decimal text, or None."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def as_text(value: Any) -> str:
    """A text, or the empty one."""
    return value if isinstance(value, str) else ""


def as_mapping(value: Any) -> Mapping[str, Any]:
    """A mapping, or the empty one."""
    return value if isinstance(value, Mapping) else {}


def as_rows(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a table; whatever is no row is left out."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def number_words(number: Decimal) -> str:
    """A number as Vietnamese readers write it: 1234.5 is "1.234,5"."""
    text = f"{number:,f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def date_words(value: Any) -> str:
    """An ISO date of any precision as dd/mm/yyyy."""
    parts = as_partial(value)
    if parts is None:
        return as_text(value)
    return "/".join(f"{part:02d}" for part in reversed(parts))
