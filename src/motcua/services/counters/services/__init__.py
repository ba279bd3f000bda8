"""Commands of the counters, by verb; each stands in line at the desk's row."""

from .calling import begin, bring_back, call_again, call_next, finish, skip, transfer
from .handing import hand_over_desk
from .setting_up import open_queue, renew_kiosk, set_up, sit_down, stand_up
from .taking import clear_past_days, leave, take_ticket

__all__ = [
    "begin",
    "bring_back",
    "call_again",
    "call_next",
    "clear_past_days",
    "finish",
    "hand_over_desk",
    "leave",
    "open_queue",
    "renew_kiosk",
    "set_up",
    "sit_down",
    "skip",
    "stand_up",
    "take_ticket",
    "transfer",
]
