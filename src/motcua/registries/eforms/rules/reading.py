"""Strict reading of a definition: unknown words are faults with their place, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.kernel import text
from motcua.registries.eforms.rules.comparing import CODE, read_condition
from motcua.registries.eforms.rules.computing import FORMULAS
from motcua.registries.eforms.rules.papers import read_papers
from motcua.registries.eforms.rules.shape import faults as shape_faults
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.types import (
    REGISTERS,
    SOURCES,
    Audience,
    Check,
    Choice,
    Condition,
    CopyFrom,
    Fault,
    Faults,
    Field,
    FieldType,
    FormDefinition,
    Formula,
    Level,
    Prefill,
    Section,
)

_CHECK_SIGNS = re.compile(r"^(int|dec|area|age)(>=|>|<)(.+)$")
_FORM_KEYS = {"schema", "code", "name", "as_of", "paper", "confidence", "note", "sections", "lists", "papers"}
_SECTION_KEYS = {"code", "title", "group", "help", "show_when", "audience", "fields"}
_FIELD_KEYS = {
    "code", "label", "type", "length", "required", "required_when", "show_when", "choices", "checks",
    "prefill", "copy_from", "help", "more", "example", "audience", "formula", "columns", "default",
    "unit", "national_name",
}  # fmt: skip


class _Reader:
    """Collects faults while walking, so that one upload tells them all."""

    def __init__(self, lists: Mapping[str, tuple[Choice, ...]]) -> None:
        self.faults: list[Fault] = []
        self.lists = dict(lists)

    def say(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))

    def mapping(self, value: Any, path: str, keys: set[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.say(path, "Chỗ này phải là một nhóm “tên: giá trị”.")
            return {}
        for key in value:
            if key not in keys:
                self.say(
                    f"{path}.{key}", f"Không biết mục “{key}”. Các mục dùng được: {', '.join(sorted(keys))}."
                )
        return value

    def words(
        self, data: dict[str, Any], key: str, path: str, *, need: bool = False, most: int = 2000
    ) -> str:
        value = data.get(key)
        if value is None or value == "":
            if need:
                self.say(f"{path}.{key}", "Thiếu mục này.")
            return ""
        if isinstance(value, bool | list | dict):
            self.say(f"{path}.{key}", "Mục này phải là chữ.")
            return ""
        said = text.clean(str(value))
        if len(said) > most:
            self.say(f"{path}.{key}", f"Dài quá {most} chữ.")
        return said

    def one_of(self, kind: Any, value: Any, path: str, default: Any) -> Any:
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(item.value for item in kind)
            self.say(path, f"Không biết “{value}”. Dùng một trong: {allowed}.")
            return default

    def condition(self, value: Any, path: str) -> Condition | None:
        found, faults = read_condition(value, path)
        self.faults += faults
        return found

    def check(self, value: Any, path: str) -> Check | None:
        said = value
        message = ""
        level = None
        if isinstance(value, dict):
            self.mapping(value, path, {"check", "level", "message"})
            said = value.get("check")
            message = self.words(value, "message", path, most=300)
            level = self.one_of(Level, value.get("level"), f"{path}.level", None)
        if not isinstance(said, str) or not said:
            self.say(path, "Kiểm tra phải là một từ trong bộ từ kiểm tra.")
            return None
        signs = _CHECK_SIGNS.match(said)
        word, _, arg = said.partition(":") if not signs else (signs[1] + signs[2], "", signs[3])
        rule = WORDS.get(word)
        if word not in WORDS and word.endswith("_warn") and word.removesuffix("_warn") in WORDS:
            word, level = word.removesuffix("_warn"), level or Level.WARN
            rule = WORDS[word]
        if arg.endswith("_warn"):
            arg, level = arg.removesuffix("_warn"), level or Level.WARN
        if rule is None:
            self.say(path, f"Không biết kiểm tra “{said}”. Xem bộ từ kiểm tra ở trang hướng dẫn biểu mẫu.")
            return None
        problem = rule.wrong_arg(arg)
        if problem:
            self.say(path, f"“{said}”: {problem}")
            return None
        return Check(word=word, arg=arg, level=level or rule.level, text=message)

    def choices(self, value: Any, path: str) -> tuple[tuple[Choice, ...], str]:
        if value is None:
            return (), ""
        if isinstance(value, str):
            name = value.removeprefix("@")
            if not value.startswith("@") or (name not in self.lists and name not in REGISTERS):
                known = ", ".join(f"@{one}" for one in sorted(self.lists))
                self.say(path, f"Không có danh mục “{value}”. Danh mục đang có: {known}.")
            return (), name
        if not isinstance(value, list) or not value:
            self.say(path, "Danh sách chọn phải có ít nhất một mục.")
            return (), ""
        found: list[Choice] = []
        for at, one in enumerate(value):
            where = f"{path}[{at}]"
            if isinstance(one, dict):
                self.mapping(one, where, {"value", "label", "help"})
                item = self.words(one, "value", where, need=True, most=300)
                label = self.words(one, "label", where, most=300) or item
                found.append(Choice(item, label, self.words(one, "help", where)))
            elif isinstance(one, str | int) and not isinstance(one, bool):
                found.append(Choice(text.clean(str(one)), text.clean(str(one))))
            else:
                self.say(where, "Mục chọn phải là chữ; từ có/không phải đặt trong ngoặc kép.")
        values = [one.value for one in found]
        for one in {one for one in values if values.count(one) > 1}:
            self.say(path, f"Mục “{one}” có hai lần.")
        return tuple(found), ""

    def length(self, value: Any, path: str) -> tuple[int, int] | None:
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = [value, value]
        pair = value if isinstance(value, list) and all(type(one) is int for one in value) else []
        if len(pair) == 2 and 0 <= pair[0] <= pair[1] <= 20000 and pair[1] > 0:
            return pair[0], pair[1]
        self.say(path, "Độ dài viết [ít nhất, nhiều nhất], ví dụ [1, 200].")
        return None

    def formula(self, value: Any, path: str) -> Formula | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.say(path, "Cách tính viết dạng từ:tham số.")
            return None
        word, *args = value.split(":")
        rule = FORMULAS.get(word)
        if rule is None:
            self.say(path, f"Không biết cách tính “{word}”. Dùng một trong: {', '.join(FORMULAS)}.")
            return None
        if not rule.least <= len(args) <= rule.most or not all(args):
            self.say(path, f"Cách tính “{word}” cần từ {rule.least} đến {rule.most} tham số.")
            return None
        return Formula(word, tuple(args))

    def prefills(self, value: Any, path: str) -> tuple[Prefill, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self.say(path, "Nguồn điền sẵn phải là danh sách.")
            return ()
        found = []
        for at, one in enumerate(value):
            source, _, fact = str(one).partition(".")
            if source not in SOURCES:
                self.say(f"{path}[{at}]", f"Không biết nguồn “{one}”. Dùng một trong: {', '.join(SOURCES)}.")
            else:
                found.append(Prefill(source, fact))
        return tuple(found)

    def field(self, value: Any, path: str, *, column: bool = False) -> Field | None:
        data = self.mapping(value, path, _FIELD_KEYS)
        if not data:
            return None
        code = data.get("code")
        if not isinstance(code, str) or not CODE.match(code):
            self.say(
                f"{path}.code", "Mã câu hỏi viết chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."
            )
            return None
        path = f"{path}({code})"
        before = len(self.faults)
        kind = self.one_of(FieldType, data.get("type"), f"{path}.type", None)
        if kind is None:
            if len(self.faults) == before:
                self.say(f"{path}.type", "Thiếu kiểu trả lời của câu hỏi.")
            return None
        for key in ("required",):
            if key in data and not isinstance(data[key], bool):
                self.say(f"{path}.{key}", "Chỉ nhận true hoặc false.")
        listed, from_list = self.choices(data.get("choices"), f"{path}.choices")
        copy = None
        if data.get("copy_from") is not None:
            raw = self.mapping(data["copy_from"], f"{path}.copy_from", {"field", "when"})
            copy = CopyFrom(
                str(raw.get("field", "")), self.condition(raw.get("when"), f"{path}.copy_from.when")
            )
        raw_columns = data.get("columns") or []
        if raw_columns and (column or not isinstance(raw_columns, list)):
            self.say(f"{path}.columns", "Cột không chứa bảng khác; bảng là một danh sách cột.")
            raw_columns = []
        columns = [
            self.field(one, f"{path}.columns[{at}]", column=True) for at, one in enumerate(raw_columns)
        ]
        raw_checks = data.get("checks") or []
        if not isinstance(raw_checks, list):
            self.say(f"{path}.checks", "Kiểm tra phải là danh sách.")
            raw_checks = []
        checks = [self.check(one, f"{path}.checks[{at}]") for at, one in enumerate(raw_checks)]
        default = data.get("default")
        return Field(
            code=code,
            label=self.words(data, "label", path, need=True, most=500),
            type=kind,
            length=self.length(data.get("length"), f"{path}.length"),
            required=data.get("required") is True,
            required_when=self.condition(data.get("required_when"), f"{path}.required_when"),
            show_when=self.condition(data.get("show_when"), f"{path}.show_when"),
            choices=listed,
            choices_from=from_list,
            checks=tuple(one for one in checks if one),
            prefill=self.prefills(data.get("prefill"), f"{path}.prefill"),
            copy_from=copy,
            help=self.words(data, "help", path),
            more=self.words(data, "more", path),
            example=self.words(data, "example", path, most=300),
            audience=self.one_of(Audience, data.get("audience"), f"{path}.audience", Audience.CITIZEN),
            formula=self.formula(data.get("formula"), f"{path}.formula"),
            columns=tuple(one for one in columns if one),
            default=default.isoformat() if isinstance(default, date) else default,
            unit=self.words(data, "unit", path, most=30),
            national_name=self.words(data, "national_name", path, most=200),
        )

    def section(self, value: Any, path: str) -> Section | None:
        data = self.mapping(value, path, _SECTION_KEYS)
        if not data:
            return None
        code = data.get("code")
        if not isinstance(code, str) or not CODE.match(code):
            self.say(f"{path}.code", "Mã phần viết chữ thường không dấu, số và gạch dưới.")
            code = "phan"
        raw = data.get("fields")
        if not isinstance(raw, list) or not raw:
            self.say(f"{path}.fields", "Mỗi phần cần ít nhất một câu hỏi.")
            raw = []
        fields = [self.field(one, f"{path}.fields[{at}]") for at, one in enumerate(raw)]
        return Section(
            code=code,
            title=self.words(data, "title", path, need=True, most=200),
            fields=tuple(one for one in fields if one),
            help=self.words(data, "help", path),
            show_when=self.condition(data.get("show_when"), f"{path}.show_when"),
            audience=self.one_of(Audience, data.get("audience"), f"{path}.audience", Audience.CITIZEN),
            group=self.words(data, "group", path, most=60),
        )


def parse_lists(data: Any) -> dict[str, tuple[Choice, ...]]:
    """The shared lists of lists.yaml: name to choices; notes beside a list are left out.

    Raises:
        Faults: with every list that cannot be read.
    """
    reader, found = _Reader({}), {}
    for name, body in (data if isinstance(data, dict) else {}).items():
        values = body.get("values") if isinstance(body, dict) else body
        if not CODE.match(str(name)):
            reader.say(str(name), "Tên danh mục viết chữ thường không dấu.")
        found[str(name)] = reader.choices(values, str(name))[0]
    if reader.faults:
        raise Faults(reader.faults)
    return found


def parse(data: Any, lists: Mapping[str, tuple[Choice, ...]] | None = None) -> FormDefinition:
    """A definition from plain data (YAML or stored JSON); only the lists it uses travel with it.

    Raises:
        Faults: every fault found, each with its path; nothing is guessed.
    """
    definition, found = read(data, lists)
    if found:
        raise Faults(found)
    return definition


def read(
    data: Any, lists: Mapping[str, tuple[Choice, ...]] | None = None
) -> tuple[FormDefinition, list[Fault]]:
    """What can be read of a definition, and its faults: a draft may still have some."""
    reader = _Reader(lists or {})
    body = reader.mapping(data, "biểu mẫu", _FORM_KEYS)
    if isinstance(body.get("lists"), dict):
        for name, values in body["lists"].items():
            reader.lists[str(name)] = reader.choices(values, f"lists.{name}")[0]
    if body.get("schema", 1) != 1:
        reader.say("schema", "Chỉ đọc được biểu mẫu theo khuôn số 1.")
    as_of = body.get("as_of")
    if isinstance(as_of, str):
        try:
            as_of = date.fromisoformat(as_of)
        except ValueError:
            as_of = None
    if not isinstance(as_of, date):
        reader.say("as_of", "Thiếu ngày của bản này, viết năm-tháng-ngày.")
        as_of = date.min
    code = reader.words(body, "code", "biểu mẫu", need=True, most=40)
    if code and not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", code):
        reader.say("biểu mẫu.code", "Mã biểu mẫu chỉ gồm chữ không dấu, số, dấu chấm và gạch.")
    raw = body.get("sections")
    if not isinstance(raw, list) or not raw:
        reader.say("sections", "Biểu mẫu cần ít nhất một phần.")
        raw = []
    sections = [reader.section(one, f"sections[{at}]") for at, one in enumerate(raw)]
    definition = FormDefinition(
        code=code,
        name=reader.words(body, "name", "biểu mẫu", need=True, most=500),
        as_of=as_of,
        sections=tuple(one for one in sections if one),
        paper=reader.words(body, "paper", "biểu mẫu"),
        confidence=reader.words(body, "confidence", "biểu mẫu"),
        note=reader.words(body, "note", "biểu mẫu"),
        papers=read_papers(reader, body.get("papers")),
    )
    used = {
        item.choices_from
        for one in definition.fields()
        for item in (one, *one.columns)
        if item.choices_from and item.choices_from not in REGISTERS
    }
    object.__setattr__(definition, "lists", {name: reader.lists.get(name, ()) for name in sorted(used)})
    found = reader.faults + ([] if reader.faults else shape_faults(definition))
    return definition, found
