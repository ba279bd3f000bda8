"""News of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True, slots=True)
class FormPublished(Event):
    """A version will be used from a day on."""

    name: ClassVar[str] = "eforms.published"
    code: str
    number: int
    published_from: date
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"eform:{self.code}"


@dataclass(frozen=True, slots=True)
class FormWithdrawn(Event):
    """A published version is taken back; the one before it holds again."""

    name: ClassVar[str] = "eforms.withdrawn"
    code: str
    number: int
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"eform:{self.code}"
