"""The store of papers at the desk of the personas: what was ready is in it, and a parent comes back for an allowance that
asks for the birth certificate the ward has given them."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.refusals import Refusal
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.services import reusing
from motcua.services.dossiers.types import Filing, Party, Status

from .play import Desk

BIRTH, ALLOWANCE = "1.001193", "1.008950"
KEPT, BACK = 40, 2


def fill(main: Desk, *, at: datetime) -> int:
    """Bring the desk's newest results to their owners' stores, and let two parents come again; how many were kept."""
    ready = Dossier.objects.filter(receiving_agency=main.code, status__in=(Status.FINISHED, Status.RETURNED))
    codes = list(ready.order_by("-finished_at", "-id").values_list("code", flat=True)[:KEPT])
    codes += ready.filter(owner_user_id__isnull=False).values_list("code", flat=True)
    for code in dict.fromkeys(codes):
        dossiers.keep_papers(code=code, at=at)
    holders = organizations.officers_for_lane("mot_cua", main.code, at.date())
    parents = ready.filter(procedure_code=BIRTH, code__in=codes).exclude(applicant_id_number="")[:BACK]
    for number, parent in enumerate(parents if holders else ()):
        clerk = accounts.actor_of_officer(holders[0].officer_code, holders[0].post_code)
        _come_again(parent, main, clerk, at, use=number > 0)
    return len(codes)


def _come_again(parent: Dossier, main: Desk, clerk, at: datetime, *, use: bool) -> None:
    """A dossier written down without the certificate; the second one has used what the store offers."""
    filing = Filing(
        procedure_code=ALLOWANCE,
        applicant=Party(
            parent.applicant_name, id_number=parent.applicant_id_number, phone=parent.applicant_phone,
            address=parent.applicant_address,
        ),
        answers={}, helper_agency=main.code, place_code=main.place_code,
    )  # fmt: skip
    try:
        code = dossiers.lodge(filing=filing, by=clerk, at=at).code
    except Refusal:  # a province that does not offer the allowance
        return
    dossier = Dossier.objects.get(code=code)
    papers = list(Paper.objects.filter(dossier=dossier))
    reusing.mark_offers(dossier=dossier, papers=papers, by=clerk, at=at)
    offered = next((paper for paper in papers if getattr(paper, "offer", None)), None)
    if use and offered is not None:
        dossiers.use_from_store(
            code=code,
            position=offered.position,
            key=offered.offer.key,
            by=clerk,
            at=at,  # type: ignore[attr-defined]
        )
