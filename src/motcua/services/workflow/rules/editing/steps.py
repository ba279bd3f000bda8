"""Steps: adding one, changing what it says, and where its outcomes lead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.kernel.text import fold
from motcua.services.workflow.rules import definition, paths, ways
from motcua.services.workflow.rules.editing.graph import (
    add_flow,
    built,
    flow_between,
    fresh,
    refuse,
    tidy,
    turned,
    with_lane,
)
from motcua.services.workflow.types import (
    OUTCOME,
    Condition,
    Flow,
    Lane,
    Node,
    NodeKind,
    Op,
    Outcome,
    ProcessDefinition,
    TaskKind,
)

NewLane = Lane


@dataclass(frozen=True, slots=True)
class WantedWay:
    """One line of a step's outcomes: its words and where it leads; ``code`` when the outcome exists already."""

    name: str
    target: str
    code: str = ""


def change_whole(d: ProcessDefinition, *, name: str, limit_hours: float | None) -> ProcessDefinition:
    """The name of the process and the limit it is held to."""
    return built(d, name=name, limit_hours=limit_hours)


def add_step(
    d: ProcessDefinition, *, after: str, name: str, lane: Lane, hours: float, task: TaskKind
) -> ProcessDefinition:
    """A new step on the usual way behind another (behind the start, where ``after`` is the start)."""
    node = Node(fresh(d, "s"), NodeKind.TASK, name=name, lane=lane.code, hours=hours, task=task)
    return insert_after(with_lane(d, lane), after, node)


def insert_after(d: ProcessDefinition, after: str, node: Node) -> ProcessDefinition:
    """The node on the usual way between a node and what follows it."""
    source = d.node(after)
    if source.kind is NodeKind.END:
        raise refuse("Không thêm bước sau điểm kết thúc.", next="Chọn một bước khác.")
    _, back = paths.forward(d)
    gate = ways.gate_of(d, after) or after
    out = d.outgoing(gate)
    usual = next((f for f in out if f.id not in back), out[0] if out else None)
    nodes = _placed(d, node, after)
    flows = list(d.flows)
    if usual is None:
        add_flow(flows, nodes, after, node.id)
    else:
        flows = turned(flows, lambda f: f.id == usual.id, node.id)
        add_flow(flows, nodes, node.id, usual.target)
    return built(d, nodes=nodes, flows=flows)


def _placed(d: ProcessDefinition, node: Node, after: str) -> list[Node]:
    """The nodes with the new one behind its neighbour, so that drawing and table keep the order."""
    nodes = list(d.nodes)
    at = next(i for i, n in enumerate(nodes) if n.id == after)
    return [*nodes[: at + 1], node, *nodes[at + 1 :]]


def add_end(d: ProcessDefinition, *, name: str, result: Any, lane: str) -> ProcessDefinition:
    """Another way for the process to end."""
    return built(d, nodes=[*d.nodes, Node(fresh(d, "e"), NodeKind.END, name=name, lane=lane, result=result)])


def set_hours(d: ProcessDefinition, given: dict[str, float]) -> ProcessDefinition:
    """New hours for several steps at once."""
    checked = {key: definition.hours(value, f"bước “{d.node(key).name}”") for key, value in given.items()}
    return built(d, nodes=[replace(n, hours=checked[n.id]) if n.id in checked else n for n in d.nodes])


def change_step(
    d: ProcessDefinition, node_id: str, *, lane: Lane | None = None, **values: Any
) -> ProcessDefinition:
    """What a step says: name, words for the citizen, post, kind, hours, clock, papers, note, question."""
    node = d.node(node_id)
    if lane is not None:
        d, values = with_lane(d, lane), values | {"lane": lane.code}
    changed = replace(node, **values)
    gate = ways.gate_of(d, node_id)
    nodes = [
        changed if n.id == node_id else replace(n, lane=changed.lane) if n.id == gate else n for n in d.nodes
    ]
    return tidy(replace(d, nodes=tuple(nodes)))


def set_ways(d: ProcessDefinition, node_id: str, wanted: Sequence[WantedWay]) -> ProcessDefinition:
    """The outcomes of a step and where each leads; a gateway is put behind it where they part."""
    node = d.node(node_id)
    for way in wanted:
        if not d.has(way.target) or d.node(way.target).kind is NodeKind.START or way.target in ways.folded(d):
            raise refuse(
                f"Kết quả “{way.name or 'xong'}” chưa có nơi đến.",
                next="Chọn bước tiếp theo trong danh sách.",
            )
        if len(wanted) > 1 and not way.name:
            raise refuse(
                "Bước có nhiều kết quả thì mỗi kết quả cần tên.", next="Ghi tên kết quả, ví dụ “Đạt”."
            )
    if not wanted:
        raise refuse(f"Bước “{node.name}” chưa có đường đi tiếp.", next="Chọn bước tiếp theo.")
    names = [fold(way.name) for way in wanted]
    if len(set(names)) != len(names):
        raise refuse("Hai kết quả trùng tên.", next="Đặt tên khác nhau để cán bộ phân biệt được.")
    outcomes = _coded(wanted)
    gate = ways.gate_of(d, node_id)
    old = {f.target: f for f in d.outgoing(gate or node_id)}
    nodes = [replace(n, outcomes=outcomes) if n.id == node_id else n for n in d.nodes if n.id != gate]
    flows = [f for f in d.flows if f.source not in (gate, node_id)]
    targets = list(dict.fromkeys(way.target for way in wanted))
    if len(targets) == 1:
        add_flow(flows, nodes, node_id, targets[0])
        return tidy(replace(d, nodes=tuple(nodes), flows=tuple(flows)))
    gate = gate or f"g_{node_id}"[:64]
    at = next(i for i, n in enumerate(nodes) if n.id == node_id)
    nodes.insert(at + 1, Node(gate, NodeKind.EXCLUSIVE, lane=node.lane))
    add_flow(flows, nodes, node_id, gate)
    for target in targets:
        flows.append(_sorted_to(gate, target, wanted, outcomes, old.get(target), [f.id for f in flows]))
    return tidy(replace(d, nodes=tuple(nodes), flows=tuple(flows)))


def _sorted_to(
    gate: str,
    target: str,
    wanted: Sequence[WantedWay],
    outcomes: tuple[Outcome, ...],
    old: Flow | None,
    taken: list[str],
) -> Flow:
    here = [one for way, one in zip(wanted, outcomes, strict=True) if way.target == target]
    codes = tuple(one.code for one in here)
    when = Condition(OUTCOME, Op.EQ, codes[0]) if len(codes) == 1 else Condition(OUTCOME, Op.IN, codes)
    name = " / ".join(one.name for one in here)[:200]
    if old is not None and old.source == gate:
        return replace(old, when=(when,), default=False, name=name)
    return flow_between(gate, target, taken, when=(when,), name=name)


def _coded(wanted: Sequence[WantedWay]) -> tuple[Outcome, ...]:
    """Outcomes keep their codes; new ones get one from their words."""
    taken = {way.code for way in wanted if way.code}
    found = []
    for way in wanted:
        code = way.code
        if not code and way.name:
            base = re.sub(r"[^a-z0-9]+", "_", fold(way.name)).strip("_")[:50] or "ket_qua"
            base = base if base[0].isalpha() else f"k_{base}"
            code, n = base, 2
            while code in taken or code in ("and", "in"):
                code, n = f"{base}_{n}", n + 1
            taken.add(code)
        if code:
            found.append(Outcome(code, way.name))
    return tuple(found)
