"""Tables of the dossier."""

from .clocks import Apology, ReceptionAnswer, StepTime
from .colleagues import Batch, Follower, Note
from .dossier import Dossier, JournalEntry, Paper, Pause, Reappointment
from .draft import Draft
from .external import ExternalCode
from .issued import HandOver, IssuedPaper, Result
from .lists import ResultList, ResultListLine
from .members import Member
from .tail import Tail
from .taste import ListTaste, SavedFilter
from .work import Work

__all__ = [
    "Apology",
    "Batch",
    "Dossier",
    "Draft",
    "ExternalCode",
    "Follower",
    "HandOver",
    "IssuedPaper",
    "JournalEntry",
    "ListTaste",
    "Member",
    "Note",
    "Paper",
    "Pause",
    "Reappointment",
    "ReceptionAnswer",
    "Result",
    "ResultList",
    "ResultListLine",
    "SavedFilter",
    "StepTime",
    "Tail",
    "Work",
]
