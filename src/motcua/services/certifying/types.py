"""The words of certification: what is certified, where an entry stands, why it may not be, permissions, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere
from motcua.kernel.words import say

PREPARE = permission("certifying.prepare", "Đối chiếu, lập bản chứng thực")
CERTIFY = permission("certifying.certify", "Ký chứng thực, thu hồi bản chứng thực")


class Kind(StrEnum):
    """Which book an entry stands in."""

    COPY = "copy"
    SIGNATURE = "signature"

    @property
    def label(self) -> str:
        """In words."""
        return {"copy": say("Bản sao từ bản chính"), "signature": say("Chữ ký")}[self.value]

    @property
    def book(self) -> str:
        """The mark of its book."""
        return {"copy": "SCT/BS", "signature": "SCT/CK,ĐC"}[self.value]


class Output(StrEnum):
    """What is handed out."""

    PAPER = "paper"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> str:
        """In words."""
        return {"paper": say("Bản giấy"), "electronic": say("Bản điện tử")}[self.value]


class Manner(StrEnum):
    """How somebody put their mark."""

    SIGNED = "signed"
    PRINTED = "printed"

    @property
    def label(self) -> str:
        """In words."""
        return {"signed": "Ký", "printed": "Điểm chỉ (không ký được)"}[self.value]


class State(StrEnum):
    """Where an entry stands."""

    PREPARED = "prepared"
    NUMBERED = "numbered"  # its number is taken, the keys are at work
    CERTIFIED = "certified"
    SPOILED = "spoiled"  # the number stays in the book, with a note
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """In words."""
        return STATE_WORDS[self.value][0]

    @property
    def tone(self) -> str:
        """How its tag looks."""
        return STATE_WORDS[self.value][1]


STATE_WORDS = {
    "prepared": (say("Chờ ký"), "soon"),
    "numbered": (say("Đang ký"), "soon"),
    "certified": (say("Đã chứng thực"), "done"),
    "spoiled": (say("Số hỏng"), "mute"),
    "revoked": (say("Đã thu hồi"), "late"),
}

BARS: dict[str, str] = {
    "altered": "Bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ",
    "damaged": "Bản chính hư hỏng, cũ nát, không xác định được nội dung",
    "secret": "Bản chính đóng dấu mật hoặc ghi rõ không được sao chụp",
    "unlawful": "Nội dung trái pháp luật, đạo đức xã hội",
    "not_legalised": "Giấy tờ nước ngoài chưa hợp pháp hóa lãnh sự mà không thuộc loại được miễn",
    "self_made": "Giấy tờ cá nhân tự lập, không có xác nhận và đóng dấu",
}
"""When a copy may not be certified (Điều 22 Nghị định 23/2015/NĐ-CP)."""

SIGNATURE_BARS: dict[str, str] = {
    "unaware": "Người yêu cầu không nhận thức, không làm chủ được hành vi của mình",
    "identity": "Giấy tờ tùy thân hết giá trị sử dụng hoặc giả mạo",
    "content": "Giấy tờ có nội dung trái pháp luật, đạo đức xã hội",
    "contract": "Giấy tờ là hợp đồng, giao dịch (trừ giấy ủy quyền không thù lao, không nghĩa vụ bồi thường, không chuyển quyền)",
}
"""When a signature may not be certified (Điều 25 Nghị định 23/2015/NĐ-CP)."""

LONGEST = 300
MOST_PAGES, MOST_COPIES = 2000, 99


@dataclass(frozen=True, slots=True)
class Rates:
    """What one copy costs by its pages, in đồng (Thông tư 226/2016/TT-BTC)."""

    first: int
    from_third: int
    most: int


class CannotCertify(Invalid):
    """What may not be certified, or is not ready for it."""

    code = "CER-01"


class EntryNotThere(NotThere):
    """No such entry, or another office's."""

    code = "CER-02"


class EntryDone(AlreadyDone):
    """Signed, revoked or taken back already."""

    code = "CER-03"
