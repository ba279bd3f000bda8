"""Cơ quan: take up or refuse, pass on, extend, answer, publish; look at who sent a denunciation, with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.notifications.services import forget
from motcua.services.petitions import queries, rules
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import (
    ANSWER_MOST,
    ANSWERED,
    EXTENDED,
    GROUNDS,
    HANDLE,
    OPEN,
    PASSED_ON,
    PUBLISH,
    REFUSED,
    SECRET,
    TAKEN_UP,
    Kind,
    NamesSomebody,
    NotExtended,
    PetitionInvalid,
    PetitionMoved,
    Sender,
    State,
    WrongAgency,
)

from .common import keep, locked, reason_of, sealed, tell_sender, wind
from .handing import is_about

SEALER = Actor.system("petitions")


@command
def take_up(*, code: str, kind: Kind, seen: int, by: Actor, at: datetime, about: str = "") -> None:
    """Thụ lý: it is of this kind, and is dealt with within the limit of that kind from now.

    A denunciation stays one: nobody makes it readable to more people by calling it something else. What was sent as
    another kind and is a denunciation becomes one, and its words and its sender go where those of denunciations rest.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        PetitionInvalid: a denunciation is called something else.
    """
    row = locked(code, by, State.NEW, seen=seen)
    if row.kind_of.is_secret and not kind.is_secret:
        raise PetitionInvalid(
            "Tố cáo không đổi sang loại khác.",
            why="Đổi loại làm lộ danh tính người tố cáo.",
            next="Không phải tố cáo thì không thụ lý và hướng dẫn người gửi gửi lại đúng loại.",
        )
    if about:
        row.about_agency, row.about_name = queries.agency_called(about, clock.local(at).date())
    if kind.is_secret and not row.kind_of.is_secret:
        _make_secret(row, at)
    row.kind, row.state, row.accepted_at, row.extended = kind, State.WORKING, at, 0
    row.due_at = rules.answer_by(at, kind, calendars.calendar(row.agency_code))
    wind(row)
    keep(row, by, "take_up", f"Thụ lý: {kind.label.lower()}, {row.agency_name}", at=at, public=True)
    tell_sender(row, TAKEN_UP, due=f"{clock.local(row.due_at):%d/%m/%Y}", at=at)


def _make_secret(row: Petition, at: datetime) -> None:
    """Sent under another name, it is a denunciation: from now on it rests as one."""
    province = organizations.agency(queries.province(), clock.local(at).date())
    sender, _ = queries.opened(row)
    row.sealed, row.content = sealed(sender, row.content), ""
    row.sender_mark, row.owner_user_id, row.again_of = "", None, None
    row.agency_code, row.agency_name = province.code, province.name
    row.repeats.update(again_of=None)  # their senders are read by more people, and it is the same person
    for number, one in enumerate(row.enclosures.all(), start=1):
        one.name = f"tep-{number}{Path(one.name).suffix.lower()[:8]}"
        one.save(update_fields=["name"])
    forget(subject=f"petition:{row.code}", by=SEALER, at=at)  # what its account was told before


@command
def pass_on(*, code: str, to: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Chuyển cơ quan có thẩm quyền; the limit runs on.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        WrongAgency: not there, the same, or the one a denunciation is about.
    """
    row = locked(code, by, *OPEN, seen=seen)
    reason = reason_of(reason, "chuyển đơn")
    to, _ = queries.agency_called(to, clock.local(at).date())
    found = organizations.agencies({to}).get(to) if to else None
    if found is None or to == row.agency_code:
        raise WrongAgency(
            "Không có cơ quan này để chuyển đến.", next="Hãy chọn cơ quan khác trong danh sách."
        )
    if row.kind_of.is_secret and not row.about_agency:
        raise WrongAgency(
            "Chưa rõ tố cáo này về cơ quan nào.", why="Chưa rõ thì không biết có đang chuyển cho chính nơi bị tố cáo.",
            next="Hãy ghi đúng mã hoặc tên cơ quan khi thụ lý, rồi chuyển.",
        )  # fmt: skip
    if row.kind_of.is_secret and is_about(row, to, clock.local(at).date()):
        raise WrongAgency(
            "Tố cáo không chuyển cho cơ quan bị tố cáo.", why="Luật Tố cáo, Điều 8: không để lộ, không giao cho người bị tố cáo.",
            next="Hãy giữ ở cơ quan cấp trên, hoặc chuyển cơ quan khác.",
        )  # fmt: skip
    before = row.agency_name
    row.agency_code, row.agency_name = found.code, found.name
    wind(row)
    keep(row, by, "pass_on", f"Chuyển từ {before} sang {found.name}", at=at, detail=reason, public=True)
    tell_sender(row, PASSED_ON, name=found.name, at=at)


@command
def refuse(*, code: str, ground: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Không thụ lý, on one of the grounds, with words the sender reads.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        PetitionInvalid: no ground or no words.
    """
    row = locked(code, by, State.NEW, seen=seen)
    if ground not in GROUNDS:
        raise PetitionInvalid("Chưa chọn căn cứ không thụ lý.", next="Hãy chọn một căn cứ.")
    reason = reason_of(reason, "không thụ lý")
    row.ground, row.state, row.ended_at, row.ended_by, row.wakes_at = (
        ground,
        State.REFUSED,
        at,
        by.title,
        None,
    )
    keep(row, by, "refuse", f"Không thụ lý: {GROUNDS[ground]}", at=at, detail=reason, public=True)
    tell_sender(row, REFUSED, at=at)


@command
def extend(*, code: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Gia hạn, as often and by as much as the law gives this kind, before the limit has passed.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        NotExtended: none is given, all are used, or the limit has passed.
    """
    row = locked(code, by, State.WORKING, seen=seen)
    reason = reason_of(reason, "gia hạn")
    assert row.accepted_at is not None
    given = rules.extension(row.kind_of, clock.local(row.accepted_at).date())
    if row.extended >= given.times or at > row.due_at:
        why = "Hạn đã qua." if at > row.due_at else f"Loại này được gia hạn {given.times} lần."
        raise NotExtended(
            f"Không gia hạn được đơn {code}.",
            why=why,
            next="Hãy trả lời; trễ thì nêu lý do trong câu trả lời.",
        )
    row.extended += 1
    row.due_at = rules.answer_by(
        row.accepted_at, row.kind_of, calendars.calendar(row.agency_code), extended=row.extended
    )
    wind(row)
    keep(
        row,
        by,
        "extend",
        f"Gia hạn đến {clock.local(row.due_at):%d/%m/%Y}",
        at=at,
        detail=reason,
        public=True,
    )
    tell_sender(row, EXTENDED, at=at)


@command
def answer(*, code: str, words: str, seen: int, by: Actor, at: datetime) -> None:
    """Trả lời: what was found and decided, in words the sender reads.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        PetitionInvalid: too short or too long.
    """
    row = locked(code, by, State.WORKING, seen=seen)
    words = reason_of(words, "trả lời", most=ANSWER_MOST)
    if row.kind_of.is_secret:
        access.require(by, SECRET)
    row.answer, row.state, row.ended_at, row.ended_by, row.wakes_at = (
        words,
        State.ANSWERED,
        at,
        by.title,
        None,
    )
    keep(row, by, "answer", f"{row.agency_name} đã trả lời", at=at, public=True)
    tell_sender(row, ANSWERED, at=at)


@command
def publish(*, code: str, question: str, reply: str, seen: int, by: Actor, at: datetime) -> None:
    """Công khai câu hỏi và câu trả lời, without who asked. Of denunciations nothing is published.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`.
        NamesSomebody: the words name the sender or a number of somebody.
    """
    row = locked(code, by, State.ANSWERED, seen=seen)
    access.require(by, PUBLISH)
    if row.kind_of.is_secret:
        raise queries.not_there()
    question, reply = (
        reason_of(question, "công khai câu hỏi", most=ANSWER_MOST),
        reason_of(reply, "công khai", most=ANSWER_MOST),
    )
    sender, _ = queries.opened(row)
    for words in (question, reply):
        _require_nobody(words, sender)
    row.public_question, row.public_answer = question, reply
    row.public_folded = text.fold(f"{row.code} {row.agency_name} {question} {reply}")
    row.published_at, row.published_by = at, by.title
    keep(row, by, "publish", "Đã công khai câu trả lời", at=at, public=True)


def _require_nobody(words: str, sender: Sender) -> None:
    if found := rules.names_somebody(words, sender):
        raise NamesSomebody(
            f"Nội dung công khai còn “{found}”.", why="Câu trả lời công khai không nêu người gửi, số điện thoại, số định danh.",
            next="Hãy bỏ hoặc thay bằng dấu … rồi công khai lại.",
        )  # fmt: skip


@command
def take_back(*, code: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Thôi công khai, with a reason; what was answered stands.

    Raises:
        PetitionNotThere, PetitionMoved: as `locked`, or it is not public.
    """
    row = locked(code, by, State.ANSWERED, seen=seen)
    access.require(by, PUBLISH)
    if row.published_at is None:
        raise PetitionMoved(f"Đơn {code} không đang công khai.", next="Hãy tải lại trang.")
    reason = reason_of(reason, "thôi công khai")
    row.published_at, row.public_folded = None, ""
    keep(row, by, "take_back", "Thôi công khai", at=at, detail=reason)


@command
def reveal(*, code: str, reason: str, by: Actor, at: datetime) -> Sender:
    """Xem người tố cáo: for holders of the right alone, with a reason; each look stands in the ledger.

    Raises:
        PetitionNotThere: no such petition, or not theirs.
        PetitionInvalid: no reason.
    """
    row = queries.one(by, code)
    access.require(by, SECRET if row.kind_of.is_secret else HANDLE)
    reason = reason_of(reason, "xem người gửi")
    sender, _ = queries.opened(row)
    audit.record(by, "petitions.reveal", f"petition:{code}", at=at, reason=reason)
    return sender
