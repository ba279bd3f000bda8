"""How a forecast is made and judged: plain arithmetic over what the same steps took lately.

All times are working minutes in which the clock ran. An officer is a server: what lies on the table is done in the order
of its due moment, one after the other. How long one takes is drawn from what they, or else their unit, or else anybody at
that step took lately; what comes after the step is drawn from what came after it lately. A forecast is the spread over
many such draws, never one number.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .types import BANDS, Band, Foretold, Held, Judged, Past, Score

DRAWS = 120
FEWEST = 8
"""Fewer past visits than these say nothing: the next wider group is asked, and where there is none no forecast is made."""


@dataclass(slots=True)
class Lately:
    """What the same steps took: times at a step, apart for who had other work waiting and who had none, and times from
    the end of a step to the end of the dossier."""

    busy: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    idle: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    after: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    stay: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    hands: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def times(self, held: Held, waiting: bool) -> list[int]:
        """Times at the step: in this unit, else at this step anywhere, else in this unit at any step."""
        first, second = (self.busy, self.idle) if waiting else (self.idle, self.busy)
        for key in _keys(held):
            for kept in (first, second):
                if len(kept[key]) >= FEWEST:
                    return kept[key]
        return self.stays(held)

    def stays(self, held: Held) -> list[int]:
        """Whole stays at the step, waiting and doing together."""
        return next((self.stay[key] for key in _keys(held) if len(self.stay[key]) >= FEWEST), [])

    def rest(self, held: Held) -> list[int]:
        """Times from the end of the step to the end of the dossier: in this agency, else anywhere."""
        for key in ((held.procedure, held.node, held.agency), (held.procedure, held.node)):
            if len(self.after[key]) >= FEWEST:
                return self.after[key]
        return []


def _keys(held: Held) -> tuple[tuple[str, ...], ...]:
    return (held.procedure, held.node, held.unit), (held.procedure, held.node), (held.unit,)


def learn(visits: Iterable[Past]) -> Lately:
    """What finished visits teach. Time at a step counts from when the officer was free for it: from its coming, or from
    the end of what they did before; else a full table would be counted once for each paper lying on it."""
    lately, free = Lately(), dict[str, int]()
    for one in sorted(visits, key=lambda one: one.left):
        before = free.get(one.officer, -1)
        waiting = one.entered < before
        took = max(1, min(one.minutes, one.left - max(one.entered, before)))
        kept = lately.busy if waiting else lately.idle
        for key in _keys(one):
            kept[key].append(took)
            lately.stay[key].append(one.minutes)
        if one.after is not None:
            lately.after[one.procedure, one.node, one.agency].append(one.after)
            lately.after[one.procedure, one.node].append(one.after)
        if one.officer:
            free[one.officer] = one.left
            lately.hands[one.unit].add(one.officer)
    return lately


def foretell(
    queue: Sequence[Held], lately: Lately, *, absent: Collection[str] = (), seed: str = "", draws: int = DRAWS
) -> dict[int, Foretold]:
    """The finish of every dossier in a unit's queue, by token.

    A step ends when whoever does it has come to it and done it, and not sooner than such a stay goes on as a rule. What
    waits outside has no queue. ``absent`` are officers who do nothing: what they hold goes to the unit. A step without
    enough of a past, or a unit without hands, has no forecast and stands in the answer without figures.
    """
    found = {one.token: Foretold(one.token) for one in queue}
    hands = sorted(lately.hands.get(queue[0].unit, set()) - set(absent)) if queue else []
    order = [
        (one, lately.times(one, True), lately.times(one, False), lately.stays(one), lately.rest(one))
        for one in sorted(queue, key=lambda one: (one.left_minutes, one.token))
        if not one.unit or hands or (one.officer and one.officer not in absent)
    ]
    order = [row for row in order if row[3] and row[4]]
    dice, ends = random.Random(seed), defaultdict[int, list[int]](list)
    for _ in range(draws):
        free: dict[str, int] = dict.fromkeys(hands, 0)
        for one, busy, idle, stay, rest in order:
            ready = 0
            if one.unit:
                own = one.officer and one.officer not in absent
                who = one.officer if own else min(hands, key=lambda name: (free[name], name))
                begins = free.get(who, 0)
                ready = free[who] = begins + (
                    dice.choice(busy) if begins else _still(idle, one.elapsed, dice)
                )
            ends[one.token].append(max(ready, _still(stay, one.elapsed, dice)) + dice.choice(rest))
    for one, *_ in order:
        known = min(len(lately.stays(one)), len(lately.rest(one)))
        found[one.token] = spread(one, ends[one.token], known)
    return found


def _still(times: Sequence[int], elapsed: int, dice: random.Random) -> int:
    """What is left of a time that has lasted so long already: drawn from those that lasted longer."""
    longer = [time - elapsed for time in times if time > elapsed]
    return dice.choice(longer) if longer else dice.choice(times)


def spread(one: Held, ends: Sequence[int], known: int) -> Foretold:
    """Middle, four in five, and the share of draws that end after the promise.

    Of ``known`` past times the next falls below the k-th with a chance of k in known + 1, not of k in known: the mark of
    four in five stands the further out the less is known.
    """
    ordered = sorted(ends)
    share = min(1.0, -(-4 * (known + 1) // 5) / known)
    late = len(ordered) - bisect_right(ordered, one.left_minutes)
    return Foretold(
        one.token,
        middle=ordered[len(ordered) // 2],
        four_fifths=ordered[min(len(ordered) - 1, int(len(ordered) * share))],
        late_percent=round(100 * late / len(ordered)),
    )


def band(late_percent: int) -> Band:
    """The word for a chance of being late."""
    return next(name for name, least in BANDS.items() if late_percent >= least)


def score(judged: Sequence[Judged]) -> Score:
    """How good forecasts were, on dossiers that have ended since.

    ``in_four_fifths`` should be near 80; ``bins`` set the foretold chance beside what happened; ``error`` is the mean
    squared distance of chance and outcome, ``plain_error`` that of saying the overall share of late ones for each.
    """
    if not judged:
        return Score()
    total, late = len(judged), sum(one.was_late for one in judged)
    base = late / total
    tens: Mapping[int, list[Judged]] = defaultdict(list)
    for one in judged:
        tens[min(one.late_percent // 20, 4)].append(one)
    return Score(
        total=total,
        late=late,
        in_four_fifths=round(100 * sum(one.ended_within for one in judged) / total),
        error=round(sum((one.late_percent / 100 - one.was_late) ** 2 for one in judged) / total, 4),
        plain_error=round(base * (1 - base), 4),
        bins=tuple(
            (
                ten * 20,
                len(ones),
                round(sum(one.late_percent for one in ones) / len(ones)),
                round(100 * sum(one.was_late for one in ones) / len(ones)),
            )
            for ten, ones in sorted(tens.items())
        ),
        middle_miss=sorted(abs(one.missed_by) for one in judged)[total // 2],
    )
