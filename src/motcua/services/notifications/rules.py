"""When a letter is tried again, and what a notice may lead to."""

from __future__ import annotations

from datetime import timedelta

LONGEST = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """One minute, two, four, … at most an hour: a letter is never given up because a server is away."""
    return min(LONGEST, timedelta(minutes=2 ** min(attempts, 10)))


def leads_home(link: str) -> bool:
    """A path of this site (or nothing): a notice is no door to elsewhere."""
    return not link or (link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable())
