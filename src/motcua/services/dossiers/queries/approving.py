"""Who may approve that a clock is stopped."""

from __future__ import annotations

from datetime import date

from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier


def approvers(dossier: Dossier, on: date) -> dict[str, str]:
    """Officer code to name and title of those who sign for the agency that decides, or for the desk."""
    found: dict[str, str] = {}
    for agency in dict.fromkeys((dossier.competent_agency, dossier.receiving_agency)):
        for holder in organizations.officers_of(agency, on):
            if holder.can_sign:
                found.setdefault(holder.officer_code, f"{holder.full_name}, {holder.post_title}")
    return found
