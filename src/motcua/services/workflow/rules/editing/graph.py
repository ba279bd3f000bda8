"""Small moves on the graph that every edit is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from motcua.services.workflow.rules import definition
from motcua.services.workflow.types import BadProcess, Flow, Lane, Node, NodeKind, ProcessDefinition


def refuse(what: str, why: str = "", next: str = "") -> BadProcess:
    """An edit that cannot be made as asked."""
    return BadProcess(what, why=why, next=next)


def built(
    d: ProcessDefinition,
    *,
    nodes: Iterable[Node] | None = None,
    flows: Iterable[Flow] | None = None,
    **more: Any,
) -> ProcessDefinition:
    """The definition with other parts, held to what the engine can run."""
    found = replace(
        d,
        nodes=tuple(nodes) if nodes is not None else d.nodes,
        flows=tuple(flows) if flows is not None else d.flows,
        **more,
    )
    definition.validate(found)
    return found


def fresh(d: ProcessDefinition, letter: str) -> str:
    """A node id nobody bears: the letter and the next number."""
    taken = [int(m[1]) for n in d.nodes if (m := re.fullmatch(rf"{letter}(\d{{1,6}})", n.id))]
    return f"{letter}{max(taken, default=0) + 1}"


def flow_between(
    source: str, target: str, taken: Iterable[str], *, when: tuple = (), default: bool = False, name: str = ""
) -> Flow:
    """A flow with an id that is free."""
    ids = set(taken)
    base = f"f_{source}_{target}"[:56]
    found, n = base, 2
    while found in ids:
        found, n = f"{base}_{n}", n + 1
    return Flow(found, source, target, when=when, default=default, name=name[:200])


def add_flow(flows: list[Flow], nodes: Iterable[Node], source: str, target: str, **more: Any) -> None:
    """Append a flow whose id clashes with nothing."""
    flows.append(flow_between(source, target, [*(f.id for f in flows), *(n.id for n in nodes)], **more))


def turned(flows: Iterable[Flow], which: Callable[[Flow], bool], to: str) -> list[Flow]:
    """The flows with those chosen leading elsewhere."""
    return [replace(f, target=to) if which(f) else f for f in flows]


def with_lane(d: ProcessDefinition, lane: Lane) -> ProcessDefinition:
    """The lane is there."""
    if any(one.code == lane.code for one in d.lanes):
        return d
    return replace(d, lanes=(*d.lanes, lane))


def tidy(d: ProcessDefinition) -> ProcessDefinition:
    """Without gateways that neither part nor join any more, and without lanes nobody uses."""
    while True:
        idle = next((n for n in d.nodes if _idle(d, n)), None)
        if idle is None:
            break
        d = _without_gate(d, idle)
    used = {n.lane for n in d.nodes}
    return built(d, lanes=tuple(lane for lane in d.lanes if lane.code in used))


def _idle(d: ProcessDefinition, n: Node) -> bool:
    if n.kind not in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL):
        return False
    into, out = d.incoming(n.id), d.outgoing(n.id)
    if n.kind is NodeKind.PARALLEL and len(out) > 1:
        straight = [
            f for f in out if d.node(f.target).kind is NodeKind.PARALLEL and len(d.incoming(f.target)) > 1
        ]
        return bool(straight)
    if len(out) != 1 or out[0].target == n.id:
        return False
    if len(into) == 1:
        return True
    return n.kind is NodeKind.EXCLUSIVE and d.node(out[0].target).kind is not NodeKind.PARALLEL


def merged(before: ProcessDefinition, after: ProcessDefinition) -> ProcessDefinition:
    """With a meeting point in front of every parting that had one way in and now has several: else it would wait for all."""
    alone = {n.id for n in before.nodes if n.kind is NodeKind.PARALLEL and len(before.incoming(n.id)) == 1}
    for n in before.nodes:
        if (
            n.id in alone
            and after.has(n.id)
            and len(after.incoming(n.id)) > 1
            and len(after.outgoing(n.id)) > 1
        ):
            after = with_meeting(after, n.id)
    return after


def with_meeting(d: ProcessDefinition, node_id: str) -> ProcessDefinition:
    """A gateway in front of a node at which its ways meet, whichever is taken."""
    meeting = Node(fresh(d, "h"), NodeKind.EXCLUSIVE, lane=d.node(node_id).lane)
    nodes = list(d.nodes)
    nodes.insert(nodes.index(d.node(node_id)), meeting)
    flows = turned(d.flows, lambda f: f.target == node_id, meeting.id)
    add_flow(flows, nodes, meeting.id, node_id)
    return built(d, nodes=nodes, flows=flows)


def _without_gate(d: ProcessDefinition, n: Node) -> ProcessDefinition:
    out = d.outgoing(n.id)
    if len(out) > 1:  # an empty branch of a parallel part says nothing
        empty = next(
            f for f in out if d.node(f.target).kind is NodeKind.PARALLEL and len(d.incoming(f.target)) > 1
        )
        return replace(d, flows=tuple(f for f in d.flows if f is not empty))
    target = out[0].target
    flows = turned((f for f in d.flows if f.source != n.id), lambda f: f.target == n.id, target)
    return replace(d, nodes=tuple(x for x in d.nodes if x.id != n.id), flows=tuple(flows))
