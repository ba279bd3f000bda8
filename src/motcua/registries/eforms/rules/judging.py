"""Judging answers: what is asked, typed right, long enough, and every word of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.kernel.words import say
from motcua.registries.eforms.rules.computing import compute
from motcua.registries.eforms.rules.conditions import empty, holds, visible
from motcua.registries.eforms.rules.values import as_date, as_moment, as_number, as_partial, as_rows, as_text
from motcua.registries.eforms.rules.words import WORDS, Finding, Question
from motcua.registries.eforms.rules.words.texts import name_problem
from motcua.registries.eforms.types import (
    Answers,
    Audience,
    Facts,
    Field,
    FieldError,
    FieldType,
    FormDefinition,
    Level,
)

_TEXTS = (
    FieldType.TEXT, FieldType.LONGTEXT, FieldType.NAME, FieldType.ID12, FieldType.PHONE, FieldType.EMAIL,
    FieldType.VSIC,
)  # fmt: skip
_MAPPINGS = (FieldType.ADDRESS, FieldType.PLACE, FieldType.AGENCY, FieldType.FILE)
MOST_ROWS = 200


def required_words(item: Field) -> str:
    """What a missing answer is told: what is missing and what to write."""
    hint = next(
        (
            say(" Nếu không biết, ghi {arg}.", arg=one.arg)
            for one in item.checks
            if one.word == "not_blank_write"
        ),
        "",
    )
    if item.computed:
        return say("“{label}” chưa tính được. Hãy trả lời các câu phía trên trước.", label=say(item.label))
    if item.type in (FieldType.CHOICE, FieldType.BOOL, FieldType.MULTI):
        return say("Bạn chưa chọn “{label}”. Hãy chọn một mục.{hint}", label=say(item.label), hint=hint)
    if item.type is FieldType.CONSENT:
        return say("Bạn chưa đánh dấu: “{label}”. Hãy đọc kỹ rồi đánh dấu nếu đúng.", label=say(item.label))
    if item.type is FieldType.TABLE:
        return say(
            "“{label}” chưa ghi dòng nào. Hãy ghi vào các ô của dòng; thiếu dòng thì bấm “Thêm dòng”.",
            label=say(item.label),
        )
    if item.type is FieldType.FILE:
        return say("Chưa có tệp “{label}”. Hãy chọn ảnh hoặc PDF rồi tải lên.", label=say(item.label))
    if item.type in (FieldType.ADDRESS, FieldType.PLACE, FieldType.AGENCY):
        return say(
            "Bạn chưa ghi “{label}”. Gõ vài chữ tên xã, phường, bấm Tìm rồi chọn.", label=say(item.label)
        )
    example = say(" Ví dụ: {example}.", example=item.example) if item.example else ""
    return (
        say("Bạn chưa ghi “{label}”.{example}{hint}", label=say(item.label), example=example, hint=hint)
        if (example or hint)
        else say("Bạn chưa ghi “{label}”. Mục này bắt buộc.", label=say(item.label))
    )


def type_problem(item: Field, value: Any, form: FormDefinition) -> str:
    """Why a value is not of the field's type; empty when it is."""
    me, kind = say("“{label}”", label=say(item.label)), item.type
    if kind in _TEXTS:
        if not isinstance(value, str):
            return say("{me} phải là chữ. Hãy ghi lại.", me=me)
        if kind is FieldType.NAME and name_problem(value):
            return say(
                "{me} có ký tự “{it}”. Tên chỉ gồm chữ cái, dấu cách, gạch nối; hãy ghi như trên giấy tờ.",
                me=me,
                it=name_problem(value),
            )
        if kind is FieldType.VSIC and not re.fullmatch(r"\d{4}", value):
            return say("{me} gồm 4 chữ số, ví dụ 5610.", me=me)
    elif kind is FieldType.DATE and as_date(value) is None:
        return say(
            "{me} chưa đúng là một ngày. Ghi ngày/tháng/năm, ví dụ 09/11/2026; kiểm tra xem tháng đó có ngày này không.",
            me=me,
        )
    elif kind is FieldType.DATE_PARTIAL and as_partial(value) is None:
        return say("{me} chưa đúng. Ghi ngày/tháng/năm, hoặc tháng/năm, hoặc chỉ năm, ví dụ 1996.", me=me)
    elif kind is FieldType.MOMENT and as_moment(value) is None:
        return say("{me} chưa đúng. Ghi ngày và giờ, ví dụ 24/11/2026 16:30.", me=me)
    elif kind is FieldType.TIME and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", as_text(value)):
        return say("{me} chưa đúng. Ghi giờ:phút, ví dụ 08:30.", me=me)
    elif kind is FieldType.YEAR and (type(value) is not int or not 1800 <= value <= 2200):
        return say("{me} là năm gồm 4 chữ số, ví dụ 1996.", me=me)
    elif kind in (FieldType.INT, FieldType.MONEY) and (type(value) is not int or abs(value) >= 10**15):
        words = (
            say("số tiền, chỉ gồm chữ số, ví dụ 50.000.000")
            if kind is FieldType.MONEY
            else say("số nguyên, ví dụ 3")
        )
        return say("{me} phải là {words}. Hãy bỏ chữ và ký hiệu khác.", me=me, words=words)
    elif kind is FieldType.MONEY and value < 0:
        return say("{me} không được âm.", me=me)
    elif kind is FieldType.DECIMAL:
        number = as_number(value)
        if number is None or abs(number) >= Decimal(10) ** 12 or len(str(value)) > 20:
            return say("{me} phải là số, phần lẻ sau dấu phẩy, ví dụ 85,5.", me=me)
    elif kind in (FieldType.BOOL, FieldType.CONSENT) and not isinstance(value, bool):
        return say("{me}: hãy chọn lại.", me=me)
    elif kind in (FieldType.CHOICE, FieldType.MULTI):
        given = value if kind is FieldType.MULTI else [value]
        allowed = {one.value for one in form.choices(item)}
        if not isinstance(given, list) or any(
            not isinstance(one, str) or one not in allowed for one in given
        ):
            return say("{me}: lựa chọn này không có trong danh sách. Hãy chọn lại.", me=me)
    elif kind in _MAPPINGS and not isinstance(value, Mapping):
        return say("{me} chưa đọc được. Hãy ghi lại.", me=me)
    elif kind is FieldType.FILE and not re.fullmatch(r"[0-9a-f]{64}", as_text(value.get("sha256"))):
        return say("{me}: tệp chưa tải lên xong. Hãy chọn lại tệp.", me=me)
    elif kind is FieldType.TABLE and (not isinstance(value, list) or len(value) > MOST_ROWS):
        return say(
            "{me} nhận nhiều nhất {it} dòng. Nếu cần hơn, hãy chia thành nhiều hồ sơ.", me=me, it=MOST_ROWS
        )
    return ""


def length_problem(item: Field, value: Any) -> str:
    """Too short or too long, in characters (digits for numbers)."""
    if item.length is None or item.type in (FieldType.CHOICE, FieldType.MULTI, FieldType.TABLE):
        if isinstance(value, str) and len(value) > 5000:
            return say(
                "“{label}” dài {it} ký tự, nhiều nhất 5.000 ký tự. Hãy ghi ngắn hơn.",
                label=say(item.label),
                it=len(value),
            )
        return ""
    low, high = item.length
    size = len(str(abs(value)) if type(value) is int else as_text(value))
    if item.type is FieldType.ADDRESS:
        size = len(as_text(value.get("detail")))
    if size > high:
        return say(
            "“{label}” dài {size} ký tự, nhiều nhất {high}. Hãy ghi ngắn lại.",
            label=say(item.label),
            size=size,
            high=high,
        )
    if size < low:
        return say(
            "“{label}” mới có {size} ký tự, ít nhất {low}. Hãy ghi đủ.",
            label=say(item.label),
            size=size,
            low=low,
        )
    return ""


def _findings(question: Question, *, given: bool) -> Iterator[tuple[Finding, Level, str]]:
    for check in question.item.checks:
        rule = WORDS[check.word]
        if not given and not rule.on_empty:
            continue
        answer = rule.judge(question, check.arg)
        found = answer if isinstance(answer, list) else [answer]
        for one in found:
            if one is None:
                continue
            finding = one if isinstance(one, Finding) else Finding(one)
            if check.text:
                finding = Finding(say(check.text), finding.row, finding.column, finding.level)
            yield finding, finding.level or check.level, check.word


def _cell(question: Question, row: int, code: str) -> Iterator[FieldError]:
    item, value = question.item, question.value
    inside = question.row or {}
    if not holds(item.show_when, inside, question.on):
        return
    needed = item.required or (
        item.required_when is not None and holds(item.required_when, inside, question.on)
    )
    if empty(value) and item.type is not FieldType.BOOL:
        if needed:
            yield FieldError(code, required_words(item), row, item.code, check="required")
        return
    problem = (
        type_problem(item, value, question.form) or length_problem(item, value) if value is not None else ""
    )
    if problem:
        yield FieldError(code, problem, row, item.code, check="type")
        return
    for finding, level, word in _findings(question, given=value is not None):
        yield FieldError(code, finding.message, row, item.code, level, word)


def _judge(
    item: Field, answers: Answers, form: FormDefinition, on: date, audience: Audience, facts: Facts
) -> Iterator[FieldError]:
    if item.type is FieldType.STATIC:
        return
    value = answers.get(item.code)
    question = Question(form, answers, item, value, on, audience, facts)
    needed = item.required or (item.required_when is not None and holds(item.required_when, answers, on))
    if empty(value):
        if item.settled:
            return
        spoken = False
        for finding, level, word in _findings(question, given=False):
            spoken = spoken or level is Level.ERROR
            yield FieldError(item.code, finding.message, finding.row, finding.column, level, word)
        if needed and not spoken:
            yield FieldError(item.code, required_words(item), check="required")
        return
    problem = type_problem(item, value, form) if item.type is not FieldType.COMPUTED else ""
    problem = problem or length_problem(item, value)
    if problem:
        yield FieldError(item.code, problem, check="type")
        return
    if needed and item.type is FieldType.CONSENT and value is False and not item.checks:
        yield FieldError(item.code, required_words(item), check="required")
    if item.type is FieldType.TABLE:
        for at, row in enumerate(as_rows(value)):
            if empty(dict(row)):
                continue
            for column in item.columns:
                if not column.computed:
                    inner = Question(form, answers, column, row.get(column.code), on, audience, facts, row)
                    yield from _cell(inner, at, item.code)
    for finding, level, word in _findings(question, given=True):
        yield FieldError(item.code, finding.message, finding.row, finding.column, level, word)


def findings(
    definition: FormDefinition,
    answers: Answers,
    on: date,
    audience: Audience | str = Audience.CITIZEN,
    *,
    facts: Facts | None = None,
    section: str | None = None,
) -> list[FieldError]:
    """Errors, warnings and notes on what this audience fills, hidden questions left out.

    The officer sees the whole form; the citizen's judgement stops at the desk's own fields.
    """
    who, world = Audience(audience), facts or Facts()
    worked = compute(definition, answers, on=on)
    desk = {
        item.code
        for part in definition.sections
        for item in part.fields
        if part.audience is Audience.OFFICER or item.audience is Audience.OFFICER
    }
    wanted = definition.section(section) if section else None
    inside = {item.code for item in wanted.fields} if wanted else None
    found: list[FieldError] = []
    for item in visible(definition, worked, on):
        if (who is Audience.CITIZEN and item.code in desk) or (
            inside is not None and item.code not in inside
        ):
            continue
        found.extend(_judge(item, worked, definition, on, who, world))
    return list(_without_echoes(definition, found))


def _without_echoes(definition: FormDefinition, found: list[FieldError]) -> Iterator[FieldError]:
    """A value the form works out is not asked for while what it is worked out from is: nobody can type it."""
    stopped = {one.code for one in found if one.level is Level.ERROR}
    formulas = {item.code: item.formula for item in definition.fields() if item.formula}
    for one in found:
        formula = formulas.get(one.code) if one.check == "required" else None
        if formula is None or stopped.isdisjoint(arg.partition(".")[0] for arg in formula.args):
            yield one


def check(
    definition: FormDefinition,
    answers: Answers,
    on: date,
    audience: Audience | str = Audience.CITIZEN,
    *,
    facts: Facts | None = None,
    section: str | None = None,
) -> list[FieldError]:
    """What stops these answers; an empty list means they may be filed."""
    found = findings(definition, answers, on, audience, facts=facts, section=section)
    return [one for one in found if one.level is Level.ERROR]


def advise(
    definition: FormDefinition,
    answers: Answers,
    on: date,
    audience: Audience | str = Audience.CITIZEN,
    *,
    facts: Facts | None = None,
    section: str | None = None,
) -> list[FieldError]:
    """Warnings to confirm and notes to read; they never stop."""
    found = findings(definition, answers, on, audience, facts=facts, section=section)
    return [one for one in found if one.level is not Level.ERROR]
