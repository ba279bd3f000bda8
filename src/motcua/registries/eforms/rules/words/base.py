"""What a check word is, and the question it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.kernel.words import say
from motcua.registries.eforms.types import Answers, Audience, Facts, Field, FieldType, FormDefinition, Level


@dataclass(frozen=True, slots=True)
class Question:
    """A check at work: which field, which value, among which answers, on which day, for whom."""

    form: FormDefinition
    answers: Answers
    item: Field
    value: Any
    on: date
    audience: Audience
    facts: Facts
    row: Mapping[str, Any] | None = None

    def get(self, code: str) -> Any:
        """Another answer: of the same row first, then of the form."""
        if self.row is not None and code in self.row:
            return self.row[code]
        return self.answers.get(code)

    def label(self, code: str) -> str:
        """The label of another field, in quotes; told apart where the form has another of the same words."""
        item = self.form.field(code)
        return self._named(item) if item else say("“{label}”", label=say(code))

    @property
    def me(self) -> str:
        """This field's label, likewise."""
        return self._named(self.item)

    def _named(self, item: Field) -> str:
        alike = [
            (section, one)
            for section in self.form.sections
            for one in section.fields
            if one.label == item.label
        ]
        mine = next((section for section, one in alike if one is item), None)
        label = say("“{label}”", label=say(item.label))
        if mine is None or len(alike) == 1:
            return label
        groups = [section.group for section, _ in alike]
        part = mine.group if mine.group and groups.count(mine.group) == 1 else mine.title
        return say("{label} ({part})", label=label, part=say(part))


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with a place inside the answer or a weight of its own."""

    message: str
    row: int | None = None
    column: str = ""
    level: Level | None = None


Answer = str | Finding | list[Finding] | None
Judge = Callable[[Question, str], Answer]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: its judge, its argument, its weight."""

    judge: Judge
    pattern: str
    level: Level
    names_fields: bool
    types: tuple[FieldType, ...]
    on_empty: bool

    def wrong_arg(self, arg: str) -> str:
        """Why the argument cannot be read; empty when it can."""
        if self.pattern and not arg:
            return "thiếu tham số sau dấu hai chấm."
        if not self.pattern and arg:
            return "từ này không nhận tham số."
        if self.pattern and not re.fullmatch(self.pattern, arg):
            return f"tham số “{arg}” không đúng dạng."
        return ""

    def fields_of(self, arg: str) -> list[str]:
        """The field codes named in the argument."""
        if not self.names_fields:
            return []
        return [part.split(".")[0].partition("=")[2] or part.split(".")[0] for part in arg.split(",")]


WORDS: dict[str, Word] = {}

CODE = r"[a-z][a-z0-9_]*"
FIELD = CODE
COLUMN = rf"{CODE}\.{CODE}"


def word(
    name: str,
    pattern: str = "",
    *,
    level: Level = Level.ERROR,
    names_fields: bool = False,
    types: tuple[FieldType, ...] = (),
    on_empty: bool = False,
) -> Callable[[Judge], Judge]:
    """Add a word. A judge is asked only about given answers unless ``on_empty``."""

    def add(judge: Judge) -> Judge:
        WORDS[name] = Word(judge, pattern, level, names_fields, types, on_empty)
        return judge

    return add
