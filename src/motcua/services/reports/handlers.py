"""What reports hear: a dossier whose state changed is counted as it now stands."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import DossierStatusChanged, PaperReused
from motcua.services.scans.events import ScanConfirmed, ScanEvent, ScanRemoved

from . import services


@handles(DossierStatusChanged, name="reports.status_changed")
def status_changed(event: DossierStatusChanged) -> None:
    services.count_dossier(code=event.code)


@handles(PaperReused, name="reports.paper_reused")
def paper_reused(event: PaperReused) -> None:
    """A paper of the store counts as used again, or no longer."""
    services.count_dossier(code=event.code)


def _count_scan(event: ScanEvent) -> None:
    kind, _, code = event.reference.partition(":")
    if kind == "dossier":
        services.count_dossier(code=code)


@handles(ScanConfirmed, name="reports.scan_confirmed")
def scan_confirmed(event: ScanConfirmed) -> None:
    """A paper is digitised."""
    _count_scan(event)


@handles(ScanRemoved, name="reports.scan_removed")
def scan_removed(event: ScanRemoved) -> None:
    """A paper is digitised no longer."""
    _count_scan(event)
