"""Numbers without gaps: registers, dossier codes, receipts.

A number comes from a locked row inside the caller's transaction, so a rolled back command gives its
number back and no number is used twice.
"""

from __future__ import annotations


def take(series: str) -> int:
    """The next number of a series, from 1.

    Must run inside the transaction of the command that uses it; the row stays locked until commit.
    """
    from django.db import connection, transaction

    from motcua.kernel.numbers.models import Series

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbers.take belongs inside the command's transaction")
    row = Series.objects.select_for_update().filter(name=series).first()
    if row is None:
        Series.objects.get_or_create(name=series)
        row = Series.objects.select_for_update().get(name=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
