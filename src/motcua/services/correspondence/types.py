"""The words of official documents: types, urgency, states, who may do what, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere, Refusal
from motcua.services.notifications.types import notice_kind

REGISTER = permission("correspondence.register", "Vào sổ văn bản đến")
INSTRUCT = permission("correspondence.instruct", "Cho ý kiến chỉ đạo văn bản đến")
GIVEN = notice_kind("correspondence.given", "Văn bản đến giao cho tôi", meant_for="officer")

TYPES: dict[str, str] = {
    "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Quy chế": "QC", "Quy định": "QyĐ", "Thông cáo": "TC",
    "Thông báo": "TB", "Hướng dẫn": "HD", "Chương trình": "CTr", "Kế hoạch": "KH", "Phương án": "PA", "Đề án": "ĐA",
    "Dự án": "DA", "Báo cáo": "BC", "Biên bản": "BB", "Tờ trình": "TTr", "Hợp đồng": "HĐ", "Công văn": "", "Công điện": "CĐ",
    "Bản ghi nhớ": "BGN", "Bản thỏa thuận": "BTT", "Giấy ủy quyền": "GUQ", "Giấy mời": "GM", "Giấy giới thiệu": "GGT",
    "Giấy nghỉ phép": "GNP", "Phiếu gửi": "PG", "Phiếu chuyển": "PC", "Phiếu báo": "PB", "Thư công": "",
}  # fmt: skip
"""The 29 types of administrative documents with their abbreviations (Decree 30/2020, Article 7 and Annex III)."""


class Priority(IntEnum):
    """Mức độ khẩn."""

    NORMAL = 0
    URGENT = 1
    MORE_URGENT = 2
    MOST_URGENT = 3

    @property
    def label(self) -> str:
        """In words, as the stamp has it."""
        return ("Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc")[self.value]


SECRECY = ("Mật", "Tối mật", "Tuyệt mật")
"""Levels of state secrets: such documents are not kept in a system that stands on a network."""


class How(StrEnum):
    """How it came."""

    PAPER = "paper"
    MAIL = "mail"

    @property
    def label(self) -> str:
        """In words."""
        return {"paper": "Bản giấy", "mail": "Thư điện tử công vụ"}[self.value]


class State(StrEnum):
    """Where an incoming document stands; late is told from its day, never stored."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """In words."""
        return STATES[self.value][0]

    @property
    def tone(self) -> str:
        """How its tag looks."""
        return STATES[self.value][1]


STATES = {
    "registered": ("Chờ bút phê", "soon"),
    "assigned": ("Đang giải quyết", "info"),
    "done": ("Đã giải quyết", "done"),
    "cancelled": ("Số đã hủy", "mute"),
}
OPEN = (State.REGISTERED, State.ASSIGNED)


class Role(StrEnum):
    """What an assignee does with it."""

    LEAD = "lead"
    HELP = "help"
    READ = "read"

    @property
    def label(self) -> str:
        """In words."""
        return {"lead": "Chủ trì", "help": "Phối hợp", "read": "Nhận để biết"}[self.value]


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on an incoming document, as the clerk reads it (Annex VI part II of Decree 30/2020)."""

    author: str
    notation: str
    issued_on: date | None
    type_name: str
    subject: str
    pages: int | None = None
    priority: Priority = Priority.NORMAL
    due_on: date | None = None
    how: How = How.PAPER
    secrecy: str = ""
    note: str = ""
    sha256: str = ""
    file_name: str = ""


class LetterInvalid(Invalid):
    """Something on the form that cannot stand, with its place."""

    code = "COR-01"


class SecretRefused(Refusal):
    """A state secret came to a door it may not pass."""

    code = "COR-02"
    title = "Văn bản mật không vào hệ thống này"


class LetterNotThere(NotThere):
    """No such document, or another agency's."""

    code = "COR-03"


class LetterMoved(AlreadyDone):
    """Somebody has moved it since the page was drawn."""

    code = "COR-04"


class CameBefore(AlreadyDone):
    """The same document stands in the register already."""

    code = "COR-05"
