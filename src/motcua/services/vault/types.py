"""The words of the store: a paper kept, what a dossier wants, what may be offered to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from motcua.kernel.refusals import Invalid, NotThere
from motcua.kernel.words import say


class Source(StrEnum):
    """Where a paper of the store comes from."""

    RESULT = "result"
    PAPER = "paper"

    @property
    def label(self) -> str:
        return {"result": say("Kết quả giải quyết"), "paper": say("Giấy tờ đã số hóa")}[self.value]


class Standing(StrEnum):
    """Whether a paper of the store may be relied on today."""

    VALID = "valid"
    UNSIGNED = "unsigned"  # a digitised copy that officer and office have not signed
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return STANDINGS[self][0]

    @property
    def tone(self) -> str:
        """How the tag looks."""
        return STANDINGS[self][1]


STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.VALID: (say("Còn hiệu lực"), "done"),
    Standing.UNSIGNED: (say("Chưa ký, chỉ để xem"), "soon"),
    Standing.EXPIRED: (say("Hết hiệu lực"), "mute"),
    Standing.SUPERSEDED: (say("Đã có bản mới"), "mute"),
    Standing.REVOKED: (say("Đã thu hồi"), "late"),
}


@dataclass(frozen=True, slots=True)
class Deposit:
    """A paper as the room above hands it in: what it is, what stands on it, who signed it, the file by its hash."""

    slot: str
    source: Source
    name: str
    sha256: str
    size: int
    kind_code: str = ""
    procedure_code: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    signer: str = ""
    subject: str = ""
    scope: str = ""
    holder_name: str = ""
    stated_until: date | None = None
    signed_at: datetime | None = None
    signed_by: str = ""
    original_sha256: str = ""
    refusal: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose store: the number is the key, the account is that of who filed."""

    number: str
    name: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that a dossier lacks."""

    position: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides where a paper stands."""

    signed: bool
    valid_until: date | None
    revoked: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class HoldingView:
    """A paper of the store as other rooms show it."""

    key: str
    owner_number: str
    owner_name: str
    holder_name: str
    source: Source
    reference: str
    name: str
    number: str
    issued_on: date | None
    issuer: str
    signer: str
    subject: str
    scope: str
    valid_until: date | None
    sha256: str
    original_sha256: str
    size: int
    signed_at: datetime | None
    signed_by: str
    deposited_at: datetime
    superseded_by: str
    revoked_at: datetime | None
    revoked_for: str
    standing: Standing
    plain: str

    @property
    def dossier_code(self) -> str:
        """The dossier it comes from."""
        return self.reference.removeprefix("dossier:").split(":")[0]

    @property
    def about_another(self) -> bool:
        """Whether the paper names somebody else than whose store it lies in."""
        return bool(self.holder_name) and self.holder_name.casefold() != self.owner_name.casefold()

    @property
    def file_name(self) -> str:
        """What the file is called where it is used again."""
        return f"{self.name[:80]}.pdf"


@dataclass(frozen=True, slots=True)
class UseView:
    """One use of a paper of the store, or a word why it would not do."""

    reference: str
    at: datetime
    by: str
    outcome: str
    reason: str
    undone_at: datetime | None

    @property
    def dossier_code(self) -> str:
        return self.reference.removeprefix("dossier:")


class HoldingNotThere(NotThere):
    """No such paper, not theirs, or not of use to this dossier: all answer alike."""

    code = "VLT-01"
    title = say("Không tìm thấy giấy tờ này trong kho")


class CannotUse(Invalid):
    """The paper was taken back, replaced or has run out since it was offered."""

    code = "VLT-02"
    title = say("Giấy trong kho không dùng được")
    http_status = 409
