"""What the calendar room tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True)
class CalendarChanged(Event):
    """Days or office hours changed; due moments already promised stay as they are."""

    name: ClassVar[str] = "calendars.changed"

    agency_code: str
    what: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"calendar:{self.agency_code or 'all'}"
