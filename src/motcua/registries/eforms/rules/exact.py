"""Answers from a program: what would be left out as unknown, not read, not asked or worked out, is told by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from motcua.registries.eforms.rules.answers import clean_answers, clean_value
from motcua.registries.eforms.rules.conditions import empty, visible
from motcua.registries.eforms.rules.judging import type_problem
from motcua.registries.eforms.rules.values import as_mapping, as_rows
from motcua.registries.eforms.types import Answers, Field, FieldType, FormDefinition

Place = tuple[str | int, ...]


def misread(definition: FormDefinition, answers: Answers) -> list[tuple[Place, str]]:
    """Every answer the form has no field for, or whose value is not of the field's type."""
    fields = {item.code: item for item in definition.fields() if item.type is not FieldType.STATIC}
    return list(_misread(definition, fields, answers, ()))


def _misread(
    definition: FormDefinition, fields: Mapping[str, Field], said: Mapping[str, Any], at: Place
) -> Iterator[tuple[Place, str]]:
    for code, value in said.items():
        item, place = fields.get(code), (*at, code)
        if item is None:
            yield place, "Tờ khai không có mục này."
        elif empty(value):
            continue
        elif item.type is FieldType.TABLE and isinstance(value, list):
            columns = {column.code: column for column in item.columns}
            for number, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield from _misread(definition, columns, row, (*place, number))
                else:
                    yield (*place, number), "Mỗi dòng phải là một đối tượng."
        else:
            yield from ((place, wrong) for wrong in [_wrong(definition, item, value)] if wrong)


def _wrong(definition: FormDefinition, item: Field, value: Any) -> str:
    cleaned = clean_value(item, value)
    if empty(cleaned):
        return f"“{item.label}” chưa đọc được. Hãy ghi lại."
    return type_problem(item, cleaned, definition)


def unasked(definition: FormDefinition, answers: Answers, on: date) -> list[tuple[Place, str]]:
    """Every answer that would be left out or written over: to a question that is not asked with the other answers, or
    other than what the form works out itself. A worked-out value that agrees may be sent back as it was read."""
    worked = clean_answers(definition, answers, on=on, keep_rows=True)
    asked = {item.code for item in visible(definition, worked, on)}
    return [
        fault
        for item in definition.fields()
        if not empty(answers.get(item.code)) and item.type is not FieldType.STATIC
        for fault in _dropped(definition, item, answers[item.code], worked.get(item.code), item.code in asked)
    ]


def _dropped(
    definition: FormDefinition, item: Field, said: Any, worked: Any, asked: bool
) -> Iterator[tuple[Place, str]]:
    if item.computed:
        if not _same(item, said, worked):
            yield (item.code,), _worked_words(item, worked)
    elif not asked:
        yield (item.code,), f"“{item.label}” không hỏi tới khi các mục khác trả lời như vậy. Hãy bỏ mục này."
    elif item.type is FieldType.TABLE and isinstance(said, list):
        rows = as_rows(worked)
        for column in (one for one in item.columns if one.computed):
            for number, row in enumerate(said):
                given = as_mapping(row).get(column.code)
                found = rows[number].get(column.code) if number < len(rows) else None
                if not empty(given) and not _same(column, given, found):
                    yield (item.code, number, column.code), _worked_words(column, found)


def _same(item: Field, said: Any, worked: Any) -> bool:
    return said == worked or clean_value(item, said) == worked


def _worked_words(item: Field, worked: Any) -> str:
    told = "chưa tính được từ các mục đã gửi" if empty(worked) else f"tính ra “{str(worked)[:100]}”"
    return f"“{item.label}” do tờ khai tự tính: {told}. Hãy bỏ mục này hoặc gửi đúng giá trị ấy."
