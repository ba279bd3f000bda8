"""Words of notices: kinds that rooms declare, what a list shows, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from motcua.kernel.refusals import Invalid, NotThere, Refusal
from motcua.kernel.words import say

For = Literal["officer", "citizen", "everyone"]

KINDS: dict[str, Kind] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """Loại tin: what a person may switch on and off, in the house and by e-mail; the first setting is ours."""

    name: str
    label: str
    meant_for: For
    in_app: bool = True
    mail: bool = False


def notice_kind(name: str, label: str, *, meant_for: For = "everyone", mail: bool = False) -> str:
    """Declare a kind ``room.what`` with the words of the page of settings."""
    kind = Kind(name, label, meant_for, mail=mail)
    if KINDS.setdefault(name, kind) != kind:
        raise ValueError(f"notice kind {name} is declared twice")
    return name


def kinds_for(who: str) -> list[Kind]:
    """The kinds that reach officers, or citizens."""
    return [kind for kind in KINDS.values() if kind.meant_for in ("everyone", who)]


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind and how a person wants to hear of it."""

    kind: Kind
    in_app: bool
    mail: bool


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
