"""Words of the operator's page: what waits, what needs a person, and the lights of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import NotThere

OPERATE = permission("outbox.operate", "Vận hành hàng đợi và việc định kỳ")


class NoDelivery(NotThere):
    """A delivery or a job of that name does not stand in the list."""

    code = "OUT-01"
    title = "Không có trong danh sách"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as an operator reads it."""

    id: int
    event: str
    handler: str
    stream: str
    state: str
    attempts: int
    occurred_at: datetime
    run_at: datetime
    payload: dict[str, Any]
    cause: str
    error: str


@dataclass(frozen=True, slots=True)
class Light:
    """A job of the clock and how it goes; tone is one of the state tones of the pages."""

    name: str
    every: str
    words: str
    tone: str
    last_done_at: datetime | None
    last_started_at: datetime | None
    next_run_at: datetime | None
    failures: int
    cause: str
    error: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries wait, how many need a person, and since when the oldest ready one waits."""

    waiting: int
    retrying: int
    dead: int
    oldest_at: datetime | None


def cause_of(error: str) -> str:
    """The last line of a traceback: what a reader needs first."""
    lines = [line for line in error.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
