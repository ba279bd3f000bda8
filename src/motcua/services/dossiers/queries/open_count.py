"""How many dossiers and drafts are under way under each procedure: the answer to the catalogue's ports."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.types import OPEN


def open_by_procedure(codes: Sequence[str]) -> dict[str, int]:
    """Dossiers under way by procedure code; counts only, so nobody's data is shown."""
    return _counted(Dossier.objects.filter(status__in=OPEN), codes)


def drafts_by_procedure(codes: Sequence[str]) -> dict[str, int]:
    """Filings begun and neither sent nor thrown away, by procedure code; counts only."""
    return _counted(Draft.objects.filter(dossier__isnull=True, discarded_at__isnull=True), codes)


def _counted(waiting: QuerySet, codes: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(codes), 400):
        rows = waiting.filter(procedure_code__in=codes[start : start + 400])
        found |= dict(
            rows.order_by()
            .values_list("procedure_code")
            .annotate(number=Count("pk"))
            .values_list("procedure_code", "number")
        )
    return found
