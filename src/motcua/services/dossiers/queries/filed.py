"""Whether somebody has filed the same already."""

from __future__ import annotations

from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import OPEN, Filing

MOST = 5


def filed_already(filing: Filing) -> list[str]:
    """Codes of open dossiers of the same person and procedure that came by another way than a machine without a line:
    of who has no number on the filing nothing is said, a name is borne by many."""
    number = filing.applicant.id_number or filing.applicant.tax_code
    if not number:
        return []
    rows = Dossier.objects.filter(
        applicant_id_number=number,
        procedure_code=filing.procedure_code,
        provisional_number="",
        status__in=[int(one) for one in OPEN],
    )
    return list(rows.order_by("-submitted_at").values_list("code", flat=True)[:MOST])
