"""What the law and the house demand of a process beyond that it runs: an answer that is signed, a join, people, fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from motcua.services.workflow.types import (
    CHANNEL,
    DESK_LANES,
    PAPERS,
    Clock,
    Finding,
    LaneKind,
    Node,
    NodeKind,
    ProcessDefinition,
    TaskKind,
)

POWERS: dict[TaskKind, tuple[tuple[str, str], ...]] = {
    TaskKind.SIGN: (("dossiers.sign", "ký kết quả"), ("signing.sign", "ký số")),
    TaskKind.RETURN: (("dossiers.return", "trả kết quả"),),
}
"""What the commands of the dossier room ask of whoever does a step of this kind, besides processing (held there by a test)."""

PROCESS = ("dossiers.process", "giải quyết hồ sơ")
ACCEPT = ("dossiers.accept", "tiếp nhận hồ sơ")


def powers(n: Node) -> tuple[tuple[str, str], ...]:
    """Permissions a step asks of the post of its lane, each with its words."""
    if n.task is TaskKind.RECEIVE and n.lane in DESK_LANES:
        return (PROCESS, ACCEPT)
    return (PROCESS, *POWERS.get(n.task, ()))


def answered(d: ProcessDefinition) -> list[Finding]:
    """Every dossier that ends well ends with a signed answer that somebody hands over."""
    found = []
    if not any(n.task is TaskKind.RETURN for n in d.tasks):
        found.append(Finding("error", "no-return", "Quy trình chưa có bước trả kết quả."))
    signers = {n.id for n in d.tasks if n.task is TaskKind.SIGN}
    if not signers:
        return [*found, Finding("error", "no-signature", "Quy trình chưa có bước ký kết quả.")]
    for end in _ends_without(d, signers):
        if d.node(end).result in ("", "done"):
            name = d.node(end).name or end
            text = f"Có đường đến “{name}” mà không qua bước ký: hồ sơ sẽ không có văn bản trả lời."
            found.append(Finding("error", "no-signature", text, end))
    return found


def _ends_without(d: ProcessDefinition, walls: Collection[str]) -> list[str]:
    seen, todo = {d.start.id}, [d.start.id]
    while todo:
        for flow in d.outgoing(todo.pop()):
            if flow.target not in seen and flow.target not in walls:
                seen.add(flow.target)
                todo.append(flow.target)
    return [n.id for n in d.nodes if n.kind is NodeKind.END and n.id in seen]


def joined(d: ProcessDefinition) -> list[Finding]:
    """Branches side by side come together before the process ends."""
    found = []
    for split in d.nodes:
        if split.kind is not NodeKind.PARALLEL or len(d.outgoing(split.id)) < 2:
            continue
        for flow in d.outgoing(split.id):
            end = _end_before_a_join(d, flow.target)
            if end is not None:
                names = f"“{d.node(flow.target).name or flow.target}”"
                text = f"Nhánh song song qua {names} đi đến “{end.name or end.id}” mà không gộp với các nhánh kia."
                found.append(Finding("error", "no-join", text, split.id))
    return found


def _end_before_a_join(d: ProcessDefinition, start: str) -> Node | None:
    seen, todo = {start}, [start]
    while todo:
        node = d.node(todo.pop())
        if node.kind is NodeKind.END:
            return node
        if node.kind is NodeKind.PARALLEL and len(d.incoming(node.id)) > 1:
            continue
        for flow in d.outgoing(node.id):
            if flow.target not in seen:
                seen.add(flow.target)
                todo.append(flow.target)
    return None


def asked(d: ProcessDefinition) -> list[Finding]:
    """A question to another agency says whom, what and until when."""
    found = []
    for n in d.tasks:
        if n.task is not TaskKind.CONSULT:
            continue
        if d.lane(n.lane).kind is not LaneKind.AGENCY or not d.lane(n.lane).agency:
            found.append(Finding("error", "no-agency", f"Bước “{n.name}” chưa chọn cơ quan được hỏi.", n.id))
        if not n.ask.strip():
            found.append(Finding("error", "no-question", f"Bước “{n.name}” chưa ghi hỏi điều gì.", n.id))
        if not n.hours:
            found.append(
                Finding("error", "no-hours-to-answer", f"Bước “{n.name}” chưa có hạn trả lời.", n.id)
            )
        if not found and (onto := _signed_unread(d, n.id)):
            text = (
                f"Ý kiến ở bước “{n.name}” đi thẳng đến bước “{onto}”: cần một bước tổng hợp ý kiến ở giữa."
            )
            found.append(Finding("error", "unread", text, n.id))
    return found


def _signed_unread(d: ProcessDefinition, start: str) -> str:
    """The signing or handing over that follows an opinion with nobody to weigh it in between."""
    seen, todo = {start}, [start]
    while todo:
        for flow in d.outgoing(todo.pop()):
            n = d.node(flow.target)
            if n.kind is NodeKind.TASK:
                if n.task in (TaskKind.SIGN, TaskKind.RETURN):
                    return n.name
            elif n.id not in seen:
                seen.add(n.id)
                todo.append(n.id)
    return ""


CITIZENS = "cong_dan"


def standing(d: ProcessDefinition) -> list[Finding]:
    """The clock of the law stands for the applicant, or for what a law leaves out of the limit and the step says so; a
    register or another office that is slow is the agency's own time."""
    found = []
    for n in d.tasks:
        if n.clock is not Clock.PAUSE or n.task is TaskKind.SUPPLEMENT or n.lane == CITIZENS:
            continue
        lane = d.lane(n.lane)
        if lane.kind is LaneKind.MACHINE or not n.note:
            text = (
                f"Bước “{n.name}” dừng thời hạn mà không chờ người nộp. Cho đồng hồ chạy, hoặc chọn “Hẹn lại”; nếu luật "
                "không tính thời gian này (nghĩa vụ tài chính, đo đạc) thì ghi căn cứ vào ghi chú của bước."
            )
            found.append(Finding("error", "clock-stands", text, n.id))
    return found


def staffed(
    d: ProcessDefinition, unserved: Mapping[str, tuple[int, tuple[str, ...]]], agencies: int
) -> list[Finding]:
    """Posts that nobody holds: ``unserved`` maps a lane to how many agencies lack it and the first names."""
    found = []
    for lane in d.lanes:
        missing, names = unserved.get(lane.code, (0, ()))
        steps = [n.name for n in d.tasks if n.lane == lane.code]
        if not missing or not steps:
            continue
        if lane.agency:
            text = f"{lane.name} chưa có ai nhận việc hỏi ý kiến (chức vụ “cơ quan phối hợp”)."
            found.append(Finding("error", "nobody", text))
        elif missing >= agencies:
            text = (
                f"Không cơ quan nào giải quyết thủ tục này có người ở làn “{lane.name}” (bước “{steps[0]}”)."
            )
            found.append(Finding("error", "nobody", text))
        else:
            more = f" và {missing - len(names)} nơi khác" if missing > len(names) else ""
            text = f"Làn “{lane.name}” chưa có người ở {'; '.join(names)}{more}: việc sẽ nằm ở hàng chờ chung của cơ quan."
            found.append(Finding("warning", "nobody-somewhere", text))
    return found


def empowered(d: ProcessDefinition, unable: Mapping[str, tuple[int, int, tuple[str, ...]]]) -> list[Finding]:
    """Posts that are held, by nobody who may do the step: ``unable`` maps a step to in how many of the agencies that man
    its lane, to how many man it, and to the first names."""
    found = []
    for n in d.tasks:
        missing, manned, names = unable.get(n.id, (0, 0, ()))
        if not missing:
            continue
        may = " và ".join(words for _, words in powers(n))
        lane = d.lane(n.lane).name
        if missing >= manned:
            text = (
                f"Bước “{n.name}” giao cho làn “{lane}”, nhưng không chức vụ nào của làn này được giao quyền {may}. "
                "Giao bước cho làn khác, hoặc giao quyền cho chức vụ."
            )
            found.append(Finding("error", "powerless", text, n.id))
        else:
            more = f" và {missing - len(names)} nơi khác" if missing > len(names) else ""
            text = f"Bước “{n.name}”: chức vụ ở làn “{lane}” chưa được giao quyền {may} tại {'; '.join(names)}{more}."
            found.append(Finding("warning", "powerless-somewhere", text, n.id))
    return found


def declared(d: ProcessDefinition, fields: Mapping[str, str] | None) -> list[Finding]:
    """Conditions ask, and asked agencies are shown, only what the e-form declares: ``fields`` maps its codes to kinds; None where no form is known."""
    found = []
    used = {c.field for f in d.flows for c in f.when} & {f.code for f in d.fields}
    for field in d.fields:
        if field.code not in used or field.code == CHANNEL:
            continue
        if fields is None or field.code not in fields:
            text = f"Điều kiện hỏi “{field.name}” ({field.code}) mà biểu mẫu của thủ tục không khai."
            found.append(Finding("error", "unknown-field", text))
        elif fields[field.code] != field.type:
            text = f"“{field.name}” ({field.code}) trong biểu mẫu là kiểu khác với điều kiện."
            found.append(Finding("error", "field-kind", text))
    for n in d.tasks:
        for code in n.shows:
            if code != PAPERS and code not in (fields or {}):
                text = (
                    f"Bước “{n.name}” cho cơ quan được hỏi xem mục “{code}” mà biểu mẫu của thủ tục không khai. "
                    "Bỏ mục ấy ở bước, hoặc thêm vào biểu mẫu trước."
                )
                found.append(Finding("error", "unknown-shown", text, n.id))
    return found
