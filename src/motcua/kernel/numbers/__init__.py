"""Numbers without gaps: registers, dossier codes, receipts.

A number comes from a locked row inside the caller's transaction, so a rolled back command gives its
number back and no number is used twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper


def take(series: str) -> int:
    """The next number of a series, from 1.

    Must run inside the transaction of the command that uses it; the row stays locked until commit.
    """
    return take_each(series)[0]


def take_each(*series: str) -> list[int]:
    """The next number of each of these series, in one statement."""
    from django.db import connection, transaction

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbers.take belongs inside the command's transaction")
    with connection.cursor() as cursor:
        found = _next(cursor, series)
        if missing := [name for name in series if name not in found]:
            from motcua.kernel.numbers.models import Series

            for name in missing:
                Series.objects.get_or_create(name=name)
            found |= _next(cursor, missing)
    return [found[name] for name in series]


def take_run(series: str, count: int) -> range:
    """The next so many numbers of a series, in a row and nobody else's; the series stays locked until commit."""
    first = take(series)
    if count > 1:
        from motcua.kernel.numbers.models import Series

        Series.objects.filter(name=series).update(last=first + count - 1)  # the row is ours since `take`
    return range(first, first + count)


def _next(cursor: CursorWrapper, series: Sequence[str]) -> dict[str, int]:
    """Lock, raise and read. Who takes several locks them in the order of their names, so that no two wait for each other."""
    marks = ", ".join(["%s"] * len(series))
    locked = f"name = {marks}"
    if len(series) > 1:
        lock = " FOR UPDATE" if cursor.db.features.has_select_for_update else ""
        locked = f"id IN (SELECT id FROM numbers_series WHERE name IN ({marks}) ORDER BY name{lock})"
    cursor.execute(
        f"UPDATE numbers_series SET last = last + 1 WHERE {locked} RETURNING name, last", list(series)
    )
    return dict(cursor.fetchall())
