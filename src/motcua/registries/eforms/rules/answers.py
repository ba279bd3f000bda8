"""Answers made clean: known fields only, hidden ones cleared, texts in their stored form."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from motcua.kernel import text
from motcua.registries.eforms.rules.computing import compute
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.words.tables import vsic_digits
from motcua.registries.eforms.types import Answers, Field, FieldType, FormDefinition

__all__ = ["clean_answers", "clean_value", "empty"]

_NUMBERED = (FieldType.ID12, FieldType.PHONE)
_ADDRESS_KEYS = ("country", "province", "province_name", "commune", "commune_name", "detail", "text")
_PLACE_KEYS = ("code", "name", "place")
_FILE_KEYS = ("sha256", "name", "size", "media_type")


def _parts(value: Any, keys: tuple[str, ...]) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    kept: dict[str, Any] = {}
    for key in keys:
        part = value.get(key)
        if isinstance(part, str) and text.clean(part):
            kept[key] = text.clean(part)
        elif type(part) is int:
            kept[key] = part
    return kept or None


def clean_value(item: Field, value: Any, *, keep_rows: bool = False) -> Any:
    """One answer in its stored form; None when nothing was said. What is wrong stays, to be told."""
    if item.type is FieldType.TABLE:
        if not isinstance(value, list):
            return None
        rows = []
        for row in value:
            if isinstance(row, dict):
                cells = {one.code: clean_value(one, row.get(one.code)) for one in item.columns}
                rows.append({code: cell for code, cell in cells.items() if cell is not None})
        if keep_rows:
            return rows or None
        return [row for row in rows if any(cell is not False for cell in row.values())] or None
    if item.type is FieldType.ADDRESS:
        return _parts(value, _ADDRESS_KEYS)
    if item.type in (FieldType.PLACE, FieldType.AGENCY):
        return _parts(value, _PLACE_KEYS)
    if item.type is FieldType.FILE:
        return _parts(value, _FILE_KEYS)
    if item.type is FieldType.MULTI:
        return (
            [text.clean(one) for one in value if isinstance(one, str)] or None
            if isinstance(value, list)
            else None
        )
    if isinstance(value, str):
        said = text.clean(value)
        if item.type is not FieldType.LONGTEXT:
            said = " ".join(said.split())
        if item.type in _NUMBERED:
            said = re.sub(r"[\s.\-]", "", said)
        elif item.type is FieldType.VSIC:
            said = vsic_digits(said)
        elif item.type is FieldType.EMAIL:
            said = said.replace(" ", "")
        if any(check.word == "upper" for check in item.checks):
            said = said.upper()
        return said or None
    if isinstance(value, bool | int):
        return value
    return None if empty(value) else value


def clean_answers(
    definition: FormDefinition, answers: Answers, *, on: date | None = None, keep_rows: bool = False
) -> dict[str, Any]:
    """What may be stored: every open answer in its stored form, computed values worked out afresh.

    ``keep_rows`` leaves blank rows where they stand, so that errors point at the row on the page.
    """
    kept = {}
    for item in definition.fields():
        if item.type is not FieldType.STATIC and item.code in answers:
            value = clean_value(item, answers[item.code], keep_rows=keep_rows)
            if value is not None:
                kept[item.code] = value
    return compute(definition, kept, on=on)
