"""A command is one transaction, and what it leaves behind is written once, at its end.

Journal lines, audit rows and news of a command, and the row it moves, are gathered while it runs and written table by
table before it commits, sent in a row without waiting for each answer. Outside a command they are written at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
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
        """All of it, in a row. The new rows belong to what is there already, never to each other."""
        if not self.changed and not self.new:
            return
        with rows.in_a_row():
            self._send()

    def write_last(self, row: ExitStack) -> None:
        """The same where nothing but COMMIT follows: it goes out with the rest, and one answer is waited for."""
        if (self.changed or self.new) and rows.may_end_in_a_row():
            row.enter_context(rows.in_a_row())
            self._send()
        else:
            self.write()

    def _send(self) -> None:
        for row in self.changed:
            row.save_changes()
        for new in self.new.values():
            rows.insert(new, ids=False)
        self.changed.clear()
        self.new.clear()


def command(run: Callable[P, R]) -> Callable[P, R]:
    """All of it or nothing; inside another command a refusal undoes this one alone, if the other goes on."""

    @functools.wraps(run)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        here = rows.of_this_thread()
        sole = here.pop("sole_command", False) and connection.in_atomic_block
        outer: Trail | None = here.get("trail")
        if outer is not None:  # what was left so far stands before what this command leaves
            outer.write()
        inside = connection.in_atomic_block
        with ExitStack() as in_a_row, nullcontext() if sole else transaction.atomic():
            trail = here["trail"] = Trail()
            try:
                said = run(*args, **kwargs)
                if inside:
                    trail.write()
                else:
                    trail.write_last(in_a_row)
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


@dataclass(frozen=True, slots=True)
class Change:
    """Columns of the rows that have these values."""

    model: type[Row]
    where: dict[str, Any]
    values: dict[str, Any]

    def save_changes(self) -> None:
        """Write them."""
        rows.put(self.model, self.where, self.values)


def leave_changed(row: Changed) -> None:
    """A row to be written as it stands at the end of the running command, or now where none runs."""
    trail: Trail | None = rows.of_this_thread().get("trail")
    if trail is None:
        row.save_changes()
    elif row not in trail.changed:
        trail.changed.append(row)
