"""Drafts as flat fields: what differs, who touched what meanwhile, and how two hands are brought together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from motcua.registries.procedures.rules import bulk, cases, merging, reading
from motcua.registries.procedures.types import (
    LEVEL_LABELS,
    ONLINE_LABELS,
    REPLACED_BY_LABELS,
    UNIT_LABELS,
    FieldChange,
    Record,
    State,
)

TERM_LABELS = {
    "t_level": "Cấp tiếp nhận",
    "t_receiving_rule": "Nơi tiếp nhận",
    "t_receiving_agencies": "Cơ quan tiếp nhận",
    "t_competent_kind": "Loại cơ quan giải quyết",
    "t_competent_agencies": "Mã cơ quan giải quyết",
    "t_competent_name": "Cơ quan giải quyết",
    "t_online_level": "Mức độ trực tuyến của tỉnh",
    "t_limit_value": "Thời hạn của tỉnh",
    "t_limit_unit": "Đơn vị thời hạn của tỉnh",
    "t_limit_by_channel": "Thời hạn theo kênh",
    "t_limits": "Thời hạn theo ngày nộp",
    "t_cases": "Trường hợp",
    "t_codes": "Các mã đã dùng",
    "t_return_same_day": "Trả trong ngày",
    "t_no_appointment": "Không cần giấy hẹn",
    "t_process_code": "Quy trình điện tử",
    "t_eform_code": "Biểu mẫu điện tử",
    "t_decision_no": "Quyết định của tỉnh",
    "t_note": "Ghi chú",
    "t_is_published": "Đang công bố",
    "t_withdrawn_reason": "Lý do rút",
    "fees": "Mức phí, lệ phí",
}
LABELS = {"code": "Mã thủ tục"} | merging.FIELD_LABELS | TERM_LABELS
SILENT = {"source", "captured_on", "overrides", "verified_fields", "confidence", "detail"}
TABLES = {
    "papers": {
        "case": "Trường hợp", "name": "Giấy tờ", "form_name": "Mẫu", "original": "Bản chính",
        "copies": "Bản sao", "required": "Phải nộp", "replaced_by": "Cơ sở dữ liệu thay giấy", "notes": "Ghi chú",
    },
    "methods": {
        "channel": "Kênh", "time_text": "Thời hạn", "fee_text": "Phí", "note": "Mô tả",
    },
    "legal_basis": {"number": "Số ký hiệu", "title": "Trích yếu"},
    "fees": {
        "name": "Khoản", "applicant_kind": "Đối tượng", "channel": "Kênh", "amount_vnd": "Mức thu",
        "formula_text": "Cách tính", "valid_from": "Từ", "valid_to": "Đến hết", "legal_basis": "Căn cứ",
        "exemptions": "Miễn, giảm",
    },
    "t_limits": {
        "channel": "Kênh", "value": "Thời hạn", "unit": "Đơn vị", "valid_from": "Từ", "valid_to": "Đến hết",
        "legal_basis": "Căn cứ",
    },
    "t_cases": {
        "name": "Trường hợp", "when": "Khi", "channel": "Kênh", "value": "Thời hạn", "unit": "Đơn vị",
        "process_code": "Quy trình", "valid_from": "Từ", "valid_to": "Đến hết", "legal_basis": "Căn cứ",
    },
    "t_codes": {"code": "Mã", "valid_from": "Từ", "valid_to": "Đến hết", "note": "Ghi chú"},
}  # fmt: skip
CODES: dict[str, Mapping[str, str]] = {
    "t_online_level": ONLINE_LABELS, "online_level": ONLINE_LABELS, "t_limit_unit": UNIT_LABELS,
    "limit_unit": UNIT_LABELS, "unit": UNIT_LABELS, "replaced_by": REPLACED_BY_LABELS, "t_level": bulk.LEVELS,
    "t_receiving_rule": bulk.RECEIVING, "status": {"in_force": "Đang áp dụng", "abolished": "Đã bãi bỏ"},
    "scope": {"central": "Do trung ương ban hành", "local": "Đặc thù của tỉnh"},
}  # fmt: skip
"""What a code of a field says to a person."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
KEPT_EDITS = 40
_NOTHING = (None, "", [], {}, ())
UNDO_WITHIN = timedelta(days=7)
CHANNEL = {"counter": "Tại quầy", "online": "Trực tuyến", "post": "Bưu chính", "": "Mọi kênh"}


def content_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the record in a state."""
    return {key: value for key, value in state.items() if key in Record.model_fields}


def record_of(state: Mapping[str, Any]) -> tuple[Record | None, list[tuple[str, str]]]:
    """The record a state writes, judged as a line of a file is; else its faults (field, why)."""
    try:
        line = merging.row(Record.model_validate(content_of(state)))
    except (ValueError, KeyError) as fault:
        return None, [("", str(fault).splitlines()[0])]
    record, faults, _ = reading.read_row(line)
    return record, [(reading.field_path(loc), why) for loc, why in faults]


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields that say something else, in reading order."""
    keys = [*LABELS, *sorted((set(old) | set(new)) - set(LABELS))]
    return tuple(key for key in keys if key not in SILENT and not _same(old.get(key), new.get(key)))


def _same(one: Any, two: Any) -> bool:
    return one == two or (one in _NOTHING and two in _NOTHING)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Field by field, before and after."""
    return tuple(FieldChange(key, old.get(key), new.get(key)) for key in changed(old, new))


NOBODYS = ("imported", "turned")
"""Changes that follow from another list or from the calendar: nobody of the province did them, so nobody undoes them."""


def first_offered(kind: str, before: Mapping[str, Any]) -> bool:
    """Whether a change is the one the province took a procedure over by: before it there were no terms at all."""
    return kind == "adopted" and "t_is_published" not in before


def merge(base: State, mine: State, theirs: State) -> tuple[State, tuple[str, ...]]:
    """Two hands brought together: what only one of them changed is taken; what both changed otherwise is a conflict.

    In a conflict ``mine`` stays, so that nothing typed is lost, and the field is named.
    """
    result, conflicts = dict(theirs), []
    for key in changed(base, mine):
        if base.get(key) != theirs.get(key) and mine.get(key) != theirs.get(key):
            conflicts.append(key)
        if key in mine:
            result[key] = mine[key]
        else:
            result.pop(key, None)
    return result, tuple(conflicts)


def as_seen(data: State, edits: Iterable[Mapping[str, Any]], revision: int) -> State | None:
    """The draft as it stood at an earlier saving; None where that is longer ago than is kept."""
    later = [edit for edit in edits if edit["revision"] > revision]
    if later and min(edit["revision"] for edit in later) != revision + 1:
        return None
    state = dict(data)
    for edit in sorted(later, key=lambda one: -one["revision"]):
        state |= edit["before"]
    return state


def words(key: str, value: Any) -> str:
    """A single value as a person reads it."""
    if value is None or value == "" or value == [] or value == {}:
        return "Chưa có"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if key in CODES:
        return CODES[key].get(value, str(value))
    if key == "levels":
        return ", ".join(LEVEL_LABELS.get(one, one) for one in value)
    if key == "t_limit_by_channel":
        return "; ".join(
            f"{CHANNEL.get(channel, channel)}: {one['value']} {UNIT_LABELS.get(one['unit'], one['unit'])}"
            for channel, one in value.items()
        )
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    day = _DAY.fullmatch(value) if isinstance(value, str) else None
    return f"{day[3]}/{day[2]}/{day[1]}" if day else str(value)


def cells(key: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """One row of a table field in words."""
    said = []
    for column in TABLES[key]:
        value = row.get(column)
        if column == "channel":
            said.append(CHANNEL.get(value or "", str(value)))
        elif column == "when":
            said.append(value if isinstance(value, str) else cases.when_words(value, None))
        elif column == "amount_vnd" and value is not None:
            said.append(f"{value:,} đồng".replace(",", "."))
        else:
            said.append("" if value in (None, "") else words(column, value))
    return tuple(said)
