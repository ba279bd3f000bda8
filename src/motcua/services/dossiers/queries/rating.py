"""What a rating asks of a dossier: whether it has ended, and whose work it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from motcua.services.dossiers.models import Dossier, StepTime
from motcua.services.dossiers.types import Status

from .tracking import tracked_by_token

ENDED = frozenset({Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.FINISHED, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Rated:
    """A dossier as its rating knows it, without its applicant's name; the telephone is there to send a code to. The officer is who held it longest there."""

    code: str
    is_over: bool
    procedure_code: str
    procedure_name: str
    field_name: str
    agency_code: str
    agency_name: str
    desk_code: str
    unit_code: str
    officer_code: str
    officer_name: str
    phone: str = ""
    owner_user_id: int | None = None


def phone_to_rate(code: str) -> str:
    """The telephone a dossier's code to rate is sent to; none where there is no such dossier, it runs, or it names none. Who asks
    is told nothing of which."""
    return (
        Dossier.objects.filter(code=code, status__in=ENDED).values_list("applicant_phone", flat=True).first()
        or ""
    )


def rated_by_token(token: str) -> Rated:
    """The dossier behind the signed address on its papers.

    Raises:
        DossierNotThere: the address opens none.
    """
    dossier = tracked_by_token(token)
    unit, officer, name = _whose_work(dossier)
    return Rated(
        code=dossier.code,
        is_over=dossier.status in ENDED,
        procedure_code=dossier.procedure_code,
        procedure_name=dossier.procedure_name,
        field_name=dossier.field_name,
        agency_code=dossier.competent_agency,
        agency_name=dossier.competent_agency_name,
        desk_code=dossier.receiving_agency,
        unit_code=unit,
        officer_code=officer,
        officer_name=name,
        phone=dossier.applicant_phone,
        owner_user_id=dossier.owner_user_id,
    )


def _whose_work(dossier: Dossier) -> tuple[str, str, str]:
    """Unit, code and name of who held it longest at the deciding agency, all their visits together; elsewhere where nobody there
    did."""
    visits = StepTime.objects.filter(dossier=dossier).exclude(officer_code="").order_by("-minutes", "-id")
    held = list(visits.values_list("agency_code", "unit_code", "officer_code", "officer_name", "minutes"))
    own = [visit for visit in held if visit[0] == dossier.competent_agency] or held
    minutes: Counter[str] = Counter()
    for _, _, officer, _, spent in own:
        minutes[officer] += spent
    if not minutes:
        return "", "", ""
    longest = max(minutes, key=lambda officer: minutes[officer])
    return next((unit, officer, name) for _, unit, officer, name, _ in own if officer == longest)
