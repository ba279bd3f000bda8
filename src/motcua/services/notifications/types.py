"""Words of notices: kinds that rooms declare, what a list shows, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotAllowed, NotThere, Refusal
from motcua.kernel.words import say

OPERATE = permission("notifications.operate", "Theo dõi tin gửi đi, gửi lại tin hỏng")
WORD = permission("notifications.word", "Sửa mẫu tin gửi người dân")

For = Literal["officer", "citizen", "everyone"]

KINDS: dict[str, Kind] = {}
TEXTS: dict[str, Text] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """Loại tin: what a person may switch on and off, in the house and by e-mail; the first setting is ours."""

    name: str
    label: str
    meant_for: For
    in_app: bool = True
    mail: bool = False
    sms: bool = False
    """Whether its words (never the detail) may go over the telephone network, which anybody on the way can read."""


def notice_kind(
    name: str, label: str, *, meant_for: For = "everyone", mail: bool = False, sms: bool = False
) -> str:
    """Declare a kind ``room.what`` with the words of the page of settings."""
    kind = Kind(name, label, meant_for, mail=mail, sms=sms)
    if KINDS.setdefault(name, kind) != kind:
        raise ValueError(f"notice kind {name} is declared twice")
    return name


WORDS_MOST, DETAIL_MOST = 200, 600
"""Letters of a text; longer words are cut by a telephone and read by nobody. Facts are put in on top."""


class Language(StrEnum):
    """Ngôn ngữ of a text."""

    VI = "vi"
    EN = "en"

    @property
    def label(self) -> str:
        """As a person reads it."""
        return {"vi": "Tiếng Việt", "en": "Tiếng Anh"}[self.value]


@dataclass(frozen=True, slots=True)
class Text:
    """Mẫu tin: what one event tells, in words an administrator may put otherwise; ``facts`` are what the event knows, each
    with what it is called and an example."""

    name: str
    kind: str
    event: str
    words: str
    detail: str
    facts: Mapping[str, tuple[str, str]]


def notice_text(
    name: str, kind: str, event: str, words: str, detail: str = "", *, facts: Mapping[str, tuple[str, str]]
) -> Text:
    """Declare the text ``room.what`` of an event, as it is told unless somebody has put it otherwise."""
    text = Text(name, kind, event, words, detail, facts)
    if TEXTS.setdefault(name, text) != text:
        raise ValueError(f"notice text {name} is declared twice")
    return text


def kinds_for(who: str) -> list[Kind]:
    """The kinds that reach officers, or citizens."""
    return [kind for kind in KINDS.values() if kind.meant_for in ("everyone", who)]


class Channel(StrEnum):
    """Kênh gửi: how a notice leaves the house."""

    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"

    @property
    def label(self) -> str:
        """As a person reads it."""
        return {"mail": "Thư điện tử", "sms": "Tin nhắn SMS", "push": "Thông báo trên máy"}[self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For columns and filters."""
        return [(one.value, one.label) for one in cls]


class Delivery(StrEnum):
    """Tình trạng gửi: a letter's way from the house to its reader."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """As a person reads it."""
        return {
            "waiting": "Chờ gửi", "sent": "Đã gửi", "delivered": "Đã đến máy", "failed": "Không gửi được",
            "expired": "Quá hạn gửi",
        }[self.value]  # fmt: skip

    @property
    def tone(self) -> str:
        """Its colour."""
        return {"waiting": "soon", "sent": "", "delivered": "done", "failed": "late", "expired": "late"}[
            self.value
        ]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For columns and filters."""
        return [(one.value, one.label) for one in cls]


CODE = "notifications.code"
"""A one-time code. Not declared among the kinds: nobody chooses it, and it heeds no quiet hours."""

CONSENT_WORDING = "2026-11"
"""The wording of the consent below; a new wording is a new version, and what was agreed to keeps its own."""
CONSENT = say(
    "Tôi đồng ý nhận tin nhắn SMS về hồ sơ của mình ở số này. Tin chỉ ghi mã hồ sơ và việc cần làm. "
    "Tôi có thể thôi nhận bất cứ lúc nào."
)

CONSENT_PUSH = say(
    "Tôi đồng ý nhận thông báo trên máy này. Màn hình khóa chỉ hiện mã hồ sơ và việc cần làm. Tôi có thể bỏ máy bất cứ lúc nào."
)

CONFIRM_MAILBOX = "notifications.confirm_mailbox"
"""Not declared among the kinds: nobody chooses it, and it goes to an address that is not confirmed yet."""


AWAY = notice_kind("organizations.away", "Vắng mặt, làm thay", meant_for="officer", mail=True)


@dataclass(frozen=True, slots=True)
class Note:
    """One notice as its reader sees it."""

    id: int
    kind_label: str
    words: str
    detail: str
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of notices, newest first; ``older`` and ``newer`` are the keys beside it."""

    notes: list[Note]
    older: int | None
    newer: int | None
    unread: int


class Wish(NamedTuple):
    """By which ways one kind is to be told."""

    in_app: bool
    mail: bool
    sms: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind and how a person wants to hear of it."""

    kind: Kind
    in_app: bool
    mail: bool
    sms: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """Số nhận tin nhắn: the number a person agreed to be texted at, when, and to which wording; or none."""

    phone: str = ""
    agreed_at: datetime | None = None
    wording: str = ""
    offered: bool = False
    """Whether this house sends text messages at all."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One letter as the operator sees it: where it went, masked, and how; never what it said."""

    id: int
    channel: Channel
    state: Delivery
    kind_label: str
    address: str
    attempts: int
    resent: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    reason: str
    urgent: bool = False

    @property
    def may_resend(self) -> bool:
        """Whether it has come to an end that sending again may change."""
        return self.state in (Delivery.FAILED, Delivery.EXPIRED) and not self.urgent


@dataclass(frozen=True, slots=True)
class DayCount:
    """Letters of one day by one channel, by how they stand."""

    day: date
    channel: Channel
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[Delivery, int]]:
        """Every state in its order, with its number."""
        return [(state, self.counts.get(state, 0)) for state in Delivery]


class NoNotice(NotThere):
    """No such notice, or not this person's."""

    code = "NTC-01"
    title = "Không có tin này"


class UnknownKind(Invalid):
    """A kind nobody declared."""

    code = "NTC-02"


class BadLink(Invalid):
    """A notice leads to a page of this site or to none."""

    code = "NTC-03"


class NothingToConfirm(Invalid):
    """No address was given, or it is confirmed."""

    code = "NTC-04"
    title = say("Không có địa chỉ nào cần xác nhận")


class TooManyLetters(Refusal):
    """Letters asking to confirm go to a mailbox that may be a stranger's: few a day."""

    code = "NTC-05"
    title = say("Đã gửi nhiều thư xác nhận")
    http_status = 429


class BadNumber(Invalid):
    """Not a number that takes text messages."""

    code = "NTC-06"
    title = say("Số điện thoại chưa dùng được")


class TooManyCodes(Refusal):
    """Codes go to a number that may be a stranger's: few an hour, few a day."""

    code = "NTC-07"
    title = say("Đã gửi nhiều mã")
    http_status = 429


class WrongCode(Invalid):
    """Not the code that was sent, or too late, or tried too often."""

    code = "NTC-08"
    title = say("Mã chưa đúng")


class NoTexting(NotThere):
    """This house has no gateway for text messages."""

    code = "NTC-09"
    title = say("Chưa có tin nhắn SMS")


class BadDevice(Invalid):
    """An address we ring at no device, or keys that cannot be."""

    code = "NTC-14"
    title = say("Máy này chưa nhận tin được")


class NoPushing(NotThere):
    """This house rings no devices."""

    code = "NTC-15"


class NoDevice(NotThere):
    """No such device, or somebody else's."""

    code = "NTC-16"


class NothingAgreed(AlreadyDone):
    """There is no agreement to take back."""

    code = "NTC-10"


class ForgedReport(NotAllowed):
    """A report of delivery that our provider did not sign, or signed too long ago."""

    code = "NTC-11"


class NoLetter(NotThere):
    """No letter of that number."""

    code = "NTC-12"


class NotToResend(AlreadyDone):
    """It is on its way or has arrived: sending again would tell twice."""

    code = "NTC-13"


class TextNotThere(NotThere):
    """No event is told by a text of that name."""

    code = "NTC-17"
    title = "Không có mẫu tin này"


class TextInvalid(Invalid):
    """Words that could not be told: a fact the event does not know, or one that a telephone must not hear."""

    code = "NTC-18"
    title = "Mẫu tin chưa dùng được"


class TextMoved(AlreadyDone):
    """Somebody else has put the text otherwise meanwhile."""

    code = "NTC-19"
    title = "Mẫu tin vừa có người sửa"


@dataclass(frozen=True, slots=True)
class Preview:
    """What readers of a text see, with its examples put in; or why it could not be told."""

    faults: tuple[str, ...] = ()
    words: str = ""
    detail: str = ""
    message: str = ""
    """The text message; empty where the kind never goes over the telephone network."""
    parts: int = 0
    marked: bool = False
    """Whether a letter of it has a mark, so that a part holds 70 letters instead of 160."""
    subject: str = ""
    letter: str = ""
    """The letter as it is posted, with both languages."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text in the list: how many languages are put otherwise, and from when the latest of them counts."""

    text: Text
    kind_label: str
    words: str
    """What it says today in Vietnamese, with its braces."""
    edited: tuple[Language, ...]
    last_by: str = ""
    last_at: datetime | None = None
    ahead: date | None = None
    """The day from which a later wording will count."""
