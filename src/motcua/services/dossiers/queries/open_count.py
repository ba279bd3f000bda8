"""How many dossiers are under way under each procedure: the answer to the catalogue's port."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count

from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import OPEN


def open_by_procedure(codes: Sequence[str]) -> dict[str, int]:
    """Dossiers under way by procedure code; counts only, so nobody's data is shown."""
    found: dict[str, int] = {}
    for start in range(0, len(codes), 400):
        rows = Dossier.objects.filter(procedure_code__in=codes[start : start + 400], status__in=OPEN)
        found |= dict(
            rows.order_by()
            .values_list("procedure_code")
            .annotate(number=Count("pk"))
            .values_list("procedure_code", "number")
        )
    return found
