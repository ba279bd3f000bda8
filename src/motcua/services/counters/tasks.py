"""Jobs of the clock."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.outbox import periodic
from motcua.services.counters import services


@periodic(name="counters.clear_past_days", every=timedelta(hours=1))
def clear_past_days() -> None:
    """A new day begins with an empty queue."""
    services.clear_past_days(at=clock.now())
