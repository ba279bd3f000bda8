"""Jobs of reorganisations."""

from datetime import timedelta
from time import monotonic

from motcua.kernel import clock
from motcua.kernel.outbox import periodic

from . import queries, services

SHIFT_S = 120


@periodic(name="reorganisations.carry_out", every=timedelta(minutes=1))
def carry_out() -> None:
    """Plans whose day has come go on, chunk by chunk, for at most two minutes a time; one plan after the other."""
    until = monotonic() + SHIFT_S
    for code in queries.approved_due(clock.today()):
        while services.advance(code=code, at=clock.now()):
            if monotonic() > until:
                return
