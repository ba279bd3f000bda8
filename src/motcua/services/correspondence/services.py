"""Commands of incoming documents: register, instruct, report, finish, cancel a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from motcua.kernel import access, audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.notifications.services import notify

from . import queries, rules
from .models import Assignee, Incoming, Step
from .types import (
    GIVEN,
    INSTRUCT,
    OPEN,
    REGISTER,
    CameBefore,
    Letter,
    LetterInvalid,
    LetterMoved,
    Role,
    SecretRefused,
    State,
)

LONG = {"author": 200, "type_name": 100, "subject": 500, "note": 500}


@command
def register(*, letter: Letter, press: str, again: bool = False, by: Actor, at: datetime) -> Incoming:
    """Vào sổ: the next arrival number of the agency and year, one series for paper and electronic. The same press gives the
    same line.

    Raises:
        SecretRefused: it bears a level of state secrets; nothing of it is kept.
        LetterInvalid: with the place of each fault.
        CameBefore: the same number, notation, author and day stand in the register; ``again`` registers it all the same.
    """
    access.require(by, REGISTER)
    agency = by.agency_code
    if (known := Incoming.objects.filter(agency_code=agency, press=press[:64]).first()) is not None:
        return known
    on = clock.local(at).date()
    if rules.is_secret(letter.secrecy):
        raise SecretRefused(
            "Văn bản có độ mật không được vào sổ ở đây.", why="Bí mật nhà nước không được lưu, gửi trên hệ thống nối mạng.",
            next="Hãy vào sổ văn bản mật bằng giấy và chuyển theo quy trình bảo vệ bí mật nhà nước. Không có gì của văn bản được giữ lại.",
        )  # fmt: skip
    said, code_number, notation = _checked(letter, on)
    if not again:
        _refuse_twin(agency, said["author"], code_number, notation, letter.issued_on)
    row = Incoming(
        agency_code=agency, agency_name=by.agency_name, year=on.year, number=numbers.take(queries.series(agency, on.year)),
        press=press[:64], arrived_at=at, how=letter.how, code_number=code_number, code_notation=notation,
        issued_on=letter.issued_on, pages=letter.pages, priority=letter.priority, reply_due_on=letter.due_on, sha256=letter.sha256,
        file_name=letter.file_name[:200], registered_by=by.title, due_on=rules.resolve_by(on, letter.due_on, None, calendars.calendar(agency)),
        folded=text.fold(f"{said['author']} {code_number}/{notation} {said['subject']}"), **said,
    )  # fmt: skip
    row.save()
    _note(row, by, "register", f"Vào sổ, số đến {row.number}", at=at, version=False)
    return row


def _checked(letter: Letter, on: date) -> tuple[dict[str, str], str, str]:
    """The words of a document, cleaned and bounded, its number and notation."""
    said = {name: " ".join(text.clean(getattr(letter, name)).split()) for name in LONG}
    faults: list[tuple[tuple[str, ...], str]] = []
    if len(said["author"]) < 2:
        faults.append((("author",), "Chưa ghi cơ quan ban hành."))
    if len(said["subject"]) < 3:
        faults.append((("subject",), "Chưa ghi trích yếu."))
    if len(said["type_name"]) < 2:
        faults.append((("type_name",), "Chưa ghi tên loại."))
    faults += [((name,), f"Dài quá {most} chữ cái.") for name, most in LONG.items() if len(said[name]) > most]
    parts = rules.split_notation(letter.notation)
    if parts is None:
        faults.append((("notation",), "Số, ký hiệu viết như 125/QĐ-UBND, 2432/UBND-KSTTHC hoặc 123-CV/TU."))
    elif len(parts[1]) > 30:
        faults.append((("notation",), "Ký hiệu dài quá 30 chữ cái."))
    if letter.issued_on is None:
        faults.append((("issued_on",), "Chưa ghi ngày văn bản."))
    elif letter.issued_on > on or letter.issued_on.year < 1945:
        faults.append((("issued_on",), "Ngày văn bản không thể sau hôm nay hay trước năm 1945."))
    if letter.due_on is not None and letter.issued_on is not None and letter.due_on < letter.issued_on:
        faults.append((("due_on",), "Hạn trả lời không thể trước ngày văn bản."))
    if letter.pages is not None and not 1 <= letter.pages <= 999:
        faults.append((("pages",), "Số trang từ 1 đến 999."))
    if faults or parts is None:
        raise LetterInvalid(
            faults[0][1], next="Hãy sửa những chỗ được đánh dấu rồi vào sổ lại.", places=faults
        )
    return said, *parts


def _refuse_twin(agency: str, author: str, number: str, notation: str, issued_on: date | None) -> None:
    twin = Incoming.objects.filter(
        agency_code=agency, code_number=number, code_notation=notation, issued_on=issued_on, author__iexact=author
    ).exclude(state=State.CANCELLED).first()  # fmt: skip
    if twin is not None:
        raise CameBefore(
            f"Văn bản này đã vào sổ: số đến {twin.number}/{twin.year}, {clock.local(twin.arrived_at):%H:%M %d/%m/%Y}.",
            why="Bản giấy đến sau bản điện tử vẫn là một văn bản, một số đến.",
            next="Hãy mở văn bản ấy; đúng là văn bản khác thì đánh dấu “Vẫn vào sổ”.",
        )


@command
def instruct(
    *, document_id: int, lead: str, helpers: Sequence[str], readers: Sequence[str], words: str, due_on: date | None,
    seen: int, by: Actor, at: datetime,
) -> Incoming:  # fmt: skip
    """Bút phê: who leads, who helps, who is to know, until when. Said again it replaces what was said before.

    Raises:
        LetterNotThere, LetterMoved: not there, or moved since.
        LetterInvalid: nobody leads, somebody is named who does not serve here, or a day that has passed.
    """
    row = _locked(document_id, by, *OPEN, seen=seen)
    access.require(by, INSTRUCT, agency_code=row.agency_code)
    on = clock.local(at).date()
    people = {
        one.officer_code: one.full_name
        for one in organizations.officers_of(row.agency_code)
        if one.officer_code
    }
    named = (
        {code: Role.READ for code in readers}
        | {code: Role.HELP for code in helpers}
        | ({lead: Role.LEAD} if lead else {})
    )
    strangers = [code for code in named if code not in people]
    if lead not in people or strangers:
        raise LetterInvalid(
            "Chưa chọn người chủ trì." if not lead else "Có người được chọn không còn ở cơ quan này.",
            next="Hãy chọn lại trong danh sách của cơ quan.", places=[(("lead",), "Chọn một người chủ trì.")],
        )  # fmt: skip
    if due_on is not None and due_on < on:
        raise LetterInvalid(
            "Hạn giải quyết đã qua.",
            next="Hãy chọn từ hôm nay trở đi.",
            places=[(("due_on",), "Hạn đã qua.")],
        )
    words = text.clean(words)[:2000]
    row.assignees.all().delete()
    Assignee.objects.bulk_create(
        Assignee(document=row, officer_code=code, officer_name=people[code], role=role)
        for code, role in named.items()
    )
    row.state, row.instruction, row.instructed_by, row.instructed_at = State.ASSIGNED, words, by.title, at
    row.due_on = rules.resolve_by(
        clock.local(row.arrived_at).date(), row.reply_due_on, due_on, calendars.calendar(row.agency_code)
    )
    _note(row, by, "instruct", f"Giao {people[lead]} chủ trì, hạn {row.due_on:%d/%m/%Y}", at=at, detail=words)
    notify(
        kind=GIVEN, key=f"incoming:{row.pk}:{row.version}", words=f"Văn bản đến số {row.number}: {row.notation}, {row.author}",
        detail=row.subject, link=f"/can-bo/van-ban-den/{row.pk}/", subject=f"incoming:{row.pk}",
        officers=[code for code in named if code != by.id], at=at,
    )  # fmt: skip
    return row


@command
def report(*, document_id: int, words: str, seen: int, by: Actor, at: datetime) -> Incoming:
    """Báo cáo tiến độ, by who leads or helps.

    Raises:
        LetterNotThere, LetterMoved: not there, not theirs, or moved since.
        LetterInvalid: no words.
    """
    row = _locked(document_id, by, State.ASSIGNED, seen=seen)
    _require_assigned(row, by, Role.LEAD, Role.HELP)
    _note(row, by, "report", "Báo cáo tiến độ", at=at, detail=_words(words, "báo cáo"))
    return row


@command
def finish(*, document_id: int, reply: str, outcome: str, seen: int, by: Actor, at: datetime) -> Incoming:
    """Giải quyết xong, by who leads: with the answer's number, or why none is given.

    Raises:
        LetterNotThere, LetterMoved: not there, not theirs to end, or moved since.
        LetterInvalid: neither an answer nor a reason, or an answer that is no notation.
    """
    row = _locked(document_id, by, State.ASSIGNED, seen=seen)
    _require_assigned(row, by, Role.LEAD)
    reply = "".join(text.clean(reply).split())
    if reply and rules.split_notation(reply) is None:
        raise LetterInvalid(
            "Số, ký hiệu văn bản trả lời viết như 125/QĐ-UBND.", next="Hãy sửa, hoặc bỏ trống và ghi vì sao không trả lời.",
            places=[(("reply",), "Viết như 125/QĐ-UBND.")],
        )  # fmt: skip
    row.reply = reply[:60]
    row.outcome = (
        text.clean(outcome)[:1000] if reply else _words(outcome, "kết thúc không có văn bản trả lời")[:1000]
    )
    row.state, row.ended_at, row.ended_by = State.DONE, at, by.title
    row.assignees.update(open=False)
    _note(
        row,
        by,
        "finish",
        f"Giải quyết xong{f', trả lời bằng {reply}' if reply else ''}",
        at=at,
        detail=row.outcome,
    )
    return row


@command
def reopen(*, document_id: int, reason: str, seen: int, by: Actor, at: datetime) -> Incoming:
    """Mở lại một văn bản đã kết thúc, by who instructs: its day stays what it was.

    Raises:
        LetterNotThere, LetterMoved, LetterInvalid: as for the others.
    """
    row = _locked(document_id, by, State.DONE, seen=seen)
    access.require(by, INSTRUCT, agency_code=row.agency_code)
    reason = _words(reason, "mở lại")
    row.state, row.ended_at, row.ended_by = State.ASSIGNED, None, ""
    row.assignees.update(open=True)
    _note(row, by, "reopen", "Mở lại để giải quyết tiếp", at=at, detail=reason)
    return row


@command
def cancel_number(*, document_id: int, reason: str, seen: int, by: Actor, at: datetime) -> Incoming:
    """Hủy số: registered in error; the number stays in the register with why.

    Raises:
        LetterNotThere, LetterMoved, LetterInvalid: as for the others; only before anybody was instructed.
    """
    row = _locked(document_id, by, State.REGISTERED, seen=seen)
    access.require(by, REGISTER, agency_code=row.agency_code)
    reason = _words(reason, "hủy số")
    row.state, row.ended_at, row.ended_by, row.outcome = State.CANCELLED, at, by.title, reason[:1000]
    _note(row, by, "cancel", f"Hủy số đến {row.number}", at=at, detail=reason)
    return row


def _locked(document_id: int, by: Actor, *states: State, seen: int) -> Incoming:
    row = Incoming.objects.select_for_update().filter(queries.scope(by), pk=document_id).first()
    if row is None:
        raise queries.not_there()
    if row.version != seen or row.standing not in states:
        raise LetterMoved(
            f"Văn bản này vừa có người xử lý: {row.standing.label.lower()}.", next="Hãy tải lại trang."
        )
    return row


def _require_assigned(row: Incoming, by: Actor, *roles: Role) -> None:
    mine = row.assignees.filter(officer_code=by.id).first()
    if mine is None or mine.does not in roles:
        who = " hoặc ".join(role.label.lower() for role in roles)
        raise LetterInvalid(
            f"Việc này của người {who}.", next="Hãy báo người ấy, hoặc xin lãnh đạo giao lại."
        )


def _words(said: str, doing: str) -> str:
    said = text.clean(said)
    if not 5 <= len(said) <= 2000:
        raise LetterInvalid(
            f"Cần ghi lời cho việc “{doing}”, từ 5 đến 2000 chữ cái.", next="Hãy viết một câu ngắn.",
            places=[(("words",), "Viết ít nhất một câu ngắn.")],
        )  # fmt: skip
    return said


def _note(
    row: Incoming, by: Actor, action: str, words: str, *, at: datetime, detail: str = "", version: bool = True
) -> None:
    """The next version of the row with its line of history and of the ledger."""
    if version:
        row.version += 1
        row.save()
    Step.objects.create(document=row, at=at, by=by.title, action=action, words=words[:500], detail=detail)
    after: dict[str, Any] = {
        "number": row.number,
        "year": row.year,
        "state": row.state,
        "agency": row.agency_code,
    }
    audit.record(
        by, f"correspondence.{action}", f"incoming:{row.pk}", at=at, reason=detail[:500], after=after
    )
