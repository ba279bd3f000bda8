"""The words of forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motcua.kernel.refusals import Invalid
from motcua.services.notifications.types import notice_kind

RED_LIST = notice_kind(
    "forecasts.red_list", "Mỗi sáng: hồ sơ của cơ quan nhiều khả năng trễ hạn", meant_for="officer", mail=True
)

Band = Literal["likely", "possible", "unlikely"]
BANDS: dict[Band, int] = {"likely": 50, "possible": 20, "unlikely": 0}
"""From which chance of being late, in percent, a dossier stands in a band."""
BAND_WORDS: dict[Band, str] = {
    "likely": "Nhiều khả năng trễ",
    "possible": "Có thể trễ",
    "unlikely": "Ít khả năng trễ",
}
BAND_TONES: dict[Band, str] = {"likely": "late", "possible": "soon", "unlikely": "ok"}


@dataclass(frozen=True, slots=True)
class Held:
    """An open step: where it lies, how long its officer has had it, working minutes left until the promise."""

    token: int
    dossier: int
    procedure: str
    node: str
    agency: str
    unit: str
    officer: str
    elapsed: int
    left_minutes: int


@dataclass(frozen=True, slots=True)
class Past:
    """A finished visit, in working minutes of its calendar; ``after`` is None where the dossier has not ended."""

    procedure: str
    node: str
    agency: str
    unit: str
    officer: str
    entered: int
    left: int
    minutes: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Foretold:
    """Working minutes to the end: as likely earlier as later; four in five earlier; chance of being late. Without a past
    there are no figures."""

    token: int
    middle: int | None = None
    four_fifths: int | None = None
    late_percent: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A forecast beside what happened; ``missed_by`` is end less foretold middle, in working minutes."""

    late_percent: int
    was_late: bool
    ended_within: bool
    missed_by: int


@dataclass(frozen=True, slots=True)
class Score:
    """How good forecasts were; each bin: from percent, how many, foretold mean percent, late in truth percent."""

    total: int = 0
    late: int = 0
    in_four_fifths: int = 0
    error: float = 0.0
    plain_error: float = 0.0
    bins: tuple[tuple[int, int, int, int], ...] = ()
    middle_miss: int = 0


class WhatIfInvalid(Invalid):
    """A what-if that names nobody of the unit, or everybody."""

    code = "FOR-01"
