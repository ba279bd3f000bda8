"""So often and no oftener: what comes from one place is counted in the cache all processes share, and in no table.

Each time takes a place that is its own until its time is over, and taking one is a single step. Counting a number up
would give the whole count the cache's own five minutes, and lose what comes at once.
"""

from __future__ import annotations

from django.core.cache import cache

from .ciphers import mark

HOUR = 3600
DAY = 86_400


class Limit:
    """At most so many within so many seconds, of one thing done by, or to, one somebody."""

    def __init__(self, what: str, who: str, *, most: int, seconds: int) -> None:
        key = f"{what}.{mark(what, who)}"  # an address or a code is never a key as it stands
        self.places, self.seconds = [f"{key}.{n}" for n in range(most)], seconds

    def count(self) -> int:
        """How often lately."""
        return len(cache.get_many(self.places))

    def take(self) -> bool:
        """Count once more; whether there was room for it."""
        taken = cache.get_many(self.places)
        return any(cache.add(place, 1, self.seconds) for place in self.places if place not in taken)
