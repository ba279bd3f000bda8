"""Rules of the store: which papers are of one kind, until when a paper holds, where it stands, whether it is offered."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from motcua.kernel import text
from motcua.kernel.legal import basis

from .types import Facts, Standing

MARKS = re.compile(r"^[\s\-+*•.,;:()0-9]+|[\s.,;:]+$")
COPIES = re.compile(r"^(ban chinh|ban goc|ban sao chung thuc|ban sao dien tu|ban sao)( cua)? (?!duoc\b)")
HOW_MANY = re.compile(r"\s*\([^)]*\bban (chinh|sao|goc)\b[^)]*\).*$")


def plain_name(name: str) -> str:
    """A paper's name to compare whole: folded, without list marks and without saying in which copy it is asked."""
    return COPIES.sub("", MARKS.sub("", HOW_MANY.sub("", text.fold(name))))[:300]


def kind_of(code: str, name: str, kinds: Sequence[Mapping[str, Any]]) -> str:
    """The kind a paper is of: the one that lists its code, or whose names hold its whole name, else its whole name.

    Codes on check lists are each form's own (every form has a TO_KHAI), so only listed ones say what a paper is.
    """
    plain = plain_name(name)
    for kind in kinds:
        if code in kind.get("codes", ()) or plain in map(plain_name, (kind["name"], *kind.get("names", ()))):
            return str(kind["code"])
    return plain


def is_asked(item: str, names: Sequence[str]) -> bool:
    """Whether a line of a request asks for a paper that goes by these names: the line holds one of them whole."""
    line = f" {plain_name(item)} "
    return any(len(plain) > 3 and f" {plain} " in line for plain in map(plain_name, names))


@basis(
    "123/2015/NĐ-CP",
    article=23,
    note="a certificate of marital status holds for six months from its day of issue",
)
@basis("45/2020/NĐ-CP", note="a digitised paper keeps the validity of the paper; recalled")
def valid_until(
    kind: str, issued_on: date | None, stated: date | None, kinds: Sequence[Mapping[str, Any]]
) -> date | None:
    """The last day a paper holds: what stands on it, or what the law says of its kind, whichever ends first; None has
    no end that is known."""
    months = next((one.get("months") for one in kinds if one["code"] == kind), None)
    by_law = _months_after(issued_on, months) if months and issued_on else None
    return min((day for day in (by_law, stated) if day), default=None)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month; a month without it ends earlier."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@basis(
    "45/2020/NĐ-CP",
    note="a copy that officer and office have signed may be used in later procedures; recalled",
)
def standing_of(facts: Facts, on: date) -> Standing:
    """Where a paper stands on a day; the last day of its validity still counts."""
    if facts.revoked:
        return Standing.REVOKED
    if facts.superseded:
        return Standing.SUPERSEDED
    if facts.valid_until is not None and facts.valid_until < on:
        return Standing.EXPIRED
    return Standing.VALID if facts.signed else Standing.UNSIGNED
