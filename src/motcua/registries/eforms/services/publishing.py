"""Versions put in force and taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.kernel import access, audit, outbox, text
from motcua.kernel.access import Actor
from motcua.registries.eforms import ports, queries, rules
from motcua.registries.eforms.events import FormPublished, FormWithdrawn
from motcua.registries.eforms.models import Form, FormVersion
from motcua.registries.eforms.types import (
    EDIT,
    PUBLISHED,
    WITHDRAWN,
    BadForm,
    BadStart,
    FieldsMissing,
    FormDefinition,
    NoSuchForm,
    NotADraft,
    Overtaken,
    Version,
)


def locked(code: str, number: int) -> FormVersion:
    Form.objects.select_for_update().filter(code=code).first()
    row = FormVersion.objects.select_related("form").filter(form__code=code, number=number).first()
    if row is None:
        raise NoSuchForm(
            f"Biểu mẫu {code} không có phiên bản {number}.", next="Hãy chọn trong danh sách phiên bản."
        )
    return row


def require_seen(row: FormVersion, seen: int | None) -> None:
    """The draft is as this person saw it; otherwise they are told who changed what since.

    Raises:
        Overtaken: with the steps taken since.
    """
    if seen is None or row.revision == seen:
        return
    since = [step for step in queries.steps(row.pk) if step.revision > seen]
    told = "; ".join(f"{step.who}: {text.inside(step.words)}" for step in since[:5])
    raise Overtaken(
        f"Bản nháp đã được sửa {row.revision - seen} lần từ lúc bạn mở trang này.",
        why=f"Đã sửa: {told}." if told else "",
        next="Chưa ghi gì của bạn, cũng không mất gì của người kia. Xem bản mới rồi làm lại nếu vẫn cần.",
        steps=since,
        revision=row.revision,
    )


def _require_sound(row: FormVersion) -> FormDefinition:
    """A draft may have faults, what citizens fill may not."""
    definition, faults = rules.read(row.definition)
    if faults:
        raise BadForm(
            f"Bản nháp còn {len(faults)} chỗ chưa đúng; chỗ đầu: {faults[0].message}",
            next="Hãy mở bản nháp, sửa các chỗ được liệt kê rồi đăng.",
            faults=faults,
        )
    return definition


def _require_needed(definition: FormDefinition, what: str) -> None:
    """A form in force gives every field that a process or a result paper reads."""
    missing = rules.unmet(definition, ports.fields_needed(definition.code))
    if missing:
        raise FieldsMissing(
            f"{what}: {missing[0]}" + (f" Còn {len(missing) - 1} chỗ nữa." if len(missing) > 1 else ""),
            why="Hồ sơ khai theo biểu mẫu này sẽ rẽ sai nhánh hoặc in thiếu kết quả.",
            next="Hãy thêm lại câu hỏi, hoặc sửa quy trình trước.",
            missing=missing,
        )


def publish_row(row: FormVersion, published_from: date, *, by: Actor, at: datetime) -> None:
    before = row.status
    row.status = PUBLISHED
    row.published_from = published_from
    row.save(update_fields=["status", "published_from"])
    audit.record(
        by,
        "eforms.publish",
        f"eform:{row.form.code}",
        at=at,
        before={"status": before},
        after={"status": PUBLISHED, "number": row.number, "from": published_from.isoformat()},
    )
    outbox.publish(
        FormPublished(code=row.form.code, number=row.number, published_from=published_from, occurred_at=at)
    )


@transaction.atomic
def publish_form(
    *, code: str, number: int, published_from: date, by: Actor, at: datetime, seen: int | None = None
) -> Version:
    """Đăng: new dossiers use this version from a day on; running ones keep theirs.

    Raises:
        NotADraft: it is published already.
        BadStart: the day has passed, or a later version starts before it.
        BadForm: the draft still has faults.
        FieldsMissing: a process or a result paper reads a field it does not have.
        Overtaken: the draft was changed after ``seen``.
    """
    access.require(by, EDIT)
    row = locked(code, number)
    if row.status == PUBLISHED:
        raise NotADraft(
            f"Phiên bản {number} đã được đăng, áp dụng từ {row.published_from:%d/%m/%Y}.",
            next="Tải lại trang để xem trạng thái mới.",
        )
    if published_from < at.date():
        raise BadStart(
            f"Ngày áp dụng {published_from:%d/%m/%Y} đã qua.",
            why="Hồ sơ đã nhận giữ nguyên biểu mẫu của ngày nhận.",
            next="Hãy chọn hôm nay hoặc một ngày sau.",
        )
    later = row.form.versions.filter(status=PUBLISHED, published_from__gt=published_from).first()
    if later is not None:
        raise BadStart(
            f"Phiên bản {later.number} đã hẹn áp dụng từ {later.published_from:%d/%m/%Y}, sau ngày bạn chọn.",
            next=f"Hãy rút phiên bản {later.number}, hoặc chọn ngày từ {later.published_from:%d/%m/%Y}.",
        )
    require_seen(row, seen)
    _require_needed(_require_sound(row), "Chưa đăng được")
    publish_row(row, published_from, by=by, at=at)
    return queries.version(row.pk)


@transaction.atomic
def withdraw_form(*, code: str, number: int, reason: str, by: Actor, at: datetime) -> Version:
    """Rút: the version before it holds again; dossiers already filled in it keep it.

    Raises:
        NotADraft: it is not published.
        BadStart: it is the only published version.
        FieldsMissing: the version that would hold again lacks a field somebody reads.
    """
    access.require(by, EDIT)
    row = locked(code, number)
    if row.status != PUBLISHED:
        raise NotADraft(
            f"Phiên bản {number} đang không được đăng.", next="Tải lại trang để xem trạng thái mới."
        )
    if not row.form.versions.filter(status=PUBLISHED).exclude(pk=row.pk).exists():
        raise BadStart(
            "Đây là phiên bản duy nhất đang đăng.",
            why="Rút đi thì người dân không còn biểu mẫu để khai.",
            next="Hãy đăng một phiên bản khác trước.",
        )
    next_in_use = queries.published_id(code, at.date(), without=row.pk)
    if next_in_use:
        _require_needed(queries.version(next_in_use).definition, "Chưa rút được, bản trước đó thiếu câu hỏi")
    row.status = WITHDRAWN
    row.save(update_fields=["status"])
    audit.record(
        by,
        "eforms.withdraw",
        f"eform:{code}",
        at=at,
        before={"status": PUBLISHED, "number": number},
        after={"status": WITHDRAWN},
        reason=reason,
    )
    outbox.publish(FormWithdrawn(code=code, number=number, occurred_at=at))
    return queries.version(row.pk)
