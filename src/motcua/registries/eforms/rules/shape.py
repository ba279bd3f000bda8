"""Does a definition hold together? Conditions look back only, formulas do not bite their tail."""

from __future__ import annotations

from motcua.registries.eforms.rules.computing import FORMULAS
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.types import (
    REGISTERS,
    Condition,
    Fault,
    Field,
    FieldType,
    FormDefinition,
)

_LISTED = (FieldType.CHOICE, FieldType.MULTI)
_DATES = (FieldType.DATE, FieldType.DATE_PARTIAL)
_NUMBERS = (FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.YEAR)
_IN_ROWS_NOT = (FieldType.TABLE, FieldType.STATIC)


def _leaves(condition: Condition | None) -> list[Condition]:
    if condition is None:
        return []
    if condition.parts:
        return [leaf for part in condition.parts for leaf in _leaves(part)]
    return [condition]


def _fits(leaf: Condition, asked: Field, form: FormDefinition) -> str:
    """Why this comparison can never be meant on that field; empty when it can."""
    if leaf.op in ("age_below", "age_between") and asked.type is not FieldType.DATE:
        return f"Phép “{leaf.op}” chỉ dùng với ngày sinh đầy đủ."
    if leaf.op in ("gt", "ge", "lt", "le") and asked.type not in (*_NUMBERS, *_DATES):
        return f"Phép “{leaf.op}” chỉ dùng với số và ngày."
    if leaf.op not in ("eq", "ne", "in", "not_in"):
        return ""
    values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
    if asked.type in (FieldType.BOOL, FieldType.CONSENT) and any(not isinstance(one, bool) for one in values):
        return f"“{asked.code}” là có/không: so với true hoặc false."
    known = {one.value for one in form.choices(asked)}
    if asked.type in _LISTED and known and asked.choices_from not in REGISTERS:
        strange = [str(one) for one in values if one not in known]
        if strange:
            return f"“{asked.code}” không có lựa chọn “{strange[0]}”."
    return ""


def _conditions(item: Field, path: str, earlier: dict[str, Field], form: FormDefinition) -> list[Fault]:
    found = []
    for name in ("show_when", "required_when"):
        for leaf in _leaves(getattr(item, name)):
            asked = earlier.get(leaf.field)
            if asked is None:
                words = f"Điều kiện hỏi “{leaf.field}”, câu hỏi này không có hoặc đứng sau. Chỉ được hỏi câu đứng trước."
                found.append(Fault(f"{path}.{name}", words))
            elif words := _fits(leaf, asked, form):
                found.append(Fault(f"{path}.{name}", words))
    return found


def _field(
    item: Field, path: str, known: dict[str, Field], form: FormDefinition, *, column: bool
) -> list[Fault]:
    found: list[Fault] = []
    if item.type in _LISTED and not item.choices and not item.choices_from:
        found.append(Fault(f"{path}.choices", "Câu hỏi chọn cần danh sách chọn."))
    if item.choices_from and item.choices_from not in REGISTERS and not form.lists.get(item.choices_from):
        found.append(Fault(f"{path}.choices", f"Không có danh mục “{item.choices_from}”."))
    if item.type is FieldType.TABLE and not item.columns:
        found.append(Fault(f"{path}.columns", "Bảng cần ít nhất một cột."))
    if item.type is not FieldType.TABLE and item.columns:
        found.append(Fault(f"{path}.columns", "Chỉ bảng mới có cột."))
    if column and item.type in _IN_ROWS_NOT:
        found.append(Fault(f"{path}.type", f"Cột không thể là “{item.type}”."))
    if item.type is FieldType.COMPUTED and item.formula is None:
        found.append(Fault(f"{path}.formula", "Giá trị tự tính cần cách tính."))
    if item.type in (FieldType.COMPUTED, FieldType.STATIC) and item.required_when:
        found.append(
            Fault(f"{path}.required_when", "Giá trị tự tính và lời dẫn không đặt điều kiện bắt buộc.")
        )
    if item.formula:
        rule = FORMULAS[item.formula.word]
        for at, arg in enumerate(item.formula.args):
            if at in rule.fields and not arg.startswith("=") and arg.split(".")[0] not in known:
                found.append(Fault(f"{path}.formula", f"Cách tính lấy “{arg}”, không có câu hỏi này."))
        if any(not item.formula.args[at].isdecimal() for at in rule.numbers):
            found.append(Fault(f"{path}.formula", f"Cách tính “{item.formula.word}” có tham số phải là số."))
    for check in item.checks:
        word = WORDS[check.word]
        for code in word.fields_of(check.arg):
            if code not in known:
                found.append(Fault(f"{path}.checks", f"“{check.word}” hỏi “{code}”, không có câu hỏi này."))
        if word.types and item.type not in word.types:
            found.append(Fault(f"{path}.checks", f"“{check.word}” không dùng được với kiểu “{item.type}”."))
    if item.copy_from and item.copy_from.field not in known:
        found.append(Fault(f"{path}.copy_from", f"Không có câu hỏi “{item.copy_from.field}”."))
    return found


def _rings(form: FormDefinition) -> list[Fault]:
    codes = {item.code for item in form.fields()}
    needs = {
        item.code: {arg.split(".")[0] for arg in item.formula.args} & codes
        for item in form.fields()
        if item.formula
    }
    found = []
    for start in needs:
        seen, stack = set(), list(needs[start])
        while stack:
            code = stack.pop()
            if code == start:
                found.append(
                    Fault(f"({start}).formula", "Cách tính vòng tròn: giá trị này cuối cùng cần chính nó.")
                )
                break
            if code not in seen:
                seen.add(code)
                stack.extend(needs.get(code, ()))
    return found


def unfit(condition: Condition | None, form: FormDefinition) -> list[str]:
    """Why a condition from beside the form (a paper's, a case's) can not be meant on its questions; a sentence each."""
    fields = {item.code: item for item in form.fields()}
    found = []
    for leaf in _leaves(condition):
        asked = fields.get(leaf.field)
        if asked is None:
            found.append(f"Điều kiện hỏi “{leaf.field}”, biểu mẫu không có câu hỏi này.")
        elif words := _fits(leaf, asked, form):
            found.append(words)
    return found


def _papers(form: FormDefinition) -> list[Fault]:
    return [
        Fault(f"papers[{at}]({paper.code}).when", words)
        for at, paper in enumerate(form.papers)
        for words in unfit(paper.when, form)
    ]


def faults(form: FormDefinition) -> list[Fault]:
    """Everything that does not hold together, with its path; empty means the form may be published."""
    found: list[Fault] = []
    all_fields = {item.code: item for item in form.fields()}
    earlier: dict[str, Field] = {}
    section_codes: set[str] = set()
    for section in form.sections:
        where = f"phần {section.code}"
        if section.code in section_codes:
            found.append(Fault(where, "Hai phần cùng mã."))
        section_codes.add(section.code)
        for leaf in _leaves(section.show_when):
            if leaf.field not in earlier:
                found.append(
                    Fault(
                        f"{where}.show_when", f"Điều kiện hỏi “{leaf.field}”, câu hỏi này không đứng trước."
                    )
                )
            elif words := _fits(leaf, earlier[leaf.field], form):
                found.append(Fault(f"{where}.show_when", words))
        for item in section.fields:
            path = f"{where}.{item.code}"
            if item.code in earlier:
                found.append(Fault(path, "Hai câu hỏi cùng mã."))
            found += _conditions(item, path, earlier, form)
            found += _field(item, path, all_fields, form, column=False)
            left: dict[str, Field] = {}
            for column in item.columns:
                place = f"{path}.{column.code}"
                if column.code in left:
                    found.append(Fault(place, "Hai cột cùng mã."))
                found += _conditions(column, place, left, form)
                found += _field(
                    column, place, {one.code: one for one in item.columns} | all_fields, form, column=True
                )
                left[column.code] = column
            earlier[item.code] = item
    return found + _papers(form) + _rings(form)
