"""What reports hear: a dossier whose state changed is counted as it now stands."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import DossierStatusChanged

from . import services


@handles(DossierStatusChanged, name="reports.status_changed")
def status_changed(event: DossierStatusChanged) -> None:
    services.count_dossier(code=event.code)
