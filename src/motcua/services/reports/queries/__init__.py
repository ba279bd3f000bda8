"""Reading reports: tables, the facts behind a figure, what may be asked by whom."""

from .facts import agencies_to_ask, behind, counted_until, facts_for, first_side, nothing_counted, saved
from .tables import table_of

__all__ = [
    "agencies_to_ask",
    "behind",
    "counted_until",
    "facts_for",
    "first_side",
    "nothing_counted",
    "saved",
    "table_of",
]
