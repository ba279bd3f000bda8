"""Rows of a catalogue file into records: both shapes, every fault named in words its owner understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from motcua.registries.procedures.rules.fees import settled_fee
from motcua.registries.procedures.rules.limits import note_unit
from motcua.registries.procedures.rules.values import (
    CHANNELS,
    DETAILS,
    LIMIT_UNITS,
    MOST_ROWS,
    ONLINE,
    SCOPES,
    UNITS,
    Copies,
    Days,
    Flag,
    Money,
    Needed,
    Number,
    PaperCode,
    Province,
    Short,
    Suffix,
    Text,
    Texts,
    as_bases,
    as_code,
    as_day,
    as_level,
    as_level_text,
    as_paper_name,
    as_sources,
    kind_of,
    levels_in,
    one_of,
    optional,
)
from motcua.registries.procedures.types import CODE, BasisRecord, Layer, MethodRecord, PaperRecord, Record


class _Row(BaseModel):
    model_config = ConfigDict(extra="allow")


class MethodRow(_Row):
    """A row of methods as files write it."""

    channel: Annotated[str, BeforeValidator(one_of(CHANNELS, "kênh nộp"))]
    time_limit_text: Text = ""
    time_limit_value: Number = None
    time_limit_unit: Annotated[
        str | None, BeforeValidator(optional(one_of(UNITS, "đơn vị thời gian"), None))
    ] = None
    fee_text: Text = ""
    fee_vnd: Money = None
    note: Text = ""

    def record(self) -> MethodRecord:
        unit = self.time_limit_unit
        if unit == "hours" and "làm việc" in self.time_limit_text.lower():
            unit = "working_hours"
        return MethodRecord.model_construct(
            channel=self.channel,
            time_text=self.time_limit_text,
            time_value=self.time_limit_value,
            time_unit=unit,
            fee_text=self.fee_text,
            fee_vnd=settled_fee(self.fee_vnd, self.fee_text),
            note=self.note,
        )


class PaperRow(_Row):
    """A row of papers as files write it."""

    # A handful of portal rows lost their name; such a row is dropped with a remark, not the procedure.
    name: Annotated[str, BeforeValidator(as_paper_name)]
    case: Text = ""
    code: PaperCode = ""
    form_name: Text = ""
    original: Copies = None
    copy_: Copies = Field(default=None, alias="copy")
    required: Flag = None
    notes: Text = ""
    replaced_by: PaperCode = ""

    def record(self) -> PaperRecord:
        silent = self.original == 0 and self.copy_ == 0
        remark = self.case.lower().startswith("lưu ý") or silent
        return PaperRecord.model_construct(
            case=self.case,
            code=self.code,
            name=self.name,
            form_name=self.form_name,
            original=self.original,
            copies=self.copy_,
            required=self.required if self.required is not None else not remark,
            notes=self.notes,
            replaced_by=self.replaced_by,
        )


class BasisRow(_Row):
    """A document of the legal basis."""

    number: Text = ""
    title: Text = ""


class ProcedureRow(_Row):
    """A row of either shape; which one it was is told by its own keys."""

    code: Annotated[str, BeforeValidator(as_code)]
    name: Needed
    code_suffix: Suffix = ""
    field: Short = ""
    issuing_body: Short = ""
    scope: Annotated[str, BeforeValidator(optional(one_of(SCOPES, "phạm vi")))] = ""
    province: Province = ""
    agency_level: Annotated[str, BeforeValidator(as_level_text)] = ""
    agency_levels: list[Annotated[str, BeforeValidator(as_level)]] | None = None
    executing_agency: Text = ""
    deciding_agency: Text = ""
    delegated_agency: Text = ""
    coordinating_agency: Text = ""
    receiving_address: Text = ""
    procedure_type: Short = ""
    decision_no: Short = ""
    applicant_kinds: Texts = []
    methods: Annotated[list[MethodRow] | None, Field(max_length=MOST_ROWS)] = None
    papers: Annotated[list[PaperRow] | None, Field(max_length=MOST_ROWS)] = None
    result: Texts = []
    legal_basis: Annotated[list[BasisRow], BeforeValidator(as_bases)] = []
    conditions: Text = ""
    steps_text: Text = ""
    keywords: Text = ""
    online_level: Annotated[str, BeforeValidator(optional(one_of(ONLINE, "mức độ trực tuyến")))] = ""
    accepts_online: Flag = None
    time_limit_days: Days = None
    time_limit_unit: Annotated[
        str | None, BeforeValidator(optional(one_of(LIMIT_UNITS, "đơn vị thời gian"), None))
    ] = None
    time_limit_note: Text = ""
    fee_vnd: Money = None
    fee_note: Text = ""
    detail: Text = ""
    source: Annotated[list[str], BeforeValidator(as_sources)] = []
    captured: Annotated[date | None, BeforeValidator(as_day)] = None
    confidence: Text = ""
    verified_fields: Texts = []
    overrides: Texts = []
    status: Text = ""

    def record(self, *, listed: bool) -> Record:
        """The one shape of the house."""
        match = CODE.match(self.code)
        assert match
        checked = bool(self.confidence)
        levels = self.agency_levels or levels_in(self.agency_level)
        return Record.model_construct(
            code=match["base"],
            code_suffix=match["suffix"].lstrip(".") or self.code_suffix,
            name=self.name.rstrip(" .;"),
            field=self.field,
            issuing_body=self.issuing_body,
            scope=self.scope,
            province=self.province,
            levels=tuple(dict.fromkeys(levels)),
            level_text=self.agency_level if checked else "",
            executing_agency=self.executing_agency,
            deciding_agency=self.deciding_agency,
            delegated_agency=self.delegated_agency,
            coordinating_agency=self.coordinating_agency,
            receiving_address=self.receiving_address,
            procedure_type=self.procedure_type,
            decision_no=self.decision_no,
            applicant_kinds=tuple(self.applicant_kinds),
            methods=tuple(row.record() for row in self.methods or ()),
            papers=None if self.papers is None else tuple(row.record() for row in self.papers if row.name),
            results=tuple(self.result),
            legal_basis=tuple(
                BasisRecord.model_construct(
                    number=row.number or row.title, title=row.title if row.number else ""
                )
                for row in self.legal_basis
                if row.number or row.title
            ),
            conditions=self.conditions,
            steps_text=self.steps_text,
            keywords=self.keywords,
            online_level=self.online_level,
            accepts_online=self.accepts_online,
            limit_value=None if self.time_limit_days is None else float(self.time_limit_days),
            limit_unit=None
            if self.time_limit_days is None
            else self.time_limit_unit or note_unit(self.time_limit_note),
            limit_note=self.time_limit_note,
            fee_vnd=self.fee_vnd,
            fee_note=self.fee_note,
            status="abolished" if self.status == "abolished" else "in_force",
            listed=listed,
            detail=self.detail if self.detail in DETAILS else ("checked" if checked else "full"),
            source=tuple(self.source),
            captured_on=self.captured,
            confidence=self.confidence if self.confidence in ("verified", "recalled") else "official",
            verified_fields=tuple(self.verified_fields),
            overrides=tuple(name for name in self.overrides if name in Record.model_fields),
        )


KNOWN = {field.alias or name for name, field in ProcedureRow.model_fields.items()} | {"listed", "layers"}
CHECKED_KEYS = {"confidence", "verified_fields"}
NATIONAL_KEYS = {"methods", "steps_text", "issuing_body", "detail", "agency_levels"}


def layer_of(row: Mapping[str, Any]) -> Layer | None:
    """Which source a row is of: the hand-checked shape says how far it may be trusted, the national one does not."""
    if CHECKED_KEYS & set(row):
        return "checked"
    if NATIONAL_KEYS & set(row):
        return "national"
    return "checked" if "time_limit_days" in row else None


def read_row(row: Any) -> tuple[Record | None, list[tuple[tuple[Any, ...], str]], list[tuple[str, str]]]:
    """One row: the record, or its faults (path, why); and remarks that do no harm."""
    if not isinstance(row, Mapping):
        return None, [((), f"mỗi thủ tục phải là một nhóm trường, không phải {kind_of(row)}")], []
    listed = True
    for key, value in row.items():
        if isinstance(key, str) and key.startswith("listed"):
            if value is not None and not isinstance(value, bool):
                return None, [((key,), f"phải là true hoặc false, không phải {kind_of(value)}")], []
            listed = value is not False
    remarks = [
        (str(key), "trường lạ, bỏ qua")
        for key in row
        if key not in KNOWN and not str(key).startswith("listed")
    ]
    try:
        parsed = ProcedureRow.model_validate(dict(row))
    except ValidationError as fault:
        return None, [(tuple(item["loc"]), _why(item)) for item in fault.errors(include_url=False)], remarks
    remarks += [
        (f"papers[{at}].name", "giấy tờ không có tên, bỏ qua dòng này")
        for at, paper in enumerate(parsed.papers or (), start=1)
        if not paper.name
    ]
    return parsed.record(listed=listed), [], remarks


def _why(item: ErrorDetails) -> str:
    kind = item["type"]
    if kind == "missing":
        return "thiếu trường bắt buộc"
    if kind == "value_error":
        return str(item.get("ctx", {}).get("error", item["msg"]))
    if kind == "too_long":
        return f"có {len(item['input'])} dòng, nhiều nhất là {MOST_ROWS}"
    if kind == "list_type":
        return f"phải là danh sách, không phải {kind_of(item['input'])}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"phải là một nhóm trường, không phải {kind_of(item['input'])}"
    return f"không đúng kiểu ({kind_of(item['input'])})"


def field_path(loc: Iterable[Any]) -> str:
    """("methods", 0, "channel") as people read it: methods[1].channel."""
    said = ""
    for part in loc:
        said += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if said else str(part))
    return said
