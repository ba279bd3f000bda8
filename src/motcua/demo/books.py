"""The books of certification at the main desk: two copies and a signature certified, one copy waiting for its signature."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.certifying import services
from motcua.services.certifying.types import CERTIFY, PREPARE, Output
from motcua.services.dossiers.models import Dossier

from .papers import COPIES
from .play import Desk


def certify_some(main: Desk, *, at: datetime) -> int:
    """How many were certified; none where the desk has no dossier of that field in hand."""
    clerks = organizations.officers_for_lane("mot_cua", main.code, at.date())
    rows = Dossier.objects.filter(
        receiving_agency=main.code, procedure_code=COPIES, status__in=services.OPEN
    ).order_by("-submitted_at", "-id")[:1]
    if not clerks or not rows:
        return 0
    row, clerk = rows[0], accounts.actor_of_officer(clerks[0].officer_code, clerks[0].post_code)
    leaders = [
        accounts.actor_of_officer(one.officer_code, one.post_code)
        for one in organizations.officers_of(row.competent_agency, at.date())
    ]
    leader = next(
        (one for one in leaders if access.allows(one, CERTIFY, agency_code=row.competent_agency)), None
    )
    if leader is None or not access.allows(clerk, PREPARE):
        return 0
    made = [
        services.prepare_copy(
            code=row.code, document=document, pages=pages, copies=2, output=Output.PAPER, scan_slot="", compared=True, bars=(),
            press=f"demo-{number}", by=clerk, at=at,
        )
        for number, (document, pages) in enumerate(
            (("Bằng tốt nghiệp đại học", 1), ("Bảng điểm", 4), ("Giấy chứng nhận kết hôn", 1))
        )
    ]  # fmt: skip
    made.insert(
        2,
        services.prepare_signature(
            code=row.code, document="Giấy ủy quyền nhận lương hưu", signer=row.applicant_name, identity="Thẻ căn cước đã xuất trình",
            present=True, cases=1, press="demo-signature", by=clerk, at=at,
        ),
    )  # fmt: skip
    for entry in made[:3]:
        services.certify(entry_id=entry.pk, by=leader, at=at)
    return 3
