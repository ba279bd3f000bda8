"""A command is one transaction, and what it leaves behind is written once, at its end.

Journal lines, audit rows and news of a command, and the row it moves, are gathered while it runs and written table by
table before it commits, sent in a row without waiting for each answer. Outside a command they are written at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from django.db import connection, transaction

from motcua.kernel import rows

P = ParamSpec("P")
R = TypeVar("R")

if TYPE_CHECKING:
    from motcua.kernel.models import Row


class Changed(Protocol):
    """What knows which of its columns a command has changed."""

    def save_changes(self) -> None:
        """Write them."""


class Trail:
    """What the running command leaves: rows that changed, and new rows by their model."""

    def __init__(self) -> None:
        self.changed: list[Changed] = []
        self.new: dict[type[Row], list[Row]] = {}

    def write(self) -> None:
        """All of it, in a row; who belongs to whom is written after it."""
        if not self.changed and not self.new:
            return
        owners, kinds = _owners(tuple(self.new))
        with rows.in_a_row():
            for row in self.changed:
                row.save_changes()
            for kind in kinds:
                rows.insert(self.new[kind], ids=kind in owners)
        self.changed.clear()
        self.new.clear()


@functools.lru_cache(maxsize=500)
def _owners(kinds: tuple[type[Row], ...]) -> tuple[frozenset[type[Row]], tuple[type[Row], ...]]:
    """Models whose ids others of these models wait for, and an order that keeps to it."""
    wanted = {
        kind: {field.related_model for field in kind._meta.concrete_fields if field.is_relation}
        for kind in kinds
    }
    owners = frozenset[Any]().union(*wanted.values()) & frozenset(kinds)
    return owners, tuple(
        sorted(kinds, key=lambda kind: (bool(wanted[kind] & owners), kind in owners, kinds.index(kind)))
    )


def command(run: Callable[P, R]) -> Callable[P, R]:
    """All of it or nothing; inside another command a refusal undoes this one alone, if the other goes on."""

    @functools.wraps(run)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        here = rows.of_this_thread()
        sole = here.pop("sole_command", False) and connection.in_atomic_block
        outer: Trail | None = here.get("trail")
        if outer is not None:  # what was left so far stands before what this command leaves
            outer.write()
        with nullcontext() if sole else transaction.atomic():
            trail = here["trail"] = Trail()
            try:
                said = run(*args, **kwargs)
                trail.write()
            finally:
                here["trail"] = outer
        return said

    return within


@contextmanager
def sole() -> Iterator[None]:
    """The next command is the open transaction: its refusal undoes the whole, so it needs no savepoint."""
    here = rows.of_this_thread()
    here["sole_command"] = True
    try:
        yield
    finally:
        here.pop("sole_command", None)


def leave(row: Row) -> None:
    """A new row of the trail: at the end of the running command, or now where none runs."""
    trail: Trail | None = rows.of_this_thread().get("trail")
    if trail is None:
        row.save(force_insert=True)
    else:
        trail.new.setdefault(type(row), []).append(row)


def leave_changed(row: Changed) -> None:
    """A row to be written as it stands at the end of the running command, or now where none runs."""
    trail: Trail | None = rows.of_this_thread().get("trail")
    if trail is None:
        row.save_changes()
    elif row not in trail.changed:
        trail.changed.append(row)
