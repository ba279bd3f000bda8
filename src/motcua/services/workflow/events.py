"""News of the process room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True)
class ProcessPublished(Event):
    """A version of a process runs from now on for new dossiers."""

    name: ClassVar[str] = "workflow.published"
    process_code: str
    number: int
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"process:{self.process_code}"


@dataclass(frozen=True)
class ProcessTakenBack(Event):
    """A published version was withdrawn; ``now`` is the version in force again, if any."""

    name: ClassVar[str] = "workflow.taken_back"
    process_code: str
    number: int
    now: int | None
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"process:{self.process_code}"
