"""What is wrong, or odd, in a draft: said before it is published, with the step it stands at."""

from __future__ import annotations

from motcua.services.workflow.rules import paths, tokens
from motcua.services.workflow.types import (
    OUTCOME,
    Condition,
    Finding,
    Node,
    NodeKind,
    Op,
    ProcessDefinition,
)


def check(d: ProcessDefinition, legal_limit_hours: float | None = None) -> tuple[Finding, ...]:
    """All findings, errors first. A draft with an error is not published."""
    found: list[Finding] = []
    for node in d.nodes:
        found += _shape(d, node)
    found += _used_lanes(d)
    ring = _gateway_ring(d)
    if ring:
        found.append(
            _error("ring", f"Các cổng {', '.join(ring)} nối thành vòng không có việc nào ở giữa.", ring[0])
        )
    elif not any(f.level == "error" for f in found):
        found += _course(d)
    limit = legal_limit_hours if legal_limit_hours is not None else d.limit_hours
    if not ring and limit is not None:
        found += _hours(d, limit)
    return tuple(sorted(found, key=lambda f: f.level != "error"))


def publishable(findings: tuple[Finding, ...]) -> bool:
    return not any(f.level == "error" for f in findings)


def _error(code: str, message: str, node: str = "") -> Finding:
    return Finding("error", code, message, node)


def _warning(code: str, message: str, node: str = "") -> Finding:
    return Finding("warning", code, message, node)


def _title(n: Node) -> str:
    return f"“{n.name}”" if n.name else f"“{n.id}”"


def _shape(d: ProcessDefinition, n: Node) -> list[Finding]:
    into, out = d.incoming(n.id), d.outgoing(n.id)
    found: list[Finding] = []
    if n.kind is not NodeKind.START and not into:
        found.append(_error("unreachable", f"Không có đường nào đến bước {_title(n)}.", n.id))
    if n.kind is not NodeKind.END and not out:
        found.append(_error("dead-end", f"Bước {_title(n)} không có đường đi tiếp.", n.id))
    match n.kind:
        case NodeKind.START:
            if len(out) > 1:
                found.append(
                    _error("start-fork", "Điểm bắt đầu có nhiều đường ra; cần một cổng rẽ nhánh.", n.id)
                )
        case NodeKind.TASK:
            if not n.lane:
                found.append(_error("no-lane", f"Việc {_title(n)} chưa giao cho làn (chức vụ) nào.", n.id))
            if len(out) > 1:
                found.append(
                    _error(
                        "task-fork",
                        f"Việc {_title(n)} có nhiều đường ra; cần một cổng rẽ nhánh sau việc.",
                        n.id,
                    )
                )
            if not n.hours and n.clock == "run" and n.task not in ("refuse", "wait", "supplement"):
                found.append(_warning("no-hours", f"Việc {_title(n)} chưa có thời hạn theo giờ.", n.id))
        case NodeKind.EXCLUSIVE:
            found += _exclusive(d, n)
        case NodeKind.PARALLEL:
            if len(out) < 2 and len(into) < 2:
                found.append(
                    _warning("idle-gateway", f"Cổng song song {_title(n)} không chia cũng không gộp.", n.id)
                )
    return found


def _exclusive(d: ProcessDefinition, n: Node) -> list[Finding]:
    flows = d.outgoing(n.id)
    found: list[Finding] = []
    bare = [f for f in flows if not f.when and not f.default]
    if bare and len(flows) > 1:
        found.append(
            _error("no-condition", f"Cổng {_title(n)} có nhánh không điều kiện mà không phải mặc định.", n.id)
        )
    asked: set[str] = set()
    for flow in flows:
        for c in flow.when:
            if c.field == OUTCOME:
                asked |= {str(v) for v in (c.value if isinstance(c.value, tuple) else (c.value,))}
    sources, muddled = _tasks_before(d, n.id)
    offered = {o.code for t in sources for o in t.outcomes}
    if asked and muddled:
        found.append(
            _error(
                "outcome-lost",
                f"Cổng {_title(n)} hỏi kết quả bước, nhưng trước nó là điểm bắt đầu hoặc cổng gộp.",
                n.id,
            )
        )
    for word in sorted(asked - offered):
        found.append(
            _error(
                "unknown-outcome",
                f"Cổng {_title(n)} hỏi kết quả “{word}” mà không việc nào trước nó có.",
                n.id,
            )
        )
    if len(flows) > 1 and not any(f.default for f in flows):
        missing = sorted(o for o in offered if not any(_only_outcome(f.when, o) for f in flows))
        if not asked or muddled or missing or any(not t.outcomes for t in sources):
            which = f" khi kết quả là “{missing[0]}”" if missing else ""
            found.append(_error("no-default", f"Cổng {_title(n)} chưa có nhánh mặc định{which}.", n.id))
    return found


def _only_outcome(when: tuple[Condition, ...], outcome: str) -> bool:
    """The flow is taken for this outcome whatever the other facts are."""
    if not when:
        return False
    for c in when:
        if c.field != OUTCOME:
            return False
        if c.op is Op.EQ and c.value != outcome:
            return False
        if c.op is Op.NE and c.value == outcome:
            return False
        if c.op is Op.IN and (not isinstance(c.value, tuple) or outcome not in c.value):
            return False
    return True


def _tasks_before(d: ProcessDefinition, node_id: str) -> tuple[list[Node], bool]:
    """Tasks whose outcome a gateway sees, and whether it may be reached without any."""
    tasks: dict[str, Node] = {}
    muddled, seen, todo = False, {node_id}, [node_id]
    while todo:
        for flow in d.incoming(todo.pop()):
            source = d.node(flow.source)
            joins = source.kind is NodeKind.PARALLEL and len(d.incoming(source.id)) > 1
            if source.kind is NodeKind.TASK:
                tasks[source.id] = source
            elif source.kind is NodeKind.START or joins:
                muddled = True
            elif source.id not in seen:
                seen.add(source.id)
                todo.append(source.id)
    return list(tasks.values()), muddled


def _used_lanes(d: ProcessDefinition) -> list[Finding]:
    used = {n.lane for n in d.nodes}
    return [
        _warning("empty-lane", f"Làn “{x.name}” không có bước nào.") for x in d.lanes if x.code not in used
    ]


def _gateway_ring(d: ProcessDefinition) -> list[str]:
    gates = {n.id for n in d.nodes if n.kind in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL)}
    left = {g: {f.target for f in d.outgoing(g)} & gates for g in gates}
    while True:
        free = [g for g, out in left.items() if not out]
        if not free:
            break
        for g in free:
            del left[g]
        for out in left.values():
            out.difference_update(free)
    return sorted(left)


def _course(d: ProcessDefinition) -> list[Finding]:
    found: list[Finding] = []
    states = tokens.states(d)
    for n in d.nodes:
        if n.id not in states.steps and d.incoming(n.id) and states.whole:
            found.append(_error("unreachable", f"Hồ sơ không bao giờ đến được bước {_title(n)}.", n.id))
    for dead in states.dead[:3]:
        names = ", ".join(sorted({_title(d.node(p.node)) for p in dead}))
        found.append(
            _error(
                "stuck",
                f"Hồ sơ có thể kẹt tại {names}: cổng gộp chờ một nhánh không bao giờ đến.",
                dead[0].node,
            )
        )
    for crowd in states.crowded[:3]:
        twice = next(p for p in crowd if crowd.count(p) > 1)
        found.append(
            _error(
                "twice",
                f"Bước {_title(d.node(twice.node))} có thể bị giao hai lần cùng lúc: thiếu cổng gộp.",
                twice.node,
            )
        )
    if states.endless and not states.dead:
        found.append(_error("endless", "Có nhánh mà hồ sơ đi vào thì không bao giờ kết thúc.", d.start.id))
    if not states.whole:
        found.append(_warning("too-large", "Quy trình có quá nhiều nhánh song song nên chưa kiểm tra hết."))
    return found


def _hours(d: ProcessDefinition, limit: float) -> list[Finding]:
    usual = paths.main_hours(d)
    most, way = paths.longest(d)
    if usual > limit:
        return [
            _error("over-limit", f"Đường chính dài {hours(usual)}, vượt thời hạn {hours(limit)} của thủ tục.")
        ]
    if most > limit:
        aside = [d.node(x).name for x in way if x not in paths.main_path(d)]
        named = f" (qua “{aside[0]}”)" if aside else ""
        return [
            _warning(
                "branch-over-limit",
                f"Một nhánh{named} dài {hours(most)}, vượt thời hạn {hours(limit)}: chỉ kịp khi các bước trước xong sớm.",
            )
        ]
    return []


def hours(x: float) -> str:
    """Hours as people write them."""
    return f"{x:g} giờ".replace(".", ",")
