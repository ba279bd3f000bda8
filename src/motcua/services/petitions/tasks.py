"""Jobs of the clock: petitions that come due."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.outbox import periodic
from motcua.services.petitions import services


@periodic(name="petitions.remind", every=timedelta(minutes=10))
def remind() -> None:
    """Who holds a petition hears of its limit before it passes."""
    services.remind(at=clock.now())
