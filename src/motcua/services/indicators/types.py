"""The words of public figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from motcua.kernel.refusals import NotThere
from motcua.kernel.words import say

PeriodKind = Literal["thang", "quy", "nam"]
PERIOD_LABELS: dict[PeriodKind, str] = {"thang": say("Tháng"), "quy": say("Quý"), "nam": say("Năm")}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year, from its first day to its last."""

    kind: PeriodKind
    from_on: date
    to_on: date
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What was received, finished and returned in a span."""

    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    returned: int = 0

    @property
    def done(self) -> int:
        """Finished dossiers, whenever they were promised."""
        return self.early + self.on_time + self.late

    @property
    def kept(self) -> int:
        """Finished before or at the promised hour."""
        return self.early + self.on_time


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency in the public table; ``share`` is None where nothing was finished."""

    code: str
    name: str
    tally: Tally
    open: int
    late_now: int
    share: float | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The live figures of the home page."""

    at: datetime
    month: Period
    month_tally: Tally
    share: float | None
    received_today: int
    returned_today: int
    late_now: int
    open_now: int
    days: tuple[date, ...]
    returned_by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """Pages read: today, this month, since the beginning."""

    today: int
    month: int
    total: int


class NoSuchFigure(NotThere):
    """No public figure of that name."""

    code = "IND-01"
    title = say("Không có con số này")
