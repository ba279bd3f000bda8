"""Tables of the dossier."""

from .colleagues import Batch, Follower, Note
from .dossier import Dossier, JournalEntry, Paper, Pause, Reappointment
from .draft import Draft
from .issued import HandOver, IssuedPaper, Result
from .work import Work

__all__ = [
    "Batch",
    "Dossier",
    "Draft",
    "Follower",
    "HandOver",
    "IssuedPaper",
    "JournalEntry",
    "Note",
    "Paper",
    "Pause",
    "Reappointment",
    "Result",
    "Work",
]
