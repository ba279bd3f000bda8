"""News of reorganisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReorganisationMoved(Event):
    """A plan was submitted, approved, sent back, called off, begun or carried out."""

    name = "reorganisations.moved"

    code: str
    state: str
    by_id: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"reorganisation:{self.code}"
