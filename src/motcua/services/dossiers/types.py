"""Words of the dossier: statuses, channels, permissions, refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere
from motcua.kernel.words import say
from motcua.services.notifications.types import notice_kind

INTAKE = permission("dossiers.intake", "Nhận hồ sơ tại quầy")
ACCEPT = permission("dossiers.accept", "Tiếp nhận hồ sơ")
REFUSE = permission("dossiers.refuse", "Từ chối tiếp nhận")
HAND_OVER = permission("dossiers.hand_over", "Chuyển hồ sơ")
PROCESS = permission("dossiers.process", "Giải quyết hồ sơ")
REASSIGN = permission("dossiers.reassign", "Chuyển người giải quyết")
SUBMIT_FOR_SIGNATURE = permission("dossiers.submit_for_signature", "Trình ký")
SIGN = permission("dossiers.sign", "Ký kết quả")
RETURN = permission("dossiers.return", "Trả kết quả")
RECORD_RESULT = permission("dossiers.record_result", "Ghi nhận kết quả ký trên giấy")
REOPEN = permission("dossiers.reopen", "Mở lại hồ sơ")
VIEW_AGENCY = permission("dossiers.view_agency", "Xem hồ sơ của cơ quan")
VIEW_ALL = permission("dossiers.view_all", "Xem hồ sơ toàn tỉnh")
SEARCH = permission("dossiers.search", "Tra cứu hồ sơ")


MENTIONED = notice_kind(
    "dossiers.mentioned", "Có người nhắc tôi trong ghi chú", meant_for="officer", mail=True
)
FOLLOWED = notice_kind("dossiers.followed", "Hồ sơ tôi theo dõi có tiến triển", meant_for="officer")
FOLLOWED_NOTE = notice_kind("dossiers.followed_note", "Ghi chú mới ở hồ sơ tôi theo dõi", meant_for="officer")
SOON = notice_kind(
    "dossiers.soon", "Hồ sơ tôi theo dõi sắp đến hẹn hoặc quá hẹn", meant_for="officer", mail=True
)
MY_NEWS = notice_kind(
    "dossiers.my_news", say("Hồ sơ của tôi có tin mới hoặc cần tôi làm gì"), meant_for="citizen", mail=True,
    sms=True,
)  # fmt: skip
MY_DATES = notice_kind(
    "dossiers.my_dates",
    say("Sắp đến hạn bổ sung, sắp đến ngày hẹn trả"),
    meant_for="citizen",
    mail=True,
    sms=True,
)
MY_DRAFTS = notice_kind("dossiers.my_drafts", say("Hồ sơ đang khai dở"), meant_for="citizen", mail=True)
CLOCKS = notice_kind(
    "dossiers.clocks", "Đồng hồ của cơ quan: sắp hết giờ trả lời, cần xin lỗi và hẹn lại, đã quá hạn", meant_for="officer",
    mail=True,
)  # fmt: skip
GIVEN = notice_kind("dossiers.given", "Việc được chuyển cho tôi", meant_for="officer")


class Status(IntEnum):
    """Trạng thái hồ sơ: the ten national codes."""

    SUBMITTED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    PAYING = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def label(self) -> str:
        """The national wording."""
        return STATUS_WORDS[self][0]

    @property
    def tone(self) -> str:
        """The tone of the visual language (ui README, Tones)."""
        return STATUS_WORDS[self][1]

    @property
    def is_open(self) -> bool:
        """Somebody still owes something."""
        return self in OPEN


STATUS_WORDS: dict[Status, tuple[str, str]] = {
    Status.SUBMITTED: (say("Mới đăng ký"), "mute"),
    Status.ACCEPTED: (say("Được tiếp nhận"), "mute"),
    Status.NOT_ACCEPTED: (say("Không được tiếp nhận"), "late"),
    Status.PROCESSING: (say("Đang xử lý"), "info"),
    Status.SUPPLEMENT: (say("Yêu cầu bổ sung giấy tờ"), "pause"),
    Status.PAYING: (say("Yêu cầu thực hiện nghĩa vụ tài chính"), "pause"),
    Status.WITHDRAWN: (say("Công dân yêu cầu rút hồ sơ"), "mute"),
    Status.STOPPED: (say("Dừng xử lý"), "pause"),
    Status.FINISHED: (say("Đã xử lý xong"), "done"),
    Status.RETURNED: (say("Đã trả kết quả"), "done"),
}
OPEN = frozenset(
    {Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING, Status.STOPPED}
)
RUNNING = frozenset({Status.ACCEPTED, Status.PROCESSING})
PAUSED = frozenset({Status.SUPPLEMENT, Status.PAYING, Status.STOPPED})


class Channel(StrEnum):
    """Kênh nộp."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"

    @property
    def label(self) -> str:
        return {"counter": say("Tại quầy"), "online": say("Trực tuyến"), "post": say("Bưu chính")}[self.value]


class MemberState(StrEnum):
    """Where the part of one agency stands in a joint procedure."""

    OPEN = "open"
    DELIVERED = "delivered"
    DECLINED = "declined"
    LEFT = "left"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {
            "open": say("Đang làm"),
            "delivered": say("Đã có kết quả"),
            "declined": say("Không giải quyết"),
            "left": say("Đã rút theo yêu cầu của bạn"),
            "ended": say("Đã dừng cùng hồ sơ"),
        }[self.value]


class ResultChannel(StrEnum):
    """Hình thức nhận kết quả."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"

    @property
    def label(self) -> str:
        return {
            "counter": say("Nhận tại quầy"),
            "online": say("Nhận bản điện tử"),
            "post": say("Nhận tại nhà qua bưu chính"),
        }[self.value]


class PauseKind(StrEnum):
    """Lý do đồng hồ dừng."""

    SUPPLEMENT = "supplement"
    FINANCE = "finance"
    STOP = "stop"
    DONE = "done"


LATE = "late"
"""`Dossier.timeliness` of what ended after the hour the law holds the agency to; what ended without a result has none else."""


class PaperKind(StrEnum):
    """Giấy tờ do Bộ phận Một cửa phát hành."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SLIP = "control_slip"
    FEE = "fee"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class Party:
    """Chủ hồ sơ hoặc người nộp, as written on the dossier."""

    name: str
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    kind: str = "person"
    tax_code: str = ""
    authority: str = ""
    """By what one stands here for another: the paper of authority, or the kinship that needs none."""


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What the desk received of one required paper."""

    position: int
    originals: int = 0
    certified: int = 0
    copies: int = 0
    sha256: str = ""
    file_name: str = ""
    vault_key: str = ""
    """The paper of one's own store that it is, where it is one."""


@dataclass(frozen=True, slots=True)
class Filing:
    """All that a new dossier is made of, from whichever door."""

    procedure_code: str
    applicant: Party
    answers: dict[str, Any]
    helper_agency: str
    place_code: str = ""
    submitter: Party | None = None
    papers: tuple[PaperCount, ...] = ()
    result_channel: ResultChannel = ResultChannel.COUNTER
    sets: int = 1
    summary: str = ""
    external_code: str = ""
    provisional_number: str = ""
    exact: bool = False
    """From a program: what is not known here is refused by its place, where a person's page would leave it out."""
    form_on_paper: bool = False
    """A program says that the citizen's declaration is a paper of the dossier: the e-form may be filled later, as at
    the desk. Without it the e-form is held to what it asks of a citizen who files online."""


PROVISIONAL = re.compile(r"TAM-[A-Z0-9.]{3,40}-\d{2}-\d{5,}")
"""Số tạm: on a receipt given while the line was down."""


def is_provisional(said: str) -> bool:
    """Whether the words have the form of a provisional number."""
    return PROVISIONAL.fullmatch(said) is not None


@dataclass(frozen=True, slots=True)
class PaperResult:
    """A result signed by hand: what stands on the paper, and its scan where there is one."""

    number: str
    signed_on: date
    signer: str
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a desk command hands back: where to look, what was promised."""

    code: str
    due_at: datetime | None
    paper_number: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class DossierNotThere(NotThere):
    """No such dossier, or not one this person may see."""

    code = "DOS-01"


class WrongState(Invalid):
    """The dossier is not where this command begins."""

    code = "DOS-02"
    http_status = 409


class MissingPapers(Invalid):
    """Required papers are not there."""

    code = "DOS-03"

    @property
    def names(self) -> list[str]:
        return list(self.facts["names"])


class CaseUndecided(Invalid):
    """The declaration leaves open the question that decides the limit and the process."""

    code = "DOS-22"


class CaseSettled(WrongState):
    """A changed declaration would make an accepted dossier another case, with another limit or process."""

    code = "DOS-21"


class ApproverUnknown(WrongState):
    """Who is named as having approved does not sign here."""

    code = "DOS-29"
    http_status = 422


class DayCannotBe(WrongState):
    """A day of signing before the filing or after today."""

    code = "DOS-18"
    http_status = 422


class DoneBySomeone(AlreadyDone):
    """A second click, a second officer, or a stale page."""

    code = "DOS-04"


class MissingResult(Invalid):
    """There is no result draft to sign."""

    code = "DOS-05"


class NotHandedOver(Invalid):
    """The result stands on a list of hand-over that the desk has not confirmed."""

    code = "DOS-28"
    title = "Kết quả chưa bàn giao xong"
    http_status = 409


class FormNotValid(Invalid):
    """The e-form has answers that cannot stand."""

    code = "DOS-06"


class ReasonMissing(Invalid):
    """A refusal, a send-back, a reopening needs its reason."""

    code = "DOS-07"


class AuthorityMissing(Invalid):
    """Who files or fetches for another has not said by what."""

    code = "DOS-30"
    title = "Đứng thay mà chưa ghi bằng gì"


class NotOffered(Invalid):
    """The procedure is not offered, or not by this door."""

    code = "DOS-08"


class DraftNotThere(NotThere):
    """No such draft, or not yours."""

    code = "DOS-09"


class NotYourStep(Invalid):
    """The step is held by another post."""

    code = "DOS-10"
    http_status = 403


class CannotAssign(Invalid):
    """The officer or unit chosen cannot take the step, or none was chosen where somebody has to choose."""

    code = "DOS-19"
    title = say("Chưa phân công được")


class NoteNotThere(NotThere):
    """No such note on this dossier, or it was taken away."""

    code = "DOS-11"


class NoteClosed(Invalid):
    """A note that is not one's own, or older than it may be changed."""

    code = "DOS-12"
    http_status = 409


class CannotCall(Invalid):
    """An officer called by name who may not see the dossier."""

    code = "DOS-13"


class FiledAlready(AlreadyDone):
    """A program filed this case of its own before, with another key."""

    code = "DOS-17"


class CannotUndo(Invalid):
    """Too late to take back, or taken back already."""

    code = "DOS-14"
    http_status = 409


LISTS = {"ho-so": ("/can-bo/ho-so/", "Hồ sơ của cơ quan"), "viec": ("/can-bo/", "Việc của tôi")}
"""Lists whose filters are kept: name to address and words."""


class ApologyMissing(Invalid):
    """A late dossier is closed only after the apology with its new date has been signed."""

    code = "DOS-23"
    http_status = 409


class AlreadyReappointed(AlreadyDone):
    """A new date is given only once."""

    code = "DOS-24"


class HeldInStore(Invalid):
    """A paper is asked for that the store of the applicant holds valid."""

    code = "DOS-25"
    http_status = 409


class FilterNotSaved(Invalid):
    """A filter without a name, or that narrows nothing."""

    code = "DOS-15"


class FilterNotThere(NotThere):
    """No such saved filter, or not one of one's own."""

    code = "DOS-16"


@dataclass(frozen=True, slots=True)
class Portion:
    """Phần hồ sơ của một cơ quan: what an heir takes over, by field or by where the applicant lives; naming neither it takes
    what the earlier portions leave."""

    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    after: tuple[Portion, ...] = ()

    @property
    def names_nothing(self) -> bool:
        return not self.fields and not self.places


@dataclass(frozen=True, slots=True)
class Handed:
    """One dossier that changed hands: what its hand-over list shows, and the clock it keeps."""

    dossier_id: int
    code: str
    procedure_code: str
    field_name: str
    status: int
    receiving: bool
    competent: bool
    accepted_at: datetime | None
    due_at: datetime | None
    owner_user_id: int | None


class BadMemberAnswer(Invalid):
    """A part of a joint procedure ends with a result that can be named, or with why there is none and what to do then."""

    code = "DOS-26"
    title = "Trả lời phần việc liên thông chưa đủ"


class MembersOpen(WrongState):
    """The whole cannot end while an agency still works on its part."""

    code = "DOS-27"
    title = "Còn cơ quan chưa trả lời"
