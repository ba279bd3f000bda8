"""Answers from a program: what would be left out as unknown, or not read, is told by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.registries.eforms.rules.answers import clean_value
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.judging import type_problem
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
