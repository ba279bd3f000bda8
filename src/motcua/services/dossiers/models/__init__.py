"""Tables of the dossier."""

from .dossier import Dossier, JournalEntry, Paper, Pause, Reappointment
from .draft import Draft
from .issued import HandOver, IssuedPaper, Result
from .work import Work

__all__ = [
    "Dossier",
    "Draft",
    "HandOver",
    "IssuedPaper",
    "JournalEntry",
    "Paper",
    "Pause",
    "Reappointment",
    "Result",
    "Work",
]
