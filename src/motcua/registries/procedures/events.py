"""News of the catalogue, told after commit. Ids and facts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from motcua.kernel.events import Event


@dataclass(frozen=True)
class CatalogueImported(Event):
    """A catalogue file was taken."""

    name: ClassVar[str] = "procedures.catalogue_imported"
    added: int
    changed: int
    removed: int
    revision: int
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return "catalogue"


@dataclass(frozen=True)
class ProcedurePublished(Event):
    """The province offers a procedure from now on."""

    name: ClassVar[str] = "procedures.published"
    code: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"procedure:{self.code}"


@dataclass(frozen=True)
class ProcedureWithdrawn(Event):
    """The province no longer takes new dossiers for a procedure."""

    name: ClassVar[str] = "procedures.withdrawn"
    code: str
    reason: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"procedure:{self.code}"


@dataclass(frozen=True)
class ProcedureEdited(Event):
    """Content (a new version) or the province's terms of a procedure changed."""

    name: ClassVar[str] = "procedures.edited"
    code: str
    version: int
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"procedure:{self.code}"


@dataclass(frozen=True)
class DraftPublished(Event):
    """A draft holds from a day on; ``version`` is 0 where only terms changed."""

    name: ClassVar[str] = "procedures.draft_published"
    code: str
    version: int
    effective_on: date
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"procedure:{self.code}"


@dataclass(frozen=True)
class PublicationUndone(Event):
    """A change was taken back; what was before holds again."""

    name: ClassVar[str] = "procedures.undone"
    code: str
    version: int
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"procedure:{self.code}"


@dataclass(frozen=True)
class ManyChanged(Event):
    """Terms of many procedures were changed, or taken back, in one go."""

    name: ClassVar[str] = "procedures.many_changed"
    batch: int
    size: int
    undone: bool
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return "catalogue"
