"""Filling in what the State knows already, each value with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.registries.eforms.rules.answers import clean_value
from motcua.registries.eforms.rules.conditions import empty, holds
from motcua.registries.eforms.types import SOURCES, Answers, FieldType, FormDefinition, Prefilled


def prefill(definition: FormDefinition, sources: Mapping[str, Mapping[str, Any]]) -> dict[str, Prefilled]:
    """Field code to the first value found, in the field's order of preference.

    A source answers by field code, or by the name of the fact the definition gives ("tk.full_name").
    A source may say when it was read under the key "at". Wrong types are passed over, never shown.
    """
    from motcua.registries.eforms.rules.judging import type_problem

    found: dict[str, Prefilled] = {}
    for item in definition.fields():
        if item.type is FieldType.STATIC or item.computed:
            continue
        for wish in item.prefill:
            source = sources.get(wish.source)
            if not source:
                continue
            value = source.get(item.code)
            if empty(value) and wish.fact:
                value = source.get(wish.fact)
            value = clean_value(item, value)
            if empty(value) or type_problem(item, value, definition):
                continue
            found[item.code] = Prefilled(
                value, wish.source, SOURCES[wish.source], str(source.get("at") or "")
            )
            break
    return found


def copied(definition: FormDefinition, answers: Answers) -> dict[str, Any]:
    """Open answers that another answer already gives (the requester is the mother)."""
    found = {}
    for item in definition.fields():
        if item.copy_from and empty(answers.get(item.code)) and holds(item.copy_from.when, answers):
            value = answers.get(item.copy_from.field)
            if not empty(value):
                found[item.code] = value
    return found
