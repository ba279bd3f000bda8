"""News of the file store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True)
class VirusFound(Event):
    """A file taken in while the scanner was away turned out to be infected; its owners withdraw it."""

    name: ClassVar[str] = "files.virus_found"
    sha256: str
    virus: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"file:{self.sha256}"
