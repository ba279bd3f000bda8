"""Số bỏ: a number taken for a signature that never came stays in its book with why; it is never left out in silence."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import audit, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import NumberVoided
from motcua.services.dossiers.models import Dossier, IssuedPaper, Result
from motcua.services.dossiers.types import OPEN, PaperKind, Status

from .common import note_aside

VOIDER = Actor.system("numbers")


@command
def void_unsigned(*, code: str, at: datetime) -> int:
    """Ghi bỏ số của một hồ sơ đã kết thúc: of results and of an apology that were never signed. Twice is as once.

    A number whose signature failed goes on with the next draft of the same form; what is left here has no paper to go to.
    """
    dossier = Dossier.objects.select_for_update().filter(code=code).first()
    if dossier is None or dossier.state in {*OPEN, Status.STOPPED}:
        return 0
    ended = rules.void_reason(replaced=False)
    papers = list(
        IssuedPaper.objects.filter(dossier=dossier, kind=PaperKind.APOLOGY, signed_sha256="", revoked_at=None)
    )
    for paper in papers:
        _write(dossier, f"Số {paper.number} bỏ, không phát hành", ended, at)
    IssuedPaper.objects.filter(pk__in=[paper.pk for paper in papers]).update(
        revoked_at=at, revoked_reason=ended
    )
    results = list(dossier.results.filter(signed_at=None, voided_at=None).exclude(number=""))
    for row in results:
        why = rules.void_reason(replaced=row.superseded_at is not None)
        _write(dossier, f"Số {row.number} năm {row.number_year} bỏ, không phát hành: {row.name}", why, at)
        outbox.publish(
            NumberVoided(
                code=code,
                occurred_at=at,
                number=row.number,
                year=row.number_year or at.year,
                template=row.template,
                reason=why,
            )
        )
    Result.objects.filter(pk__in=[row.pk for row in results]).update(voided_at=at)
    return len(papers) + len(results)


def _write(dossier: Dossier, words: str, why: str, at: datetime) -> None:
    note_aside(dossier, VOIDER, "void_number", words, at, why)
    audit.record(VOIDER, "dossiers.void_number", dossier, at=at, reason=why, after={"number": words})
