"""Rows of a catalogue file into records: both shapes, every fault named in words its owner understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from motcua.kernel.text import clean
from motcua.registries.procedures.rules.fees import settled_fee
from motcua.registries.procedures.rules.limits import note_unit
from motcua.registries.procedures.types import CODE, BasisRecord, Layer, MethodRecord, PaperRecord, Record

LEVELS = {
    "bộ": "ministry",
    "trung ương": "ministry",
    "ministry": "ministry",
    "tỉnh": "province",
    "province": "province",
    "huyện": "district",
    "district": "district",
    "xã": "commune",
    "commune": "commune",
    "khác": "other",
    "ngành dọc": "other",
    "other": "other",
    "any": "other",
}
CHANNELS = {
    "trực tiếp": "counter",
    "counter": "counter",
    "trực tuyến": "online",
    "online": "online",
    "bưu chính": "post",
    "post": "post",
}
UNITS = {
    "working_day": "working_days",
    "working_days": "working_days",
    "day": "calendar_days",
    "calendar_days": "calendar_days",
    "hour": "hours",
    "hours": "hours",
    "working_hour": "working_hours",
    "working_hours": "working_hours",
    "month": "months",
    "months": "months",
}
SCOPES = {"trung ương": "central", "địa phương": "local", "central": "central", "local": "local"}
ONLINE = {
    "full": "full",
    "toàn trình": "full",
    "partial": "partial",
    "một phần": "partial",
    "none": "none",
    "cung cấp thông tin": "none",
}
DETAILS = ("full", "partial", "index-only", "checked")
LONGEST_NAME = 2000
LONGEST_TEXT = 20_000


class Bad(ValueError):
    """A fault said in Vietnamese at the field where it stands."""


def _known(table: Mapping[str, str], what: str) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad(f"phải là chữ, không phải {_kind(value)}")
        key = clean(value).lower()
        if key not in table:
            raise Bad(f"{what} “{value}” không nằm trong danh sách: {', '.join(table)}")
        return table[key]

    return check


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Bad(f"phải là chữ, không phải {_kind(value)}")
    return clean(value)


def _paper_name(value: Any) -> str:
    text = _text(value)
    if len(text) > LONGEST_TEXT:
        raise Bad(f"dài {len(text)} ký tự, nhiều nhất là {LONGEST_TEXT}")
    return text


def _needed(value: Any) -> str:
    text = _text(value)
    if not text:
        raise Bad("không được để trống")
    if len(text) > LONGEST_NAME:
        raise Bad(f"dài {len(text)} ký tự, nhiều nhất là {LONGEST_NAME}")
    return text


def _code(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise Bad("phải đặt trong ngoặc kép: viết như số thì mất số 0 ở cuối mã")
    text = _needed(value)
    if not CODE.match(text):
        raise Bad(f"“{text}” không đúng dạng mã thủ tục, ví dụ 1.001193")
    return text


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Bad(f"phải là số nguyên, không phải {_kind(value)}")
    if value < 0:
        raise Bad("không được là số âm")
    return value


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Bad(f"phải là số, không phải {_kind(value)}")
    if value != value or value < 0 or value > 100_000:
        raise Bad("phải là số từ 0 đến 100.000")
    return float(value)


def _level(value: Any) -> str:
    found = levels_in(_text(value))
    if len(found) != 1:
        raise Bad(f"cấp thực hiện “{value}” không nằm trong danh sách: bộ, tỉnh, huyện, xã, khác")
    return found[0]


def _level_text(value: Any) -> str:
    text = _text(value)
    if text and not levels_in(text):
        raise Bad(f"cấp thực hiện “{value}” không nằm trong danh sách: bộ, tỉnh, huyện, xã, khác")
    return text


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [clean(value)] if clean(value) else []
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {_kind(value)}")
    return [text for item in value if (text := _text(item))]


def _bases(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {_kind(value)}")
    return [{"number": item} if isinstance(item, str) else item for item in value]


def _flag(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Bad(f"phải là true hoặc false, không phải {_kind(value)}")


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Bad(f"“{value}” không phải ngày dạng 2026-07-17") from None


def _sources(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [clean(value)]
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {_kind(value)}")
    return [
        " · ".join(clean(str(part)) for part in item.values() if part)
        if isinstance(item, Mapping)
        else clean(str(item))
        for item in value
    ]


def _kind(value: Any) -> str:
    if value is None:
        return "trống"
    if isinstance(value, bool):
        return "đúng/sai"
    if isinstance(value, int | float):
        return "số"
    if isinstance(value, str):
        return "chữ"
    if isinstance(value, list):
        return "danh sách"
    return "nhóm trường" if isinstance(value, dict) else type(value).__name__


Text = Annotated[str, BeforeValidator(_text)]
Needed = Annotated[str, BeforeValidator(_needed)]
Count = Annotated[int | None, BeforeValidator(_count)]
Number = Annotated[float | None, BeforeValidator(_number)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]


def _optional(check: Any, empty: Any = "") -> Any:
    return lambda value: empty if value is None or value == "" else check(value)


class _Row(BaseModel):
    model_config = ConfigDict(extra="allow")


class MethodRow(_Row):
    """A row of methods as files write it."""

    channel: Annotated[str, BeforeValidator(_known(CHANNELS, "kênh nộp"))]
    time_limit_text: Text = ""
    time_limit_value: Number = None
    time_limit_unit: Annotated[
        str | None, BeforeValidator(_optional(_known(UNITS, "đơn vị thời gian"), None))
    ] = None
    fee_text: Text = ""
    fee_vnd: Count = None
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
    name: Annotated[str, BeforeValidator(_paper_name)]
    case: Text = ""
    code: Text = ""
    form_name: Text = ""
    original: Count = None
    copy_: Count = Field(default=None, alias="copy")
    required: Flag = None
    notes: Text = ""

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
        )


class BasisRow(_Row):
    """A document of the legal basis."""

    number: Text = ""
    title: Text = ""


class ProcedureRow(_Row):
    """A row of either shape; which one it was is told by its own keys."""

    code: Annotated[str, BeforeValidator(_code)]
    name: Needed
    code_suffix: Text = ""
    field: Text = ""
    issuing_body: Text = ""
    scope: Annotated[str, BeforeValidator(_optional(_known(SCOPES, "phạm vi")))] = ""
    province: Text = ""
    agency_level: Annotated[str, BeforeValidator(_level_text)] = ""
    agency_levels: list[Annotated[str, BeforeValidator(_level)]] | None = None
    executing_agency: Text = ""
    deciding_agency: Text = ""
    delegated_agency: Text = ""
    coordinating_agency: Text = ""
    receiving_address: Text = ""
    procedure_type: Text = ""
    decision_no: Text = ""
    applicant_kinds: Texts = []
    methods: list[MethodRow] | None = None
    papers: list[PaperRow] | None = None
    result: Texts = []
    legal_basis: Annotated[list[BasisRow], BeforeValidator(_bases)] = []
    conditions: Text = ""
    steps_text: Text = ""
    keywords: Text = ""
    online_level: Annotated[str, BeforeValidator(_optional(_known(ONLINE, "mức độ trực tuyến")))] = ""
    accepts_online: Flag = None
    time_limit_days: Count = None
    time_limit_note: Text = ""
    fee_vnd: Count = None
    fee_note: Text = ""
    detail: Text = ""
    source: Annotated[list[str], BeforeValidator(_sources)] = []
    captured: Annotated[date | None, BeforeValidator(_day)] = None
    confidence: Text = ""
    verified_fields: Texts = []

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
            limit_unit=None if self.time_limit_days is None else note_unit(self.time_limit_note),
            limit_note=self.time_limit_note,
            fee_vnd=self.fee_vnd,
            fee_note=self.fee_note,
            status="in_force",
            listed=listed,
            detail=self.detail if self.detail in DETAILS else ("checked" if checked else "full"),
            source=tuple(self.source),
            captured_on=self.captured,
            confidence=self.confidence if self.confidence in ("verified", "recalled") else "official",
            verified_fields=tuple(self.verified_fields),
        )


KNOWN = {field.alias or name for name, field in ProcedureRow.model_fields.items()} | {"listed"}
CHECKED_KEYS = {"confidence", "verified_fields", "time_limit_days"}
NATIONAL_KEYS = {"methods", "steps_text", "issuing_body", "detail", "agency_levels"}


def levels_in(text: str) -> list[str]:
    """Levels named in "commune|province police (…)" or "tỉnh"."""
    found = []
    for part in text.lower().replace("cấp ", "").split("|"):
        word = part.strip()
        key = next((known for known in LEVELS if word == known or word.startswith(f"{known} ")), None)
        if key:
            found.append(LEVELS[key])
    return found


def layer_of(row: Mapping[str, Any]) -> Layer | None:
    """Which source a row is of: the hand-checked shape says how far it may be trusted, the national one does not."""
    if CHECKED_KEYS & set(row):
        return "checked"
    return "national" if NATIONAL_KEYS & set(row) else None


def read_row(row: Any) -> tuple[Record | None, list[tuple[tuple[Any, ...], str]], list[tuple[str, str]]]:
    """One row: the record, or its faults (path, why); and remarks that do no harm."""
    if not isinstance(row, Mapping):
        return None, [((), f"mỗi thủ tục phải là một nhóm trường, không phải {_kind(row)}")], []
    listed = True
    for key, value in row.items():
        if isinstance(key, str) and key.startswith("listed"):
            if value is not None and not isinstance(value, bool):
                return None, [((key,), f"phải là true hoặc false, không phải {_kind(value)}")], []
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
    if kind == "list_type":
        return f"phải là danh sách, không phải {_kind(item['input'])}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"phải là một nhóm trường, không phải {_kind(item['input'])}"
    return f"không đúng kiểu ({_kind(item['input'])})"


def field_path(loc: Iterable[Any]) -> str:
    """("methods", 0, "channel") as people read it: methods[1].channel."""
    said = ""
    for part in loc:
        said += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if said else str(part))
    return said
