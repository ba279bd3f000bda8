"""Whether somebody has filed the same already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.words import spoken
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import OPEN, Channel, Filing

from .seeing import visible_to

MOST = 5


def filed_already(filing: Filing, *, taken_on: date) -> list[str]:
    """Codes of open dossiers of the same person and procedure: of other days those that came by another way than a machine
    without a line; of the day itself all, for two counters without a line do not see each other.

    Of who has no number on the filing nothing is said, a name is borne by many.
    """
    number = filing.applicant.id_number or filing.applicant.tax_code
    if not number:
        return []
    rows = Dossier.objects.filter(
        applicant_id_number=number,
        procedure_code=filing.procedure_code,
        status__in=[int(one) for one in OPEN],
    )
    begins = datetime.combine(taken_on, time.min, clock.TZ)
    same_day = Q(accepted_at__gte=begins, accepted_at__lt=begins + timedelta(days=1))
    rows = rows.filter(Q(provisional_number="") | same_day)
    return list(rows.order_by("-submitted_at").values_list("code", flat=True)[:MOST])


@dataclass(frozen=True, slots=True)
class FiledBefore:
    """An open dossier as it is held beside a second filing of the same."""

    code: str
    applicant: str
    summary: str
    at: datetime
    channel: str
    status: str
    papers: tuple[str, ...]


def filed_before(by: Actor, codes: Sequence[str]) -> list[FiledBefore]:
    """What stands in dossiers that may be the same as one on the counter, of those the officer may open."""
    rows = visible_to(by).filter(code__in=codes[:MOST]).prefetch_related("papers").order_by("code")
    return [
        FiledBefore(
            code=row.code, applicant=row.applicant_name, summary=row.summary, at=row.accepted_at or row.submitted_at,
            channel=spoken(Channel(row.channel).label), status=spoken(row.state.label),
            papers=tuple(paper.name for paper in row.papers.all()),
        )
        for row in rows
    ]  # fmt: skip
