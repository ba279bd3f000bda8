"""Opening, closing and succeeding agencies; appointing, ending, delegating, revoking."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone, Invalid

from .. import rules
from ..events import AgencySucceeded, AppointmentEnded, PostDelegated
from ..models import Agency, Appointment, Delegation, Officer, Post, Succession
from ..queries import AgencyNotThere, OfficerNotThere, PostNotThere
from ..types import EDIT, AgencyKind, Level, SuccessionKind


class BadAgency(Invalid):
    code = "ORG-10"
    title = "Thông tin cơ quan chưa đúng"


class BadDates(Invalid):
    code = "ORG-11"
    title = "Ngày chưa hợp lý"


class AgencyAlready(AlreadyDone):
    code = "ORG-12"
    title = "Mã cơ quan đang được dùng"


class AppointedAlready(AlreadyDone):
    code = "ORG-13"
    title = "Đã giữ chức vụ này"


class EndedAlready(AlreadyDone):
    code = "ORG-14"
    title = "Đã kết thúc trước đó"


class BadDelegation(Invalid):
    code = "ORG-15"
    title = "Ủy quyền chưa hợp lệ"


def _agency(code: str, on: date | None = None) -> Agency:
    rows = Agency.objects.select_for_update().filter(code=rules.normal(code)).order_by("-valid_from")
    row = (rows.on(on) if on else rows).first()
    if row is None:
        raise AgencyNotThere(f"Không có cơ quan mã “{code}”.", next="Hãy kiểm tra lại mã định danh.")
    return row


def _post(code: str) -> Post:
    row = Post.objects.select_for_update(of=("self",)).select_related("agency").filter(code=code).first()
    if row is None:
        raise PostNotThere(f"Không có chức vụ mã “{code}”.")
    return row


def _officer(code: str) -> Officer:
    row = Officer.objects.filter(code=code).first()
    if row is None:
        raise OfficerNotThere(f"Không có cán bộ mã “{code}”.", next="Hãy thêm cán bộ trước khi giao chức vụ.")
    return row


def _check_span(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise BadDates(
            f"Ngày kết thúc {valid_to:%d/%m/%Y} đứng trước ngày bắt đầu {valid_from:%d/%m/%Y}.",
            next="Hãy sửa lại một trong hai ngày.",
        )


@transaction.atomic
def open_agency(
    *,
    code: str,
    name: str,
    kind: str,
    level: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    short_name: str = "",
    parent_code: str = "",
    place_code: str = "",
    address: str = "",
    phone: str = "",
    email: str = "",
    sectors: tuple[str, ...] = (),
) -> str:
    """Thành lập: a new agency begins on a day. Returns its code."""
    access.require(by, EDIT)
    code, name = rules.normal(code), text.clean(name)
    if fault := rules.code_fault(code):
        raise BadAgency(fault, next="Mã do cơ quan quản lý danh mục cấp theo Quyết định 20/2020/QĐ-TTg.")
    if not name:
        raise BadAgency("Chưa có tên cơ quan.")
    if kind not in {k.value for k in AgencyKind} or level not in {x.value for x in Level}:
        raise BadAgency("Loại hoặc cấp của cơ quan không có trong danh mục.")
    parent = _agency(parent_code, valid_from) if parent_code else None
    others = Agency.objects.select_for_update().filter(code=code)
    if any(rules.overlap((o.valid_from, o.valid_to), (valid_from, None)) for o in others):
        raise AgencyAlready(
            f"Mã {code} đang được dùng từ ngày {valid_from:%d/%m/%Y}.",
            next="Hãy chọn mã khác hoặc đóng cơ quan cũ.",
        )
    row = Agency.objects.create(
        code=code,
        former_code=rules.to_former(code),
        name=name,
        short_name=text.clean(short_name),
        folded=text.fold(f"{name} {short_name}"),
        kind=kind,
        level=level,
        parent=parent,
        place_code=place_code,
        address=text.clean(address),
        phone=text.clean(phone),
        email=text.clean(email),
        sectors=list(sectors),
        valid_from=valid_from,
    )
    audit.record(
        by, "organizations.open_agency", row, at=at,
        after={"name": name, "kind": kind, "level": level, "valid_from": valid_from},
    )  # fmt: skip
    return row.code


@transaction.atomic
def close_agency(*, code: str, last_on: date, reason: str, by: Actor, at: datetime) -> None:
    """Giải thể: the agency works through ``last_on``. Its code stays known; new dossier codes are refused after."""
    row = _agency(code)
    access.require(by, EDIT)
    if row.valid_to is not None:
        raise EndedAlready(f"{row.name} đã kết thúc hoạt động ngày {row.valid_to:%d/%m/%Y}.")
    _check_span(row.valid_from, last_on)
    row.valid_to = last_on
    row.save(update_fields=["valid_to"])
    audit.record(
        by, "organizations.close_agency", row, at=at,
        before={"valid_to": None}, after={"valid_to": last_on}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def succeed(
    *,
    old_code: str,
    new_code: str,
    kind: str,
    on: date,
    basis: str,
    by: Actor,
    at: datetime,
    share: str = "",
    close_old: bool = True,
) -> None:
    """Kế thừa: from ``on`` the new agency answers for (a share of) what the old one did."""
    old, new = _agency(old_code), _agency(new_code)
    access.require(by, EDIT)
    if kind not in {k.value for k in SuccessionKind}:
        raise BadAgency("Hình thức kế thừa không có trong danh mục.")
    if old.pk == new.pk:
        raise BadAgency("Một cơ quan không thể kế thừa chính mình.")
    if not text.clean(basis):
        raise BadAgency("Chưa ghi căn cứ.", next="Hãy ghi số, ký hiệu nghị quyết hoặc quyết định.")
    if not new.in_force(on):
        raise BadDates(f"{new.name} chưa hoạt động hoặc đã kết thúc vào ngày {on:%d/%m/%Y}.")
    if Succession.objects.filter(old=old, new=new, on=on).exists():
        raise EndedAlready(f"{new.name} đã được ghi nhận kế thừa {old.name} từ ngày {on:%d/%m/%Y}.")
    Succession.objects.create(
        old=old, new=new, kind=kind, share=text.clean(share), basis=text.clean(basis), on=on
    )
    if close_old and kind != SuccessionKind.TRANSFER and old.valid_to is None:
        last_on = on - timedelta(days=1)
        _check_span(old.valid_from, last_on)
        old.valid_to = last_on
        old.save(update_fields=["valid_to"])
    audit.record(
        by, "organizations.succeed", old, at=at,
        after={"new": new.code, "kind": kind, "on": on, "share": share, "valid_to": old.valid_to}, reason=basis,
    )  # fmt: skip
    outbox.publish(AgencySucceeded(old_code=old.code, new_code=new.code, kind=kind, on=on, occurred_at=at))


@transaction.atomic
def add_officer(
    *, code: str, full_name: str, by: Actor, at: datetime, email: str = "", phone: str = ""
) -> str:
    """Thêm cán bộ: someone who can be given posts."""
    access.require(by, EDIT)
    code, full_name = code.strip().upper(), text.clean(full_name)
    if not code or " " in code or len(code) > 40:
        raise BadAgency("Mã cán bộ không được trống, không có dấu cách và dài nhất 40 ký tự.")
    if len(full_name.split()) < 2:
        raise BadAgency("Họ và tên phải có ít nhất hai từ.")
    if Officer.objects.filter(code=code).exists():
        raise AgencyAlready(f"Mã cán bộ {code} đã có.", next="Hãy tìm cán bộ này thay vì thêm mới.")
    row = Officer.objects.create(
        code=code,
        full_name=full_name,
        folded=text.fold(full_name),
        email=text.clean(email),
        phone=text.clean(phone),
    )
    audit.record(by, "organizations.add_officer", row, at=at, after={"full_name": full_name})
    return row.code


@transaction.atomic
def appoint(
    *,
    officer_code: str,
    post_code: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    decision: str = "",
) -> int:
    """Giao chức vụ: the officer holds the post from a day on. Several posts at once are fine."""
    post, officer = _post(post_code), _officer(officer_code)
    access.require(by, EDIT)
    _check_span(valid_from, valid_to)
    if not post.in_force(valid_from) or not post.agency.in_force(valid_from):
        raise BadDates(f"Chức vụ {post.title} không còn (hoặc chưa có) vào ngày {valid_from:%d/%m/%Y}.")
    for other in Appointment.objects.filter(officer=officer, post=post):
        if rules.overlap((other.valid_from, other.valid_to), (valid_from, valid_to)):
            raise AppointedAlready(
                f"{officer.full_name} đã giữ chức vụ {post.title} từ ngày {other.valid_from:%d/%m/%Y}."
            )
    row = Appointment.objects.create(
        officer=officer, post=post, valid_from=valid_from, valid_to=valid_to, decision=text.clean(decision)
    )
    audit.record(
        by, "organizations.appoint", f"officer:{officer.code}", at=at,
        after={"post": post.code, "valid_from": valid_from, "valid_to": valid_to}, reason=row.decision,
    )  # fmt: skip
    return row.pk


@transaction.atomic
def end_appointment(
    *, officer_code: str, post_code: str, last_on: date, reason: str, by: Actor, at: datetime
) -> None:
    """Thôi giữ chức vụ: ``last_on`` is the last day in the post."""
    access.require(by, EDIT)
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .filter(officer__code=officer_code, post__code=post_code)
        .select_related("officer", "post")
        .order_by("-valid_from")
        .first()
    )
    if row is None:
        raise PostNotThere("Cán bộ này không giữ chức vụ đó.")
    if row.valid_to is not None and row.valid_to <= last_on:
        raise EndedAlready(
            f"{row.officer.full_name} đã thôi giữ chức vụ {row.post.title} từ hết ngày {row.valid_to:%d/%m/%Y}."
        )
    _check_span(row.valid_from, last_on)
    before, row.valid_to = row.valid_to, last_on
    row.save(update_fields=["valid_to"])
    audit.record(
        by, "organizations.end_appointment", f"officer:{officer_code}", at=at,
        before={"valid_to": before}, after={"post": post_code, "valid_to": last_on}, reason=text.clean(reason),
    )  # fmt: skip
    outbox.publish(
        AppointmentEnded(officer_code=officer_code, post_code=post_code, last_on=last_on, occurred_at=at)
    )


@transaction.atomic
def delegate(
    *,
    post_code: str,
    to_officer_code: str,
    valid_from: date,
    valid_to: date | None,
    reason: str,
    by: Actor,
    at: datetime,
    from_officer_code: str = "",
    lanes: tuple[str, ...] = (),
    may_sign: bool = False,
    paper: str = "",
) -> int:
    """Ủy quyền: for some days another officer does the work of a post. Needs the right, or the post itself."""
    post, receiver = _post(post_code), _officer(to_officer_code)
    if by.post_code != post.code:
        access.require(by, EDIT)
    giver = _officer(from_officer_code) if from_officer_code else None
    _check_span(valid_from, valid_to)
    if valid_to is None:
        raise BadDelegation(
            "Ủy quyền phải có ngày kết thúc.", next="Hãy chọn ngày kết thúc; có thể gia hạn sau."
        )
    if giver and giver.pk == receiver.pk:
        raise BadDelegation("Không thể ủy quyền cho chính mình.")
    if not text.clean(reason):
        raise BadDelegation("Chưa ghi lý do ủy quyền.")
    if may_sign and not text.clean(paper):
        raise BadDelegation("Ủy quyền ký phải có văn bản.", next="Hãy ghi số, ký hiệu văn bản ủy quyền.")
    if may_sign and not post.can_sign:
        raise BadDelegation(f"Chức vụ {post.title} không có quyền ký để ủy quyền.")
    return lend(
        post=post, giver=giver, receiver=receiver, valid_from=valid_from, valid_to=valid_to, lanes=lanes,
        may_sign=may_sign, paper=text.clean(paper), reason=text.clean(reason), by=by, at=at,
    ).pk  # fmt: skip


def lend(
    *,
    post: Post,
    giver: Officer | None,
    receiver: Officer,
    valid_from: date,
    valid_to: date | None,
    may_sign: bool,
    paper: str,
    reason: str,
    by: Actor,
    at: datetime,
    lanes: tuple[str, ...] = (),
) -> Delegation:
    """The delegation itself, once it may be given: by an administrator, or by an absence that was agreed."""
    row = Delegation.objects.create(
        post=post,
        from_officer=giver,
        to_officer=receiver,
        valid_from=valid_from,
        valid_to=valid_to,
        lanes=list(lanes),
        may_sign=may_sign,
        reason=reason,
        paper=paper,
    )
    audit.record(
        by, "organizations.delegate", f"post:{post.code}", at=at,
        after={"to": receiver.code, "valid_from": valid_from, "valid_to": valid_to, "may_sign": may_sign},
        reason=row.reason,
    )  # fmt: skip
    outbox.publish(
        PostDelegated(
            post_code=post.code,
            to_officer_code=receiver.code,
            valid_from=valid_from,
            valid_to=valid_to,
            occurred_at=at,
        )
    )
    return row


@transaction.atomic
def revoke_delegation(*, delegation_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Chấm dứt ủy quyền: from this moment the stand-in has no power left."""
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post", "to_officer")
        .filter(pk=delegation_id)
        .first()
    )
    if row is None:
        raise PostNotThere("Không có ủy quyền này.")
    if by.post_code != row.post.code:
        access.require(by, EDIT)
    if row.revoked_at is not None:
        raise EndedAlready(f"Ủy quyền này đã chấm dứt lúc {clock.local(row.revoked_at):%H:%M ngày %d/%m/%Y}.")
    row.revoked_at, row.revoked_reason = at, text.clean(reason)
    row.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(
        by, "organizations.revoke_delegation", f"post:{row.post.code}", at=at,
        after={"to": row.to_officer.code, "revoked_at": at}, reason=row.revoked_reason,
    )  # fmt: skip
