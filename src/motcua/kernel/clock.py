"""One clock for the whole house, in the time zone of the state (Asia/Ho_Chi_Minh).

Commands receive their moment from the door (view, worker, command line). Only doors read the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")

OFFSET = timedelta()
"""How far this installation's clock stands from the world's; the settings move it for a scenario of another year."""

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in local time."""
    return _fixed.get() or datetime.now(TZ) + OFFSET


def world() -> float:
    """The world's clock in seconds: for what is agreed with a program elsewhere, whatever day is played here."""
    return time.time()


def today() -> date:
    """The local calendar day."""
    return now().date()


def local(moment: datetime) -> datetime:
    """The same moment in local time; a naive moment is read as local."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=TZ)
    return moment.astimezone(TZ)


@contextmanager
def fixed(moment: datetime) -> Iterator[datetime]:
    """Hold the clock still: tests, and scenarios that play past weeks through the commands."""
    held = local(moment)
    token = _fixed.set(held)
    try:
        yield held
    finally:
        _fixed.reset(token)


def days_asked(data: Mapping[str, str], today: date, since: Callable[[date], date]) -> tuple[date, date]:
    """The days from `tu` to `den` of an address, both counted, in order; today and the day ``since`` counts back where nothing
    readable was said."""
    last = _day(data.get("den", ""), today)
    return min(_day(data.get("tu", ""), since(last)), last), last


def _day(said: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise
