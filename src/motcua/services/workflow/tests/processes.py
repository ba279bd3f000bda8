"""Random processes of the subset, built from blocks so that they are sound by construction."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from motcua.services.workflow.rules import definition
from motcua.services.workflow.types import ProcessDefinition

TREE = st.recursive(
    st.just("task"),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("field"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("parallel"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), st.lists(inner, min_size=1, max_size=1)),
    ),
    max_leaves=7,
)


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = [{"id": "start", "kind": "start"}]
        self.flows: list[dict[str, Any]] = []
        self.count = 0

    def node(self, kind: str, **more: Any) -> str:
        self.count += 1
        node_id = f"{kind[0]}{self.count}"
        self.nodes.append({"id": node_id, "kind": kind, **more})
        return node_id

    def flow(self, source: str, target: str, **more: Any) -> None:
        self.flows.append({"id": f"f{len(self.flows)}", "source": source, "target": target, **more})

    def task(self, *outcomes: str) -> str:
        n = self.count + 1
        return self.node(
            "task", name=f"Việc {n}", lane=f"lan_{n % 3}", hours=(n % 9) / 4,
            outcomes=[{"code": o, "name": f"Kết quả {o}"} for o in outcomes],
        )  # fmt: skip

    def build(self, tree: Any, before: str) -> str:
        """Append the block after `before`; its last node."""
        if tree == "task":
            task = self.task()
            self.flow(before, task)
            return task
        kind, parts = tree
        if kind == "sequence":
            for part in parts:
                before = self.build(part, before)
            return before
        if kind == "loop":
            head = self.node("exclusive")
            self.flow(before, head)
            last = self.build(parts[0], head)
            ask = self.task("xong", "lai")
            self.flow(last, ask)
            gate = self.node("exclusive")
            self.flow(ask, gate)
            out = self.node("exclusive")
            self.flow(gate, out, when=[{"field": "outcome", "op": "eq", "value": "xong"}])
            self.flow(gate, head, when=[{"field": "outcome", "op": "eq", "value": "lai"}])
            return out
        gate_kind = "parallel" if kind == "parallel" else "exclusive"
        if kind == "choice":
            asked = self.task(*[f"r{i}" for i in range(len(parts))])
            self.flow(before, asked)
            before = asked
        gate = self.node(gate_kind)
        self.flow(before, gate)
        join = self.node(gate_kind)
        for i, part in enumerate(parts):
            more: dict[str, Any] = {}
            if kind == "choice":
                more = {"when": [{"field": "outcome", "op": "eq", "value": f"r{i}"}]}
            elif kind == "field":
                more = (
                    {"when": [{"field": "area", "op": "le", "value": 250}]} if i == 0 else {"default": True}
                )
            via = self.node("exclusive")
            self.flow(gate, via, **more)
            self.flow(self.build(part, via), join)
        return join


def grow(tree: Any) -> ProcessDefinition:
    builder = _Builder()
    last = builder.build(tree, "start")
    end = builder.node("end", name="Xong", result="done")
    builder.flow(last, end)
    used = {n.get("lane") for n in builder.nodes}
    return definition.parse({
        "schema": 1, "code": "thu", "name": "Quy trình thử", "nodes": builder.nodes, "flows": builder.flows,
        "lanes": [{"code": f"lan_{i}", "name": f"Làn {i}"} for i in range(3) if f"lan_{i}" in used],
        "fields": [{"code": "area", "name": "Diện tích", "type": "number"}],
    })  # fmt: skip


def _joins_in_a_loop(tree: Any, inside: bool = False) -> bool:
    if tree == "task":
        return False
    kind, parts = tree
    return (inside and kind == "parallel") or any(
        _joins_in_a_loop(p, inside or kind == "loop") for p in parts
    )


sound = TREE.map(grow)
# SpiffWorkflow 3.2 lets a join pass on its first token when the loop around it comes by a second time
# (BPMN 2.0 §13.4.1 asks for one token on every flow each time); there it is no judge.
judged = TREE.filter(lambda tree: not _joins_in_a_loop(tree)).map(grow)
