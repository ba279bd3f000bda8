"""Cần xin lỗi, hẹn lại: dossiers the clock has asked an apology for, of the agencies this post reaches."""

from __future__ import annotations

from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.dossiers.models import Apology, Dossier

from .lists import LISTED, ORDERS, due_key


def wanted(by: Actor) -> Rows:
    """Their dossiers by the appointment that is nearest or longest past: one index, whatever else is open."""
    near = sorted(by.agency_codes | {by.agency_code})
    asked = Apology.objects.filter(agency_code__in=near, signed_at=None, closed_at=None)
    query = Dossier.objects.filter(pk__in=asked.values("dossier_id")).only(*LISTED)
    return Rows(query.annotate(due_key=due_key()), ORDERS["due"])


def proposed(codes: list[str]) -> dict[str, Apology]:
    """What has been proposed for the dossiers of a page."""
    rows = Apology.objects.filter(dossier__code__in=codes).select_related("dossier")
    return {row.dossier.code: row for row in rows}
