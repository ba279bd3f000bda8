"""Một lượt đến quầy: who stands there has several matters; they say once who they are and leave with a receipt for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.types import Channel

from .intake import desk_for
from .seeing import visible_to

MOST = 10
FIELDS = {
    "name": "applicant_name", "id_number": "applicant_id_number", "phone": "applicant_phone",
    "address": "applicant_address", "email": "applicant_email", "submitter_name": "submitter_name",
    "submitter_id_number": "submitter_id_number", "submitter_phone": "submitter_phone",
    "submitter_authority": "submitter_authority",
}  # fmt: skip
"""Fields of the counter's form that say who stands there, and where a dossier keeps them."""


@dataclass(frozen=True, slots=True)
class OfVisit:
    """Another matter of the same person, taken in today at the same desk; ``paper_id`` is its latest paper."""

    code: str
    procedure_name: str
    paper_id: int | None


def taken_in_today(by: Actor, code: str) -> Dossier | None:
    """The dossier of this code, if it was taken in today at one's own desk."""
    return _today(by).filter(code=code[:60]).first() if code else None


def who_stands_there(row: Dossier) -> dict[str, str]:
    """The counter's form filled with the person of a dossier."""
    said = {name: str(getattr(row, field)) for name, field in FIELDS.items()}
    return said | {"proxy": "on" if row.submitter_name and row.submitter_name != row.applicant_name else ""}


def of_the_same_visit(by: Actor, dossier: Dossier) -> list[OfVisit]:
    """What else the same person filed today at this counter: by number, or where none was given by name and telephone."""
    if dossier.applicant_id_number:
        same = Q(applicant_id_number=dossier.applicant_id_number)
    elif dossier.applicant_phone:
        same = Q(applicant_folded=dossier.applicant_folded, applicant_phone=dossier.applicant_phone)
    else:
        return []
    rows = list(_today(by).filter(same).exclude(pk=dossier.pk).order_by("-id")[:MOST])
    papers = dict(IssuedPaper.objects.filter(dossier__in=rows).order_by("id").values_list("dossier_id", "id"))
    return [OfVisit(row.code, row.procedure_name, papers.get(row.pk)) for row in rows]


def _today(by: Actor) -> QuerySet[Dossier]:
    begins = datetime.combine(clock.today(), time.min, clock.TZ)
    return visible_to(by).filter(
        receiving_agency=desk_for(by).code, channel=Channel.COUNTER, submitted_at__gte=begins
    )
