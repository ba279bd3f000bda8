"""News of the organization register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AgencySucceeded(Event):
    """An agency's work went to another: open dossiers keep code, acceptance and deadline, and change hands."""

    name = "organizations.agency_succeeded"

    old_code: str
    new_code: str
    kind: str
    on: date
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"agency:{self.old_code}"


@dataclass(frozen=True, slots=True)
class AppointmentEnded(Event):
    """An officer left a post; whoever keeps tasks in that name must look."""

    name = "organizations.appointment_ended"

    officer_code: str
    post_code: str
    last_on: date
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"officer:{self.officer_code}"


@dataclass(frozen=True, slots=True)
class PostDelegated(Event):
    """Another officer stands in for a post for some days."""

    name = "organizations.post_delegated"

    post_code: str
    to_officer_code: str
    valid_from: date
    valid_to: date | None
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"post:{self.post_code}"


@dataclass(frozen=True, slots=True)
class AbsenceEvent(Event):
    """What becomes of an officer's absence."""

    absence_id: int
    officer_code: str
    occurred_at: datetime

    @property
    def stream(self) -> str:
        return f"officer:{self.officer_code}"


@dataclass(frozen=True, slots=True)
class AbsenceAsked(AbsenceEvent):
    """An officer will be away and waits for the head's word."""

    name = "organizations.absence_asked"


@dataclass(frozen=True, slots=True)
class AbsenceDecided(AbsenceEvent):
    """The head agreed or refused; ``state`` says which."""

    name = "organizations.absence_decided"

    state: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceEnded(AbsenceEvent):
    """Taken back, or the officer is at work again before the day."""

    name = "organizations.absence_ended"
