"""What certification hears: an attestation signed as a dossier's result stands in the book too."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import ResultSigned

from . import services


@handles(ResultSigned, name="certifying.result_signed")
def result_signed(event: ResultSigned) -> None:
    services.note_result(code=event.code, number=event.number, at=event.occurred_at)
