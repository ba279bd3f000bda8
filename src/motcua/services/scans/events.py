"""What digitising announces. The store of papers per person hears it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ScanEvent(Event):
    """One digitised paper: its key, and whose paper of which thing it is (``dossier:H42.15-…``, position 2)."""

    key: str
    reference: str
    slot: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"scan:{self.key}"


@dataclass(frozen=True, slots=True)
class ScanConfirmed(ScanEvent):
    """A person has compared it with the paper: from now on it counts as digitised."""

    name: ClassVar[str] = "scans.confirmed"
    kind_code: str = ""
    paper_name: str = ""
    owner_number: str = ""
    owner_name: str = ""
    agency_code: str = ""
    sha256: str = ""
    size: int = 0
    pages: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    by_id: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class CopySigned(ScanEvent):
    """The officer and the office have signed the copy: it may be used again; ``sha256`` takes the place of the old."""

    name: ClassVar[str] = "scans.signed"
    sha256_before: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class ScanRemoved(ScanEvent):
    """A confirmed copy was taken back: it no longer counts; the file stays for who must see what stood there."""

    name: ClassVar[str] = "scans.removed"
    sha256: str = ""
    reason: str = ""
    by_id: str = ""
