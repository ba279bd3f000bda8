"""A shared list as a province keeps it: entries with a last day, and the closed set of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of a shared list; ``until`` is the last day it is offered."""

    value: str
    label: str
    help: str = ""
    until: date | None = None

    def ended(self, on: date) -> bool:
        """No longer offered on that day."""
        return self.until is not None and self.until < on


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new answer at the end of the list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Relabel:
    """Other words for an answer; what is stored stays."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class EndEntry:
    """Offered until a day; None offers it again."""

    value: str
    until: date | None


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """Up (negative) or down."""

    value: str
    by: int


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Out of the list, as if it had never been."""

    value: str


ListEdit = AddEntry | Relabel | EndEntry | MoveEntry | RemoveEntry


@dataclass(frozen=True, slots=True)
class SharedList:
    """A list as it stands: the file's, or the province's own since ``changed_at``."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    revision: int = 0
    words: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    newer: tuple[str, ...] = ()
    """What the file that came with the software says otherwise since the province began its own."""
    forms: tuple[tuple[str, str, bool], ...] = ()
    """Forms that offer it: code, name, whether they hold it as it stands."""
