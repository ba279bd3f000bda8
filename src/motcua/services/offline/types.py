"""Words of intake without a line: numbers and their fate, what is received, conflicts, refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotAllowed, NotThere

OVERSEE = permission("offline.oversee", "Xem, khóa máy nhận hồ sơ khi mất mạng")


class NumberState(StrEnum):
    """What became of a provisional number."""

    OPEN = "open"
    USED = "used"
    ANNULLED = "annulled"


class IntakeState(StrEnum):
    """Where a received intake stands."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    MERGED = "merged"
    VOID = "void"

    @property
    def label(self) -> str:
        """The state in words."""
        return LABELS[self]


LABELS = {
    IntakeState.TAKEN: "Đã vào sổ",
    IntakeState.CONFLICT: "Cần xem lại",
    IntakeState.MERGED: "Đã gắn vào hồ sơ có sẵn",
    IntakeState.VOID: "Đã hủy số tạm",
}


class Kind(StrEnum):
    """Why an intake could not become a dossier by itself."""

    VERSION = "version"
    PAPERS = "papers"
    DUPLICATE = "duplicate"
    PERMISSION = "permission"
    ANNULLED = "annulled"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self]


KINDS = {
    Kind.VERSION: "Thủ tục đã đổi",
    Kind.PAPERS: "Thành phần hồ sơ đã đổi",
    Kind.DUPLICATE: "Người này đã nộp bằng cách khác",
    Kind.PERMISSION: "Cán bộ không còn quyền tiếp nhận",
    Kind.ANNULLED: "Số tạm đã bị thu hồi",
    Kind.REFUSED: "Chưa đủ điều kiện tiếp nhận",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not fit: in words, as it was at the counter and as it is now."""

    kind: Kind
    words: str
    then: str = ""
    now: str = ""
    codes: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "kind": self.kind.value, "words": self.words, "then": self.then, "now": self.now, "codes": list(self.codes),
        }  # fmt: skip

    @classmethod
    def of(cls, row: dict[str, Any]) -> Conflict:
        """As it was kept."""
        return cls(Kind(row["kind"]), row["words"], row["then"], row["now"], tuple(row["codes"]))


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with an intake, lying in the store already."""

    position: int
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What a machine sends of one intake: its own key, the number on the receipt, the machine's hour, what was filled
    in, and what its catalogue said of the procedure."""

    device: str
    key: str
    number: str
    claimed_at: datetime
    digest: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[SentFile, ...] = ()
    procedure: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment of acceptance that counts, and why it is another than the receipt's where it is."""

    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the machine is told of an intake it sent; the same each time it sends it."""

    number: str
    state: IntakeState
    dossier_code: str
    accepted_at: datetime
    moved: bool = False
    """Whether the hour that counts is another than the receipt's."""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberInfo:
    """A provisional number a machine may give."""

    code: str
    year: int
    reserved_at: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a machine is handed while the line is there."""

    office: str
    office_name: str
    secret: str
    numbers: tuple[NumberInfo, ...]
    stopped: str = ""
    """Why there are no numbers any more: what was taken in is sent, nothing new is taken in."""


class NumberNotThere(NotThere):
    """No such provisional number on this machine, or not yours."""

    code = "OFF-01"


class DeviceLocked(NotAllowed):
    """The head of the desk has locked this machine."""

    code = "OFF-02"


class DraftDiffers(Invalid):
    """The same intake came before with another content."""

    code = "OFF-03"
    http_status = 409


class NumberTaken(AlreadyDone):
    """The number stands on another intake, or was annulled."""

    code = "OFF-04"


class Settled(AlreadyDone):
    """Somebody has settled this conflict already."""

    code = "OFF-05"


class FileDamaged(Invalid):
    """A file came with another content than the machine sent."""

    code = "OFF-06"


class NotSettled(Invalid):
    """What was chosen does not settle the conflict."""

    code = "OFF-07"


class BadMachine(Invalid):
    """What the machine says of itself or of an intake cannot be read."""

    code = "OFF-08"
