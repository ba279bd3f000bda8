"""Commands of intake without a line, by verb."""

from .handing import hand_over_machines
from .looking import note_look
from .overseeing import annul_unused, lock_device, unlock_device
from .preparing import prepare
from .receiving import receive, spoil
from .settling import settle, void

__all__ = [
    "annul_unused",
    "hand_over_machines",
    "lock_device",
    "note_look",
    "prepare",
    "receive",
    "settle",
    "spoil",
    "unlock_device",
    "void",
]
