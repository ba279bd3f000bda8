"""Words of signing: what was signed, by whom, and what a verifier may conclude."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from motcua.kernel.access import permission
from motcua.kernel.refusals import Invalid, NotAllowed, NotThere, Unavailable
from motcua.kernel.words import say

SIGN = permission("signing.sign", "Ký số văn bản")
SEAL = permission("signing.seal", "Đóng dấu số của cơ quan")
MANAGE = permission("signing.manage", "Quản lý chứng thư số")

PERSON = "person"
AGENCY = "agency"

Conclusion = Literal["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"]

TOTAL_PASSED: Conclusion = "TOTAL-PASSED"
INDETERMINATE: Conclusion = "INDETERMINATE"
TOTAL_FAILED: Conclusion = "TOTAL-FAILED"
Level = Literal["B-B", "B-T"]


class CannotSign(Invalid):
    """The file cannot carry this signature."""

    code = "SIG-01"
    title = say("Chưa ký được")


class NoCertificate(NotThere):
    """The signer has no certificate that is valid now."""

    code = "SIG-02"
    title = say("Chưa có chứng thư số")


class NotYourHand(NotAllowed):
    """Somebody else's signature was asked for."""

    code = "SIG-03"
    title = say("Không ký thay người khác")


class KeyUnavailable(Unavailable):
    """The file or token with the key does not open."""

    code = "SIG-04"
    title = say("Chưa mở được khóa ký")


class CannotCheck(Invalid):
    """Nothing that could be checked was sent."""

    code = "SIG-05"
    title = say("Chưa kiểm tra được")


class CheckerBusy(Unavailable):
    """Too many checks at once."""

    code = "SIG-06"
    title = say("Đang có nhiều người kiểm tra")


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, in millimetres from its top left corner."""

    page: int  # from 1; -1 is the last page
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """The signed file: the old bytes, then the new ones."""

    content: bytes
    level: Level
    sha256: str
    field: str


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """A certificate as other rooms see it."""

    code: str
    holder_kind: str
    holder_code: str
    name: str
    organization: str
    title: str
    serial: str
    issuer: str
    not_before: str
    not_after: str
    status: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Một chữ ký: what one signature in a file says and whether it holds."""

    field: str
    kind: Literal["person", "agency", "timestamp"]
    conclusion: Conclusion
    code: str
    reason: str
    signer: str = ""
    title: str = ""
    organization: str = ""
    email: str = ""
    serial: str = ""
    issuer: str = ""
    not_before: str = ""
    not_after: str = ""
    signed_at: str = ""
    time_source: Literal["timestamp", "claimed", "none"] = "none"
    algorithm: str = ""
    level: str = ""
    revision: int = 0
    revisions: int = 0
    coverage: str = ""
    modification: str = ""
    intact: bool | None = None
    chain: str = ""
    revocation: str = ""
    stated_reason: str = ""
    stated_location: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kết luận về một tệp: the conclusion, why, and each signature."""

    conclusion: Conclusion
    code: str
    reason: str
    kind: str = "unknown"  # pdf, xml
    sha256: str = ""
    size: int = 0
    pages: int | None = None
    checked_at: str = ""
    covers: str = ""
    signatures: tuple[Signature, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        return self.conclusion == TOTAL_PASSED

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Verdict:
        signatures = tuple(
            Signature(**{**s, "warnings": tuple(s.get("warnings", ()))}) for s in data.get("signatures", ())
        )
        return cls(**{**data, "signatures": signatures})
