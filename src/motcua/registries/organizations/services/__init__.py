"""Commands of the organization register."""

from .change import (
    add_officer,
    appoint,
    close_agency,
    delegate,
    end_appointment,
    open_agency,
    revoke_delegation,
    succeed,
)
from .load import load_organizations

__all__ = [
    "add_officer",
    "appoint",
    "close_agency",
    "delegate",
    "end_appointment",
    "load_organizations",
    "open_agency",
    "revoke_delegation",
    "succeed",
]
