"""Trying a process before it is published: the same token steps as in life, over values, touching nothing.

The hours are those of the legal clock: each step takes the whole of its hours, branches side by side run at the
same time, and a step under a stopped clock takes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from motcua.services.workflow.rules import paths, tokens
from motcua.services.workflow.types import (
    SILENCE,
    CannotMove,
    Facts,
    Node,
    Place,
    ProcessDefinition,
)

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Trod:
    """One step of a trial: what was done, how it ended, and the hours of the clock at its beginning and end."""

    node: str
    name: str
    lane: str
    outcome: str
    outcome_name: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One dossier walked through: the steps so far, what waits, how it ended, or where it could not go on."""

    path: tuple[Trod, ...]
    waiting: tuple[str, ...]
    hours: float
    result: str = ""
    stuck: str = ""
    asked: str = ""  # the step whose outcome is wanted next

    @property
    def over(self) -> bool:
        return not self.waiting and not self.stuck


Chooser = Callable[[Node, int], str | None]
"""The outcome of a step, asked with its number in the trial; raises `Enough` to stop there."""


class Enough(Exception):
    """Nothing was chosen for this step yet."""


def walk(d: ProcessDefinition, facts: Facts, choose: Chooser, *, most: int = MOST_STEPS) -> Trial:
    """Walk one dossier: the step that is done first is taken first."""
    path: list[Trod] = []
    ready: list[tuple[Place, float]] = []
    at, result = 0.0, ""
    try:
        moved = tokens.begin(d, facts)
        ready = [(place, 0.0) for place in moved.added]
        while any(not place.via for place, _ in ready):
            place, since = min(
                ((p, t) for p, t in ready if not p.via), key=lambda x: (x[1] + paths.counted(d.node(x[0].node)), x[0].node)
            )  # fmt: skip
            node = d.node(place.node)
            if len(path) >= most:
                return _trial(path, ready, at, stuck=f"Sau {most} bước hồ sơ vẫn chưa kết thúc.")
            outcome = tokens.outcome_of(node, choose(node, len(path)))
            moved = tokens.advance(d, tokens.marking(p for p, _ in ready), node.id, outcome, facts)
            at = max(at, since + paths.counted(node))
            path.append(
                Trod(node.id, node.name, node.lane, outcome or "", node.outcome_name(outcome or ""), since, since + paths.counted(node))
            )  # fmt: skip
            ready.remove((place, since))
            for gone in moved.joined:
                ready.remove(next(item for item in ready if item[0] == gone))
            ready += [(new, since + paths.counted(node)) for new in moved.added]
            result = next((d.node(end).result or "done" for end in moved.ended), result)
    except Enough:
        return _trial(path, ready, at, asked=node.id)
    except CannotMove as refused:
        return _trial(path, ready, at, stuck=refused.why or refused.what)
    if ready:
        return _trial(path, ready, at, stuck="Cổng gộp chờ một nhánh không bao giờ đến.")
    return Trial(tuple(path), (), at, result or "done")


def _trial(
    path: list[Trod], ready: list[tuple[Place, float]], at: float, *, stuck: str = "", asked: str = ""
) -> Trial:
    waiting = tuple(dict.fromkeys(place.node for place, _ in ready if not place.via))
    return Trial(tuple(path), waiting, at, stuck=stuck, asked=asked)


def chosen(outcomes: Sequence[str]) -> Chooser:
    """The outcomes a person picked, one a step; a step with one way on needs no choice."""
    left = list(outcomes)

    def choose(node: Node, number: int) -> str | None:
        if number >= len(left):
            raise Enough
        return left[number] or None

    return choose


def at_random(random: Random) -> Chooser:
    """The usual outcome mostly, every other one now and then; a loop is left in the end."""
    visits: Counter[str] = Counter()

    def choose(node: Node, number: int) -> str | None:
        visits[node.id] += 1
        codes = [o.code for o in node.outcomes]
        if len(codes) < 2:
            return None
        usual = 0.6 if visits[node.id] < 4 else 0.95
        if random.random() < usual:
            return codes[0]
        return random.choice([code for code in codes[1:] if not code.startswith(SILENCE)] or codes)

    return choose


@dataclass(frozen=True, slots=True)
class Report:
    """Many trials together."""

    runs: int
    results: Mapping[str, int]
    stuck: Mapping[str, int]
    usual_hours: float  # the middle one
    most_hours: float
    over_limit: int
    lanes: Mapping[str, float]  # mean hours a dossier asks of a lane
    never: tuple[str, ...]  # steps no trial came to
    slowest: Trial | None = field(default=None)


def many(
    d: ProcessDefinition, *, runs: int, seed: int, limit: float | None, draw: Callable[[Random], Facts]
) -> Report:
    """Random dossiers; the same seed gives the same dossiers."""
    random = Random(seed)
    results: Counter[str] = Counter()
    stuck: Counter[str] = Counter()
    lanes: Counter[str] = Counter()
    seen: set[str] = set()
    spent: list[float] = []
    slowest: Trial | None = None
    for _ in range(runs):
        trial = walk(d, draw(random), at_random(random))
        for step in trial.path:
            seen.add(step.node)
            lanes[step.lane] += d.node(step.node).hours
        if trial.stuck:
            stuck[trial.stuck] += 1
        else:
            results[trial.result] += 1
        spent.append(trial.hours)
        if slowest is None or trial.hours > slowest.hours:
            slowest = trial
    spent.sort()
    return Report(
        runs=runs,
        results=dict(results),
        stuck=dict(stuck),
        usual_hours=spent[len(spent) // 2] if spent else 0,
        most_hours=spent[-1] if spent else 0,
        over_limit=sum(h > limit for h in spent) if limit is not None else 0,
        lanes={lane: total / max(1, runs) for lane, total in lanes.most_common()},
        never=tuple(n.id for n in d.tasks if n.id not in seen),
        slowest=slowest,
    )


def interesting(d: ProcessDefinition, offered: Mapping[str, Sequence[object]]) -> Callable[[Random], Facts]:
    """Facts drawn around what the conditions ask: every choice, and both sides of every figure."""
    values: dict[str, list[object]] = {}
    for f in d.fields:
        found: list[object] = list(offered.get(f.code, ()))
        if f.type == "boolean":
            found = [True, False]
        for c in (c for flow in d.flows for c in flow.when if c.field == f.code):
            if isinstance(c.value, int | float) and not isinstance(c.value, bool):
                found += [c.value - 1, c.value, c.value + 1]
            elif isinstance(c.value, tuple):
                found += c.value
            elif c.value is not None:
                found.append(c.value)
        if f.type == "text" and not offered.get(f.code):
            found.append("khác")
        values[f.code] = list(dict.fromkeys(found))

    def draw(random: Random) -> Facts:
        return {code: random.choice(some) for code, some in values.items() if some}

    return draw
