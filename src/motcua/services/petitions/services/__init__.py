"""Commands of petitions."""

from .common import PURPOSE
from .handing import hand_over_petitions
from .handling import answer, extend, pass_on, publish, refuse, reveal, take_back, take_up
from .looking import note_look, open_enclosure
from .sending import SENDER, admit, say_of_answer, send, withdraw
from .sweeping import remind

__all__ = [
    "PURPOSE",
    "SENDER",
    "admit",
    "answer",
    "extend",
    "hand_over_petitions",
    "note_look",
    "open_enclosure",
    "pass_on",
    "publish",
    "refuse",
    "remind",
    "reveal",
    "say_of_answer",
    "send",
    "take_back",
    "take_up",
    "withdraw",
]
