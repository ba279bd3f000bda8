"""BPMN 2.0, the subset we run: read strictly with line numbers, written with its diagram.

Hours, posts and outcomes stand in extension elements of our own namespace, so other tools open the file
and draw it, and leave what they do not know alone.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from motcua.services.workflow.rules import conditions, definition
from motcua.services.workflow.rules.layout import layout
from motcua.services.workflow.types import ASKED_POST, BadBpmn, Node, NodeKind, ProcessDefinition

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MC = "urn:motcua:process:1"
MAX_BYTES = 1_000_000

_TASKS = ("userTask", "task", "manualTask", "serviceTask", "receiveTask", "sendTask")
_NODES = {
    "startEvent": NodeKind.START, "endEvent": NodeKind.END, "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL, **dict.fromkeys(_TASKS, NodeKind.TASK),
}  # fmt: skip
_TAGS = {NodeKind.START: "startEvent", NodeKind.END: "endEvent", NodeKind.EXCLUSIVE: "exclusiveGateway",
         NodeKind.PARALLEL: "parallelGateway", NodeKind.TASK: "userTask"}  # fmt: skip
_HARMLESS = {
    "isExecutable", "isClosed", "processType", "gatewayDirection", "exporter", "exporterVersion", "targetNamespace",
    "expressionLanguage", "typeLanguage", "implementation", "isInterrupting", "parallelMultiple", "startQuantity",
    "completionQuantity", "isForCompensation", "isImmediate", "language", "evaluatesToTypeRef", "instantiate",
}  # fmt: skip


# ---------- reading ----------


def read(xml: str | bytes) -> ProcessDefinition:
    """One process from a BPMN file; anything outside the subset is refused with its line."""
    raw = xml.encode() if isinstance(xml, str) else xml
    if len(raw) > MAX_BYTES:
        raise _bad(None, "tệp lớn hơn 1 MB", "Một quy trình chỉ vài chục KB; kiểm tra lại tệp.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"dòng {line}: " if line else ""
        raise _bad(None, f"{where}không phải XML đúng", "Xuất lại tệp từ công cụ vẽ BPMN.") from None
    if root.getroottree().docinfo.doctype:
        raise _bad(None, "tệp khai báo DOCTYPE", "Xuất lại tệp không có DOCTYPE.")
    if root.tag != f"{{{BPMN}}}definitions":
        raise _bad(root, "tệp không bắt đầu bằng definitions của BPMN 2.0", "Chọn đúng tệp BPMN 2.0.")
    return _Reader(root).definition()


class _Reader:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.nodes: list[dict[str, Any]] = []
        self.flows: list[dict[str, Any]] = []
        self.lanes: list[dict[str, Any]] = []
        self.lane_of: dict[str, str] = {}
        self.defaults: dict[str, str] = {}
        self.top: dict[str, Any] = {"fields": []}

    def definition(self) -> ProcessDefinition:
        processes, name = [], ""
        self._attributes(self.root, {"id", "name"})
        for child in self.root:
            match _tag(child):
                case "process":
                    processes.append(child)
                case "collaboration":
                    name = self._collaboration(child)
                case "BPMNDiagram":
                    continue  # drawn anew
                case _:
                    raise _unknown(child)
        if len(processes) != 1:
            raise _bad(self.root, f"tệp có {len(processes)} process", "Để một quy trình trong mỗi tệp.")
        self._process(processes[0], name)
        for node in self.nodes:
            node["lane"] = self.lane_of.pop(node["id"], "")
        if self.lane_of:
            raise _bad(
                processes[0], f"làn nhắc đến bước “{next(iter(self.lane_of))}” không có", "Sửa flowNodeRef."
            )
        flows = {f["id"]: f for f in self.flows}
        for node_id, flow_id in self.defaults.items():
            if flow_id not in flows or flows[flow_id]["source"] != node_id:
                raise _bad(
                    processes[0],
                    f"nhánh mặc định “{flow_id}” không đi ra từ “{node_id}”",
                    "Sửa thuộc tính default.",
                )
            flows[flow_id]["default"] = True
        return definition.parse({**self.top, "lanes": self.lanes, "nodes": self.nodes, "flows": self.flows})

    def _collaboration(self, e: Any) -> str:
        self._attributes(e, {"id", "name"})
        participants = []
        for child in e:
            if _tag(child) != "participant":
                raise _unknown(child)
            self._attributes(child, {"id", "name", "processRef"})
            participants.append(child)
        if len(participants) > 1:
            raise _bad(participants[1], "có hơn một participant", "Giữ một nhóm (pool), chức vụ là làn.")
        return participants[0].get("name", "") if participants else ""

    def _process(self, e: Any, name: str) -> None:
        self._attributes(e, {"id", "name"})
        self.top |= {
            "code": e.get("id", "").removeprefix("p_"),
            "name": e.get("name") or name or e.get("id", ""),
        }
        for child in e:
            tag = _tag(child)
            if tag == "extensionElements":
                self._process_extension(child)
            elif tag == "laneSet":
                self._lane_set(child)
            elif tag == "sequenceFlow":
                self._flow(child)
            elif tag in _NODES:
                self._node(child, _NODES[tag])
            elif tag != "documentation":
                raise _unknown(child)

    def _process_extension(self, e: Any) -> None:
        for child in e:
            if _own(child) != "process":
                raise _unknown(child)
            self._attributes(child, {"code", "limitHours"})
            self.top["code"] = child.get("code", self.top["code"])
            if child.get("limitHours") is not None:
                self.top["limit_hours"] = _number(child, "limitHours")
            for f in child:
                if _own(f) != "field":
                    raise _unknown(f)
                self._attributes(f, {"code", "name", "type"})
                self.top["fields"].append({k: f.get(k) for k in ("code", "name", "type")})

    def _lane_set(self, e: Any) -> None:
        self._attributes(e, {"id", "name"})
        for lane in e:
            if _tag(lane) != "lane":
                raise _unknown(lane)
            self._attributes(lane, {"id", "name"})
            row = {
                "code": lane.get("id", "").removeprefix("lane_"),
                "name": lane.get("name") or lane.get("id", ""),
            }
            for child in sorted(lane, key=lambda child: _tag(child) != "extensionElements"):  # the code first
                tag = _tag(child)
                if tag == "flowNodeRef":
                    ref = (child.text or "").strip()
                    if ref in self.lane_of:
                        raise _bad(child, f"bước “{ref}” nằm ở hai làn", "Giữ mỗi bước ở một làn.")
                    self.lane_of[ref] = row["code"]
                elif tag == "extensionElements":
                    for own in child:
                        if _own(own) != "lane":
                            raise _unknown(own)
                        self._attributes(own, {"kind", "post", "agency"})
                        row["kind"] = own.get("kind", "post")
                        if own.get("agency"):
                            row["code"] = f"{own.get('post', ASKED_POST)}@{own.get('agency')}"
                elif tag != "documentation":
                    raise _unknown(child)
            self.lanes.append(row)

    def _node(self, e: Any, kind: NodeKind) -> None:
        self._attributes(e, {"id", "name", "default"})
        if e.get("default") is not None:
            self.defaults[e.get("id", "")] = e.get("default")
        node: dict[str, Any] = {"id": e.get("id"), "kind": kind.value, "name": e.get("name", "")}
        if _tag(e) in ("serviceTask", "receiveTask"):
            node["task"] = "wait"
        for child in e:
            tag = _tag(child)
            if tag in ("incoming", "outgoing"):
                continue
            if tag == "documentation":
                node["note"] = (child.text or "").strip()
            elif tag == "extensionElements":
                for own in child:
                    node |= self._node_extension(own)
            else:
                raise _unknown(child)
        self.nodes.append(node)

    def _node_extension(self, e: Any) -> dict[str, Any]:
        match _own(e):
            case "end":
                self._attributes(e, {"result"})
                return {"result": e.get("result", "")}
            case "task":
                self._attributes(e, {"hours", "kind", "clock", "public", "ask"})
            case _:
                raise _unknown(e)
        found: dict[str, Any] = {"hours": _number(e, "hours") if e.get("hours") is not None else 0}
        found |= {k: e.get(a) for k, a in 
                  (("task", "kind"), ("clock", "clock"), ("public", "public"), ("ask", "ask")) if e.get(a) is not None}  # fmt: skip
        outcomes, documents, shows = [], [], []
        for child in e:
            match _own(child):
                case "outcome":
                    self._attributes(child, {"code", "name"})
                    outcomes.append({"code": child.get("code"), "name": child.get("name")})
                case "document":
                    self._attributes(child, {"name"})
                    documents.append(child.get("name"))
                case "show":
                    self._attributes(child, {"field"})
                    shows.append(child.get("field"))
                case _:
                    raise _unknown(child)
        return found | {"outcomes": outcomes, "documents": documents, "shows": shows}

    def _flow(self, e: Any) -> None:
        self._attributes(e, {"id", "name", "sourceRef", "targetRef"})
        flow: dict[str, Any] = {
            "id": e.get("id"), "source": e.get("sourceRef"), "target": e.get("targetRef"), "name": e.get("name", ""),
        }  # fmt: skip
        for child in e:
            tag = _tag(child)
            if tag == "conditionExpression":
                where = f"dòng {child.sourceline}, đường nối “{flow['id']}”"
                read = conditions.read(child.text or "", where)
                flow["when"] = [
                    {
                        "field": c.field,
                        "op": c.op.value,
                        "value": list(c.value) if isinstance(c.value, tuple) else c.value,
                    }
                    for c in read
                ]
            elif tag != "documentation":
                raise _unknown(child)
        self.flows.append(flow)

    def _attributes(self, e: Any, known: set[str]) -> None:
        for name in e.attrib:
            if name.startswith("{"):
                continue  # another tool's colours and the like
            if name not in known and name not in _HARMLESS:
                raise _bad(
                    e, f"không hiểu thuộc tính “{name}” của {etree.QName(e).localname}", "Bỏ thuộc tính ấy."
                )


def _tag(e: Any) -> str:
    q = etree.QName(e)
    if q.namespace == BPMN:
        return str(q.localname)
    if q.namespace == BPMNDI and q.localname == "BPMNDiagram":
        return "BPMNDiagram"
    return ""


def _own(e: Any) -> str:
    q = etree.QName(e)
    return str(q.localname) if q.namespace == MC else ""


def _number(e: Any, name: str) -> float:
    try:
        return float(e.get(name))
    except ValueError:
        raise _bad(e, f"{name}=“{e.get(name)}” không phải số", "Ghi số giờ, ví dụ 2 hoặc 1.5.") from None


def _unknown(e: Any) -> BadBpmn:
    name = etree.QName(e).localname if isinstance(e.tag, str) else "?"
    return _bad(
        e, f"không dùng phần tử “{name}”",
        "Chỉ dùng: bắt đầu, kết thúc, việc của người, cổng rẽ một nhánh, cổng song song, làn và đường nối.",
    )  # fmt: skip


def _bad(e: Any, why: str, next_: str) -> BadBpmn:
    where = f"Dòng {e.sourceline}: " if e is not None and e.sourceline else ""
    text = where + (why if where else why[0].upper() + why[1:]) + "."
    return BadBpmn("Không đọc được tệp BPMN.", why=text, next=next_)


# ---------- writing ----------


def write(d: ProcessDefinition) -> str:
    """The definition as BPMN 2.0 with its diagram; reading it back gives the same definition."""
    root = etree.Element(
        f"{{{BPMN}}}definitions",
        nsmap={None: BPMN, "xsi": XSI, "bpmndi": BPMNDI, "dc": DC, "di": DI, "mc": MC},
        attrib={"id": "definitions", "targetNamespace": "urn:motcua", "exporter": "motcua"},
    )
    collaboration = _sub(root, "collaboration", id="collaboration")
    _sub(collaboration, "participant", id="pool", name=d.name, processRef=f"p_{d.code}")
    process = _sub(root, "process", id=f"p_{d.code}", name=d.name, isExecutable="true")
    own = {"code": d.code} | ({"limitHours": f"{d.limit_hours:g}"} if d.limit_hours is not None else {})
    top = _mc(_sub(process, "extensionElements"), "process", **own)
    for f in d.fields:
        _mc(top, "field", code=f.code, name=f.name, type=f.type)
    lanes = _sub(process, "laneSet", id="lanes")
    for lane in d.lanes:
        e = _sub(lanes, "lane", id=_lane_id(lane.code), name=lane.name)
        asked = {"post": lane.post, "agency": lane.agency} if lane.agency else {}
        _mc(_sub(e, "extensionElements"), "lane", kind=lane.kind.value, **asked)
        for n in d.nodes:
            if n.lane == lane.code:
                _sub(e, "flowNodeRef").text = n.id
    for n in d.nodes:
        _write_node(process, d, n)
    for flow in d.flows:
        e = _sub(process, "sequenceFlow", id=flow.id, **({"name": flow.name} if flow.name else {}),
                 sourceRef=flow.source, targetRef=flow.target)  # fmt: skip
        if flow.when:
            c = _sub(e, "conditionExpression")
            c.set(f"{{{XSI}}}type", "tFormalExpression")
            c.text = conditions.write(flow.when)
    _write_diagram(root, d)
    body = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'


def _write_node(process: Any, d: ProcessDefinition, n: Node) -> None:
    e = _sub(process, _TAGS[n.kind], id=n.id, **({"name": n.name} if n.name else {}))
    default = next((f.id for f in d.outgoing(n.id) if f.default), None)
    if default:
        e.set("default", default)
    if n.note:
        _sub(e, "documentation").text = n.note
    if n.kind is NodeKind.TASK:
        words = {key: value for key, value in (("public", n.public), ("ask", n.ask)) if value}
        task = _mc(
            _sub(e, "extensionElements"), "task",
            hours=f"{n.hours:g}", kind=n.task.value, clock=n.clock.value, **words,
        )  # fmt: skip
        for o in n.outcomes:
            _mc(task, "outcome", code=o.code, name=o.name)
        for document in n.documents:
            _mc(task, "document", name=document)
        for shown in n.shows:
            _mc(task, "show", field=shown)
    elif n.result:
        _mc(_sub(e, "extensionElements"), "end", result=n.result)
    for flow in d.incoming(n.id):
        _sub(e, "incoming").text = flow.id
    for flow in d.outgoing(n.id):
        _sub(e, "outgoing").text = flow.id


def _write_diagram(root: Any, d: ProcessDefinition) -> None:
    plan = layout(d)
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="diagram")
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="plane", bpmnElement="collaboration")

    def shape(element: str, x: float, y: float, w: float, h: float, **more: str) -> None:
        e = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{element}_di", bpmnElement=element, **more)
        etree.SubElement(e, f"{{{DC}}}Bounds", x=_px(x), y=_px(y), width=_px(w), height=_px(h))

    shape("pool", 0, 0, plan.width, plan.height, isHorizontal="true")
    for band in plan.bands:
        if band.code:
            shape(_lane_id(band.code), 30, band.y, plan.width - 30, band.h, isHorizontal="true")
    for n in d.nodes:
        box = plan.boxes[n.id]
        shape(n.id, box.x, box.y, box.w, box.h)
    for line in plan.lines:
        e = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{line.flow}_di", bpmnElement=line.flow)
        for x, y in line.points:
            etree.SubElement(e, f"{{{DI}}}waypoint", x=_px(x), y=_px(y))


def _lane_id(code: str) -> str:
    return f"lane_{code.replace('@', '-tai-')}"


def _sub(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{BPMN}}}{tag}", attrib=attributes)


def _mc(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{MC}}}{tag}", attrib=attributes)


def _px(x: float) -> str:
    return f"{x:.0f}"
