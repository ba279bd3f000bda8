"""Giả định: the queue of a unit as it stands now, with some of its people away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries import foreseeing
from motcua.services.forecasts import rules
from motcua.services.forecasts.types import WhatIfInvalid

from .foretelling import Minutes, Told, foretold, learnt
from .reading import Reach


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who does the work of a unit."""

    code: str
    name: str
    away: str
    held: int


@dataclass(frozen=True, slots=True)
class Change:
    """One step as foretold now and with the people away."""

    now: Told
    then: Told


@dataclass(frozen=True, slots=True)
class Supposed:
    """A what-if: how many likely late now and then, when the last is done, the steps whose band gets worse, those nobody
    is left for, and those of which too little is known."""

    total: int
    likely_now: int
    likely_then: int
    empty_now: datetime | None
    empty_then: datetime | None
    stuck: int
    unknown: int
    worse: tuple[Change, ...]


def _here(by: Actor) -> tuple[str, ...]:
    """The agencies of the post that stand today."""
    return organizations.still_there(frozenset(Reach.of(by).codes), clock.today())[:20]


def units_to_ask(by: Actor) -> list[tuple[str, str]]:
    """Units of the agencies a post reaches: code and name."""
    found = []
    for code in _here(by):
        agency = organizations.agencies({code}).get(code)
        found += [(unit["code"], unit["name"]) for unit in organizations.units(code)]
        if agency is not None:
            found.append((code, f"{agency.name}: việc chung"))
    return found


def hands_of(by: Actor, unit: str) -> list[Hand]:
    """People appointed in a unit, with what they hold; the first step of a what-if."""
    queue = list(foreseeing.standing_now(unit_code=unit))
    people = _people(by, unit)
    away = {code: words for agency in _here(by) for code, words in organizations.away_now(agency).items()}
    return [
        Hand(code, name, away.get(code, ""), sum(one.officer_code == code for one in queue))
        for code, name in sorted(people.items(), key=lambda pair: pair[1])
    ]


def _people(by: Actor, unit: str) -> dict[str, str]:
    on, found = clock.today(), dict[str, str]()
    for agency in _here(by):
        for holder in organizations.officers_of(agency, on):
            if unit in (holder.unit_code, agency) and holder.officer_code:
                found[holder.officer_code] = holder.full_name
    return found


def suppose(by: Actor, *, unit: str, absent: Collection[str], now: datetime) -> Supposed:
    """What becomes of a unit's queue if some people are away from now on.

    Raises:
        WhatIfInvalid: the unit is not one of the post's, or somebody named does not work there, or nobody is named.
    """
    if unit not in dict(units_to_ask(by)):
        raise WhatIfInvalid(
            "Không có đơn vị này trong phạm vi của bạn.", next="Hãy chọn một đơn vị trong danh sách."
        )
    people = _people(by, unit)
    if not absent or not set(absent) <= set(people):
        raise WhatIfInvalid(
            "Chưa chọn ai vắng, hoặc có người không thuộc đơn vị này.",
            next="Hãy đánh dấu người sẽ vắng rồi xem lại.",
        )
    queue = list(foreseeing.standing_now(unit_code=unit))
    minutes = Minutes(now)
    lately = learnt(now, queue=queue)
    gone = lately.hands.get(unit, set()) - set(people)
    before = foretold(queue, lately, now, minutes=minutes, absent=gone)
    after = foretold(queue, lately, now, minutes=minutes, absent=gone | set(absent))
    pairs = [Change(one, other) for one, other in zip(before, after, strict=True)]
    worse = [
        pair
        for pair in pairs
        if pair.now.late_percent is not None
        and pair.then.late_percent is not None
        and rules.band(pair.now.late_percent) != rules.band(pair.then.late_percent)
        and pair.then.late_percent > pair.now.late_percent
    ]
    return Supposed(
        total=len(queue), likely_now=_likely(before), likely_then=_likely(after), empty_now=_empty(before),
        empty_then=_empty(after), stuck=sum(pair.now.late_percent is not None and pair.then.late_percent is None for pair in pairs),
        unknown=sum(pair.now.late_percent is None for pair in pairs),
        worse=tuple(sorted(worse, key=lambda pair: -(pair.then.late_percent or 0))[:50]),
    )  # fmt: skip


def _likely(told: list[Told]) -> int:
    return sum(one.late_percent is not None and rules.band(one.late_percent) == "likely" for one in told)


def _empty(told: list[Told]) -> datetime | None:
    return max((one.middle_at for one in told if one.middle_at is not None), default=None)
