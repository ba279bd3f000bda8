"""Rules of documents: numbers and notations as they are written, and until when one is to be resolved."""

from __future__ import annotations

import re
from datetime import date

from motcua.kernel.legal import basis, parameter
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar

from .types import SECRECY, TYPES

GOVERNMENT = re.compile(
    r"^(?P<no>\d{1,6}[a-zA-Z]?)/(?:(?P<year>\d{4})/)?(?P<sign>[^\W_][\w&.]*(?:-[\w&.]+)*)$"
)
PARTY = re.compile(r"^(?P<no>\d{1,6})-(?P<sign>[^\W\d_]{1,4}/[\w.-]+)$")


@basis("30/2020/NĐ-CP", note="Annex I: number, slash, notation; Party documents: number, hyphen, notation")
def split_notation(words: str) -> tuple[str, str] | None:
    """`2432/UBND-KSTTHC` → (`2432`, `UBND-KSTTHC`); `15/2026/QĐ-UBND` keeps its year with the notation; None where it is
    written in neither way."""
    said = "".join(words.split())
    if found := GOVERNMENT.match(said):
        year = f"{found['year']}/" if found["year"] else ""
        return found["no"], year + found["sign"]
    if found := PARTY.match(said):
        return found["no"], found["sign"]
    return None


@basis("30/2020/NĐ-CP", note="Annex III: abbreviations of the types")
def type_of(sign: str) -> str:
    """The type a notation tells: `QĐ-UBND` a decision; without an abbreviation an official letter."""
    first = (
        sign.rpartition("/")[2].split("-")[0]
        if "/" in sign and sign[:4].isdigit()
        else sign.split("-")[0].split("/")[0]
    )
    return next((name for name, mark in TYPES.items() if mark and mark == first), "Công văn")


def is_secret(secrecy: str) -> bool:
    """Whether a document bears a level of state secrets."""
    return secrecy.strip().capitalize() in SECRECY


@basis(
    "30/2020/NĐ-CP",
    article=24,
    note="resolved in the time the document or the leader gives; else by the rule of the agency",
)
def resolve_by(arrived_on: date, said: date | None, ordered: date | None, calendar: Calendar) -> date:
    """The earlier of the day the document asks for and the leader's; where neither says one, so many working days."""
    given = [day for day in (said, ordered) if day is not None]
    if given:
        return min(given)
    days = int(parameter("correspondence.resolve_days", on=arrived_on))
    return counting.add_working_days(arrived_on, days, calendar)
