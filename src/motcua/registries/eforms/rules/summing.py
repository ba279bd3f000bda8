"""Answers as rows of words, for review pages and paper."""

from __future__ import annotations

from typing import Any

from motcua.kernel import money
from motcua.kernel.words import join, say
from motcua.registries.eforms.rules.conditions import empty, visible
from motcua.registries.eforms.rules.values import (
    as_mapping,
    as_moment,
    as_number,
    as_rows,
    date_words,
    number_words,
)
from motcua.registries.eforms.types import (
    AnswerFile,
    Answers,
    Audience,
    Field,
    FieldType,
    FormDefinition,
    SummaryRow,
)


def _address(value: Any) -> str:
    place = as_mapping(value)
    parts = [str(place.get(key) or "") for key in ("detail", "commune_name", "province_name")]
    return ", ".join(part for part in parts if part) or str(place.get("text") or "")


def display(form: FormDefinition, item: Field, value: Any) -> str:
    """One answer as its reader would write it."""
    if empty(value):
        return ""
    kind = item.type
    if isinstance(value, bool):
        if kind is FieldType.CONSENT:
            return say("Đồng ý") if value else say("Chưa đồng ý")
        return say("Có") if value else say("Không")
    if kind in (FieldType.CHOICE, FieldType.MULTI):
        names = {one.value: one.label for one in form.choices(item)}
        given = value if isinstance(value, list) else [value]
        return join("; ", (say(names[str(one)]) if str(one) in names else str(one) for one in given))
    if kind in (FieldType.DATE, FieldType.DATE_PARTIAL):
        return date_words(value)
    if kind is FieldType.MOMENT:
        moment = as_moment(value)
        return f"{moment:%H:%M ngày %d/%m/%Y}" if moment else str(value)
    if kind is FieldType.MONEY or (kind is FieldType.COMPUTED and type(value) is int and item.unit == "đồng"):
        return money.vnd(value) if type(value) is int else str(value)
    if kind in (FieldType.DECIMAL, FieldType.INT):
        number = as_number(value)
        said = number_words(number) if number is not None else str(value)
        return f"{said} {item.unit}".strip()
    if kind is FieldType.ADDRESS:
        return _address(value)
    if kind in (FieldType.PLACE, FieldType.AGENCY, FieldType.FILE):
        place = as_mapping(value)
        return str(place.get("name") or place.get("code") or "")
    if kind is FieldType.TABLE:
        return say("{n} dòng", n=len(as_rows(value)))
    return str(value)


def files_of(item: Field, value: Any) -> tuple[AnswerFile, ...]:
    """The files in the answer to one question: its own, or those in the rows of its table."""
    if item.type is FieldType.FILE:
        return _files(item.code, value)
    if item.type is not FieldType.TABLE:
        return ()
    return tuple(
        file
        for number, row in enumerate(as_rows(value))
        for one in item.columns
        if one.type is FieldType.FILE
        for file in _files(f"{item.code}.{number}.{one.code}", row.get(one.code))
    )


def _files(path: str, value: Any) -> tuple[AnswerFile, ...]:
    given = as_mapping(value)
    sha256, name = given.get("sha256"), given.get("name")
    if not isinstance(sha256, str) or not sha256:
        return ()
    return (AnswerFile(path, str(name or path), sha256),)


def answer_files(definition: FormDefinition, answers: Answers) -> list[AnswerFile]:
    """Every file of a declaration, in the order of its questions."""
    return [
        file
        for section in definition.sections
        for item in section.fields
        for file in files_of(item, answers.get(item.code))
    ]


def answers_summary(
    definition: FormDefinition,
    answers: Answers,
    *,
    audience: Audience | str | None = None,
    blanks: bool = False,
) -> list[SummaryRow]:
    """Label and value of every open question, in order; unanswered ones only with ``blanks``."""
    who = Audience(audience) if audience else None
    shown = {item.code for item in visible(definition, answers)}
    found = []
    for section in definition.sections:
        for item in section.fields:
            if item.code not in shown or item.type is FieldType.STATIC:
                continue
            if who is Audience.CITIZEN and Audience.OFFICER in (item.audience, section.audience):
                continue
            value = answers.get(item.code)
            if empty(value) and not blanks:
                continue
            headers: tuple[str, ...] = ()
            rows: tuple[tuple[str, ...], ...] = ()
            if item.type is FieldType.TABLE:
                headers = tuple(one.label for one in item.columns)
                rows = tuple(
                    tuple(display(definition, one, row.get(one.code)) for one in item.columns)
                    for row in as_rows(value)
                )
            said = display(definition, item, value)
            files = files_of(item, value)
            found.append(
                SummaryRow(section.code, section.title, item.code, item.label, said, headers, rows, files)
            )
    return found
