"""Putting a state into force: a version for content, terms and fees on the adoption, a change to read and undo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.procedures.models import (
    Adoption,
    Batch,
    CatalogueState,
    Change,
    FeeRule,
    Procedure,
    SourceRecord,
)
from motcua.registries.procedures.queries.catalogue import source_layers
from motcua.registries.procedures.queries.states import TERMS, adoptions, fee_of
from motcua.registries.procedures.rules import cases, dated, drafts, fees, merging
from motcua.registries.procedures.services.versioning import store_records
from motcua.registries.procedures.types import CHANNEL_LABELS, BadTerms, Record, State

PRIVATE = {"t_note", "t_process_code", "t_competent_agencies", "t_receiving_agencies", "t_competent_kind"}
LIMIT = {"t_limit_value", "t_limit_unit", "t_limit_by_channel", "t_limits"}


def lock_catalogue() -> None:
    """One hand at a time changes the catalogue: versions are numbered without gaps."""
    CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.select_for_update().get(pk=1)


def put(
    code: str, before: State, after: State, *, kind: str, by: Actor, at: datetime, from_day: date | None = None,
    batch: Batch | None = None, row: Adoption | None = None, undoes: Change | None = None,
) -> Change | None:  # fmt: skip
    """Make ``after`` hold where it differs from ``before``; None where nothing differs. Stores the change unless in a batch.

    Raises:
        BadTerms: a value that cannot be.
    """
    day = from_day or clock.local(at).date()
    check_dated(after)
    after = dated.settled(before, after, day)
    keys = drafts.changed(before, after)
    if not keys:
        return None
    version = None
    if any(key in Record.model_fields for key in keys):
        version = _put_content(code, after, at=at, day=day)
    if any(key.startswith("t_") or key == "fees" for key in keys):
        _put_terms(code, keys, after, row=row or adoptions([code], lock=True).get(code), at=at)
    change = Change(
        procedure=Procedure.objects.get(code=code) if row is None else row.procedure,
        batch=batch,
        kind=kind,
        at=at,
        by_name=by.title,
        effective_on=day,
        before={key: before[key] for key in keys if key in before},
        after={key: after[key] for key in keys if key in after},
        version=version,
        is_public=not set(keys) <= PRIVATE,
        undoes=undoes,
    )
    if batch is None:
        change.save()
    return change


def _put_content(code: str, after: State, *, at: datetime, day: date) -> int:
    record, faults = drafts.record_of(after)
    if record is None or faults:
        said = "; ".join(f"{drafts.LABELS.get(field, field)}: {why}" for field, why in faults[:5])
        raise BadTerms(
            f"Nội dung chưa hợp lệ. {said}.", next="Hãy sửa các mục này rồi lưu lại.", faults=faults
        )
    layers = source_layers([code]).get(code, {})
    layers.pop("local", None)
    base = merging.compose(layers) if layers else None
    own = merging.local_layer(record, base)
    if own is None:
        SourceRecord.objects.filter(code=code, layer="local").delete()
    else:
        data = merging.payload(own)
        SourceRecord.objects.update_or_create(
            code=code,
            layer="local",
            defaults={"data": data, "digest": merging.digest(data), "file": "", "taken_at": at},
        )
    store_records([record], at=at, published_from=day)
    return Procedure.objects.select_related("current").get(code=code).current.number  # type: ignore[union-attr]


def _put_terms(code: str, keys: tuple[str, ...], after: State, *, row: Adoption | None, at: datetime) -> None:
    fresh = row is None
    if row is None:
        row = Adoption(
            procedure=Procedure.objects.get(code=code),
            province_code=settings.PROVINCE_AGENCY,
            level="province",
            revision=0,
        )
    for key in TERMS:
        if f"t_{key}" in keys or fresh:
            if f"t_{key}" in after:
                setattr(row, key, after[f"t_{key}"])
            elif key == "is_published":
                row.is_published = False
    if LIMIT & set(keys):
        row.limit_source = "province"
        row.return_same_day = row.limit_value == 0 or bool(
            after.get("t_return_same_day") and "t_return_same_day" in keys
        )
    if "t_is_published" in keys:
        today = clock.local(at).date()
        if row.is_published:
            row.published_from, row.withdrawn_on, row.withdrawn_reason = today, None, ""
        else:
            row.withdrawn_on = today
    check_terms(row)
    row.revision += 1
    row.changed_at = at
    row.save()
    if "fees" in keys:
        _put_fees(row, after.get("fees", []))


def _put_fees(row: Adoption, wanted: list[dict[str, Any]]) -> None:
    check_fees(wanted)
    left = list(wanted)
    for rule in row.fee_rules.all():
        if (have := fee_of(rule)) in left:
            left.remove(have)
        else:
            rule.delete()
    FeeRule.objects.bulk_create([FeeRule(adoption=row, **fee) for fee in left])


def check_fees(wanted: list[dict[str, Any]]) -> None:
    """Refuse fee rows that cannot be.

    Raises:
        BadTerms: with the rows and what to do.
    """
    faults = fees.fee_faults(wanted)
    if faults:
        said = "; ".join(f"dòng {at}: {why}" for at, why in faults[:5])
        raise BadTerms(f"Mức thu chưa hợp lệ: {said}.", next="Hãy sửa các dòng này rồi lưu lại.")


def check_dated(state: State) -> None:
    """Refuse dated limits, codes and cases that cannot be.

    Raises:
        BadTerms: with the rows and what to do.
    """
    for key, what, columns, faults_of in (
        ("t_limits", "Thời hạn theo ngày nộp", dated.LIMIT_COLUMNS, dated.limit_faults),
        ("t_codes", "Các mã đã dùng", dated.CODE_COLUMNS, dated.code_faults),
        ("t_cases", "Trường hợp", cases.COLUMNS, cases.faults),
    ):
        rows = state.get(key) or []
        if not isinstance(rows, list) or not all(
            isinstance(row, dict) and set(row) == set(columns) for row in rows
        ):
            raise BadTerms(f"{what}: dòng thiếu hoặc thừa cột.", next="Hãy điền lại trong trang soạn.")
        if faults := faults_of(rows):
            said = "; ".join(f"dòng {at}: {why}" for at, why in faults[:5])
            raise BadTerms(f"{what} chưa hợp lệ: {said}.", next="Hãy sửa các dòng này rồi lưu lại.")


def check_terms(row: Adoption) -> None:
    """Refuse terms that cannot be.

    Raises:
        BadTerms: with the value and what to do.
    """
    row.limit_unit = row.limit_unit or None
    if (row.limit_value is None) != (row.limit_unit is None):
        raise BadTerms(
            "Thời hạn phải có cả số và đơn vị.",
            why="Một con số không có đơn vị thì không tính được ngày hẹn.",
            next="Hãy chọn ngày làm việc, ngày hoặc giờ làm việc.",
        )
    if row.limit_value is not None and not (
        isinstance(row.limit_value, int) and 0 <= row.limit_value <= 2000
    ):
        raise BadTerms("Thời hạn phải là số nguyên từ 0 đến 2.000.")
    for name, allowed in (
        ("level", Adoption.Level.values),
        ("receiving_rule", Adoption.Receiving.values),
        ("online_level", ["full", "partial", "none", ""]),
        ("limit_unit", [*Adoption.Unit.values, None]),
    ):
        if getattr(row, name) not in allowed:
            raise BadTerms(f"Giá trị “{getattr(row, name)}” không có trong danh sách chọn.")
    if row.receiving_rule == "listed" and not row.receiving_agencies:
        raise BadTerms(
            "Chưa có cơ quan tiếp nhận nào.",
            why="Nơi tiếp nhận đang là “Các cơ quan liệt kê”.",
            next="Hãy ghi mã cơ quan tiếp nhận, hoặc chọn nơi tiếp nhận khác.",
        )
    for channel, limit in (row.limit_by_channel or {}).items():
        if (
            channel not in CHANNEL_LABELS
            or limit.get("unit") not in Adoption.Unit.values
            or not isinstance(limit.get("value"), int)
            or not 0 <= limit["value"] <= 2000
        ):
            raise BadTerms(f"Thời hạn của kênh {CHANNEL_LABELS.get(channel, channel)} phải có số và đơn vị.")
