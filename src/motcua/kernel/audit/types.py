"""Words of the ledger: who may read it, what a line shows, what a reader asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import NotThere

VIEW = permission("audit.view", "Xem nhật ký kiểm toán")


class NoProof(NotThere):
    """There is no such line, or it is not sealed yet."""

    code = "AUD-01"
    title = "Chưa có bằng chứng"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for; an empty part asks nothing."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of a row, before and after, as words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger as a person reads it."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    post_title: str
    agency_code: str
    acting_for: str
    action: str
    subject: str
    reason: str
    changes: tuple[Change, ...]
    leaf: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, newest first; `older` and `newer` are marks to go on from, empty at an end."""

    lines: tuple[Line, ...]
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the ledger is sealed, and what the last inspection found."""

    sealed: int
    waiting: int
    root: str
    sealed_at: datetime | None
    inspected_at: datetime | None
    finding: str


def changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[Change, ...]:
    """The facts that differ, in the order they were written; a fact that stayed the same is left out."""
    left, right = before or {}, after or {}
    names = [*left, *(name for name in right if name not in left)]
    return tuple(
        Change(name, said(left.get(name)), said(right.get(name)))
        for name in names
        if left.get(name) != right.get(name)
    )


def said(value: Any) -> str:
    """A stored fact in words: yes and no, lists with commas, nothing as an empty string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(said(part) for part in value)
    return str(value)
