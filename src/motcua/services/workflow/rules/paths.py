"""Hours and order along a process: the main path, the longest path, the law's limit."""

from __future__ import annotations

from functools import lru_cache

from motcua.services.workflow.rules import conditions
from motcua.services.workflow.types import (
    OUTCOME,
    Clock,
    Facts,
    Flow,
    Node,
    NodeKind,
    ProcessDefinition,
    TaskKind,
)

_WAITS = (TaskKind.WAIT, TaskKind.SUPPLEMENT)


@lru_cache(maxsize=512)
def forward(d: ProcessDefinition) -> tuple[tuple[str, ...], frozenset[str]]:
    """Nodes in topological order without the flows that lead back, and the ids of those flows."""
    done: list[str] = []
    state: dict[str, int] = {}
    back: set[str] = set()
    stack: list[tuple[str, int]] = [(d.start.id, 0)]
    state[d.start.id] = 1
    while stack:
        node, at = stack.pop()
        flows = d.outgoing(node)
        if at < len(flows):
            stack.append((node, at + 1))
            flow = flows[at]
            if state.get(flow.target) == 1:
                back.add(flow.id)
            elif flow.target not in state:
                state[flow.target] = 1
                stack.append((flow.target, 0))
        else:
            state[node] = 2
            done.append(node)
    return tuple(reversed(done)), frozenset(back)


def hours_of_limit(value: int, unit: str) -> float:
    """A legal limit as working hours: eight a working day, five working days a week of calendar days."""
    if unit == "working_hours":
        return float(value)
    if unit == "calendar_days":
        return max(8.0, round(value * 5 / 7) * 8.0)
    return value * 8.0 or 8.0  # answered on the day


def counted(node: Node) -> float:
    """Hours that eat the legal limit: a paused or re-appointed wait does not."""
    return node.hours if node.kind is NodeKind.TASK and node.clock is Clock.RUN else 0


@lru_cache(maxsize=512)
def spine(d: ProcessDefinition) -> frozenset[str]:
    """Nodes of the first way drawn from the start to an end."""
    _, back = forward(d)
    seen: list[str] = [d.start.id]
    while onward := [f for f in d.outgoing(seen[-1]) if f.id not in back]:
        seen.append(onward[0].target)
    return frozenset(seen)


@lru_cache(maxsize=512)
def ranks(d: ProcessDefinition) -> dict[str, int]:
    """The column of each node: the longest way to it, counted in nodes, loops left out.

    A wait beside the usual course does not push that course to the right; its way back is drawn leftward.
    """
    order, back = forward(d)
    course = spine(d)
    rank = dict.fromkeys(order, 0)
    for node in order:
        aside = node not in course and _only_waits(d, node)
        for flow in d.outgoing(node):
            if flow.id not in back and not (aside and flow.target in course):
                rank[flow.target] = max(rank[flow.target], rank[node] + 1)
    return rank


def _only_waits(d: ProcessDefinition, node_id: str) -> bool:
    node = d.node(node_id)
    if node.kind is NodeKind.EXCLUSIVE:
        sources = [d.node(f.source) for f in d.incoming(node_id)]
        return all(n.kind is NodeKind.TASK and n.task in _WAITS for n in sources)
    return node.kind is NodeKind.TASK and node.task in _WAITS


@lru_cache(maxsize=512)
def longest(d: ProcessDefinition) -> tuple[float, tuple[str, ...]]:
    """The most counted hours from start to an end, once through, and the tasks on that way."""
    order, back = forward(d)
    best: dict[str, tuple[float, tuple[str, ...]]] = {}
    for node_id in order:
        node = d.node(node_id)
        before = [best[f.source] for f in d.incoming(node_id) if f.id not in back and f.source in best]
        hours, way = max(before, key=lambda x: x[0], default=(0.0, ()))
        if node.kind is NodeKind.TASK:
            way = (*way, node_id)
        best[node_id] = (hours + counted(node), way)
    ends = [best[n.id] for n in d.nodes if n.kind is NodeKind.END and n.id in best]
    return max(ends, key=lambda x: x[0], default=(0.0, ()))


@lru_cache(maxsize=512)
def main_path(d: ProcessDefinition, start: str | None = None) -> tuple[str, ...]:
    """Tasks of the usual course: at a gateway the first flow drawn that leads on, at a split every branch."""
    return _course(d, start, None)


def path_told(d: ProcessDefinition, start: str, facts: Facts) -> tuple[str, ...]:
    """The usual course from a node, where a gateway that asks only what is declared goes as it was declared."""
    return _course(d, start, facts)


def _course(d: ProcessDefinition, start: str | None, facts: Facts | None) -> tuple[str, ...]:
    order, back = forward(d)
    seen: set[str] = set()
    todo = [start or d.start.id]
    while todo:
        node_id = todo.pop()
        if node_id in seen or not d.has(node_id):
            continue
        seen.add(node_id)
        flows = d.outgoing(node_id)
        onward = tuple(f for f in flows if f.id not in back) or flows
        if d.node(node_id).kind is NodeKind.EXCLUSIVE:
            onward = (_declared(flows, facts) if facts is not None else None) or onward[:1]
        todo += [f.target for f in onward]
    return tuple(n for n in order if n in seen and d.node(n).kind is NodeKind.TASK)


def _declared(flows: tuple[Flow, ...], facts: Facts) -> tuple[Flow, ...] | None:
    """The flow the declaration leads to; None where an officer's outcome decides."""
    asked = [condition.field for flow in flows for condition in flow.when]
    if not asked or OUTCOME in asked:
        return None
    met = (f for f in flows if f.when and all(conditions.holds(c, facts) for c in f.when))
    taken = next(met, None) or next((f for f in flows if f.default), None)
    return (taken,) if taken else None


@lru_cache(maxsize=512)
def main_hours(d: ProcessDefinition) -> float:
    """Counted hours of the usual course; branches side by side count as the longest of them."""
    path = set(main_path(d))
    order, back = forward(d)
    best: dict[str, float] = {}
    for node_id in order:
        node = d.node(node_id)
        before = [best[f.source] for f in d.incoming(node_id) if f.id not in back and f.source in best]
        hours = max(before, default=0.0)
        best[node_id] = hours + (counted(node) if node_id in path else 0)
    return max(best.values(), default=0.0)
