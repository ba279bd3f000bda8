"""What the file store does by the clock."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel import clock, outbox
from motcua.services.files import services


@outbox.periodic(every=timedelta(minutes=5), name="files.scan_waiting")
def scan_waiting() -> None:
    """Ask the scanner again about files it did not answer for."""
    services.scan_waiting(at=clock.now())


@outbox.periodic(every=timedelta(hours=6), name="files.drop_old_parts")
def drop_old_parts() -> None:
    """Pieces of files whose rest never came."""
    services.drop_old_parts(at=clock.now())
