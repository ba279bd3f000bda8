"""What dossiers announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DossierEvent(Event):
    """Every event of a dossier carries its code and moment, and runs in the dossier's own stream."""

    code: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"dossier:{self.code}"


@dataclass(frozen=True, slots=True)
class DossierSubmitted(DossierEvent):
    name = "dossiers.submitted"
    procedure_code: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class DossierAccepted(DossierEvent):
    name = "dossiers.accepted"
    procedure_code: str = ""
    due_at: datetime | None = None
    competent_agency: str = ""


@dataclass(frozen=True, slots=True)
class DossierStatusChanged(DossierEvent):
    """Any change of the national status; what a neighbour must be told of."""

    name = "dossiers.status_changed"
    before: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class StepFinished(DossierEvent):
    name = "dossiers.step_finished"
    node: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class MemberEnded(DossierEvent):
    """An agency has delivered its part of a joint procedure, declined it, or its citizen has taken it out."""

    name = "dossiers.member_ended"
    member_id: int = 0


@dataclass(frozen=True, slots=True)
class MemberAsked(DossierEvent):
    """An agency asks back about its part, or is answered."""

    name = "dossiers.member_asked"
    member_id: int = 0
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class ResultSigned(DossierEvent):
    name = "dossiers.result_signed"
    sha256: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class NumberVoided(DossierEvent):
    """A number taken for a result that was never signed: its book shows it as not issued."""

    name = "dossiers.number_voided"
    number: str = ""
    year: int = 0
    template: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResultReturned(DossierEvent):
    name = "dossiers.result_returned"
    by_channel: str = ""
    timeliness: str = ""


@dataclass(frozen=True, slots=True)
class Reappointed(DossierEvent):
    """The agency has apologised and given a new date."""

    name = "dossiers.reappointed"
    new_due_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefusalTakenBack(DossierEvent):
    """A refusal at reception was issued in error and does not hold."""

    name = "dossiers.refusal_taken_back"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawalTakenBack(DossierEvent):
    """A dossier was withdrawn in error and goes on where it stood."""

    name = "dossiers.withdrawal_taken_back"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FollowedMoved(DossierEvent):
    """A dossier somebody follows was moved; published only where there are followers."""

    name = "dossiers.followed_moved"
    action: str = ""
    words: str = ""
    version: int = 0
    by_id: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class DeclarationChanged(DossierEvent):
    """An officer completed or corrected the declaration."""

    name = "dossiers.declaration_changed"
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NoteWritten(DossierEvent):
    """Officers left a note for each other."""

    name = "dossiers.note_written"
    note_id: int = 0
    by_id: str = ""
    by_name: str = ""
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepGiven(DossierEvent):
    """The head of a unit gave a step to an officer by name."""

    name = "dossiers.step_given"
    token_id: int = 0
    step: str = ""
    to_officer: str = ""
    by_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperReused(DossierEvent):
    """A paper of the owner's store took the place of one to be handed in, or was laid back."""

    name = "dossiers.paper_reused"
    position: int = 0
    undone: bool = False
