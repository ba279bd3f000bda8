"""The order of steps: earlier, later, once more, away."""

from __future__ import annotations

from dataclasses import replace

from motcua.services.workflow.rules import paths, ways
from motcua.services.workflow.rules.editing.graph import built, fresh, refuse, tidy, turned
from motcua.services.workflow.rules.editing.steps import insert_after
from motcua.services.workflow.types import Node, NodeKind, ProcessDefinition


def duplicate(d: ProcessDefinition, node_id: str) -> ProcessDefinition:
    """The same step once more behind itself, with one way on."""
    node = _task(d, node_id)
    copy = replace(node, id=fresh(d, "s"), name=f"{node.name[:280]} (bản sao)", outcomes=())
    return insert_after(d, node_id, copy)


def remove(d: ProcessDefinition, node_id: str) -> ProcessDefinition:
    """The step goes; what led to it leads to what came after it on the usual way."""
    node = d.node(node_id)
    if node.kind is NodeKind.START:
        raise refuse("Không bỏ được điểm bắt đầu.", next="Bỏ hoặc sửa các bước sau nó.")
    if node.kind is NodeKind.END:
        if d.incoming(node_id):
            raise refuse(
                f"Còn nhánh đi đến “{node.name}”.", why="Bỏ điểm kết thúc thì nhánh ấy thành ngõ cụt.",
                next="Chuyển các nhánh ấy đến nơi khác trước.",
            )  # fmt: skip
        return built(d, nodes=[n for n in d.nodes if n.id != node_id])
    if node.kind is NodeKind.TASK and len(d.tasks) == 1:
        raise refuse("Quy trình cần ít nhất một bước.", next="Thêm bước khác trước khi bỏ bước này.")
    target = ways.onward(d, node_id)
    if not target or target == node_id:
        raise refuse(f"Bước “{node.name}” chưa có đường đi tiếp.", next="Chọn bước tiếp theo cho nó, rồi bỏ.")
    gone = {node_id, ways.gate_of(d, node_id)}
    flows = turned((f for f in d.flows if f.source not in gone), lambda f: f.target == node_id, target)
    flows = [f for f in flows if f.source != f.target]
    return tidy(replace(d, nodes=tuple(n for n in d.nodes if n.id not in gone), flows=tuple(flows)))


def earlier(d: ProcessDefinition, node_id: str) -> ProcessDefinition:
    """One place up: the step changes places with the one before it on the usual way."""
    node = _task(d, node_id)
    before = _before(d, node_id)
    if before is None:
        raise refuse(
            f"Bước “{node.name}” không lên trước được nữa.",
            why="Trước nó là điểm bắt đầu, một cổng, hoặc nó không nằm trên đường chính của bước trước.",
            next="Mở bước ấy và chọn lại nơi các kết quả đi đến.",
        )
    _, back = paths.forward(d)
    ahead = ways.onward(d, node_id)
    out_of = {node_id, ways.gate_of(d, node_id)}
    flows = []
    for f in d.flows:
        if f.source in out_of and f.target == ahead and f.id not in back:
            f = replace(f, target=before.id)
        elif f.target == node_id and f.source in (before.id, ways.gate_of(d, before.id)) and f.id not in back:
            f = replace(f, target=ahead)
        elif f.target == before.id and f.id not in back:
            f = replace(f, target=node_id)
        flows.append(f)
    nodes = [n for n in d.nodes if n.id not in out_of]
    at = next(i for i, n in enumerate(nodes) if n.id == before.id)
    nodes[at:at] = [n for n in d.nodes if n.id in out_of]
    return built(d, nodes=nodes, flows=flows)


def later(d: ProcessDefinition, node_id: str) -> ProcessDefinition:
    """One place down."""
    node = _task(d, node_id)
    after = ways.onward(d, node_id)
    if not after or d.node(after).kind is not NodeKind.TASK or _before(d, after) != node:
        raise refuse(
            f"Bước “{node.name}” không xuống sau được nữa.",
            why="Sau nó là điểm kết thúc hoặc một cổng.",
            next="Mở bước ấy và chọn lại nơi các kết quả đi đến.",
        )
    return earlier(d, after)


def _before(d: ProcessDefinition, node_id: str) -> Node | None:
    """The task whose usual way leads straight here."""
    return next((n for n in d.tasks if n.id != node_id and ways.onward(d, n.id) == node_id and
                 node_id not in _behind(d, n.id)), None)  # fmt: skip


def _behind(d: ProcessDefinition, node_id: str) -> set[str]:
    """Nodes a way leads back to."""
    _, back = paths.forward(d)
    return {f.target for f in d.outgoing(ways.gate_of(d, node_id) or node_id) if f.id in back}


def _task(d: ProcessDefinition, node_id: str) -> Node:
    node = d.node(node_id)
    if node.kind is not NodeKind.TASK:
        raise refuse("Chỉ việc mới chuyển chỗ hoặc nhân đôi được.", next="Chọn một bước là việc.")
    return node
