"""Numbers without gaps: registers, dossier codes, receipts.

A number comes from a locked row inside the caller's transaction, so a rolled back command gives its
number back and no number is used twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper


def take(series: str) -> int:
    """The next number of a series, from 1.

    Must run inside the transaction of the command that uses it; the row stays locked until commit.
    """
    from django.db import connection, transaction

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbers.take belongs inside the command's transaction")
    with connection.cursor() as cursor:
        if (number := _next(cursor, series)) is None:
            from motcua.kernel.numbers.models import Series

            Series.objects.get_or_create(name=series)
            number = _next(cursor, series)
    assert number is not None
    return number


def _next(cursor: CursorWrapper, series: str) -> int | None:
    """Lock, raise and read in one statement, which both databases know."""
    cursor.execute("UPDATE numbers_series SET last = last + 1 WHERE name = %s RETURNING last", [series])
    row = cursor.fetchone()
    return row[0] if row else None
