"""Gateways: parting by what the applicant declared, working side by side, asking another agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from motcua.services.workflow.rules import paths, ways
from motcua.services.workflow.rules.editing.graph import (
    add_flow,
    built,
    flow_between,
    fresh,
    refuse,
    tidy,
    with_lane,
    with_meeting,
)
from motcua.services.workflow.rules.editing.steps import insert_after
from motcua.services.workflow.types import (
    ASKED_POST,
    SILENCE,
    Condition,
    Field,
    Lane,
    LaneKind,
    Node,
    NodeKind,
    Outcome,
    ProcessDefinition,
    TaskKind,
)

Branch = tuple[tuple[Condition, ...], str, str]
"""(conditions, target, words)"""


def branch_by_field(d: ProcessDefinition, *, after: str) -> tuple[ProcessDefinition, str]:
    """A gateway behind a step, still with one way; its branches are set next. Gives the gateway's id."""
    gate = Node(fresh(d, "r"), NodeKind.EXCLUSIVE, name="", lane=d.node(after).lane)
    return insert_after(d, after, gate), gate.id


def set_branches(
    d: ProcessDefinition, gate: str, branches: Sequence[Branch], otherwise: str, *, name: str = "",
    fields: Sequence[Field] = (),
) -> ProcessDefinition:  # fmt: skip
    """Which way is taken when; ``otherwise`` when none of the conditions holds. New fields are declared."""
    node = d.node(gate)
    if node.kind is not NodeKind.EXCLUSIVE:
        raise refuse("Chỉ cổng rẽ nhánh mới có điều kiện.", next="Chọn một cổng rẽ nhánh.")
    for target in [otherwise, *(target for _, target, _ in branches)]:
        if not d.has(target) or d.node(target).kind is NodeKind.START or target == gate:
            raise refuse("Có nhánh chưa chọn nơi đến.", next="Chọn bước tiếp theo cho từng nhánh.")
    known = {f.code: f for f in d.fields} | {f.code: f for f in fields}
    flows = [f for f in d.flows if f.source != gate]
    taken = [*(f.id for f in flows), *(n.id for n in d.nodes)]
    for when, target, words in branches:
        flows.append(flow_between(gate, target, taken, when=when, name=words))
        taken.append(flows[-1].id)
    flows.append(
        flow_between(gate, otherwise, taken, default=bool(branches), name="Còn lại" if branches else "")
    )
    nodes = [replace(n, name=name) if n.id == gate else n for n in d.nodes]
    asked = {c.field for f in flows for c in f.when}
    return built(d, nodes=nodes, flows=flows, fields=tuple(f for f in known.values() if f.code in asked))


def put_before(d: ProcessDefinition, node_id: str, new: Node) -> ProcessDefinition:
    """A step in front of another, on every way that comes to it for the first time."""
    _, back = paths.forward(d)
    flows = [replace(f, target=new.id) if f.target == node_id and f.id not in back else f for f in d.flows]
    nodes = list(d.nodes)
    at = next(i for i, n in enumerate(nodes) if n.id == node_id)
    nodes.insert(at, new)
    add_flow(flows, nodes, new.id, node_id)
    return built(d, nodes=nodes, flows=flows)


def put_beside(d: ProcessDefinition, node_id: str, new: Node) -> ProcessDefinition:
    """A step done at the same time as another; who comes next waits for both."""
    node = d.node(node_id)
    if node.kind is not NodeKind.TASK or ways.gate_of(d, node_id) or len(d.outgoing(node_id)) != 1:
        raise refuse(
            f"Bước “{node.name}” có nhiều đường ra nên không làm song song với việc khác được.",
            why="Hai nhánh song song phải gộp lại, mà bước này có thể rẽ đi nơi khác.",
            next="Hỏi ý kiến trước bước ấy, hoặc thêm một bước chỉ có một đường ra rồi làm song song với bước đó.",
        )
    (out,) = d.outgoing(node_id)
    into = d.incoming(node_id)
    beside = [f for f in into if d.node(f.source).kind is NodeKind.PARALLEL]
    join = d.node(out.target)
    nodes, flows = list(d.nodes), list(d.flows)
    nodes.insert(nodes.index(node) + 1, new)
    if len(into) == 1 and beside and join.kind is NodeKind.PARALLEL and len(d.incoming(join.id)) > 1:
        add_flow(flows, nodes, beside[0].source, new.id)
        add_flow(flows, nodes, new.id, join.id)
        return built(d, nodes=nodes, flows=flows)
    split, merge = (
        Node(fresh(d, "k"), NodeKind.PARALLEL, lane=node.lane),
        Node(fresh(d, "m"), NodeKind.PARALLEL, lane=node.lane),
    )
    nodes.insert(nodes.index(node), split)
    nodes.insert(nodes.index(new) + 1, merge)
    flows = [
        replace(f, target=split.id)
        if f.target == node_id
        else replace(f, source=merge.id)
        if f.id == out.id
        else f
        for f in flows
    ]
    for source, target in ((split.id, node_id), (split.id, new.id), (node_id, merge.id), (new.id, merge.id)):
        add_flow(flows, nodes, source, target)
    found = built(d, nodes=nodes, flows=flows)
    return with_meeting(found, split.id) if len(into) > 1 else found


def ask_agency(
    d: ProcessDefinition,
    *,
    agency: str,
    agency_name: str,
    ask: str,
    hours: float,
    shows: tuple[str, ...] = (),
    silence: bool,
    place: str,
    node_id: str,
    limit: int = 200,
) -> ProcessDefinition:
    """Hỏi ý kiến cơ quan khác, beside a step or before it; with ``silence`` no answer in time is consent."""
    lane = Lane(f"{ASKED_POST}@{agency}", agency_name[:limit], LaneKind.AGENCY)
    if hours <= 0:
        raise refuse(
            "Hỏi ý kiến cần có hạn trả lời.", next="Ghi số giờ làm việc cơ quan được hỏi phải trả lời."
        )
    outcomes = [Outcome("dong_y", "Đồng ý"), Outcome("khong_dong_y", "Không đồng ý")]
    if silence:
        outcomes.append(Outcome(SILENCE, "Quá hạn không trả lời, coi như đồng ý"))
    new = Node(
        fresh(d, "y"), NodeKind.TASK, name=f"Hỏi ý kiến {agency_name}"[:300], lane=lane.code, hours=hours,
        task=TaskKind.CONSULT, outcomes=tuple(outcomes), ask=ask, shows=shows,
    )  # fmt: skip
    d = with_lane(d, lane)
    return tidy(put_beside(d, node_id, new) if place == "beside" else put_before(d, node_id, new))
