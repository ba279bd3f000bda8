"""Bàn giao bản số hóa khi sắp xếp bộ máy."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from motcua.services.scans.models import Scan


@transaction.atomic
def hand_over(*, references: Sequence[str], old: str, new: str) -> int:
    """Digitised papers of what changed hands: whoever has the dossier now goes on with its scans. Called inside the transaction
    of the room that hands over, which asks and audits."""
    return Scan.objects.filter(reference__in=references, agency_code=old, removed_at=None).update(
        agency_code=new
    )
