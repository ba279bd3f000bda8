"""Số bỏ: a number taken for a signature that never came stays in its book with why; it is never left out in silence."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import audit, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.events import NumberVoided
from motcua.services.dossiers.models import Dossier, IssuedPaper, Result
from motcua.services.dossiers.types import OPEN, PaperKind, Status

from .common import note_aside

VOIDER = Actor.system("numbers")
WHY = "Hồ sơ kết thúc trước khi ký."


@command
def void_unsigned(*, code: str, at: datetime) -> int:
    """Ghi bỏ số của một hồ sơ đã kết thúc: of results and of an apology that were never signed. Twice is as once.

    A number whose signature failed goes on with the next draft of the same form; what is left here has no paper to go to.
    """
    dossier = Dossier.objects.select_for_update().filter(code=code).first()
    if dossier is None or dossier.state in {*OPEN, Status.STOPPED}:
        return 0
    papers = IssuedPaper.objects.filter(
        dossier=dossier, kind=PaperKind.APOLOGY, signed_sha256="", revoked_at=None
    )
    results = dossier.results.filter(signed_at=None, voided_at=None).exclude(number="")
    said = [(f"Số {paper.number} bỏ, không phát hành", None) for paper in papers]
    said += [
        (f"Số {row.number} năm {row.number_year} bỏ, không phát hành: {row.name}", row) for row in results
    ]
    papers.update(revoked_at=at, revoked_reason=WHY)
    Result.objects.filter(pk__in=[row.pk for _, row in said if row is not None]).update(voided_at=at)
    for words, row in said:
        note_aside(dossier, VOIDER, "void_number", words, at, WHY)
        audit.record(VOIDER, "dossiers.void_number", dossier, at=at, reason=WHY, after={"number": words})
        if row is not None:
            outbox.publish(
                NumberVoided(
                    code=code,
                    occurred_at=at,
                    number=row.number,
                    year=row.number_year or at.year,
                    template=row.template,
                )
            )
    return len(said)
