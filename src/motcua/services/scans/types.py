"""The words of digitising: where a scan stands, what was done to a page, what the text proposes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere, Unavailable

DIGITISE = permission("scans.digitise", "Số hóa giấy tờ")
SIGN_COPY = permission("scans.sign_copy", "Ký số bản số hóa")


class State(StrEnum):
    """Where a scan stands."""

    OPEN = "open"  # pages are gathered, read and put right
    READY = "ready"  # the PDF/A is there; a person confirms
    CONFIRMED = "confirmed"
    SIGNED = "signed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """How the chip looks."""
        return {"open": "soon", "ready": "soon", "confirmed": "done", "signed": "done"}.get(
            self.value, "mute"
        )


STATE_LABELS = {
    State.OPEN: "Đang quét",
    State.READY: "Chờ đối chiếu",
    State.CONFIRMED: "Đã số hóa",
    State.SIGNED: "Đã số hóa, đã ký",
    State.REMOVED: "Đã bỏ",
}


class PageState(StrEnum):
    """Where a page stands."""

    NEW = "new"  # not opened yet: how many pages the file has is not known
    WAITING = "waiting"  # opened and drawn; its text is to be read
    READ = "read"
    FAILED = "failed"


PAGE_LABELS = {
    PageState.NEW: "Chờ mở tệp",
    PageState.WAITING: "Chờ đọc chữ",
    PageState.READ: "Đã đọc",
    PageState.FAILED: "Chưa đọc được",
}

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in thousandths of the page."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What is done to the untouched page, in this order: quarter turns, straightening, cropping."""

    rotation: int = 0
    skew: float | None = None  # degrees; None: as the machine measures it
    crop: Box | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page: the letters, how sure (0 to 100), where, and in which line."""

    text: str
    sure: int
    box: Box
    line: int

    @classmethod
    def of(cls, row: list[Any]) -> Word:
        """From its stored form."""
        return cls(row[0], row[1], (row[2], row[3], row[4], row[5]), row[6])

    def row(self) -> list[Any]:
        """Its stored form."""
        return [self.text, self.sure, *self.box, self.line]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the text says a field is; it counts for nothing until a person has confirmed it."""

    field: str
    value: str
    sure: int
    page: int  # from 1
    box: Box

    def row(self) -> dict[str, Any]:
        """Its stored form."""
        return asdict(self) | {"box": list(self.box)}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Proposal:
        """From its stored form."""
        return cls(**(row | {"box": tuple(row["box"])}))


FIELDS: dict[str, str] = {
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "signer": "Người ký",
    "subject": "Trích yếu nội dung",
    "holder_name": "Họ tên người được cấp",
    "born_on": "Ngày sinh",
    "id_number": "Số định danh cá nhân",
    "valid_until": "Có giá trị đến ngày",
    "scope": "Phạm vi có hiệu lực",
}
"""Metadata of a digitised paper, in the order a person checks them."""

DATES = frozenset({"issued_on", "born_on", "valid_until"})
"""Fields that hold a day, kept as 2026-03-05."""

UNSURE = 80
"""Below this a word or a field is marked for a person to look at."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as other rooms show it."""

    id: int
    number: int
    state: PageState
    edits: Edits
    skew_found: float
    source_sha256: str
    source_name: str
    source_index: int
    source_size: int
    drawn: bool  # there is a picture of the untouched page
    done: bool  # there is a picture of the page as edited
    fault: str
    sure: int | None
    words: tuple[Word, ...]
    reading: bool

    @property
    def label(self) -> str:
        return "Đang đọc" if self.reading else PAGE_LABELS[self.state]

    @property
    def text(self) -> str:
        """The words, line by line."""
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return "\n".join(" ".join(line) for line in lines.values())


@dataclass(frozen=True, slots=True)
class ScanView:
    """A scan as other rooms show it."""

    key: str
    reference: str
    slot: str
    name: str
    state: State
    version: int
    pages: tuple[PageView, ...]
    proposals: tuple[Proposal, ...]
    fields: dict[str, str]
    product_sha256: str
    signed_sha256: str
    size: int
    begun_by: str
    begun_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    alike: tuple[str, ...]
    fault: str

    @property
    def open(self) -> bool:
        """Whether pages may still be changed."""
        return self.state in (State.OPEN, State.READY)

    @property
    def waiting(self) -> int:
        """Pages the machine has not finished."""
        return sum(page.state in (PageState.NEW, PageState.WAITING) for page in self.pages)

    @property
    def read(self) -> int:
        return sum(page.state is PageState.READ for page in self.pages)

    @property
    def busy(self) -> bool:
        """Whether the machine still works on it, so that the page asks again."""
        return self.state is State.OPEN and bool(self.pages) and not self.stuck

    @property
    def stuck(self) -> bool:
        """Whether a person must act: a page that cannot be drawn stands in the way."""
        return bool(self.fault) or (
            not self.waiting and any(page.state is PageState.FAILED and not page.done for page in self.pages)
        )

    @property
    def file_sha256(self) -> str:
        """The file that counts: signed, else the PDF/A."""
        return self.signed_sha256 or self.product_sha256


@dataclass(frozen=True, slots=True)
class Digital:
    """A digitised paper in one line: for lists and for figures."""

    key: str
    slot: str
    state: State
    pages: int
    read: int
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A confirmed copy: the file that counts, the file as it was before it was signed, the fields a person confirmed."""

    slot: str
    kind_code: str
    name: str
    fields: dict[str, str]
    sha256: str
    product_sha256: str
    size: int
    signed_at: datetime | None
    signed_by: str


@dataclass(frozen=True, slots=True)
class Ability:
    """What the reading machine of this installation can do, and what is missing, in words."""

    reads: bool
    missing: str = ""
    remedy: str = ""


class BadPages(Invalid):
    """Pages that are not taken, or an edit that cannot be."""

    code = "SCN-01"
    title = "Chưa nhận được trang quét"


class NoScan(NotThere):
    code = "SCN-02"
    title = "Không tìm thấy bản số hóa"


class ScanDone(AlreadyDone):
    """Confirmed or removed meanwhile."""

    code = "SCN-03"
    title = "Bản số hóa này đã chốt"


class NotReady(Invalid):
    """The machine has not finished, or a page stands in the way."""

    code = "SCN-04"
    title = "Chưa đối chiếu được"


class FieldsWrong(Invalid):
    """What was typed into the fields cannot be."""

    code = "SCN-05"
    title = "Dữ liệu giấy tờ chưa hợp lệ"


class CannotSignCopy(Unavailable):
    code = "SCN-06"
    title = "Chưa ký được bản số hóa"
    http_status = 409
