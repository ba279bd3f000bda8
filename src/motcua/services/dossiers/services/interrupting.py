"""What stops the clock or ends the way early: supplement, money, withdrawal, stop, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Paper, ReceptionAnswer, Work
from motcua.services.dossiers.queries.seeing import is_owner
from motcua.services.dossiers.types import (
    ACCEPT,
    OPEN,
    PROCESS,
    DayCannotBe,
    FormNotValid,
    HeldInStore,
    PaperCount,
    PaperKind,
    PauseKind,
    ReasonMissing,
    Receipt,
    Status,
    WrongState,
)
from motcua.services.workflow import services as workflow

from . import papers as paper_data
from .answering import keep_answer
from .approving import approved
from .clockwork import answer_due, calendar_of, close_pauses, end_pauses, open_pause
from .common import expect, locked, move, need_reason, not_there, note
from .digitising import set_aside_scan
from .may_stop import may_stand, once_only
from .members import move_on
from .papers import issue
from .parts import end_members
from .reusing import note_told, require_not_held
from .steps import describe_holder, require_apology, require_here, spread_due, subject


def request_supplement(
    *,
    code: str,
    items: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    expires_on: date | None = None,
    legal_basis: str = "",
    approved_by: str = "",
    unfit: Mapping[int, str] | None = None,
    seen: int | None = None,
) -> Receipt:
    """Yêu cầu bổ sung: the whole list at once; at reception once, during processing once (parameter). A paper that the
    applicant's store holds is not asked again, unless ``unfit`` says by position why it will not do.

    Raises:
        HeldInStore: the store holds what is asked for.
    """
    try:
        return _request_supplement(
            code=code, items=items, reason=reason, by=by, at=at, expires_on=expires_on, legal_basis=legal_basis,
            approved_by=approved_by, unfit=unfit or {}, seen=seen,
        )  # fmt: skip
    except HeldInStore as refusal:
        note_told(refusal=refusal, by=by, at=at)
        raise


@command
def _request_supplement(
    *, code: str, items: list[str], reason: str, by: Actor, at: datetime, expires_on: date | None, legal_basis: str,
    approved_by: str, unfit: Mapping[int, str], seen: int | None,
) -> Receipt:  # fmt: skip
    dossier = locked(code, seen=seen)
    before_acceptance = dossier.state is Status.SUBMITTED
    require_here(by, ACCEPT if before_acceptance else PROCESS, dossier)
    expect(
        dossier,
        Status.SUBMITTED,
        Status.ACCEPTED,
        Status.PROCESSING,
        doing="yêu cầu bổ sung",
        action="request_supplement",
    )
    if not before_acceptance:
        may_stand(dossier, "yêu cầu bổ sung", at=at)
    reason = need_reason(reason, "yêu cầu bổ sung")
    wanted = [item.strip() for item in items if item.strip()] or [reason]
    if expires_on is not None:
        expires_on = _last_day(dossier, expires_on, at)
    once_only(dossier, before_acceptance=before_acceptance, at=at)
    require_not_held(dossier, wanted, unfit, by=by, at=at)
    legal_basis = text.clean(legal_basis)[:300]
    approved_by = approved(dossier, approved_by, "yêu cầu bổ sung", by=by, at=at)
    pause = open_pause(
        dossier, kind=PauseKind.SUPPLEMENT, reason=reason, by=by, at=at, expires_on=expires_on,
        legal_basis=legal_basis, approved_by=approved_by,
    )  # fmt: skip
    if before_acceptance:
        keep_answer(dossier, ReceptionAnswer.How.SUPPLEMENT, by=by, at=at)
    move(dossier, Status.SUPPLEMENT, at=at)
    told = {
        "wanted": wanted, "reason": reason, "legal_basis": legal_basis, "approved_by": approved_by,
        "until": paper_data.day_words(pause.expires_on) if pause.expires_on else "",
    }  # fmt: skip
    issued = issue(dossier, PaperKind.SUPPLEMENT, told, by=by, at=at)
    spread_due(dossier)
    note(dossier, by, "request_supplement", "Yêu cầu bổ sung: " + "; ".join(wanted), at=at, detail=reason)
    return Receipt(code=code, due_at=dossier.due_at, paper_number=issued.number)


def _last_day(dossier: Dossier, expires_on: date, at: datetime) -> date:
    """The day the citizen may answer until, as it is printed: a day off gives way to the next working day."""
    today = clock.local(at).date()
    most = today + timedelta(days=int(parameter("dossiers.supplement_most_days", on=today)))
    least = counting.add_working_days(
        today, int(parameter("dossiers.supplement_least_days", on=today)), calendar_of(dossier)
    )
    words = ""
    if expires_on < least:
        words = f"Hạn bổ sung sớm nhất là {least:%d/%m/%Y}: người dân phải kịp chuẩn bị giấy tờ."
    elif expires_on > most:
        words = f"Hạn bổ sung muộn nhất là {most:%d/%m/%Y}."
    if words:
        raise DayCannotBe(words, next="Hãy chọn một ngày khác.", places=[(("expires_on",), words)])
    return rules.last_day(expires_on, calendar_of(dossier))


@command
def receive_supplement(
    *,
    code: str,
    papers: tuple[PaperCount, ...],
    answer: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Receipt:
    """Nhận bổ sung: from the citizen online or over the counter; the clock runs again."""
    dossier = locked(code, seen=seen)
    if by.kind == "citizen":
        if not is_owner(by, dossier):
            raise not_there(code)
    else:
        require_here(by, ACCEPT, dossier)
    expect(dossier, Status.SUPPLEMENT, doing="nhận bổ sung", action="receive_supplement")
    for number, count in enumerate(papers):
        row = Paper.objects.filter(dossier=dossier, position=count.position)
        if count.sha256:
            set_aside_scan(row.exclude(scan_key="").first(), at=at)
        if not row.update(**paper_data.received(count)):
            words = f"Hồ sơ không có giấy tờ số {count.position}."
            place = ("papers", number, "position")
            raise FormNotValid(words, next="Hãy xem “papers” của hồ sơ.", places=[(place, words)])
    if not text.clean(answer) and not any(
        count.originals or count.certified or count.copies or count.sha256 for count in papers
    ):
        words = "Chưa có giấy tờ hay nội dung bổ sung nào."
        raise FormNotValid(
            words, why=say("Nhận bổ sung làm đồng hồ chạy lại."),
            next=say("Hãy ghi giấy tờ đã nhận, hoặc nội dung người dân trả lời."), places=[(("answer",), words)],
        )  # fmt: skip
    accepted = dossier.accepted_at is not None
    close_pauses(dossier, at=at, kinds=("supplement",), answer=answer, by=by.title)
    move(dossier, Status.PROCESSING if accepted else Status.SUBMITTED, at=at)
    if not accepted:
        dossier.answer_due_at = answer_due(dossier, at)
    spread_due(dossier)
    move_on(dossier, by=by, at=at)
    note(dossier, by, "receive_supplement", "Đã nhận giấy tờ bổ sung", at=at, detail=answer)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def request_payment(*, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Receipt:
    """Yêu cầu thực hiện nghĩa vụ tài chính: the clock waits for the money."""
    dossier = locked(code, seen=seen)
    require_here(by, PROCESS, dossier)
    expect(dossier, Status.ACCEPTED, Status.PROCESSING, doing="yêu cầu nộp tiền", action="request_payment")
    may_stand(dossier, "yêu cầu nộp tiền", at=at)
    reason = need_reason(reason, "yêu cầu nộp tiền")
    open_pause(dossier, kind=PauseKind.FINANCE, reason=reason, by=by, at=at)
    move(dossier, Status.PAYING, at=at)
    spread_due(dossier)
    note(dossier, by, "request_payment", "Yêu cầu thực hiện nghĩa vụ tài chính", at=at, detail=reason)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def confirm_payment(*, code: str, proof: str, by: Actor, at: datetime, seen: int | None = None) -> Receipt:
    """Đã nộp tiền: the clock runs on from where it stood."""
    dossier = locked(code, seen=seen)
    require_here(by, PROCESS, dossier)
    expect(dossier, Status.PAYING, doing="xác nhận đã nộp tiền", action="confirm_payment")
    proof = need_reason(proof, "xác nhận đã nộp tiền")
    close_pauses(dossier, at=at, kinds=("finance",), answer=proof, by=by.title)
    move(dossier, Status.PROCESSING, at=at)
    spread_due(dossier)
    move_on(dossier, by=by, at=at)
    note(dossier, by, "confirm_payment", "Đã thực hiện nghĩa vụ tài chính", at=at, detail=proof)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def stop(
    *, code: str, reason: str, legal_basis: str, approved_by: str, by: Actor, at: datetime,
    seen: int | None = None,
) -> Receipt:  # fmt: skip
    """Dừng xử lý: the clock stands until the dossier is resumed or answered; on which law, and who of those who sign
    approved it, stands with it and is told.

    Raises:
        ReasonMissing: no reason, no ground in law or no approver.
        ApproverUnknown: who is named does not sign here.
    """
    dossier = locked(code, seen=seen)
    require_here(by, PROCESS, dossier)
    expect(
        dossier,
        Status.ACCEPTED,
        Status.PROCESSING,
        doing="dừng xử lý",
        action="stop",
    )
    may_stand(dossier, "dừng xử lý", at=at)
    reason = need_reason(reason, "dừng xử lý")
    legal_basis = text.clean(legal_basis)[:300]
    if not legal_basis or not approved_by:
        words = "Dừng xử lý phải có căn cứ pháp lý và người duyệt."
        raise ReasonMissing(
            words, why="Dừng đồng hồ kéo dài thời gian chờ của người dân.",
            next="Hãy ghi điều, khoản cho phép dừng và chọn người có thẩm quyền đã duyệt.",
            places=[(("approved_by" if legal_basis else "legal_basis",), words)],
        )  # fmt: skip
    open_pause(
        dossier, kind=PauseKind.STOP, reason=reason, by=by, at=at, legal_basis=legal_basis,
        approved_by=approved(dossier, approved_by, "dừng xử lý", by=by, at=at),
    )  # fmt: skip
    move(dossier, Status.STOPPED, at=at)
    issued = issue(dossier, PaperKind.STOP, {"why": "agency", "reason": reason}, by=by, at=at)
    spread_due(dossier)
    note(dossier, by, "stop", "Dừng xử lý hồ sơ", at=at, detail=reason)
    return Receipt(code=code, due_at=dossier.due_at, paper_number=issued.number)


@command
def resume(*, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Receipt:
    """Xử lý tiếp một hồ sơ đã dừng."""
    dossier = locked(code, seen=seen)
    require_here(by, PROCESS, dossier)
    expect(dossier, Status.STOPPED, doing="xử lý tiếp", action="resume")
    if dossier.finished_at is not None:
        raise WrongState(
            "Hồ sơ đã kết thúc vì hết hạn bổ sung.",
            next="Hãy hướng dẫn người dân nộp hồ sơ mới khi đủ giấy tờ.",
        )
    reason = need_reason(reason, "xử lý tiếp")
    close_pauses(dossier, at=at, kinds=("stop",), answer=reason, by=by.title)
    move(dossier, Status.PROCESSING, at=at)
    spread_due(dossier)
    move_on(dossier, by=by, at=at)
    note(dossier, by, "resume", "Xử lý tiếp hồ sơ", at=at, detail=reason)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def withdraw(*, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Receipt:
    """Rút hồ sơ: the citizen's right until a result is signed, also while the agency has stopped its work."""
    dossier = locked(code, seen=seen)
    if by.kind == "citizen":
        if not is_owner(by, dossier):
            raise not_there(code)
    else:
        require_here(by, ACCEPT, dossier)
    expect(dossier, *OPEN, doing="rút hồ sơ", action="withdraw")
    if dossier.finished_at is not None:
        raise WrongState(
            say("Hồ sơ đã kết thúc vì hết hạn bổ sung nên không còn gì để rút."),
            next=say("Hãy nộp hồ sơ mới khi đủ giấy tờ."),
        )
    if dossier.results.signed().exists():
        raise WrongState(
            say("Hồ sơ đã có kết quả được ký nên không rút được."),
            next=say("Hãy nhận kết quả; nếu kết quả có sai sót, hãy đề nghị cơ quan thu hồi, sửa đổi."),
        )
    reason = need_reason(reason, "rút hồ sơ")
    if by.kind != "citizen":
        require_apology(dossier, at=at)
    was = dossier.state
    if dossier.accepted_at is not None:
        workflow.cancel(subject=subject(dossier), reason=reason, by=by, at=at)
    end_members(dossier, at=at)
    Work.objects.filter(dossier=dossier).delete()
    end_pauses(dossier, at=at, answer=reason)
    move(dossier, Status.WITHDRAWN, at=at)
    dossier.finished_at = at
    describe_holder(dossier)
    number = ""
    if dossier.accepted_at is not None:
        why = {"why": "citizen", "reason": reason, "was": int(was)}
        number = issue(dossier, PaperKind.STOP, why, by=by, at=at).number
    note(dossier, by, "withdraw", "Rút hồ sơ theo yêu cầu của công dân", at=at, detail=reason)
    return Receipt(code=code, due_at=None, paper_number=number)
