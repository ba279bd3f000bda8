"""What forecasts hear: a dossier that ended can be judged."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import DossierStatusChanged
from motcua.services.dossiers.queries.foreseeing import dossier_id_of

from . import services


@handles(DossierStatusChanged, name="forecasts.status_changed")
def status_changed(event: DossierStatusChanged) -> None:
    found = dossier_id_of(event.code)
    if found is not None:
        services.judge(dossier_ids=[found])
