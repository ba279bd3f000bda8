"""How a process reads as a list of steps: each task with its outcomes and where each leads.

The gateway that only sorts the outcomes of the task before it is folded into that task: people write
"thẩm định: đạt → ký, thiếu → bổ sung", and the drawing shows the gateway that this means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from motcua.services.workflow.rules import conditions, paths
from motcua.services.workflow.types import OUTCOME, Flow, Node, NodeKind, Op, Outcome, ProcessDefinition


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a step: the outcome that takes it (none where there is but one way) and the next node."""

    outcome: Outcome | None
    target: str


@lru_cache(maxsize=512)
def gate_of(d: ProcessDefinition, node_id: str) -> str:
    """The gateway that only sorts the outcomes of this task, or empty."""
    if d.node(node_id).kind is not NodeKind.TASK:
        return ""
    out = d.outgoing(node_id)
    if len(out) != 1:
        return ""
    gate = d.node(out[0].target)
    if gate.kind is not NodeKind.EXCLUSIVE or len(d.incoming(gate.id)) != 1 or not d.node(node_id).outcomes:
        return ""
    sorts = all(f.default or _only_outcome(f) for f in d.outgoing(gate.id))
    return gate.id if sorts and len(d.outgoing(gate.id)) > 1 else ""


def _only_outcome(f: Flow) -> bool:
    return len(f.when) == 1 and f.when[0].field == OUTCOME and f.when[0].op in (Op.EQ, Op.IN)


@lru_cache(maxsize=512)
def folded(d: ProcessDefinition) -> frozenset[str]:
    """All gateways that are read as part of something else: those that sort a task's outcomes, those where ways meet."""
    return frozenset(gate for n in d.tasks if (gate := gate_of(d, n.id))) | {
        n.id for n in d.nodes if n.kind is NodeKind.EXCLUSIVE and len(d.outgoing(n.id)) == 1
    }


def through(d: ProcessDefinition, node_id: str) -> str:
    """The node people mean: a gateway at which ways only meet is passed over."""
    while d.has(node_id) and d.node(node_id).kind is NodeKind.EXCLUSIVE and len(d.outgoing(node_id)) == 1:
        onto = d.outgoing(node_id)[0].target
        if onto == node_id:
            break
        node_id = onto
    return node_id


def ways(d: ProcessDefinition, node_id: str) -> list[Way]:
    """The ways out of a task, outcome by outcome."""
    node, gate = d.node(node_id), gate_of(d, node_id)
    if not gate:
        targets = [f.target for f in d.outgoing(node_id)]
        if not node.outcomes:
            return [Way(None, through(d, target)) for target in targets]
        return [Way(one, through(d, targets[0]) if targets else "") for one in node.outcomes]
    found = []
    for one in node.outcomes:
        taken = [f for f in d.outgoing(gate) if any(conditions.holds(c, {OUTCOME: one.code}) for c in f.when)]
        taken = taken or [f for f in d.outgoing(gate) if f.default]
        found.append(Way(one, through(d, taken[0].target) if taken else ""))
    return found


def onward(d: ProcessDefinition, node_id: str) -> str:
    """Where the usual way goes from a node: the first flow that does not lead back, through a folded gateway."""
    _, back = paths.forward(d)
    flows = d.outgoing(gate_of(d, node_id) or node_id)
    ahead = [f for f in flows if f.id not in back] or list(flows)
    return ahead[0].target if ahead else ""


def listed(d: ProcessDefinition) -> list[Node]:
    """Nodes in the order people read them: the usual course first, what stands beside it after its step."""
    order, _ = paths.forward(d)
    rank = {node_id: i for i, node_id in enumerate(order)}
    hidden = folded(d)
    shown = [n for n in d.nodes if n.id not in hidden and n.kind not in (NodeKind.START, NodeKind.END)]
    main = set(paths.main_path(d)) | paths.spine(d)
    return sorted(
        shown, key=lambda n: (n.id not in rank, n.id not in main and _aside(d, n), rank.get(n.id, 0))
    )


def _aside(d: ProcessDefinition, n: Node) -> bool:
    """Beside the course (a wait, a refusal), and not a gateway or a branch of a parallel part."""
    between = any(d.node(f.source).kind is NodeKind.PARALLEL for f in d.incoming(n.id))
    return n.kind is NodeKind.TASK and not between


def call(d: ProcessDefinition, node_id: str) -> str:
    """What a node is called where one chooses or reads where a way leads."""
    if not d.has(node_id):
        return "chưa nối"
    n = d.node(node_id)
    if n.kind is NodeKind.TASK:
        return n.name
    if n.kind is NodeKind.END:
        return n.name or "Kết thúc"
    if n.kind is NodeKind.START:
        return "Bắt đầu"
    if n.kind is NodeKind.EXCLUSIVE:
        return n.name or "Rẽ nhánh"
    if len(d.outgoing(n.id)) > 1:
        names = [call(d, f.target) for f in d.outgoing(n.id) if d.node(f.target).kind is NodeKind.TASK]
        return n.name or "Làm song song" + (f": {'; '.join(names)}" if names else "")
    ahead = d.outgoing(n.id)
    after = d.node(ahead[0].target) if ahead else None
    return n.name or "Chờ đủ các nhánh song song" + (
        f", rồi {after.name}" if after is not None and after.name else ""
    )


def next_tasks(d: ProcessDefinition, node_id: str) -> tuple[Node, ...]:
    """The tasks that may follow a task, whatever its outcome and the facts; the likeliest, by the order drawn, first."""
    found: dict[str, Node] = {}
    seen, todo = {node_id}, [flow.target for flow in d.outgoing(node_id)]
    while todo:
        node = d.node(todo.pop(0))
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind is NodeKind.TASK:
            found[node.id] = node
        else:
            todo += [flow.target for flow in d.outgoing(node.id)]
    return tuple(found.values())
