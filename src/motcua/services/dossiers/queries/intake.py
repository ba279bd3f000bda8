"""What the counter needs to know: procedures meant by some words, the promise a limit gives, places of competence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Due
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures import queries as procedures

from .offer import Offer
from .register import desk_of

LEVELS = {"commune": "cấp xã giải quyết", "province": "cấp tỉnh giải quyết"}


@dataclass(frozen=True, slots=True)
class Found:
    """One procedure the officer may choose."""

    code: str
    name: str
    note: str


def procedures_like(words: str, limit: int = 8) -> list[Found]:
    """Procedures meant by some words or a code; only what the province offers, unless nothing fits."""
    words = text.clean(words)[:120]
    if len(words) < 2:
        return []
    return [
        Found(hit.code, hit.name, ", ".join(filter(None, (hit.field, LEVELS.get(hit.level, "")))))
        for hit in procedures.suggest(words, limit)
        if hit.offered
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk that takes papers in, and the place it stands for."""

    code: str
    name: str
    place_code: str


def desk_for(by: Actor) -> Desk:
    """The officer's own desk."""
    found = desk_of(by)
    if found is None:
        return Desk(by.agency_code, by.agency_name, "")
    return Desk(found.code, found.name, found.place_code)


def places() -> list[tuple[str, str]]:
    """(place, committee) of every commune that decides today, by name."""
    rows, _ = organizations.search(on=clock.today(), kind="ubnd_xa", limit=500)
    return sorted(((row.place_code, row.name) for row in rows if row.place_code), key=lambda pair: pair[1])


def sent_on(offer: Offer, answers: dict[str, Any], place_code: str, desk_code: str) -> str:
    """The committee the declaration makes competent, where it is another than the place chosen; else nothing."""
    if not (offer.needs_place and place_code and answers):
        return ""
    on = clock.today()
    try:
        agency = offer.agency(offer.competent(place_code, desk_code, on, answers), on)
    except Refusal:
        return ""
    return "" if agency.place_code == place_code else agency.name


@dataclass(frozen=True, slots=True)
class Promise:
    """The moment a dossier taken in now would be promised for, and why."""

    due_at: datetime
    limit: str
    counted: str
    skipped: str
    due: Due


def promise(desk_code: str, limit: tuple[int, str] | None, at: datetime) -> Promise | None:
    """The promise of a limit at a desk, or None without a limit."""
    if limit is None:
        return None
    due = counting.due(at, limit[0], limit[1], calendars.calendar(desk_code))  # type: ignore[arg-type]
    days = [day for day in due.days if day.counted]
    off = [
        day for day in due.days if not day.counted and day.date.weekday() < 5 and day.date != due.days[0].date
    ]
    counted = ", ".join(f"{day.date.day}/{day.date.month}" for day in days[:10]) + (
        "…" if len(days) > 10 else ""
    )
    skipped = "; ".join(f"{day.date.day}/{day.date.month} {day.reason}" for day in off[:3] if day.reason)
    return Promise(due.due_at, counting.say_limit(limit[0], limit[1]), counted, skipped, due)
