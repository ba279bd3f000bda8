"""Vắng mặt: an officer says from when to when they are away and who does the work of the post meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Invalid, NotAllowed, NotThere

from .. import queries, rules
from ..events import AbsenceAsked, AbsenceDecided, AbsenceEnded
from ..models import Absence, Officer, Post
from ..types import APPROVE_ABSENCE, AbsenceState
from .change import BadDates, BadDelegation, EndedAlready, _check_span, _officer, _post, lend

LONGEST = timedelta(days=366)
LIVE = (AbsenceState.ASKED.value, AbsenceState.APPROVED.value)


class AbsenceNotThere(NotThere):
    code = "ORG-16"
    title = "Không có lần vắng mặt này"


class BadAbsence(Invalid):
    code = "ORG-17"
    title = "Chưa ghi nhận được vắng mặt"


@transaction.atomic
def ask_absence(
    *,
    to_officer_code: str,
    valid_from: date,
    valid_to: date,
    reason: str,
    by: Actor,
    at: datetime,
    may_sign: bool = False,
    paper: str = "",
) -> int:
    """Báo vắng mặt: for the post one acts in now; it counts at once, or when the head has agreed.

    Work already in the officer's hands stays in their name: the stand-in sees it and goes on with it, and every line
    says who did it for whom. On the day after ``valid_to`` the stand-in's power is gone by itself.
    """
    if not by.post_code or by.acting_for:
        raise BadAbsence(
            "Chỉ người giữ chức vụ mới báo vắng cho chức vụ đó.", next="Hãy đổi về chức vụ của bạn."
        )
    post, officer, receiver = _post(by.post_code), _officer(by.id), _officer(to_officer_code)
    _check(post, officer, receiver, valid_from, valid_to, reason, at)
    if may_sign and not (post.can_sign and text.clean(paper)):
        raise BadDelegation(
            "Ủy quyền ký phải có văn bản."
            if post.can_sign
            else f"Chức vụ {post.title} không có quyền ký để ủy quyền.",
            next="Hãy ghi số, ký hiệu văn bản ủy quyền." if post.can_sign else "Hãy bỏ chọn “Được ký thay”.",
        )
    row = Absence.objects.create(
        post=post,
        officer=officer,
        to_officer=receiver,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=text.clean(reason),
        may_sign=may_sign,
        paper=text.clean(paper),
        state=AbsenceState.ASKED.value,
        asked_at=at,
    )
    audit.record(
        by, "organizations.ask_absence", f"officer:{officer.code}", at=at,
        after={"post": post.code, "to": receiver.code, "valid_from": valid_from, "valid_to": valid_to,
               "may_sign": may_sign}, reason=row.reason,
    )  # fmt: skip
    if rules.needs_approval(post.leader_rank):
        outbox.publish(AbsenceAsked(absence_id=row.pk, officer_code=officer.code, occurred_at=at))
    else:
        _grant(row, words="Người đứng đầu tự quyết định", by=by, at=at)
    return row.pk


def _check(
    post: Post,
    officer: Officer,
    receiver: Officer,
    valid_from: date,
    valid_to: date,
    reason: str,
    at: datetime,
) -> None:
    _check_span(valid_from, valid_to)
    if valid_from < clock.local(at).date():
        raise BadDates(f"Ngày bắt đầu {valid_from:%d/%m/%Y} đã qua.", next="Hãy chọn từ hôm nay trở đi.")
    if valid_to - valid_from > LONGEST:
        raise BadDates("Một lần báo vắng dài nhất một năm.", next="Hãy chọn ngày kết thúc gần hơn.")
    if not text.clean(reason):
        raise BadAbsence("Chưa ghi lý do vắng mặt.", next="Ví dụ: nghỉ phép, đi học, công tác.")
    if receiver.pk == officer.pk:
        raise BadAbsence("Bạn không thể làm thay chính mình.", next="Hãy chọn đồng nghiệp.")
    if receiver.code not in dict(queries.possible_stand_ins(post.code, officer.code, valid_from)):
        raise BadAbsence(
            f"{receiver.full_name} không giữ chức vụ nào ở cơ quan này vào ngày {valid_from:%d/%m/%Y}.",
            why="Người làm thay phải thuộc cùng cơ quan, vì họ thấy hồ sơ của cơ quan.",
            next="Hãy chọn đồng nghiệp cùng cơ quan.",
        )
    live = Absence.objects.filter(state__in=LIVE, valid_from__lte=valid_to, valid_to__gte=valid_from)
    if own := live.filter(officer=officer, post=post).first():
        raise BadAbsence(
            f"Bạn đã báo vắng từ {own.valid_from:%d/%m/%Y} đến {own.valid_to:%d/%m/%Y}.",
            next="Hãy rút hoặc kết thúc lần đó trước.",
        )
    if other := live.filter(officer=receiver).first():
        raise BadAbsence(
            f"{receiver.full_name} cũng vắng từ {other.valid_from:%d/%m/%Y} đến {other.valid_to:%d/%m/%Y}.",
            next="Hãy chọn người khác.",
        )


@transaction.atomic
def decide_absence(*, absence_id: int, agree: bool, words: str, by: Actor, at: datetime) -> None:
    """Duyệt vắng mặt: the head of the unit or of the agency agrees, or refuses with a reason."""
    row = _locked(absence_id)
    access.require(by, APPROVE_ABSENCE, agency_code=row.post.agency.code)
    if by.id in (row.officer.code, row.to_officer.code) or not rules.may_approve(
        unit_code=by.unit_code, leader_rank=queries.post(by.post_code).leader_rank, of_unit=row.post.unit.code
    ):
        raise NotAllowed(
            "Bạn không duyệt được lần vắng mặt này.",
            why="Người duyệt là lãnh đạo đơn vị hoặc lãnh đạo cơ quan, không phải người vắng hay người làm thay.",
            next="Hãy chuyển cho lãnh đạo khác.",
        )
    if row.state != AbsenceState.ASKED:
        raise EndedAlready(
            f"Lần vắng mặt này đã {AbsenceState(row.state).label.lower()}.", next="Hãy tải lại trang."
        )
    words = text.clean(words)
    if agree:
        _grant(row, words=words, by=by, at=at)
        return
    if len(words) < 5:
        raise BadAbsence("Cần ghi lý do không đồng ý.", next="Hãy viết ít nhất một câu ngắn.")
    _settle(row, AbsenceState.REFUSED, words=words, by=by, at=at)


def _grant(row: Absence, *, words: str, by: Actor, at: datetime) -> None:
    row.delegation = lend(
        post=row.post, giver=row.officer, receiver=row.to_officer, valid_from=row.valid_from, valid_to=row.valid_to,
        may_sign=row.may_sign, paper=row.paper, reason=row.reason, by=by, at=at,
    )  # fmt: skip
    _settle(row, AbsenceState.APPROVED, words=words, by=by, at=at)


def _settle(row: Absence, state: AbsenceState, *, words: str, by: Actor, at: datetime) -> None:
    before, row.state = row.state, state.value
    row.decided_at, row.decided_by, row.decided_words = at, by.title[:250], words[:255]
    row.save()
    audit.record(
        by, "organizations.decide_absence", f"officer:{row.officer.code}", at=at,
        before={"state": before}, after={"state": row.state, "absence": row.pk}, reason=words,
    )  # fmt: skip
    outbox.publish(
        AbsenceDecided(absence_id=row.pk, officer_code=row.officer.code, state=row.state, occurred_at=at)
    )


@transaction.atomic
def end_absence(*, absence_id: int, by: Actor, at: datetime) -> None:
    """Rút, hoặc trở lại sớm: from this moment the stand-in has no power left."""
    row = _locked(absence_id)
    if by.id != row.officer.code:
        access.require(by, APPROVE_ABSENCE, agency_code=row.post.agency.code)
    if row.state not in LIVE or row.valid_to < clock.local(at).date():
        raise EndedAlready("Lần vắng mặt này đã kết thúc.", next="Hãy tải lại trang.")
    before, row.state, row.ended_at = row.state, AbsenceState.ENDED.value, at
    row.save()
    if row.delegation_id is not None and row.delegation.revoked_at is None:
        row.delegation.revoked_at, row.delegation.revoked_reason = at, "Trở lại làm việc"
        row.delegation.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(
        by, "organizations.end_absence", f"officer:{row.officer.code}", at=at,
        before={"state": before}, after={"state": row.state, "absence": row.pk},
    )  # fmt: skip
    outbox.publish(AbsenceEnded(absence_id=row.pk, officer_code=row.officer.code, occurred_at=at))


def _locked(absence_id: int) -> Absence:
    row = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("post__agency", "post__unit", "officer", "to_officer", "delegation")
        .filter(pk=absence_id)
        .first()
    )
    if row is None:
        raise AbsenceNotThere("Không có lần vắng mặt này.", next="Hãy tải lại trang.")
    return row
