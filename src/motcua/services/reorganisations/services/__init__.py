"""Commands of reorganisations: planning, deciding, carrying out."""

from .carrying import advance
from .deciding import approve, call_off, send_back, submit
from .looking import note_look
from .planning import add_line, change_head, draft, load_file, remove_line
from .proposing import Proposal, propose_places

__all__ = [
    "Proposal",
    "add_line",
    "advance",
    "approve",
    "call_off",
    "change_head",
    "draft",
    "load_file",
    "note_look",
    "propose_places",
    "remove_line",
    "send_back",
    "submit",
]
