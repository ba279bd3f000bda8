"""What an editor of forms may do to a draft, one change at a time.

A place names a part: ``phan/agency`` a section, ``cau/child_name`` a field, ``cau/members.name`` a column,
``giay/TO_KHAI`` a paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.registries.eforms.types.definition import Field, FieldType, FormDefinition, PaperAsked, Section

SECTION, FIELD, PAPER = "phan", "cau", "giay"


@dataclass(frozen=True, slots=True)
class PutForm:
    """The form's own words."""

    name: str
    paper: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddSection:
    title: str


@dataclass(frozen=True, slots=True)
class AddField:
    """A new last field of a section, or column of a table (``parent`` is the place of either)."""

    parent: str
    label: str
    type: FieldType


@dataclass(frozen=True, slots=True)
class AddPaper:
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """Up (negative) or down among its neighbours."""

    place: str
    by: int


@dataclass(frozen=True, slots=True)
class MoveTo:
    """A field into another section."""

    place: str
    section: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    place: str


@dataclass(frozen=True, slots=True)
class Remove:
    place: str


@dataclass(frozen=True, slots=True)
class Put:
    """A part said anew; another code renames it, and whatever in the form refers to it follows.

    A section keeps its fields and a table its columns, whatever stands in ``part``.
    """

    place: str
    part: Section | Field | PaperAsked


Edit = PutForm | AddSection | AddField | AddPaper | Move | MoveTo | Duplicate | Remove | Put


@dataclass(frozen=True, slots=True)
class Edited:
    """The draft after a change, what was done in words, and where it can be seen."""

    definition: FormDefinition
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A place that refers to a field, in words."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a draft as its history tells it."""

    revision: int
    words: str
    who: str
    at: datetime
