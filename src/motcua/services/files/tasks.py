"""What the file store does by the clock."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel import clock, outbox
from motcua.services.files import services


@outbox.periodic(every=timedelta(minutes=5), name="files.scan_waiting")
def scan_waiting() -> None:
    """Ask the scanner again about files it did not answer for."""
    services.scan_waiting(at=clock.now())
