"""What indicators hear: every move of a dossier is counted as it now stands."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import (
    DossierAccepted,
    DossierEvent,
    DossierStatusChanged,
    DossierSubmitted,
)

from . import services


def _count(event: DossierEvent) -> None:
    services.count_dossier(code=event.code)


@handles(DossierSubmitted, name="indicators.submitted")
def submitted(event: DossierSubmitted) -> None:
    _count(event)


@handles(DossierAccepted, name="indicators.accepted")
def accepted(event: DossierAccepted) -> None:
    _count(event)


@handles(DossierStatusChanged, name="indicators.status_changed")
def status_changed(event: DossierStatusChanged) -> None:
    _count(event)
