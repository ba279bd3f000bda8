"""Words of petitions: kinds, states, grounds of refusal, permissions, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere, Refusal
from motcua.kernel.words import say, worded
from motcua.services.notifications.types import notice_kind, notice_text

HANDLE = permission("petitions.handle", "Tiếp nhận, phân loại, trả lời phản ánh, kiến nghị")
PUBLISH = permission("petitions.publish", "Công khai câu trả lời phản ánh, kiến nghị")
OVERSEE = permission("petitions.oversee", "Theo dõi phản ánh, kiến nghị của mọi cơ quan")
SECRET = permission("petitions.secret", "Tiếp nhận, giải quyết tố cáo")

TO_SENDER = notice_kind("petitions.moved", "Phản ánh, kiến nghị của tôi", meant_for="citizen", mail=True)
TO_OFFICE = notice_kind("petitions.due", "Phản ánh, kiến nghị đến hạn", meant_for="officer")

_PETITION = {"code": ("Mã đơn", "PA26-000012")}
_OFFICE = _PETITION | {"name": ("Cơ quan", "Ủy ban nhân dân phường Nam Định")}
TAKEN_UP = notice_text(
    "petitions.taken_up", TO_SENDER, "Đã thụ lý", worded("{code}: đã thụ lý, trả lời trước {due}"),
    facts=_PETITION | {"due": ("Hạn trả lời", "08/12/2026")},
)  # fmt: skip
PASSED_ON = notice_text(
    "petitions.passed_on",
    TO_SENDER,
    "Đã chuyển cơ quan khác",
    worded("{code}: đã chuyển {name}"),
    facts=_OFFICE,
)
HANDED_OVER = notice_text(
    "petitions.handed_over",
    TO_SENDER,
    "Cơ quan kế thừa giải quyết",
    worded("{code}: nay do {name} giải quyết"),
    facts=_OFFICE,
)
REFUSED = notice_text(
    "petitions.refused",
    TO_SENDER,
    "Không thụ lý",
    worded("{code}: không thụ lý được, xem lý do"),
    facts=_PETITION,
)
EXTENDED = notice_text(
    "petitions.extended", TO_SENDER, "Gia hạn trả lời", worded("{code}: gia hạn trả lời"), facts=_PETITION
)
ANSWERED = notice_text(
    "petitions.answered", TO_SENDER, "Đã có câu trả lời", worded("{code}: đã có câu trả lời"), facts=_PETITION
)

LEAST, MOST = 20, 5000
ANSWER_MOST = 8000
FILES_MOST = 3


class Kind(StrEnum):
    """Loại: what is sent, and so by which law and within which limit it is dealt with."""

    CONDUCT = "conduct"
    RULE = "rule"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"

    @property
    def label(self) -> str:
        return KIND_WORDS[self][0]

    @property
    def help(self) -> str:
        return KIND_WORDS[self][1]

    @property
    def is_secret(self) -> bool:
        return self is Kind.DENUNCIATION


KIND_WORDS = {
    Kind.CONDUCT: (
        say("Phản ánh cách làm việc"),
        say("Chậm, gây phiền hà, đòi giấy tờ không có trong quy định, thái độ không đúng."),
    ),
    Kind.RULE: (
        say("Kiến nghị về quy định, thủ tục"),
        say("Quy định rườm rà, mâu thuẫn, không hợp lý; đề xuất cách làm tốt hơn."),
    ),
    Kind.COMPLAINT: (
        say("Khiếu nại quyết định, hành vi"),
        say("Một quyết định hoặc việc làm của cơ quan trái luật, ảnh hưởng đến quyền lợi của chính bạn."),
    ),
    Kind.DENUNCIATION: (
        say("Tố cáo hành vi vi phạm"),
        say("Báo hành vi vi phạm pháp luật. Danh tính của bạn được giữ bí mật."),
    ),
}


class State(StrEnum):
    """Where a petition stands."""

    NEW = "new"
    WORKING = "working"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return STATE_WORDS[self][0]

    @property
    def tone(self) -> str:
        return STATE_WORDS[self][1]

    @property
    def is_open(self) -> bool:
        return self in OPEN


OPEN = (State.NEW, State.WORKING)
STATE_WORDS = {
    State.NEW: (say("Đã nhận, chờ phân loại"), "info"),
    State.WORKING: (say("Đang giải quyết"), "run"),
    State.ANSWERED: (say("Đã trả lời"), "done"),
    State.REFUSED: (say("Không thụ lý"), "mute"),
    State.WITHDRAWN: (say("Người gửi đã rút"), "mute"),
}

GROUNDS = {
    "anonymous": say("Không có họ tên, cách liên hệ thật"),
    "answered": say("Đã được trả lời, không có tình tiết mới"),
    "unclear": say("Nội dung không rõ, người gửi không bổ sung"),
    "elsewhere": say("Không thuộc thẩm quyền cơ quan hành chính của tỉnh"),
    "late": say("Đã hết thời hiệu khiếu nại"),
    "court": say("Đã được Tòa án thụ lý hoặc có bản án, quyết định"),
}
"""Căn cứ không thụ lý."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Người gửi, as they wrote themselves down."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the sender keeps: the code to name it by, the secret address to follow it at."""

    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Extension:
    """How often and by how many days a limit may be extended."""

    times: int
    days: int


class PetitionInvalid(Invalid):
    """Something needed was not written, or too much."""

    code = "PET-01"


class PetitionNotThere(NotThere):
    """No such petition, or not one's own to see; both answer alike."""

    code = "PET-02"


class PetitionMoved(AlreadyDone):
    """Somebody has moved it on."""

    code = "PET-03"


class TooManyPetitions(Refusal):
    """More than anybody writes within a day."""

    code = "PET-04"
    title = say("Bạn đã gửi nhiều trong hôm nay")
    http_status = 429


class WrongAgency(Refusal):
    """It would go to whom it is about, or to nobody."""

    code = "PET-05"
    title = "Không chuyển được đến cơ quan này"


class NotExtended(Refusal):
    """The law allows no further extension."""

    code = "PET-06"
    title = "Không gia hạn được"


class NamesSomebody(Invalid):
    """What is to be published names the sender or a way to reach them."""

    code = "PET-07"
