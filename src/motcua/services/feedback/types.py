"""Words of feedback: criteria and scores, follow-ups, permissions, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotAllowed, NotThere, Refusal
from motcua.kernel.words import say
from motcua.services.notifications.types import notice_kind

VIEW = permission("feedback.view", "Xem điểm đánh giá của đơn vị mình")
VIEW_AGENCY = permission("feedback.view_agency", "Xem điểm đánh giá của cơ quan")
FOLLOW_UP = permission("feedback.follow_up", "Xử lý đánh giá thấp")

LOW_RATING = notice_kind("feedback.low", "Đánh giá thấp cần xem lại", meant_for="officer")

COMMENT_LENGTH = 1000
WORDS_LENGTH = 1000


CRITERIA = {
    "time_law": say("Thời gian giải quyết so với ngày hẹn"),
    "time_steps": say("Từng cơ quan làm nhanh, không để hồ sơ nằm chờ"),
    "contacts": say("Số lần bạn phải đến hoặc liên hệ để xong hồ sơ"),
    "agencies": say("Số cơ quan bạn phải liên hệ"),
    "desk": say("Cách tiếp nhận, trả kết quả ở Bộ phận Một cửa; kết quả có chính xác không"),
    "publicity": say("Thủ tục được công khai, dễ tìm, dễ hiểu"),
    "attitude": say("Thái độ của cán bộ"),
    "petitions": say("Phản ánh, kiến nghị của bạn được tiếp thu, trả lời"),
    "online": say("Dịch vụ công trực tuyến"),
}
"""The words of each criterion; which are asked and what an answer is worth is a dated figure."""

ANSWERS = {
    "satisfied": say("Hài lòng"),
    "plain": say("Bình thường"),
    "unsatisfied": say("Không hài lòng"),
    "early": say("Sớm hơn hẹn"),
    "on_time": say("Đúng hẹn"),
    "late": say("Trễ hẹn"),
    "once": say("Nhiều nhất 1 lần"),
    "twice": say("2 lần"),
    "more": say("Từ 3 lần"),
    "one": say("1 cơ quan"),
    "two": say("2 cơ quan"),
    "many": say("Từ 3 cơ quan"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a criterion and the points it is worth."""

    score: int
    label: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """Tiêu chí đánh giá: one of the nine."""

    code: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Points of what was answered, and the most those answers could have given."""

    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Door:
    """What the page of rating shows: the dossier without personal data, and what was said while it may be changed."""

    code: str
    paper: str
    procedure_name: str
    agency_name: str
    is_over: bool
    is_rated: bool
    may_write: bool
    is_proved: bool = True
    until: datetime | None = None
    answers: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    may_contact: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Scores of one officer, unit or agency. ``score`` (of 18) and ``grade`` stay empty on too few ratings."""

    code: str
    name: str
    place: str
    count: int
    score: float | None
    grade: str


@dataclass(frozen=True, slots=True)
class Look:
    """A low rating as the page of follow-ups tells of it; ``others`` look into it where it is the reader's own work."""

    row: Any
    title: str
    term: str
    is_own: bool
    others: list[str]


class NotRatable(Refusal):
    """The dossier is still under way."""

    code = "FBK-01"
    title = say("Chưa đánh giá được")


class RatingStands(AlreadyDone):
    """The time for changing a rating has passed, or it was changed too often."""

    code = "FBK-02"


class NothingRated(Invalid):
    """No criterion was answered, or with an answer that is not offered."""

    code = "FBK-03"


class NotARater(NotAllowed):
    """Officers do not rate dossiers."""

    code = "FBK-04"


class FollowUpNotThere(NotThere):
    """No such follow-up, or not of one's own unit."""

    code = "FBK-05"


class FollowUpInvalid(Invalid):
    """Closed without saying what was done."""

    code = "FBK-06"


class FollowUpClosed(AlreadyDone):
    """Somebody closed it before."""

    code = "FBK-07"


class TooManyAsked(Refusal):
    """Too many codes to rate asked for, or tried, from one place."""

    code = "FBK-08"
    title = say("Bạn đã thử quá nhiều lần")
    http_status = 429


class NotProved(Refusal):
    """The paper alone was shown; the dossier's telephone takes a code."""

    code = "FBK-09"
    title = say("Cần mã gửi tới điện thoại của hồ sơ")


class OwnWork(NotAllowed):
    """Nobody looks into a rating of their own work."""

    code = "FBK-10"
