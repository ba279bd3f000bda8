"""A process definition from and to plain data (the JSON kept with a version), read strictly."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from motcua.services.workflow.rules import conditions
from motcua.services.workflow.types import (
    OUTCOME,
    BadProcess,
    Clock,
    Condition,
    Field,
    Flow,
    Lane,
    LaneKind,
    Node,
    NodeKind,
    Op,
    Outcome,
    ProcessDefinition,
    TaskKind,
)

ID = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")
LANE = re.compile(r"^(?=.{1,64}$)[A-Za-z0-9][A-Za-z0-9_.-]*(@[A-Za-z0-9][A-Za-z0-9.-]*)?$")
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
MAX_NODES, MAX_FLOWS, MAX_LANES, MAX_HOURS = 200, 400, 40, 20_000

_TOP = {"schema", "code", "name", "lanes", "fields", "nodes", "flows", "limit_hours"}
_NODE = {"id", "kind", "name", "lane", "hours", "task", "clock", "outcomes", "documents", "note", "result",
         "public", "ask", "shows"}  # fmt: skip
_FLOW = {"id", "source", "target", "when", "default", "name"}


def parse(data: Mapping[str, Any]) -> ProcessDefinition:
    """Read a definition; unknown words, wrong kinds and dangling references are refused with their place."""
    _only(data, _TOP, "quy trình")
    definition = ProcessDefinition(
        code=_code(data.get("code"), "mã quy trình"),
        name=_text(data.get("name"), "tên quy trình", 300, empty=False),
        lanes=tuple(_lane(x, i) for i, x in enumerate(_list(data.get("lanes"), "lanes"))),
        fields=tuple(_field(x, i) for i, x in enumerate(_list(data.get("fields"), "fields"))),
        nodes=tuple(_node(x, i) for i, x in enumerate(_list(data.get("nodes"), "nodes"))),
        flows=tuple(_flow(x, i) for i, x in enumerate(_list(data.get("flows"), "flows"))),
        limit_hours=hours(data["limit_hours"], "limit_hours")
        if data.get("limit_hours") is not None
        else None,
    )
    validate(definition)
    return definition


def dump(d: ProcessDefinition) -> dict[str, Any]:
    """The JSON form: only what is said, in a fixed order."""
    return {
        "schema": 1,
        "code": d.code,
        "name": d.name,
        "limit_hours": d.limit_hours,
        "lanes": [{"code": x.code, "name": x.name, "kind": x.kind.value} for x in d.lanes],
        "fields": [{"code": x.code, "name": x.name, "type": x.type} for x in d.fields],
        "nodes": [_dump_node(n) for n in d.nodes],
        "flows": [_dump_flow(f) for f in d.flows],
    }


def digest(d: ProcessDefinition) -> str:
    text = json.dumps(dump(d), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _dump_node(n: Node) -> dict[str, Any]:
    out: dict[str, Any] = {"id": n.id, "kind": n.kind.value, "name": n.name, "lane": n.lane}
    if n.kind is NodeKind.TASK:
        out |= {"hours": n.hours, "task": n.task.value, "clock": n.clock.value}
        out["outcomes"] = [{"code": o.code, "name": o.name} for o in n.outcomes]
        if n.documents:
            out["documents"] = list(n.documents)
        if n.shows:
            out["shows"] = list(n.shows)
        out |= {key: value for key, value in (("public", n.public), ("ask", n.ask)) if value}
    if n.note:
        out["note"] = n.note
    if n.result:
        out["result"] = n.result
    return out


def _dump_flow(f: Flow) -> dict[str, Any]:
    out: dict[str, Any] = {"id": f.id, "source": f.source, "target": f.target}
    if f.when:
        out["when"] = [
            {"field": c.field, "op": c.op.value}
            | ({} if c.value is None else {"value": list(c.value) if isinstance(c.value, tuple) else c.value})
            for c in f.when
        ]
    if f.default:
        out["default"] = True
    if f.name:
        out["name"] = f.name
    return out


# ---------- reading ----------


def _lane(x: Any, i: int) -> Lane:
    where = f"làn thứ {i + 1}"
    _only(x, {"code", "name", "kind"}, where)
    code = x.get("code")
    if not isinstance(code, str) or not LANE.match(code):
        raise bad(f"{where}: mã làn {code!r} không dùng được", "Dùng chữ không dấu, số, dấu chấm, gạch.")
    return Lane(
        code, _text(x.get("name"), where, 200, empty=False),
        _enum(LaneKind, x.get("kind", "post"), where),
    )  # fmt: skip


def _field(x: Any, i: int) -> Field:
    where = f"trường thứ {i + 1}"
    _only(x, {"code", "name", "type"}, where)
    code = x.get("code")
    if not isinstance(code, str) or not conditions.NAME.match(code) or code in (OUTCOME, "and", "in"):
        raise bad(
            f"{where}: mã trường {code!r} không dùng được", "Dùng chữ thường không dấu, số và gạch dưới."
        )
    if x.get("type") not in ("text", "number", "boolean"):
        raise bad(f"{where}: không có kiểu {x.get('type')!r}", "Kiểu trường là text, number hoặc boolean.")
    return Field(code, _text(x.get("name"), where, 200, empty=False), x["type"])


def _node(x: Any, i: int) -> Node:
    where = f"bước thứ {i + 1}"
    _only(x, _NODE, where)
    node_id = _id(x.get("id"), where)
    where = f"bước “{node_id}”"
    result = x.get("result", "")
    if result not in ("", "done", "refused", "stopped"):
        raise bad(f"{where}: không có kết thúc loại {result!r}", "Dùng done, refused hoặc stopped.")
    return Node(
        id=node_id,
        kind=_enum(NodeKind, x.get("kind"), where),
        name=_text(x.get("name", ""), where, 300),
        lane=_text(x.get("lane", ""), where, 64),
        hours=hours(x.get("hours", 0), where),
        task=_enum(TaskKind, x.get("task", "task"), where),
        clock=_enum(Clock, x.get("clock", "run"), where),
        outcomes=tuple(_outcome(o, where) for o in _list(x.get("outcomes"), where)),
        documents=tuple(_text(t, where, 200, empty=False) for t in _list(x.get("documents"), where)),
        note=_text(x.get("note", ""), where, 1000),
        public=_text(x.get("public", ""), where, 200),
        ask=_text(x.get("ask", ""), where, 1000),
        shows=tuple(_text(t, where, 64, empty=False) for t in _list(x.get("shows"), where)),
        result=result,
    )


def _outcome(x: Any, where: str) -> Outcome:
    _only(x, {"code", "name"}, f"{where}, kết quả")
    code = x.get("code")
    if not isinstance(code, str) or not conditions.NAME.match(code):
        raise bad(
            f"{where}: mã kết quả {code!r} không dùng được", "Dùng chữ thường không dấu, số và gạch dưới."
        )
    return Outcome(code, _text(x.get("name"), where, 200, empty=False))


def _flow(x: Any, i: int) -> Flow:
    where = f"đường nối thứ {i + 1}"
    _only(x, _FLOW, where)
    if not isinstance(x.get("default", False), bool):
        raise bad(f"{where}: default phải là true hoặc false", "Sửa giá trị default.")
    return Flow(
        id=_id(x.get("id"), where),
        source=_id(x.get("source"), where),
        target=_id(x.get("target"), where),
        when=tuple(_condition(c, where) for c in _list(x.get("when"), where)),
        default=x.get("default", False),
        name=_text(x.get("name", ""), where, 200),
    )


def _condition(x: Any, where: str) -> Condition:
    _only(x, {"field", "op", "value"}, f"{where}, điều kiện")
    value = x.get("value")
    if isinstance(value, list):
        value = tuple(value)
    if not isinstance(x.get("field"), str):
        raise bad(f"{where}: điều kiện thiếu tên trường", "Ghi tên trường.")
    return Condition(x["field"], _enum(Op, x.get("op"), where), value)


# ---------- what must hold of every definition, however it was read ----------


def validate(d: ProcessDefinition) -> None:
    """Refuse what the engine could not run at all. Whether it *should* be published is for `findings`."""
    if len(d.nodes) > MAX_NODES or len(d.flows) > MAX_FLOWS or len(d.lanes) > MAX_LANES:
        raise bad(
            f"quy trình có {len(d.nodes)} bước, {len(d.flows)} đường nối, {len(d.lanes)} làn",
            f"Giữ trong {MAX_NODES} bước, {MAX_FLOWS} đường nối, {MAX_LANES} làn.",
        )
    _unique([x.code for x in d.lanes], "làn")
    _unique([x.code for x in d.fields], "trường")
    _unique([x.id for x in d.nodes] + [x.id for x in d.flows], "mã bước và đường nối")
    starts = [n for n in d.nodes if n.kind is NodeKind.START]
    if len(starts) != 1:
        raise bad(f"quy trình có {len(starts)} điểm bắt đầu", "Vẽ đúng một điểm bắt đầu.")
    if not any(n.kind is NodeKind.END for n in d.nodes):
        raise bad("quy trình chưa có điểm kết thúc", "Thêm ít nhất một điểm kết thúc.")
    lanes = {x.code for x in d.lanes}
    for node in d.nodes:
        _validate_node(d, node, lanes)
    fields = {x.code: x for x in d.fields}
    for flow in d.flows:
        _validate_flow(d, flow, fields)


def _validate_node(d: ProcessDefinition, n: Node, lanes: set[str]) -> None:
    where = f"bước “{n.id}”"
    if n.lane and n.lane not in lanes:
        raise bad(f"{where}: không có làn “{n.lane}”", "Khai báo làn hoặc sửa mã làn.")
    _unique([o.code for o in n.outcomes], f"kết quả của {where}")
    if n.kind is NodeKind.TASK:
        if not n.name:
            raise bad(f"{where}: việc chưa có tên", "Đặt tên việc.")
    elif (
        n.hours
        or n.outcomes
        or n.documents
        or n.public
        or n.ask
        or n.shows
        or n.task is not TaskKind.TASK
        or n.clock is not Clock.RUN
    ):
        raise bad(f"{where}: chỉ việc mới có giờ, kết quả và giấy tờ", "Bỏ các mục ấy ở bước này.")
    if n.result and n.kind is not NodeKind.END:
        raise bad(f"{where}: chỉ điểm kết thúc mới có loại kết thúc", "Bỏ result ở bước này.")
    defaults = [f for f in d.outgoing(n.id) if f.default]
    if len(defaults) > 1:
        raise bad(f"{where}: có {len(defaults)} nhánh mặc định", "Giữ một nhánh mặc định.")


def _validate_flow(d: ProcessDefinition, f: Flow, fields: dict[str, Field]) -> None:
    where = f"đường nối “{f.id}”"
    for end in (f.source, f.target):
        if not d.has(end):
            raise bad(f"{where}: không có bước “{end}”", "Nối vào bước có thật.")
    source = d.node(f.source).kind
    if source is NodeKind.END or d.node(f.target).kind is NodeKind.START:
        raise bad(f"{where}: đi ra từ điểm kết thúc hoặc đi vào điểm bắt đầu", "Vẽ lại đường nối.")
    if (f.when or f.default) and source is not NodeKind.EXCLUSIVE:
        raise bad(
            f"{where}: chỉ cổng rẽ một nhánh mới có điều kiện hoặc nhánh mặc định",
            "Thêm cổng rẽ nhánh trước.",
        )
    if f.when and f.default:
        raise bad(f"{where}: nhánh mặc định không mang điều kiện", "Bỏ điều kiện hoặc bỏ mặc định.")
    for condition in f.when:
        conditions.check(condition, fields, where)


# ---------- small words ----------


def bad(why: str, next_: str) -> BadProcess:
    return BadProcess("Không đọc được quy trình.", why=why[0].upper() + why[1:] + ".", next=next_)


def _only(x: Any, known: set[str], where: str) -> None:
    if not isinstance(x, Mapping):
        raise bad(f"{where}: phải là một khối có tên trường", "Sửa lại cấu trúc.")
    unknown = sorted(str(k) for k in x if k not in known)
    if unknown:
        raise bad(f"{where}: không hiểu “{unknown[0]}”", f"Các từ dùng được: {', '.join(sorted(known))}.")


def _list(x: Any, where: str) -> list[Any]:
    if x is None:
        return []
    if not isinstance(x, list | tuple):
        raise bad(f"{where}: phải là danh sách", "Sửa lại cấu trúc.")
    return list(x)


def _text(x: Any, where: str, limit: int, *, empty: bool = True) -> str:
    if not isinstance(x, str) or len(x) > limit or (not empty and not x.strip()):
        raise bad(f"{where}: chữ thiếu, sai kiểu hoặc dài quá {limit} ký tự", "Sửa lại chỗ này.")
    return x


def _code(x: Any, where: str) -> str:
    if not isinstance(x, str) or not CODE.match(x):
        raise bad(f"{where}: mã {x!r} không dùng được", "Dùng chữ không dấu, số, dấu chấm, gạch.")
    return x


def _id(x: Any, where: str) -> str:
    if not isinstance(x, str) or not ID.match(x):
        raise bad(f"{where}: mã {x!r} không dùng được", "Bắt đầu bằng chữ không dấu, tối đa 64 ký tự.")
    return x


def hours(x: Any, where: str) -> float:
    """Hours in quarters, within bounds."""
    if (
        isinstance(x, bool)
        or not isinstance(x, int | float)
        or not 0 <= x <= MAX_HOURS
        or x * 4 != int(x * 4)
    ):
        said = f"{x:g}".replace(".", ",") if isinstance(x, float) else str(x)[:40]
        raise bad(
            f"{where}: số giờ “{said}” không dùng được", "Ghi số giờ không âm, tròn đến 15 phút (0,25)."
        )
    return float(x)


def _enum(kind: Any, x: Any, where: str) -> Any:
    try:
        return kind(x)
    except ValueError:
        raise bad(
            f"{where}: không hiểu “{x}”", f"Chọn một trong: {', '.join(k.value for k in kind)}."
        ) from None


def _unique(xs: list[str], what: str) -> None:
    seen: set[str] = set()
    for x in xs:
        if x in seen:
            raise bad(f"{what}: “{x}” có hai lần", "Đổi một trong hai.")
        seen.add(x)
