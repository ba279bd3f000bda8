"""The mornings of the weeks played: step times as the worker would have kept them, forecasts told again, today's red list."""

from __future__ import annotations

from datetime import datetime

from motcua.services.dossiers.tasks import time_steps
from motcua.services.forecasts import services, tasks


def foresee(*, until: datetime) -> None:
    """What the jobs of the clock would have done meanwhile."""
    time_steps()
    tasks.tell_past_mornings(until)
    services.foretell_morning(at=until)
    tasks.tell_heads(until)
