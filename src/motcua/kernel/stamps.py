"""Whether a copy kept in this process is still good: one small row whose token changes with every write.

Commands ask at every step, and the answer is nearly always "still good". So a token that was just read is believed for
`settings.STAMP_BELIEVED_S` seconds in the thread that read it. Who writes is never believed: in the writer's thread every
look goes to the database for a minute, so that an uncommitted or rolled back write leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from django.conf import settings

WARY_S = 60.0


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
