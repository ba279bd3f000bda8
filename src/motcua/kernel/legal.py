"""Law as data: what a rule rests on, and the dated figures that a decree may change.

Pure Python: the legal index, the tests and the deadline command use it without a framework.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from motcua.kernel import yamls

LAW = Path(__file__).resolve().parents[3] / "law"

Rule = TypeVar("Rule", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one instrument."""

    instrument: str
    article: int | str | None = None
    clause: int | str | None = None
    point: str | None = None
    note: str = ""

    def __str__(self) -> str:
        parts = []
        if self.point:
            parts.append(f"điểm {self.point}")
        if self.clause is not None:
            parts.append(f"khoản {self.clause}")
        if self.article is not None:
            parts.append(f"Điều {self.article}")
        return " ".join([*parts, self.instrument])


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A figure with the day it starts to hold and the text it stands in."""

    from_on: date
    value: Any
    cites: str
    checked_on: date | None
    confidence: str


RULES: dict[str, tuple[Callable[..., Any], list[Citation]]] = {}


def basis(
    instrument: str,
    *,
    article: int | str | None = None,
    clause: int | str | None = None,
    point: str | None = None,
    note: str = "",
) -> Callable[[Rule], Rule]:
    """Mark a rule with the article it carries out; repeat for more than one."""

    def mark(rule: Rule) -> Rule:
        name = f"{rule.__module__}.{rule.__qualname__}"
        RULES.setdefault(name, (rule, []))[1].insert(0, Citation(instrument, article, clause, point, note))
        return rule

    return mark


def citations(rule: Callable[..., Any]) -> list[Citation]:
    """The articles a rule stands on."""
    return RULES.get(f"{rule.__module__}.{rule.__qualname__}", (rule, []))[1]


@functools.cache
def instruments() -> dict[str, dict[str, Any]]:
    """law/instruments.yaml by number."""
    rows = yamls.read(LAW / "instruments.yaml") or []
    return {row["number"]: row for row in rows}


@functools.cache
def parameter_values(name: str) -> tuple[DatedValue, ...]:
    """All values of ``room.name``, oldest first.

    Raises:
        FileNotFoundError: no such parameter.
    """
    room, _, key = name.partition(".")
    text = (LAW / "parameters" / room / f"{key}.yaml").read_text(encoding="utf-8")
    rows = yamls.read(text)["values"]
    values = [
        DatedValue(
            from_on=row["from"],
            value=row["value"],
            cites=row["cites"],
            checked_on=row.get("checked_on"),
            confidence=row.get("confidence", "recalled"),
        )
        for row in rows
    ]
    return tuple(sorted(values, key=lambda value: value.from_on))


def parameter_row(name: str, *, on: date) -> DatedValue:
    """The value of a legal parameter in force on a day, with its citation.

    Before the first dated value the first one holds (old dossiers are judged by the oldest known rule).
    """
    values = parameter_values(name)
    chosen = values[0]
    for value in values:
        if value.from_on <= on:
            chosen = value
    return chosen


def parameter(name: str, *, on: date) -> Any:
    """The figure alone; see parameter_row."""
    return parameter_row(name, on=on).value
