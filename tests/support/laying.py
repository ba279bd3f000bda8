"""What many tests of a folder stand on is laid once for them; what each changes is rolled back as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def laid(lay: Callable[[], Any]) -> Iterator[Any]:
    """Keep what ``lay`` wrote for the length of a block, in one transaction that is rolled back at its end.

    Its foreign keys are checked here, once: PostgreSQL would otherwise put them off to the end of every test.
    """
    with transaction.atomic():
        given = lay()
        connection.check_constraints()
        yield given
        transaction.set_rollback(True)
