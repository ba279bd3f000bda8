"""Commands of the organization register."""

from .absence import ask_absence, decide_absence, end_absence
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
from .remit import set_remit, withdraw_remit
from .reorganise import found_agency, pass_on, rename_agency

__all__ = [
    "add_officer",
    "appoint",
    "ask_absence",
    "close_agency",
    "decide_absence",
    "delegate",
    "end_absence",
    "end_appointment",
    "found_agency",
    "load_organizations",
    "open_agency",
    "pass_on",
    "rename_agency",
    "revoke_delegation",
    "set_remit",
    "succeed",
    "withdraw_remit",
]
