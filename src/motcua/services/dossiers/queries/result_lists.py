"""Results that wait to be handed to their desk, and the lists they were handed over on."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.services.dossiers.models import Dossier, Result, ResultList, ResultListLine
from motcua.services.dossiers.types import DossierNotThere, Status

LAST = 30


def _near(by: Actor) -> list[str]:
    return sorted(by.agency_codes | {by.agency_code})


def to_hand_over(by: Actor) -> QuerySet[Dossier]:
    """Finished dossiers of the agencies in reach whose signed result is on no list."""
    signed = Result.objects.signed().filter(dossier=OuterRef("pk"))
    listed = ResultListLine.objects.filter(dossier=OuterRef("pk"), result__superseded_at=None)
    rows = Dossier.objects.filter(competent_agency__in=_near(by), status=Status.FINISHED)
    return rows.filter(Exists(signed), ~Exists(listed)).defer("answers").order_by("receiving_agency", "id")


def on_the_way(dossier: Dossier) -> ResultList | None:
    """The list a dossier's result in force stands on while the desk has not said that it has it."""
    rows = ResultList.objects.filter(
        lines__dossier=dossier, lines__result__superseded_at=None, received_at=None
    )
    return rows.first()


def lists_of(by: Actor) -> list[ResultList]:
    """The latest lists given or taken by the agencies in reach."""
    near = _near(by)
    return list(ResultList.objects.filter(Q(from_agency__in=near) | Q(to_agency__in=near))[:LAST])


def list_for(by: Actor, list_id: int) -> ResultList:
    """A list of one's own agencies.

    Raises:
        DossierNotThere: no such list, or of others.
    """
    near = _near(by)
    found = ResultList.objects.filter(Q(from_agency__in=near) | Q(to_agency__in=near), pk=list_id).first()
    if found is None:
        raise DossierNotThere(
            say("Không tìm thấy phiếu bàn giao này trong phạm vi của bạn."),
            next=say("Hãy mở lại trang Bàn giao kết quả."),
        )
    return found
