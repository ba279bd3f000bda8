"""Hoàn tác: what may be taken back for a while, by commands that compensate and ask again under lock.

Taking work, handing it on, following and notes may be taken back; a signature, an issued paper or an answer to a citizen
may not: those go on by the ways the law knows (send back, reopen).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.refusals import Refusal
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import RefusalTakenBack, WithdrawalTakenBack
from motcua.services.dossiers.models import Batch, Dossier, HandOver, StepTime, Work
from motcua.services.dossiers.queries.placing import agency_of_lane, standing
from motcua.services.dossiers.types import (
    ACCEPT,
    PROCESS,
    REASSIGN,
    REFUSE,
    CannotUndo,
    MemberState,
    NotYourStep,
    PaperKind,
    PauseKind,
    Receipt,
    Status,
)
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import Holder

from .assigning import unassign
from .clockwork import calendar_of
from .colleagues import follow, remove_note, unfollow
from .common import already, expect, locked, need_reason, note, put_back
from .steps import current_token, describe_holder, stand_again, subject

UNDO_WITHIN = timedelta(minutes=10)


@command
def release_task(
    *, code: str, by: Actor, at: datetime, token_id: int | None = None, seen: int | None = None
) -> Receipt:
    """Trả việc về hàng chờ: who took it lays it back where anyone of the lane may take it; the slip is unsigned again."""
    dossier = locked(code, seen=seen)
    access.require(by, PROCESS)
    token = current_token(dossier, token_id)
    if token.claimed_by != by.id:
        raise NotYourStep(
            f"Bước “{token.name}” không do bạn giữ.", next="Chỉ người đang giữ mới trả việc về hàng chờ được."
        )
    taken_at = token.claimed_at
    workflow.release(token_id=token.id, by=by, at=at)
    place = standing(dossier, token.lane)
    workflow.reassign(token_id=token.id, to=Holder(place.unit_code, place.post_code), by=by, at=at)
    Work.objects.filter(token_id=token.id).update(
        officer_code="", officer_name="", unit_code=place.unit_code, post_code=place.post_code,
        agency_code=place.agency_code, claimed_at=None,
    )  # fmt: skip
    HandOver.objects.filter(
        dossier=dossier, step_name=token.name, received_at=taken_at, to_name=by.name
    ).update(received_at=None, to_name="")
    describe_holder(dossier)
    note(dossier, by, "release_task", f"Trả việc về hàng chờ: {token.name}", at=at, public=False)
    return Receipt(code=code, due_at=token.due_at)


@command
def hand_back(
    *, code: str, token_id: int, holder: dict[str, str], by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Hoàn tác chuyển việc: the step goes back to who held it, or to the queue it stood in."""
    dossier = locked(code, seen=seen)
    token = current_token(dossier, token_id)
    access.require(by, REASSIGN, agency_code=agency_of_lane(dossier, token.lane))
    if token.claimed_by:
        raise already(dossier)
    to = Holder(
        unit_code=holder["unit_code"], post_code=holder["post_code"], officer_code=holder["officer_code"]
    )
    workflow.reassign(token_id=token.id, to=to, by=by, at=at)
    Work.objects.filter(token_id=token.id).update(
        **{name: holder[name] for name in ("unit_code", "post_code", "officer_code", "officer_name")},
        claimed_at=None,
    )
    describe_holder(dossier)
    words = f"Hoàn tác chuyển bước “{token.name}”, trở lại {holder['officer_name'] or 'hàng chờ'}"
    note(dossier, by, "hand_back", words, at=at, public=False)
    return Receipt(code=code, due_at=token.due_at)


@command
def keep_batch(*, action: str, items: list[dict[str, Any]], by: Actor, at: datetime) -> str:
    """Lượt làm nhiều: keep what one press did, so that it can be taken back; its key."""
    row = Batch.objects.create(
        key=secrets.token_urlsafe(16), officer_code=by.id, action=action, at=at, items=items
    )
    audit.record(
        by, "dossiers.batch", f"batch:{row.key}", at=at, after={"action": action, "dossiers": len(items)}
    )
    return row.key


Undo = Callable[[dict[str, Any], Actor, datetime], object]
COMPENSATE: dict[str, Undo] = {
    "nhan": lambda item, by, at: release_task(
        code=item["code"], token_id=item["token"], seen=item["version"], by=by, at=at
    ),
    "chuyen": lambda item, by, at: hand_back(
        code=item["code"], token_id=item["token"], holder=item["holder"], seen=item["version"], by=by, at=at
    ),
    "phan-cong": lambda item, by, at: unassign(
        code=item["code"], token_id=item["token"], was=item.get("was"), seen=item["version"], by=by, at=at
    ),
    "theo": lambda item, by, at: unfollow(code=item["code"], by=by, at=at),
    "bo-theo": lambda item, by, at: follow(code=item["code"], by=by, at=at),
    "ghi": lambda item, by, at: remove_note(code=item["code"], note_id=item["note"], by=by, at=at),
}


def undo_batch(*, key: str, by: Actor, at: datetime) -> tuple[str, list[str], list[tuple[str, Refusal]]]:
    """Hoàn tác: each dossier in its own transaction, so that one that moved on stays and is told.

    Raises:
        CannotUndo: not one's own, too late, or taken back already.
    """
    row = _claim(key=key, by=by, at=at)
    done: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    for item in row.items:
        try:
            COMPENSATE[row.action](item, by, at)
            done.append(item["code"])
        except Refusal as refusal:
            refused.append((item["code"], refusal))
    return row.action, done, refused


@command
def _claim(*, key: str, by: Actor, at: datetime) -> Batch:
    """Of two presses exactly one takes back."""
    row = Batch.objects.select_for_update().filter(key=key, officer_code=by.id).first()
    if row is None:
        raise CannotUndo(
            "Không có lượt làm này của bạn nên không có gì được hoàn tác.",
            next="Chỉ người đã bấm mới hoàn tác được. Hãy xem lại trong danh sách việc.",
        )
    if row.undone_at is not None:
        undone = clock.local(row.undone_at)
        raise CannotUndo(
            f"Lượt này đã được hoàn tác lúc {undone:%H:%M} ngày {undone:%d/%m/%Y}.",
            next="Không cần làm gì thêm. Hãy về danh sách để xem hồ sơ đang ở đâu.",
        )
    if at - row.at > UNDO_WITHIN:
        raise CannotUndo(
            f"Chỉ hoàn tác được trong {int(UNDO_WITHIN.total_seconds() // 60)} phút.",
            next="Hãy mở từng hồ sơ và làm việc cần thiết.",
        )
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    audit.record(by, "dossiers.undo_batch", f"batch:{key}", at=at, after={"action": row.action})
    return row


def _wait_again(dossier: Dossier, *, since: datetime, at: datetime) -> bool:
    """What was waited for when the dossier was ended in error is waited for again, for papers with the days the citizen
    had left; whether anything was."""
    waits = list(dossier.pauses.filter(to_at=since).exclude(kind=PauseKind.DONE).order_by("from_at"))
    for pause in waits:
        if pause.expires_on is not None:
            left = max(pause.expires_on - clock.local(since).date(), timedelta(0))
            pause.expires_on = rules.last_day(clock.local(at).date() + left, calendar_of(dossier))
            dossier.supplement_until = pause.expires_on
        pause.to_at, pause.answer = None, ""
        pause.save(update_fields=["to_at", "answer", "expires_on"])
    if waits:
        dossier.paused_at = waits[0].from_at
    return bool(waits)


def _back_at_reception(dossier: Dossier, *, since: datetime, at: datetime) -> None:
    """A filing not yet taken in waits again: for its supplement where that was asked, else for the desk's answer."""
    waits = _wait_again(dossier, since=since, at=at)
    put_back(dossier, Status.SUPPLEMENT if waits else Status.SUBMITTED, at=at)
    dossier.step_name = "Chờ bổ sung" if waits else "Chờ tiếp nhận"
    dossier.holder = organizations.agency(dossier.receiving_agency, clock.local(at).date()).name


def _require_still(ended_at: datetime, at: datetime, dossier: Dossier, what: str) -> None:
    if not rules.may_take_back(ended_at, at, calendar_of(dossier)):
        raise CannotUndo(
            f"Đã quá thời gian được thu hồi {what}.",
            why="Người dân đã dựa vào đó.",
            next="Hãy mời người dân nộp hồ sơ mới và xin lỗi về việc đã làm nhầm.",
        )


@command
def take_back_refusal(*, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Receipt:
    """Thu hồi phiếu từ chối ban hành nhầm: within some working hours, with its reason. The paper keeps its number and
    stands as withdrawn; the hours to answer go on as if nothing had been said.

    Raises:
        CannotUndo: too late, or ended by the clock and not by an officer.
    """
    dossier = locked(code, seen=seen)
    access.require(by, REFUSE, agency_code=dossier.receiving_agency)
    expect(dossier, Status.NOT_ACCEPTED, doing="thu hồi phiếu từ chối", action="take_back_refusal")
    reason = need_reason(reason, "thu hồi phiếu từ chối")
    paper = dossier.issued.filter(kind=PaperKind.REFUSAL, revoked_at=None).last()
    if paper is None or paper.data.get("why") == "silence":
        raise CannotUndo(
            "Hồ sơ kết thúc vì hết hạn bổ sung, không phải vì phiếu từ chối.",
            next="Hãy hướng dẫn nộp hồ sơ mới.",
        )
    _require_still(paper.issued_at, at, dossier, "phiếu từ chối")
    paper.revoked_at, paper.revoked_reason = at, reason
    paper.save(update_fields=["revoked_at", "revoked_reason"])
    dossier.finished_at = None
    _back_at_reception(dossier, since=paper.issued_at, at=at)
    note(
        dossier, by, "take_back_refusal", f"Thu hồi phiếu từ chối số {paper.number}, hồ sơ được xem lại", at=at,
        detail=reason, before={"paper": paper.number},
    )  # fmt: skip
    outbox.publish(RefusalTakenBack(code=code, occurred_at=at, reason=reason))
    return Receipt(code=code, due_at=dossier.answer_due_at, paper_number=paper.number)


@command
def take_back_withdrawal(
    *, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Thu hồi việc rút hồ sơ nhầm: within some working hours, with its reason. The dossier stands where it stood and with
    who held it; the promised hour is as it was, so the time it lay withdrawn is the office's own.

    Raises:
        CannotUndo: too late, or agencies of a joint procedure have been told that it is over.
    """
    dossier = locked(code, seen=seen)
    access.require(by, ACCEPT, agency_code=dossier.receiving_agency)
    expect(dossier, Status.WITHDRAWN, doing="thu hồi việc rút hồ sơ", action="take_back_withdrawal")
    reason = need_reason(reason, "thu hồi việc rút hồ sơ")
    ended_at = dossier.finished_at or at
    _require_still(ended_at, at, dossier, "việc rút hồ sơ")
    if dossier.members.filter(state=MemberState.ENDED, answered_at=ended_at).exists():
        raise CannotUndo(
            "Hồ sơ liên thông đã rút không thu hồi được.",
            why="Các cơ quan phối hợp đã được báo là việc kết thúc.",
            next="Hãy mời người dân nộp hồ sơ mới; giấy tờ đã số hóa dùng lại được.",
        )
    paper = dossier.issued.filter(kind=PaperKind.STOP, issued_at=ended_at, revoked_at=None).last()
    number = ""
    if paper is not None:
        number, paper.revoked_at, paper.revoked_reason = paper.number, at, reason
        paper.save(update_fields=["revoked_at", "revoked_reason"])
    StepTime.objects.filter(dossier=dossier, left_at=ended_at, ended="cancelled").delete()
    dossier.finished_at = None
    if paper is None:
        _back_at_reception(dossier, since=ended_at, at=at)
    else:
        put_back(dossier, Status(paper.data["was"]), at=at)
        _wait_again(dossier, since=ended_at, at=at)
        stand_again(dossier, workflow.uncancel(subject=subject(dossier), by=by, at=at))
    note(
        dossier, by, "take_back_withdrawal", "Thu hồi việc rút hồ sơ, hồ sơ được giải quyết tiếp", at=at, detail=reason,
        before={"paper": number},
    )  # fmt: skip
    outbox.publish(WithdrawalTakenBack(code=code, occurred_at=at, reason=reason))
    return Receipt(code=code, due_at=dossier.due_at or dossier.answer_due_at, paper_number=number)
