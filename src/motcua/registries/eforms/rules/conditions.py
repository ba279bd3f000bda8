"""Conditions: a closed set of comparisons, and which questions they leave open."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.registries.eforms.rules.values import as_date, as_number, as_partial, full_years
from motcua.registries.eforms.types import Answers, Condition, Field, FormDefinition

OPERATORS = {
    "eq": "bằng",
    "ne": "khác",
    "in": "là một trong",
    "not_in": "không là một trong",
    "gt": "lớn hơn",
    "ge": "từ",
    "lt": "nhỏ hơn",
    "le": "đến",
    "filled": "đã trả lời",
    "empty": "chưa trả lời",
    "age_below": "chưa đủ tuổi",
    "age_between": "trong độ tuổi",
}
GROUPS = ("all", "any", "not")


def empty(value: Any) -> bool:
    """No answer: nothing, blank text, no row, an address without any word. False and 0 are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict):
        return all(empty(part) for part in value.values())
    if isinstance(value, list | tuple):
        return all(empty(part) for part in value)
    return False


def _ordered(op: str, left: Any, right: Any) -> bool:
    a: Any = as_number(left)
    b: Any = as_number(right)
    if a is None or b is None:
        a, b = as_partial(left), as_partial(right)
        if a is None or b is None:
            return False
        size = min(len(a), len(b))
        a, b = a[:size], b[:size]
    return bool({"gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}[op])


def _age(op: str, born: Any, value: Any, on: date | None) -> bool:
    day = as_date(born)
    if day is None or on is None:
        return False
    years = full_years(day, on)
    if op == "age_below":
        return years < int(value)
    return int(value[0]) <= years <= int(value[1])


def holds(condition: Condition | None, answers: Answers, on: date | None = None) -> bool:
    """Is it so with these answers? A condition on a missing answer is false (``ne`` too)."""
    if condition is None:
        return True
    if condition.op == "all":
        return all(holds(part, answers, on) for part in condition.parts)
    if condition.op == "any":
        return any(holds(part, answers, on) for part in condition.parts)
    if condition.op == "not":
        return not any(holds(part, answers, on) for part in condition.parts)
    given = answers.get(condition.field)
    if condition.op == "filled":
        return not empty(given)
    if condition.op == "empty":
        return empty(given)
    if empty(given):
        return False
    if condition.op in ("age_below", "age_between"):
        return _age(condition.op, given, condition.value, on)
    if condition.op in ("gt", "ge", "lt", "le"):
        return _ordered(condition.op, given, condition.value)
    wanted = condition.value if condition.op in ("in", "not_in") else [condition.value]
    if isinstance(given, list):
        found = any(one in wanted for one in given)
    else:
        found = any(type(given) is type(one) and given == one for one in wanted)
    return found if condition.op in ("eq", "in") else not found


def visible(definition: FormDefinition, answers: Answers, on: date | None = None) -> list[Field]:
    """The fields that stand open, in order. An answer to a hidden question counts as not given."""
    day = on or as_date(answers.get("declared_on"))
    seen: dict[str, Any] = {}
    found: list[Field] = []
    for section in definition.sections:
        open_section = holds(section.show_when, seen, day)
        for item in section.fields:
            if open_section and holds(item.show_when, seen, day):
                found.append(item)
                if item.code in answers:
                    seen[item.code] = answers[item.code]
    return found


def answered(definition: FormDefinition, answers: Answers, on: date | None = None) -> dict[str, Any]:
    """The answers to questions that stand open; what was said to a hidden one does not count."""
    return {
        item.code: answers[item.code] for item in visible(definition, answers, on) if item.code in answers
    }


def in_words(condition: Condition, definition: FormDefinition) -> str:
    """The condition as a sentence fragment for whoever edits forms."""
    if condition.op in GROUPS:
        joint = {"all": " và ", "any": " hoặc ", "not": " hoặc "}[condition.op]
        words = joint.join(in_words(part, definition) for part in condition.parts)
        return f"không phải ({words})" if condition.op == "not" else words
    item = definition.field(condition.field)
    label = item.label if item else condition.field
    if condition.op in ("filled", "empty"):
        return f"“{label}” {OPERATORS[condition.op]}"
    values = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
    names = {choice.value: choice.label for choice in definition.choices(item)} if item else {}
    said = ", ".join(
        {True: "Có", False: "Không"}[one] if isinstance(one, bool) else names.get(one, str(one))
        for one in values
    )
    return f"“{label}” {OPERATORS[condition.op]} {said}"
