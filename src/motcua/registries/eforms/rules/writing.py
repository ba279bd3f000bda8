"""A definition as plain data again, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from motcua.registries.eforms.types import (
    Audience,
    Check,
    Choice,
    Condition,
    Field,
    FormDefinition,
    PaperAsked,
    Section,
)


def plain_condition(one: Condition) -> dict[str, Any]:
    if one.parts:
        return {one.op: [plain_condition(part) for part in one.parts]}
    found: dict[str, Any] = {"field": one.field, "op": one.op}
    if one.op not in ("filled", "empty"):
        found["value"] = one.value
    return found


def _check(one: Check) -> Any:
    from motcua.registries.eforms.rules.words import WORDS

    tight = one.word[-1] in "<>="
    said = one.word + (one.arg if tight else f":{one.arg}" if one.arg else "")
    usual = WORDS[one.word].level
    if one.text or one.level is not usual:
        found: dict[str, Any] = {"check": said}
        if one.level is not usual:
            found["level"] = one.level.value
        if one.text:
            found["message"] = one.text
        return found
    return said


def _choice(one: Choice) -> Any:
    if one.label == one.value and not one.help:
        return one.value
    found = {"value": one.value, "label": one.label}
    return found | ({"help": one.help} if one.help else {})


def _field(item: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"code": item.code, "label": item.label, "type": item.type.value}
    if item.length:
        found["length"] = list(item.length)
    if item.required:
        found["required"] = True
    for key in ("required_when", "show_when"):
        if getattr(item, key):
            found[key] = plain_condition(getattr(item, key))
    if item.choices:
        found["choices"] = [_choice(one) for one in item.choices]
    elif item.choices_from:
        found["choices"] = f"@{item.choices_from}"
    if item.checks:
        found["checks"] = [_check(one) for one in item.checks]
    if item.prefill:
        found["prefill"] = [str(one) for one in item.prefill]
    if item.copy_from:
        found["copy_from"] = {"field": item.copy_from.field}
        if item.copy_from.when:
            found["copy_from"]["when"] = plain_condition(item.copy_from.when)
    for key in ("help", "more", "example", "unit", "national_name"):
        if getattr(item, key):
            found[key] = getattr(item, key)
    if item.audience is Audience.OFFICER:
        found["audience"] = "officer"
    if item.formula:
        found["formula"] = str(item.formula)
    if item.default is not None:
        found["default"] = item.default
    if item.columns:
        found["columns"] = [_field(one) for one in item.columns]
    return found


def _section(one: Section) -> dict[str, Any]:
    found: dict[str, Any] = {"code": one.code, "title": one.title}
    if one.group:
        found["group"] = one.group
    if one.help:
        found["help"] = one.help
    if one.audience is Audience.OFFICER:
        found["audience"] = "officer"
    if one.show_when:
        found["show_when"] = plain_condition(one.show_when)
    found["fields"] = [_field(item) for item in one.fields]
    return found


def _paper(one: PaperAsked) -> dict[str, Any]:
    found: dict[str, Any] = {"code": one.code, "name": one.name, "mode": one.mode}
    for key in ("original", "copies", "required", "one_of", "declaration", "when_words", "note"):
        if getattr(one, key):
            found[key] = getattr(one, key)
    if one.when:
        found["when"] = plain_condition(one.when)
    for key in ("channels", "replaced_by"):
        if getattr(one, key):
            found[key] = list(getattr(one, key))
    return found


def dump(form: FormDefinition, *, with_lists: bool = True) -> dict[str, Any]:
    """JSON-ready data that parse() reads back to the same definition."""
    found: dict[str, Any] = {
        "schema": 1,
        "code": form.code,
        "name": form.name,
        "as_of": form.as_of.isoformat(),
    }
    for key in ("paper", "confidence", "note"):
        if getattr(form, key):
            found[key] = getattr(form, key)
    if with_lists and form.lists:
        found["lists"] = {name: [_choice(one) for one in values] for name, values in form.lists.items()}
    found["sections"] = [_section(one) for one in form.sections]
    if form.papers:
        found["papers"] = [_paper(one) for one in form.papers]
    return found


def fingerprint(form: FormDefinition) -> str:
    """SHA-256 of the definition; the same words give the same print."""
    body = json.dumps(dump(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
