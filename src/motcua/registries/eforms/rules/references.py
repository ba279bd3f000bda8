"""Who refers to a field: conditions, formulas, checks, copies, papers; and how they follow a new code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from motcua.registries.eforms.rules.computing import FORMULAS
from motcua.registries.eforms.rules.naming import CHECKS
from motcua.registries.eforms.rules.naming import FORMULAS as FORMULA_NAMES
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.types import (
    FIELD,
    PAPER,
    SECTION,
    Check,
    Condition,
    Field,
    FieldNeed,
    FormDefinition,
    Formula,
    Use,
)

SLOTS = {
    "show_when": "điều kiện hiện",
    "required_when": "điều kiện bắt buộc",
    "copy_when": "điều kiện chép sẵn",
    "when": "điều kiện nộp",
}
"""The conditions a part may bear, in words."""


def _names(condition: Condition | None, code: str) -> bool:
    return condition is not None and code in condition.fields()


def _formula_codes(formula: Formula | None) -> set[str]:
    if formula is None:
        return set()
    rule = FORMULAS[formula.word]
    asked = [arg for at, arg in enumerate(formula.args) if at in rule.fields and not arg.startswith("=")]
    return {code for arg in asked for code in (arg, arg.split(".")[0])}


def _check_codes(check: Check) -> set[str]:
    word = WORDS[check.word]
    whole = {arg.partition("=")[2] or arg for arg in check.arg.split(",")} if word.names_fields else set()
    return whole | set(word.fields_of(check.arg))


def _of_field(item: Field, place: str, code: str) -> Iterator[Use]:
    me = f"“{item.label}”"
    copy_when = item.copy_from.when if item.copy_from else None
    for slot, condition in (
        ("show_when", item.show_when),
        ("required_when", item.required_when),
        ("copy_when", copy_when),
    ):
        if _names(condition, code):
            yield Use(place, f"{SLOTS[slot]} của câu {me}")
    if code in _formula_codes(item.formula) and item.formula:
        yield Use(place, f"giá trị tự tính {me} ({FORMULA_NAMES[item.formula.word][0].lower()})")
    for check in item.checks:
        if code in _check_codes(check):
            yield Use(place, f"kiểm tra “{CHECKS[check.word][0]}” của câu {me}")
    if item.copy_from and item.copy_from.field == code:
        yield Use(place, f"câu {me} chép sẵn từ đây")


def uses(form: FormDefinition, code: str) -> list[Use]:
    """Every place of the form that refers to a field; a column is named ``table.column``."""
    table, _, column = code.partition(".")
    found: list[Use] = []
    for section in form.sections:
        if not column and _names(section.show_when, code):
            found.append(Use(f"{SECTION}/{section.code}", f"{SLOTS['show_when']} của phần “{section.title}”"))
        for item in section.fields:
            if item.code != code:
                found += _of_field(item, f"{FIELD}/{item.code}", code)
            for one in item.columns:
                place = f"{FIELD}/{item.code}.{one.code}"
                if column and item.code == table and one.code != column:
                    found += _of_field(one, place, column)  # columns name each other by their own code
                elif not column and item.code != code and code not in {other.code for other in item.columns}:
                    found += _of_field(one, place, code)
            if column and item.code == table:
                found += [
                    Use(f"{FIELD}/{item.code}", f"kiểm tra “{CHECKS[check.word][0]}” của bảng “{item.label}”")
                    for check in item.checks
                    if check.word == "unique" and column in check.arg.split("+")
                ]
    if not column:
        found += [
            Use(f"{PAPER}/{paper.code}", f"{SLOTS['when']} giấy tờ “{paper.name}”")
            for paper in form.papers
            if _names(paper.when, code)
        ]
    return list(dict.fromkeys(found))


# ---- following a new code ----------------------------------------------------------------------------


def _swapped(condition: Condition | None, old: str, new: str) -> Condition | None:
    if condition is None:
        return None
    if condition.parts:
        parts = tuple(part for one in condition.parts if (part := _swapped(one, old, new)))
        return replace(condition, parts=parts)
    return replace(condition, field=new) if condition.field == old else condition


def _said(arg: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![a-z0-9_.]){re.escape(old)}(?![a-z0-9_])", new, arg)


def _follow(item: Field, old: str, new: str) -> Field:
    formula = item.formula
    if formula and old in _formula_codes(formula):
        places = FORMULAS[formula.word].fields
        args = tuple(
            _said(arg, old, new) if at in places and not arg.startswith("=") else arg
            for at, arg in enumerate(formula.args)
        )
        formula = Formula(formula.word, args)
    copy = item.copy_from
    if copy:
        copy = replace(
            copy, field=new if copy.field == old else copy.field, when=_swapped(copy.when, old, new)
        )
    return replace(
        item,
        show_when=_swapped(item.show_when, old, new),
        required_when=_swapped(item.required_when, old, new),
        copy_from=copy,
        formula=formula,
        checks=tuple(
            replace(one, arg=_said(one.arg, old, new)) if old in _check_codes(one) else one
            for one in item.checks
        ),
    )


def with_fields(form: FormDefinition, change: Callable[[Field], Field]) -> FormDefinition:
    """The form with every field changed; columns are left to the change."""
    return replace(
        form,
        sections=tuple(
            replace(section, fields=tuple(change(item) for item in section.fields))
            for section in form.sections
        ),
    )


def renamed(form: FormDefinition, old: str, new: str) -> FormDefinition:
    """Whatever refers to a field refers to its new code; the field itself is renamed by the caller."""
    table, _, column = old.partition(".")
    if column:
        last = new.partition(".")[2]

        def in_table(item: Field) -> Field:
            item = _follow(item, old, new)
            if item.code != table:
                return item
            checks = tuple(
                replace(one, arg="+".join(last if key == column else key for key in one.arg.split("+")))
                if one.word == "unique"
                else one
                for one in item.checks
            )
            return replace(
                item, columns=tuple(_follow(one, column, last) for one in item.columns), checks=checks
            )

        return with_fields(form, in_table)

    def anywhere(item: Field) -> Field:
        own = {one.code for one in item.columns}
        columns = item.columns if old in own else tuple(_follow(one, old, new) for one in item.columns)
        return replace(_follow(item, old, new), columns=columns)

    form = with_fields(form, anywhere)
    return replace(
        form,
        sections=tuple(replace(one, show_when=_swapped(one.show_when, old, new)) for one in form.sections),
        papers=tuple(replace(one, when=_swapped(one.when, old, new)) for one in form.papers),
    )


def codes(form: FormDefinition) -> set[str]:
    """Every field and every column as ``table.column``."""
    return {
        code
        for item in form.fields()
        for code in (item.code, *(f"{item.code}.{one.code}" for one in item.columns))
    }


def field_at(form: FormDefinition, code: str) -> Field | None:
    """The field, or the column ``table.column``."""
    table, _, column = code.partition(".")
    item = form.field(table)
    if item is None or not column:
        return item
    return next((one for one in item.columns if one.code == column), None)


def unmet(form: FormDefinition, needs: list[FieldNeed]) -> list[str]:
    """What others read and this form does not give, or gives in another type; a sentence each."""
    from motcua.registries.eforms.rules.naming import TYPES

    found = []
    for need in needs:
        item = field_at(form, need.field)
        if item is None:
            found.append(f"{need.who} cần câu hỏi “{need.field}”, biểu mẫu không có câu hỏi này.")
        elif need.types and item.type not in need.types:
            wanted = " hoặc ".join(f"“{TYPES[one].lower()}”" for one in need.types)
            found.append(
                f"{need.who} cần câu hỏi “{need.field}” kiểu {wanted}, biểu mẫu đang để kiểu “{TYPES[item.type].lower()}”."
            )
    return list(dict.fromkeys(found))
