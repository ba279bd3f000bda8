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
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import RefusalTakenBack
from motcua.services.dossiers.models import Batch, Dossier, HandOver, Work
from motcua.services.dossiers.queries.placing import agency_of_lane, standing
from motcua.services.dossiers.types import (
    PROCESS,
    REASSIGN,
    REFUSE,
    CannotUndo,
    NotYourStep,
    PaperKind,
    Receipt,
    Status,
)
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import Holder

from .assigning import unassign
from .clockwork import calendar_of
from .colleagues import follow, remove_note, unfollow
from .common import already, expect, locked, need_reason, note, put_back
from .steps import current_token, describe_holder

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


def _wait_again(dossier: Dossier, *, since: datetime, at: datetime) -> None:
    """The supplement that was waited for when the refusal was issued, with the days the citizen had left."""
    put_back(dossier, Status.SUPPLEMENT, at=at)
    dossier.step_name = "Chờ bổ sung"
    pause = dossier.pauses.filter(kind="supplement", before_acceptance=True, to_at=since).last()
    if pause is None:
        return
    refused_on, today = clock.local(since).date(), clock.local(at).date()
    if pause.expires_on is not None:
        left = max(pause.expires_on - refused_on, timedelta(0))
        pause.expires_on = rules.last_day(today + left, calendar_of(dossier))
    pause.to_at, pause.answer = None, ""
    pause.save(update_fields=["to_at", "answer", "expires_on"])
    dossier.paused_at, dossier.supplement_until = pause.from_at, pause.expires_on


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
    calendar = calendars.calendar(dossier.receiving_agency)
    if paper is None or paper.data.get("why") == "silence":
        raise CannotUndo(
            "Hồ sơ kết thúc vì hết hạn bổ sung, không phải vì phiếu từ chối.",
            next="Hãy hướng dẫn nộp hồ sơ mới.",
        )
    if not rules.may_take_back(paper.issued_at, at, calendar):
        raise CannotUndo(
            "Đã quá thời gian được thu hồi phiếu từ chối.",
            why="Người dân đã dựa vào phiếu này.",
            next="Hãy mời người dân nộp hồ sơ mới và xin lỗi về phiếu đã ban hành.",
        )
    paper.revoked_at, paper.revoked_reason = at, reason
    paper.save(update_fields=["revoked_at", "revoked_reason"])
    dossier.finished_at = None
    if paper.data.get("was") == Status.SUPPLEMENT:
        _wait_again(dossier, since=paper.issued_at, at=at)
    else:
        put_back(dossier, Status.SUBMITTED, at=at)
        dossier.step_name = "Chờ tiếp nhận"
    dossier.holder = organizations.agency(dossier.receiving_agency, clock.local(at).date()).name
    note(
        dossier, by, "take_back_refusal", f"Thu hồi phiếu từ chối số {paper.number}, hồ sơ được xem lại", at=at,
        detail=reason, before={"paper": paper.number},
    )  # fmt: skip
    outbox.publish(RefusalTakenBack(code=code, occurred_at=at, reason=reason))
    return Receipt(code=code, due_at=dossier.answer_due_at, paper_number=paper.number)
