"""What certification hears: an attestation signed as a dossier's result stands in the book too."""

from motcua.kernel.outbox import handles
from motcua.services.dossiers.events import NumberVoided, ResultSigned

from . import services


@handles(ResultSigned, name="certifying.result_signed")
def result_signed(event: ResultSigned) -> None:
    services.note_result(code=event.code, number=event.number, at=event.occurred_at)


@handles(NumberVoided, name="certifying.number_voided")
def number_voided(event: NumberVoided) -> None:
    """A number of the book that was taken for an attestation nobody signed stands in it as spoiled."""
    services.note_voided(
        code=event.code,
        number=event.number,
        year=event.year,
        template=event.template,
        reason=event.reason,
        at=event.occurred_at,
    )
