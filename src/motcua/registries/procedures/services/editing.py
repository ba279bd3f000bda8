"""What an administrator changes by hand: content (a new version), the province's terms, publication, words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere
from motcua.kernel.text import clean
from motcua.registries.procedures import queries
from motcua.registries.procedures.events import ProcedureEdited, ProcedurePublished, ProcedureWithdrawn
from motcua.registries.procedures.models import (
    Adoption,
    CatalogueState,
    FeeRule,
    Procedure,
    SourceRecord,
    Synonym,
)
from motcua.registries.procedures.rules import merging, missing
from motcua.registries.procedures.services.versioning import next_revision, store_records
from motcua.registries.procedures.types import EDIT, Record

TERMS = (
    "level", "receiving_rule", "receiving_agencies", "competent_kind", "competent_agencies", "competent_name",
    "online_level", "limit_value", "limit_unit", "limit_by_channel", "return_same_day", "no_appointment",
    "process_code", "eform_code", "decision_no", "note",
)  # fmt: skip

FOUND_BY = {"level", "online_level"}  # what the order of answers rests on


class NotAdopted(NotThere):
    """The province does not offer this procedure."""

    code = "PRC-03"
    title = "Tỉnh chưa áp dụng thủ tục này"


class BadTerms(Invalid):
    """A value of the province's terms cannot be."""

    code = "PRC-04"
    title = "Nội dung áp dụng chưa hợp lệ"


class LacksParts(Invalid):
    """The law asks for parts that are not there."""

    code = "PRC-05"
    title = "Thủ tục còn thiếu nội dung bắt buộc"


class StalePage(AlreadyDone):
    """Somebody else changed it since the page was opened."""

    code = "PRC-06"
    title = "Người khác vừa sửa thủ tục này"


def _locked(code: str) -> Adoption:
    CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.select_for_update().get(pk=1)
    row = (
        Adoption.objects.select_for_update(of=("self",))
        .select_related("procedure")
        .filter(procedure__code=code, province_code=settings.PROVINCE_AGENCY)
        .first()
    )
    if row is None:
        raise NotAdopted(
            f"Tỉnh chưa áp dụng thủ tục {code}.", next="Hãy đưa thủ tục vào danh mục của tỉnh trước khi sửa."
        )
    return row


@transaction.atomic
def edit_adoption(
    *, code: str, changes: dict[str, Any], by: Actor, at: datetime, seen_revision: int | None = None
) -> Adoption:
    """Sửa điều kiện áp dụng của tỉnh: limit, level, online level, who decides. Dossiers keep what they were given.

    Raises:
        StalePage: the page showed an older state (seen_revision).
        BadTerms: a value that cannot be.
    """
    access.require(by, EDIT)
    row = _locked(code)
    if seen_revision is not None and seen_revision != row.revision:
        raise StalePage(
            f"Thủ tục {code} đã được sửa lúc {clock.local(row.changed_at):%H:%M %d/%m/%Y}.",
            next="Hãy mở lại trang để thấy nội dung mới, rồi sửa tiếp.",
        )
    unknown = set(changes) - set(TERMS)
    if unknown:
        raise BadTerms(f"Không có trường {', '.join(sorted(unknown))}.")
    before = {key: getattr(row, key) for key in changes}
    for key, value in changes.items():
        setattr(row, key, value)
    if "limit_value" in changes or "limit_unit" in changes:
        row.limit_source = "province"
        row.return_same_day = row.limit_value == 0 or bool(changes.get("return_same_day"))
    _check(row)
    after = {key: getattr(row, key) for key in changes}
    if after == before:
        return row
    row.revision += 1
    row.changed_at = at
    row.save()
    if FOUND_BY & set(changes):
        next_revision(at)
    audit.record(by, "procedures.edit_adoption", f"procedure:{code}", at=at, before=before, after=after)
    outbox.publish(ProcedureEdited(code=code, version=0, occurred_at=at))
    return row


def _check(row: Adoption) -> None:
    if (row.limit_value is None) != (row.limit_unit is None or row.limit_unit == ""):
        raise BadTerms(
            "Thời hạn phải có cả số và đơn vị.",
            why="Một con số không có đơn vị thì không tính được ngày hẹn.",
            next="Hãy chọn ngày làm việc, ngày hoặc giờ làm việc.",
        )
    row.limit_unit = row.limit_unit or None
    if row.limit_value is not None and not 0 <= row.limit_value <= 2000:
        raise BadTerms("Thời hạn phải từ 0 đến 2.000.")
    for name, allowed in (
        ("level", Adoption.Level.values),
        ("receiving_rule", Adoption.Receiving.values),
        ("online_level", ["full", "partial", "none", ""]),
    ):
        if getattr(row, name) not in allowed:
            raise BadTerms(f"Giá trị “{getattr(row, name)}” không có trong danh sách chọn.")
    if row.limit_unit is not None and row.limit_unit not in Adoption.Unit.values:
        raise BadTerms(f"Đơn vị thời hạn “{row.limit_unit}” không có trong danh sách chọn.")
    for channel, limit in (row.limit_by_channel or {}).items():
        if limit.get("unit") not in Adoption.Unit.values or not isinstance(limit.get("value"), int):
            raise BadTerms(f"Thời hạn của kênh {channel} phải có số và đơn vị.")


@transaction.atomic
def publish_procedure(*, code: str, by: Actor, at: datetime, even_if_incomplete: bool = False) -> Adoption:
    """Công bố: new dossiers may come in.

    Raises:
        LacksParts: a part the law asks for is missing, named one by one.
        AlreadyDone: it is published.
    """
    access.require(by, EDIT)
    row = _locked(code)
    if row.is_published:
        raise AlreadyDone(f"Thủ tục {code} đang được công bố.")
    view = queries.procedure(code, clock.local(at).date())
    lacking = [missing.PARTS[key] for key in view.missing if key in missing.REQUIRED]
    if lacking and not even_if_incomplete:
        raise LacksParts(
            f"Thủ tục {code} chưa công bố được.",
            why=f"Còn thiếu: {', '.join(lacking)}.",
            next="Hãy bổ sung, rồi công bố lại.",
            missing=list(view.missing),
        )
    row.is_published, row.published_from = True, clock.local(at).date()
    row.withdrawn_on, row.withdrawn_reason = None, ""
    row.revision += 1
    row.changed_at = at
    row.save()
    next_revision(at)
    audit.record(
        by, "procedures.publish", f"procedure:{code}", at=at, after={"published_from": row.published_from}
    )
    outbox.publish(ProcedurePublished(code=code, occurred_at=at))
    return row


@transaction.atomic
def withdraw_procedure(*, code: str, reason: str, by: Actor, at: datetime) -> Adoption:
    """Rút công bố: no new dossiers; those under way go on."""
    access.require(by, EDIT)
    row = _locked(code)
    if not row.is_published:
        raise AlreadyDone(f"Thủ tục {code} không còn được công bố.")
    if not clean(reason):
        raise BadTerms("Cần ghi lý do rút.", why="Người dân đọc lý do này trên trang thủ tục.")
    row.is_published, row.withdrawn_on, row.withdrawn_reason = False, clock.local(at).date(), clean(reason)
    row.revision += 1
    row.changed_at = at
    row.save()
    next_revision(at)
    audit.record(by, "procedures.withdraw", f"procedure:{code}", at=at, reason=row.withdrawn_reason)
    outbox.publish(ProcedureWithdrawn(code=code, reason=row.withdrawn_reason, occurred_at=at))
    return row


@transaction.atomic
def edit_procedure(*, code: str, changes: dict[str, Any], by: Actor, at: datetime, reason: str = "") -> int:
    """Sửa nội dung thủ tục: a new version from today; returns its number. The same content makes none."""
    access.require(by, EDIT)
    CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.select_for_update().get(pk=1)
    procedure = Procedure.objects.select_for_update().filter(code=code).first()
    if procedure is None:
        raise queries.NoSuchProcedure(f"Không có thủ tục mã “{code}”.")
    layers = queries.source_layers([code])[code]
    before = merging.compose(layers)
    try:
        after = Record.model_validate({**before.model_dump(), **changes})
    except ValidationError as fault:
        names = ", ".join(str(error["loc"][0]) for error in fault.errors())
        raise BadTerms(f"Giá trị chưa hợp lệ ở: {names}.") from None
    if not clean(after.name):
        raise BadTerms("Tên thủ tục không được để trống.")
    number = procedure.versions.count()
    if merging.content_hash(before) == merging.content_hash(after):
        return number
    data = merging.payload(after)
    SourceRecord.objects.update_or_create(
        code=code,
        layer="local",
        defaults={"data": data, "digest": merging.digest(data), "file": "", "taken_at": at},
    )
    store_records([after], at=at, published_from=clock.local(at).date())
    next_revision(at)
    audit.record(
        by,
        "procedures.edit",
        f"procedure:{code}",
        at=at,
        before={change.field: change.old for change in merging.differences(before, after)},
        after={change.field: change.new for change in merging.differences(before, after)},
        reason=reason,
    )
    outbox.publish(ProcedureEdited(code=code, version=number + 1, occurred_at=at))
    return number + 1


@transaction.atomic
def add_fee_rule(*, code: str, by: Actor, at: datetime, valid_from: date, **terms: Any) -> FeeRule:
    """Thêm mức thu: from a day on, by a resolution; an amount or a way to reckon it, never neither."""
    access.require(by, EDIT)
    row = _locked(code)
    amount, formula = terms.get("amount_vnd"), clean(terms.get("formula_text", ""))
    if amount is None and not formula:
        raise BadTerms("Cần số tiền hoặc cách tính.", why="Để trống không có nghĩa là miễn phí.")
    if amount is not None and (not isinstance(amount, int) or amount < 0):
        raise BadTerms("Số tiền phải là số nguyên đồng, từ 0 trở lên.")
    rule = FeeRule.objects.create(adoption=row, valid_from=valid_from, **terms)
    next_revision(at)
    audit.record(
        by, "procedures.add_fee", f"procedure:{code}", at=at, after={"valid_from": valid_from, **terms}
    )
    return rule


@transaction.atomic
def save_synonym(*, says: str, means: list[str], codes: list[str], by: Actor, at: datetime) -> Synonym:
    """Thêm hoặc sửa một từ đồng nghĩa."""
    access.require(by, EDIT)
    says = clean(says)
    if not says or not (means or codes):
        raise BadTerms("Cần lời người dân nói và nghĩa của nó.")
    row, _ = Synonym.objects.update_or_create(says=says, defaults={"means": means, "codes": codes})
    next_revision(at)
    audit.record(
        by, "procedures.save_synonym", f"synonym:{says}", at=at, after={"means": means, "codes": codes}
    )
    return row


@transaction.atomic
def remove_synonym(*, says: str, by: Actor, at: datetime) -> None:
    """Bỏ một từ đồng nghĩa from today on; it stays on record."""
    access.require(by, EDIT)
    changed = Synonym.objects.filter(says=clean(says), valid_to__isnull=True).update(
        valid_to=clock.local(at).date()
    )
    if not changed:
        raise BadTerms(f"Không có từ “{says}” đang dùng.")
    next_revision(at)
    audit.record(by, "procedures.remove_synonym", f"synonym:{clean(says)}", at=at)
