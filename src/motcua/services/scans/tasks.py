"""The worker's work on papers, beside everything else it does."""

from __future__ import annotations

from motcua.kernel import outbox
from motcua.services.scans import services


@outbox.steady(name="scans.work")
def work() -> bool:
    """One page or one paper; whether there was anything to do."""
    return services.work_once()
