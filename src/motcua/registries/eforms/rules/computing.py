"""Values the form works out itself: a closed list of formulas, each written and tested once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.kernel import money
from motcua.registries.eforms.rules.conditions import empty, visible
from motcua.registries.eforms.rules.values import as_date, as_mapping, as_number, as_rows, as_text
from motcua.registries.eforms.types import Answers, FieldType, FormDefinition

Work = Callable[[FormDefinition, Answers, Sequence[str], date | None], Any]


@dataclass(frozen=True, slots=True)
class FormulaRule:
    """A formula: how it works, how many arguments, which of them name fields or are figures (by position)."""

    work: Work
    least: int
    most: int
    fields: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()


_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _two_digits(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _ONES[ones]
    head = "mười" if tens == 1 else f"{_ONES[tens]} mươi"
    if ones == 0:
        return head
    tail = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(ones, _ONES[ones])
    return f"{head} {tail}"


def date_in_words(day: date) -> str:
    """05/03/2026 → "Ngày mồng năm tháng ba năm hai nghìn không trăm hai mươi sáu"."""
    return told_date_in_words(day.isoformat())


def told_date_in_words(told: str) -> str:
    """As much of a date as is told: "1968-04" → "Tháng tư năm một nghìn chín trăm sáu mươi tám"; no day is filled in."""
    year, month, day, *_ = (*(int(part) for part in told.split("-") if part), 0, 0, 0)
    words = []
    if day:
        words.append(f"ngày mồng {_two_digits(day)}" if day <= 10 else f"ngày {_two_digits(day)}")
    if month:
        words.append(f"tháng {'tư' if month == 4 else _two_digits(month)}")
    if year:
        words.append(f"năm {money.in_words(year).removesuffix(' đồng')}")
    return " ".join(words).capitalize()


def _date_in_words(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    day = as_date(answers.get(args[0]))
    return date_in_words(day) if day else None


def _money_in_words(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    amount = answers.get(args[0])
    if type(amount) is not int or not 0 <= amount < 10**15:
        return None
    said = money.in_words(amount)
    return said[0].upper() + said[1:]


def _prefix(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    own = as_text(answers.get(args[1])).strip()
    return f"{args[0]} {own.upper()}" if own else None


def _today(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    return on.isoformat() if on else None


def _late_kind(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    day = as_date(answers.get(args[0]))
    if day is None or on is None:
        return None
    return args[2] if (on - day).days <= int(args[1]) else args[3]


def certified_copy_fee(
    pages: int,
    copies: int,
    *,
    first: int = 2000,
    later: int = 1000,
    first_pages: int = 2,
    most: int = 200_000,
) -> int:
    """fee(p, c) = c × min(most, first·min(p, 2) + later·max(p − 2, 0)) (forms.md §6.5)."""
    one = first * min(pages, first_pages) + later * max(pages - first_pages, 0)
    return copies * min(most, one)


def _certified_copies(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    rows = as_rows(answers.get(args[0]))
    first, later, first_pages, most = (int(one) for one in args[1:5])
    total = 0
    for row in rows:
        pages, copies = row.get("pages"), row.get("copies")
        if type(pages) is int and type(copies) is int and 0 < pages < 10**5 and 0 < copies < 10**5:
            total += certified_copy_fee(
                pages, copies, first=first, later=later, first_pages=first_pages, most=most
            )
    return total if rows else None


def said_parts(answers: Answers, args: Sequence[str]) -> list[str]:
    """Arguments that begin with "=" are words; others are answers, places and agencies by name."""
    parts = []
    for arg in args:
        if arg.startswith("="):
            parts.append(arg[1:])
            continue
        value = answers.get(arg)
        if isinstance(value, dict):
            value = value.get("name") or value.get("commune_name") or value.get("detail")
        if not empty(value) and isinstance(value, str | int):
            parts.append(str(value))
    return parts


def _join(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    named = [arg for arg in args if not arg.startswith("=")]
    return " ".join(said_parts(answers, args)) if all(not empty(answers.get(one)) for one in named) else None


def sum_of(answers: Answers, where: str) -> Decimal | None:
    """Sum of one column; None when no row has a number there."""
    table, _, column = where.partition(".")
    numbers = [as_number(row.get(column)) for row in as_rows(answers.get(table))]
    given = [one for one in numbers if one is not None]
    return sum(given, Decimal(0)) if given else None


def _sum(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    total = sum_of(answers, args[0])
    if total is None:
        return None
    return int(total) if total == total.to_integral_value() else str(total)


def _count(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    return len([row for row in as_rows(answers.get(args[0])) if not empty(dict(row))])


def _copy(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    return answers.get(args[0])


def _commune_name(form: FormDefinition, answers: Answers, args: Sequence[str], on: date | None) -> Any:
    place = as_mapping(answers.get(args[0]))
    return place.get("commune_name") or place.get("name") or None


FORMULAS: dict[str, FormulaRule] = {
    "date_in_words": FormulaRule(_date_in_words, 1, 1, (0,)),
    "money_in_words": FormulaRule(_money_in_words, 1, 1, (0,)),
    "prefix": FormulaRule(_prefix, 2, 2, (1,)),
    "today": FormulaRule(_today, 0, 0),
    "late_kind": FormulaRule(_late_kind, 4, 4, (0,), (1,)),
    "certified_copy_fee": FormulaRule(_certified_copies, 5, 5, (0,), (1, 2, 3, 4)),
    "join": FormulaRule(_join, 1, 12, tuple(range(12))),
    "sum": FormulaRule(_sum, 1, 1, (0,)),
    "count": FormulaRule(_count, 1, 1, (0,)),
    "copy": FormulaRule(_copy, 1, 1, (0,)),
    "commune_name": FormulaRule(_commune_name, 1, 1, (0,)),
    "row_number": FormulaRule(lambda *_: None, 0, 0),
}


def compute(definition: FormDefinition, answers: Answers, *, on: date | None = None) -> dict[str, Any]:
    """The answers with every open computed value worked out afresh; hidden answers are left out.

    Without a day, ``today`` and late kinds keep what was stored.
    """
    done: dict[str, Any] = dict(answers)
    for _ in range(6):  # formulas of formulas: shape.faults refuses rings, so this settles
        before = dict(done)
        for item in definition.fields():
            if item.type is FieldType.TABLE and isinstance(done.get(item.code), list):
                numbered = [
                    one.code for one in item.columns if one.formula and one.formula.word == "row_number"
                ]
                if numbered:
                    done[item.code] = [
                        {**row, **dict.fromkeys(numbered, at + 1)}
                        for at, row in enumerate(as_rows(done[item.code]))
                    ]
            if item.formula is None:
                continue
            value = FORMULAS[item.formula.word].work(definition, done, item.formula.args, on)
            if value is not None:
                done[item.code] = value
            elif on is not None or item.formula.word not in ("today", "late_kind"):
                done.pop(item.code, None)
        if done == before:
            break
    open_codes = {item.code for item in visible(definition, done, on)}
    return {code: value for code, value in done.items() if code in open_codes}
