"""Laying the better source over the national one, field by field, and telling what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from motcua.kernel.words import say
from motcua.registries.procedures.types import FieldChange, Record

# hand-checked field -> the fields of the record it speaks of
_SPEAKS = {
    "name": ("name",),
    "field": ("field",),
    "agency_level": ("levels", "level_text"),
    "papers": ("papers",),
    "result": ("results",),
    "legal_basis": ("legal_basis",),
    "online_level": ("online_level",),
    "steps_text": ("steps_text",),
    "methods": ("methods",),
    "applicant_kinds": ("applicant_kinds",),
    "decision_no": ("decision_no",),
    "executing_agency": ("executing_agency",),
}
_OWN = (
    "limit_value",
    "limit_unit",
    "limit_note",
    "fee_vnd",
    "fee_note",
    "level_text",
    "confidence",
    "verified_fields",
)
LAYERS = ("national", "checked", "local")

FIELD_LABELS = {
    "name": say("Tên thủ tục"),
    "field": say("Lĩnh vực"),
    "issuing_body": say("Cơ quan ban hành"),
    "scope": say("Phạm vi"),
    "province": say("Tỉnh ban hành"),
    "levels": say("Cấp thực hiện"),
    "level_text": say("Cấp thực hiện (ghi chú)"),
    "executing_agency": say("Cơ quan thực hiện"),
    "deciding_agency": say("Cơ quan có thẩm quyền"),
    "delegated_agency": say("Cơ quan được ủy quyền"),
    "coordinating_agency": say("Cơ quan phối hợp"),
    "receiving_address": say("Địa chỉ tiếp nhận"),
    "procedure_type": say("Loại thủ tục"),
    "decision_no": say("Số quyết định công bố"),
    "applicant_kinds": say("Đối tượng thực hiện"),
    "methods": say("Cách thức thực hiện"),
    "papers": say("Thành phần hồ sơ"),
    "results": say("Kết quả"),
    "legal_basis": say("Căn cứ pháp lý"),
    "conditions": say("Yêu cầu, điều kiện"),
    "steps_text": say("Trình tự thực hiện"),
    "keywords": "Từ khóa",
    "online_level": "Mức độ trực tuyến",
    "accepts_online": "Có nộp trực tuyến",
    "limit_value": "Thời hạn",
    "limit_unit": "Đơn vị thời hạn",
    "limit_note": "Ghi chú thời hạn",
    "fee_vnd": "Mức thu",
    "fee_note": "Ghi chú mức thu",
    "status": say("Hiệu lực"),
    "listed": "Còn trong danh mục",
    "detail": "Mức chi tiết",
    "source": "Nguồn",
    "captured_on": "Ngày lấy dữ liệu",
    "confidence": "Độ tin cậy",
    "verified_fields": "Trường đã kiểm",
    "overrides": "Trường do tỉnh quyết định",
    "code_suffix": "Đuôi mã",
}


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == ()


def lay_over(base: Record, over: Record) -> Record:
    """The checked record over the national one: verified fields win, the others only fill gaps."""
    if over.confidence == "recalled":
        trusted: set[str] = set()
    else:
        trusted = set(over.verified_fields)
    changes: dict[str, Any] = {}
    for said, fields in _SPEAKS.items():
        for name in fields:
            value = getattr(over, name)
            if _empty(value):
                continue
            if said in trusted or _empty(getattr(base, name)):
                changes[name] = value
    if over.levels and over.confidence == "verified":
        # Where a matter is decided after 1 July 2025 was checked for every code of the set.
        changes["levels"] = over.levels
    for name in _OWN:
        changes[name] = getattr(over, name)
    changes["source"] = tuple(dict.fromkeys((*over.source, *base.source)))
    return base.model_copy(update=changes)


def compose(layers: dict[str, Record]) -> Record:
    """The record in force from what each layer says."""
    national, checked, local = (layers.get(name) for name in LAYERS)
    result = national or checked or local
    assert result is not None
    if national and checked:
        result = lay_over(national, checked)
    if local and result is not local and local.overrides:
        # The province decides these fields; all others keep following the national list.
        result = result.model_copy(update={name: getattr(local, name) for name in local.overrides})
    elif local:
        result = local
    return result


def local_layer(record: Record, base: Record | None) -> Record | None:
    """What the province itself has to say so that ``compose`` gives the record; None where it is the base's word."""
    if base is None:
        return record.model_copy(update={"overrides": ()})
    own = tuple(
        change.field for change in differences(base, record) if change.field not in ("source", "overrides")
    )
    return record.model_copy(update={"overrides": own}) if own else None


def payload(record: Record) -> dict[str, Any]:
    """The record as stored and exported: empty fields left out, so files stay readable."""
    return {
        key: value
        for key, value in record.model_dump(mode="json").items()
        if value not in (None, "", [], ()) or (key == "papers" and value is not None) or key in ("listed",)
    }


def digest(data: dict[str, Any]) -> str:
    """Of a source's whole say, to know a repeated import."""
    return hashlib.sha256(
        json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def content_hash(record: Record, *, without: Sequence[str] = ("source", "captured_on")) -> str:
    """Of what a citizen is told; where and when it was read does not make a new version."""
    return digest({key: value for key, value in payload(record).items() if key not in without})


def differences(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """Field by field, old and new."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(FieldChange(key, before[key], after[key]) for key in before if before[key] != after[key])


_FILE_LEVELS = {"ministry": "bộ", "province": "tỉnh", "district": "huyện", "commune": "xã", "other": "khác"}
_FILE_CHANNELS = {"counter": "trực tiếp", "online": "trực tuyến", "post": "bưu chính"}
_FILE_UNITS = {
    "working_days": "working_day",
    "calendar_days": "day",
    "hours": "hour",
    "working_hours": "working_hour",
    "months": "month",
}
_FILE_SCOPES = {"central": "trung ương", "local": "địa phương", "": None}


def row(record: Record) -> dict[str, Any]:
    """The record as a line of the national shape, which `rules.reading` takes back unchanged."""
    line: dict[str, Any] = {
        "code": record.code,
        "code_suffix": record.code_suffix or None,
        "name": record.name,
        "field": record.field or None,
        "issuing_body": record.issuing_body or None,
        "scope": _FILE_SCOPES[record.scope],
        "province": record.province or None,
        "agency_levels": [_FILE_LEVELS[level] for level in record.levels],
    }
    for key in (
        "executing_agency", "deciding_agency", "delegated_agency", "coordinating_agency", "receiving_address",
        "procedure_type", "decision_no", "conditions", "steps_text", "keywords", "online_level",
    ):  # fmt: skip
        line[key] = getattr(record, key) or None
    line["accepts_online"] = record.accepts_online
    line["applicant_kinds"] = list(record.applicant_kinds)
    line["methods"] = [
        {
            "channel": _FILE_CHANNELS[method.channel],
            "time_limit_text": method.time_text or None,
            "time_limit_value": _whole(method.time_value),
            "time_limit_unit": _FILE_UNITS.get(method.time_unit or ""),
            "fee_text": method.fee_text or None,
            "fee_vnd": method.fee_vnd,
            "note": method.note or None,
        }
        for method in record.methods
    ]
    line["papers"] = (
        None
        if record.papers is None
        else [
            {
                "case": paper.case or None,
                "code": paper.code or None,
                "name": paper.name,
                "form_name": paper.form_name or None,
                "original": paper.original,
                "copy": paper.copies,
                "required": paper.required,
                "notes": paper.notes or None,
                **({"replaced_by": paper.replaced_by} if paper.replaced_by else {}),
            }
            for paper in record.papers
        ]
    )
    line["result"] = list(record.results)
    line["legal_basis"] = [{"number": one.number, "title": one.title or None} for one in record.legal_basis]
    line["listed"] = record.listed
    if record.status != "in_force":
        line["status"] = record.status
    line["detail"] = record.detail
    line["source"] = list(record.source)
    line["captured"] = record.captured_on.isoformat() if record.captured_on else None
    if record.limit_value is not None:
        line |= {
            "time_limit_days": _whole(record.limit_value),
            "time_limit_unit": _FILE_UNITS.get(record.limit_unit or ""),
        }
    said = {"time_limit_note": record.limit_note, "fee_vnd": record.fee_vnd, "fee_note": record.fee_note}
    line |= {key: value for key, value in said.items() if value not in (None, "")}
    if record.confidence != "official":
        line |= {
            "agency_level": record.level_text or None,
            "confidence": record.confidence,
            "verified_fields": list(record.verified_fields),
        }
    return line


def line_of(layers: dict[str, Record]) -> dict[str, Any]:
    """A procedure as one line: what is in force, and under ``layers`` each source's own words, so nothing is lost."""
    line = row(compose(layers))
    if set(layers) != {"national"}:
        line["layers"] = {name: _own_line(layers[name]) for name in LAYERS if name in layers}
    return line


def _own_line(record: Record) -> dict[str, Any]:
    return row(record) | ({"overrides": list(record.overrides)} if record.overrides else {})


def _whole(value: float | None) -> int | float | None:
    return int(value) if value is not None and float(value).is_integer() else value
