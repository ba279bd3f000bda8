"""Commands of the counters, by verb; each stands in line at the desk's row."""

from .booking import book, cancel_booking, set_places
from .calling import begin, bring_back, call_again, call_next, finish, set_ground, skip, transfer
from .closing import close_shift, receive_shift, restate_shift
from .handing import hand_over_desk
from .setting_up import open_queue, renew_kiosk, set_up, sit_down, stand_up
from .taking import clear_past_days, leave, take_ticket

__all__ = [
    "begin",
    "book",
    "bring_back",
    "call_again",
    "call_next",
    "cancel_booking",
    "clear_past_days",
    "close_shift",
    "finish",
    "hand_over_desk",
    "leave",
    "open_queue",
    "receive_shift",
    "renew_kiosk",
    "restate_shift",
    "set_ground",
    "set_places",
    "set_up",
    "sit_down",
    "skip",
    "stand_up",
    "take_ticket",
    "transfer",
]
