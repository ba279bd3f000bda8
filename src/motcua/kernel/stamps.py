"""Whether a copy kept in this process is still good: one small row whose token changes with every write.

Commands ask at every step, and the answer is nearly always "still good". So a token that was just read is believed for
`settings.STAMP_BELIEVED_S` seconds in the thread that read it. Who writes is never believed: in the writer's thread every
look goes to the database for a minute, so that an uncommitted or rolled back write leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings
from django.db import transaction

WARY_S = 60.0
KEPT = 2_000

V = TypeVar("V")


class Kept(Generic[V]):
    """What never changes once it is there, by its id: read from the database once a process.

    It is kept when the transaction that read it has committed; of one rolled back nothing stays, since its ids may come
    again. ``read`` says None of what may still change.
    """

    def __init__(self, read: Callable[[int], V | None]) -> None:
        self._read = read
        self._known: dict[int, V] = {}

    def get(self, pk: int) -> V | None:
        """The thing, None where ``read`` says so."""
        found = self._known.get(pk)
        if found is None:
            found = read = self._read(pk)
            if read is not None:
                transaction.on_commit(lambda: self._keep(pk, read))
        return found

    def _keep(self, pk: int, found: V) -> None:
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[pk] = found


class Stamp:
    """The token of one register, read by ``read`` (None before the first write)."""

    def __init__(self, read: Callable[[], str | None]) -> None:
        self._read = read
        self._seen = threading.local()

    def current(self) -> str | None:
        """The token, at most `settings.STAMP_BELIEVED_S` seconds old."""
        now = monotonic()
        if now < getattr(self._seen, "until", 0.0):
            return self._seen.token  # type: ignore[no-any-return]
        token = self._read()
        if now >= getattr(self._seen, "wary_until", 0.0):
            self._seen.token, self._seen.until = token, now + settings.STAMP_BELIEVED_S
        return token

    def written(self) -> None:
        """This thread has written: look each time for a while."""
        self._seen.until = 0.0
        self._seen.wary_until = monotonic() + WARY_S
