"""What changed between two definitions, in sentences an administrator reads."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.services.workflow.rules import saying, ways
from motcua.services.workflow.rules.findings import hours
from motcua.services.workflow.types import Node, NodeKind, ProcessDefinition


def between(old: ProcessDefinition, new: ProcessDefinition) -> tuple[str, ...]:
    """Every difference that matters to whoever works by the process; empty when they are the same to them."""
    return tuple([*_whole(old, new), *_steps(old, new), *_routes(old, new), *_gates(old, new)])


def _whole(old: ProcessDefinition, new: ProcessDefinition) -> Iterator[str]:
    if old.name != new.name:
        yield f"Tên quy trình: trước là “{old.name}”, nay là “{new.name}”."
    if old.limit_hours != new.limit_hours:
        yield f"Thời hạn của quy trình: trước {_limit(old)}, nay {_limit(new)}."
    names = {lane.code: lane.name for lane in old.lanes}
    for lane in new.lanes:
        if names.get(lane.code, lane.name) != lane.name:
            yield f"Làn “{names[lane.code]}” nay gọi là “{lane.name}”."


def _limit(d: ProcessDefinition) -> str:
    return hours(d.limit_hours) if d.limit_hours is not None else "không đặt"


def _steps(old: ProcessDefinition, new: ProcessDefinition) -> Iterator[str]:
    shown = (NodeKind.TASK, NodeKind.END)
    for n in new.nodes:
        if n.kind in shown and not old.has(n.id):
            more = f" ({new.lane(n.lane).name}, {hours(n.hours)})" if n.kind is NodeKind.TASK else ""
            yield f"Thêm {_sort(n)} “{n.name}”{more}."
    for n in old.nodes:
        if n.kind in shown and not new.has(n.id):
            yield f"Bỏ {_sort(n)} “{n.name}”."
        elif n.kind in shown:
            yield from _inside(old, new, n, new.node(n.id))


def _sort(n: Node) -> str:
    return "bước" if n.kind is NodeKind.TASK else "điểm kết thúc"


def _inside(old: ProcessDefinition, new: ProcessDefinition, a: Node, b: Node) -> Iterator[str]:
    what = f"{_sort(b).capitalize()} “{b.name}”"
    pairs = (
        ("tên", a.name, b.name),
        ("lời cho người dân", a.public, b.public),
        ("chức vụ", old.lane(a.lane).name, new.lane(b.lane).name),
        ("loại việc", saying.KINDS[a.task], saying.KINDS[b.task]),
        ("thời hạn", hours(a.hours), hours(b.hours)),
        ("đồng hồ", saying.CLOCKS[a.clock].partition(":")[0], saying.CLOCKS[b.clock].partition(":")[0]),
        ("điều hỏi", a.ask, b.ask),
        ("nơi được hỏi thấy", ", ".join(a.shows), ", ".join(b.shows)),
        ("giấy tờ", "; ".join(a.documents), "; ".join(b.documents)),
        ("ghi chú", a.note, b.note),
    )
    for word, before, after in pairs:
        if before != after:
            yield f"{what}: {word} trước là {before or 'để trống'}, nay là {after or 'để trống'}."
    had, has = {o.code: o.name for o in a.outcomes}, {o.code: o.name for o in b.outcomes}
    for code, name in has.items():
        if code not in had:
            yield f"{what}: thêm kết quả “{name}”."
        elif had[code] != name:
            yield f"{what}: kết quả “{had[code]}” nay gọi là “{name}”."
    for code, name in had.items():
        if code not in has:
            yield f"{what}: bỏ kết quả “{name}”."


def _routes(old: ProcessDefinition, new: ProcessDefinition) -> Iterator[str]:
    for n in new.tasks:
        if not old.has(n.id) or old.node(n.id).kind is not NodeKind.TASK:
            continue
        before = {way.outcome.code if way.outcome else "": way.target for way in ways.ways(old, n.id)}
        for way in ways.ways(new, n.id):
            code = way.outcome.code if way.outcome else ""
            if code in before and before[code] != way.target and not _new_gate(old, new, way.target):
                said = f", kết quả “{way.outcome.name}”" if way.outcome and len(n.outcomes) > 1 else ""
                yield f"Sau bước “{n.name}”{said}: trước đến “{ways.call(old, before[code])}”, nay đến “{ways.call(new, way.target)}”."


def _new_gate(old: ProcessDefinition, new: ProcessDefinition, node_id: str) -> bool:
    """A gateway that is told of itself, as new."""
    return not old.has(node_id) and new.has(node_id) and new.node(node_id).kind is NodeKind.PARALLEL


def _gates(old: ProcessDefinition, new: ProcessDefinition) -> Iterator[str]:
    def told(d: ProcessDefinition) -> dict[str, str]:
        hidden = ways.folded(d)
        found = {}
        for n in d.nodes:
            if n.kind is NodeKind.EXCLUSIVE and n.id not in hidden:
                branches = [
                    (" và ".join(saying.condition(c, d) for c in f.when) or "còn lại")
                    + f" → {ways.call(d, ways.through(d, f.target))}"
                    for f in d.outgoing(n.id)
                ]
                found[n.id] = "Rẽ nhánh: " + "; ".join(branches)
            elif n.kind is NodeKind.PARALLEL and len(d.outgoing(n.id)) > 1:
                found[n.id] = ways.call(d, n.id)
        return found

    was, now = told(old), told(new)
    for key, words in now.items():
        if key not in was:
            yield f"Thêm cổng. {words}."
        elif was[key] != words:
            yield f"Đổi cổng. Trước: {was[key]}. Nay: {words}."
    for key, words in was.items():
        if key not in now:
            yield f"Bỏ cổng. {words}."
