"""Liên thông: each agency's part of a joint procedure, from the step that opens it to the answer on the parent's page."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel import access, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.events import MemberAsked, MemberEnded, StepFinished
from motcua.services.dossiers.models import Dossier, Member, Work
from motcua.services.dossiers.queries.seeing import is_owner
from motcua.services.dossiers.types import (
    PAUSED,
    PROCESS,
    RUNNING,
    BadMemberAnswer,
    MemberState,
    Receipt,
)
from motcua.services.files.types import FileRef
from motcua.services.workflow.types import DECLINED, DELIVERED, TokenView

from .common import already, expect, locked, need_reason, not_there, note
from .parts import TALK
from .processing import complete
from .steps import current_token, describe_holder, is_apologised, open_steps, require_step


@command
def answer_member(
    *,
    code: str,
    token_id: int,
    delivered: bool,
    by: Actor,
    at: datetime,
    number: str = "",
    issued_on: date | None = None,
    reason: str = "",
    advice: str = "",
    file: FileRef | None = None,
) -> Receipt:
    """Trả kết quả phần việc: with its number and day, or why there is none and what the citizen does then.

    The agency itself answers in its inbox, the sender for one outside; an outside answer on paper is written down by who
    processes the dossier.

    Raises:
        NotYourStep: the part is another agency's.
        DoneBySomeone: it is answered already; a second answer changes nothing.
        BadMemberAnswer: a result without number and day, or dated in the future.
    """
    dossier, member, token = _open_part(
        code, token_id, by=by, doing="trả kết quả phần việc", action="answer_member"
    )
    number, reason, advice = text.clean(number), text.clean(reason), text.clean(advice)
    if delivered and (not number or issued_on is None or issued_on > at.date()):
        raise BadMemberAnswer(
            "Kết quả phải có số và ngày cấp, không ở tương lai.",
            why="Người dân và các cơ quan khác tra lại kết quả theo số và ngày.",
            next="Hãy ghi số, ngày trên kết quả; không có kết quả thì chọn “Từ chối” và ghi lý do.",
        )
    if not delivered:
        reason = need_reason(reason, "từ chối phần việc")
        advice = need_reason(advice, "chỉ cho người dân việc làm tiếp")
    member.state = (MemberState.DELIVERED if delivered else MemberState.DECLINED).value
    member.number, member.issued_on, member.reason, member.advice = number[:80], issued_on, reason, advice
    if file is not None:
        member.sha256, member.file_name = file.sha256, file.name[:200]
    words = f"{member.name}: {f'kết quả số {number}' if delivered else 'không giải quyết'}"
    return _end(dossier, member, token, words, action="answer_member", by=by, at=at)


@command
def leave_member(*, code: str, token_id: int, reason: str, by: Actor, at: datetime) -> Receipt:
    """Rút một phần việc: the citizen no longer wants it; what is signed already stands, the rest goes on."""
    dossier, member, token = _open_part(
        code, token_id, by=by, doing="rút phần việc", action="leave_member", own=True
    )
    member.reason, member.state = need_reason(reason, "rút phần việc"), MemberState.LEFT.value
    return _end(
        dossier,
        member,
        token,
        f"{member.name}: rút theo yêu cầu của công dân",
        action="leave_member",
        by=by,
        at=at,
    )


@command
def ask_back(*, code: str, token_id: int, question: str, by: Actor, at: datetime) -> Receipt:
    """Hỏi lại: the agency asks who sent it the part; its own limit runs on."""
    dossier, member, _ = _open_part(code, token_id, by=by, doing="hỏi lại", action="ask_back")
    member.question, member.question_at = need_reason(question, "hỏi lại"), at
    member.reply, member.reply_at = "", None
    member.save(update_fields=["question", "question_at", "reply", "reply_at"])
    note(dossier, by, "ask_back", f"{member.lane_name} hỏi lại", at=at, detail=member.question, public=False)
    outbox.publish(MemberAsked(code=code, occurred_at=at, member_id=member.pk))
    return Receipt(code=code, due_at=dossier.due_at)


@command
def reply_to_member(*, code: str, token_id: int, reply: str, by: Actor, at: datetime) -> Receipt:
    """Trả lời câu hỏi lại, by who processes the parent."""
    dossier = locked(code)
    access.require(by, PROCESS, agency_code=dossier.competent_agency)
    member = Member.objects.select_for_update().filter(dossier=dossier, token_id=token_id).first()
    if member is None or not member.question_at or member.reply_at or member.state != MemberState.OPEN:
        raise already(dossier)
    member.reply, member.reply_at = need_reason(reply, "trả lời"), at
    member.save(update_fields=["reply", "reply_at"])
    note(
        dossier,
        by,
        "reply_to_member",
        f"Trả lời {member.lane_name}",
        at=at,
        detail=member.reply,
        public=False,
    )
    outbox.publish(MemberAsked(code=code, occurred_at=at, member_id=member.pk, is_reply=True))
    return Receipt(code=code, due_at=dossier.due_at)


def _open_part(
    code: str, token_id: int, *, by: Actor, doing: str, action: str, own: bool = False
) -> tuple[Dossier, Member, TokenView]:
    """The part, locked with its dossier, where it is open and this person's; ``own``: the citizen's or the parent's to say."""
    dossier = locked(code)
    if by.kind == "citizen":
        if not (own and is_owner(by, dossier)):
            raise not_there(code)
    elif own:
        access.require(by, PROCESS, agency_code=dossier.competent_agency)
    elif by.kind != "system":
        access.require(by, PROCESS)
    expect(dossier, *RUNNING, *PAUSED, doing=doing, action=action)
    member = Member.objects.select_for_update().filter(dossier=dossier, token_id=token_id).first()
    if member is None or member.state != MemberState.OPEN:
        raise already(dossier)
    token = current_token(dossier, token_id)
    if not own:
        require_step(by, dossier, token)
    return dossier, member, token


def _end(
    dossier: Dossier, member: Member, token: TokenView, words: str, *, action: str, by: Actor, at: datetime
) -> Receipt:
    """The answer is kept at once. The process moves on with it, unless the whole stands still, or is late and nobody has
    apologised yet: that is the parent's to mend, and never keeps an agency from answering."""
    member.answered_at, member.answered_by, member.wakes_at = at, by.title[:300], None
    member.save()
    if dossier.state in RUNNING and is_apologised(dossier, at=at):
        _complete(dossier, member, token, by=by, at=at)
    else:
        Work.objects.filter(token_id=token.id).delete()
        describe_holder(dossier)
    note(
        dossier, by, action, words, at=at, detail=member.reason,
        before={"node": token.node, "state": MemberState.OPEN.value},
        after={"node": token.node, "state": member.state, "number": member.number, "sha256": member.sha256},
    )  # fmt: skip
    outbox.publish(MemberEnded(code=dossier.code, occurred_at=at, member_id=member.pk))
    if not member.agency_code:
        outbox.wake(TALK, at=at)
    return Receipt(code=dossier.code, due_at=dossier.due_at)


def _complete(dossier: Dossier, member: Member, token: TokenView, *, by: Actor, at: datetime) -> None:
    outcome = DELIVERED if member.state == MemberState.DELIVERED else DECLINED
    opinion = member.reason or member.number
    complete(dossier, token, outcome=outcome, opinion=opinion, by=by, at=at, done_at=member.answered_at)
    outbox.publish(StepFinished(code=dossier.code, occurred_at=at, node=token.node, outcome=outcome))


def move_on(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """With the apology, or when the clock runs again: parts that were answered before let the process go on, each done at
    the hour of its answer."""
    if dossier.state not in RUNNING or not is_apologised(dossier, at=at):
        return
    answered = Member.objects.filter(dossier=dossier, answered_at__isnull=False)
    for member in answered.exclude(state=MemberState.ENDED):
        token = next((one for one in open_steps(dossier) if one.id == member.token_id), None)
        if token is not None:
            _complete(dossier, member, token, by=by, at=at)
