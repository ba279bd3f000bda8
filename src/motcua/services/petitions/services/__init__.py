"""Commands of petitions."""

from .handing import hand_over_petitions
from .handling import answer, extend, pass_on, publish, refuse, reveal, take_back, take_up
from .looking import note_look
from .sending import SENDER, admit, say_of_answer, send, withdraw
from .sweeping import remind

__all__ = [
    "SENDER",
    "admit",
    "answer",
    "extend",
    "hand_over_petitions",
    "note_look",
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
