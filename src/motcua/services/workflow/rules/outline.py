"""From a process written as an outline (steps with outcomes → next step) to a definition.

The outline is how procedures describe their process on paper; gateways are implied. A step with several
outcomes gets an exclusive gateway behind it, so that the drawing says what the outline meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.services.workflow.rules import definition as definitions
from motcua.services.workflow.types import ProcessDefinition, TaskKind


def read(block: Mapping[str, Any], *, code: str, name: str, words: Mapping[str, Any]) -> ProcessDefinition:
    """`words` names lanes and outcomes: ``{lanes: {code: {name, kind}}, outcomes: {code: name}}``."""
    steps = list(block["steps"])
    lanes = list(dict.fromkeys(s["lane"] for s in steps))
    nodes: list[dict[str, Any]] = [
        {"id": "start", "kind": "start", "name": "Bắt đầu", "lane": steps[0]["lane"]}
    ]
    flows = [{"id": "f_start", "source": "start", "target": block["start"]}]
    for step in steps:
        if step["kind"] == "end":
            nodes.append({
                "id": step["id"], "kind": "end", "name": step["name"], "lane": step["lane"], "result": _result(step),
            })  # fmt: skip
            continue
        outcomes = [t["outcome"] for t in step["to"]]
        nodes.append(_task(step, words))
        if len(outcomes) == 1:
            flows.append({"id": f"f_{step['id']}", "source": step["id"], "target": step["to"][0]["step"]})
            continue
        gate = f"g_{step['id']}"
        nodes.append({"id": gate, "kind": "exclusive", "name": "", "lane": step["lane"]})
        flows.append({"id": f"f_{step['id']}", "source": step["id"], "target": gate})
        for target in dict.fromkeys(t["step"] for t in step["to"]):
            codes = [t["outcome"] for t in step["to"] if t["step"] == target]
            when: dict[str, Any] = {"field": "outcome", "op": "eq", "value": codes[0]}
            if len(codes) > 1:
                when = {"field": "outcome", "op": "in", "value": codes}
            label = " / ".join(_outcome(words, c) for c in codes)
            flows.append(
                {
                    "id": f"f_{step['id']}_{target}",
                    "source": gate,
                    "target": target,
                    "when": [when],
                    "name": label,
                }
            )
    return definitions.parse({
        "schema": 1, "code": code, "name": name, "limit_hours": block.get("limit_hours"),
        "lanes": [{"code": c, **words["lanes"][c]} for c in lanes], "fields": [], "nodes": nodes, "flows": flows,
    })  # fmt: skip


def _task(step: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    kind = _kind(step)
    return {
        "id": step["id"], "kind": "task", "name": step["name"], "lane": step["lane"], "hours": step["hours"],
        "task": kind.value, "clock": step.get("clock") or _clock(step, kind), "documents": list(step.get("documents", [])),
        "outcomes": [{"code": t["outcome"], "name": _outcome(words, t["outcome"])} for t in step["to"]],
    }  # fmt: skip


def _outcome(words: Mapping[str, Any], code: str) -> str:
    return str(words["outcomes"][code])


def _kind(step: Mapping[str, Any]) -> TaskKind:
    """The sort of work: said by the outline (`task`), else read from its shape."""
    if "task" in step:
        return TaskKind(step["task"])
    codes = {t["outcome"] for t in step["to"]}
    if step["kind"] == "wait":
        supplemented = step["lane"] != "cong_dan" and any(c.startswith("da_bo_sung") for c in codes)
        return TaskKind.SUPPLEMENT if supplemented else TaskKind.WAIT
    if "ky" in codes:
        return TaskKind.SIGN
    if step["id"] == "s1":
        return TaskKind.RECEIVE
    if any(t["step"] == "e1" for t in step["to"]):
        return TaskKind.RETURN
    if step["id"].startswith("b") and any(t["step"] == "e2" for t in step["to"]):
        return TaskKind.REFUSE
    return TaskKind.TASK


def _clock(step: Mapping[str, Any], kind: TaskKind) -> str:
    if kind is TaskKind.SUPPLEMENT:
        return "pause"
    if kind is not TaskKind.WAIT:
        return "run"
    if step["lane"] in ("cong_dan", "thue", "vpdkdd_do_dac"):
        return "pause"
    return "extend" if step["hours"] else "run"


def _result(step: Mapping[str, Any]) -> str:
    return {"e1": "done", "e2": "refused"}.get(step["id"], "stopped")


# ---------- standard processes ----------

_SHARES = (("receive", 1), ("assign", 1), ("appraise", 12), ("check", 3), ("sign", 4), ("return", 3))
"""Parts in 24 of the limit: most of the time belongs to the appraisal."""


def standard(limit_hours: float, words: Mapping[str, Any]) -> ProcessDefinition:
    """The process of a procedure that has none of its own: hours scaled to the legal limit."""
    share = _split(limit_hours, [s for _, s in _SHARES])
    r, a, t, c, s, g = share
    text = f"{limit_hours:g}".replace(".", "-")
    return read(
        {
            "limit_hours": limit_hours,
            "start": "s1",
            "steps": [
                _step("s1", "Tiếp nhận, kiểm tra, số hóa", "mot_cua", r, [("du", "s2"), ("thieu", "b1"), ("khong_tiep_nhan", "e2")], ["Mẫu 01"]),
                _step("s2", "Phân công thụ lý", "lanh_dao_phong", a, [("xong", "s3")], task="assign"),
                _step("s3", "Thẩm định hồ sơ", "chuyen_vien", t, [("dat", "s4"), ("thieu", "b1"), ("khong_dat", "b3")]),
                _step("s4", "Lãnh đạo phòng kiểm tra, trình ký", "lanh_dao_phong", c, [("dong_y", "s5"), ("tra_lai", "s3")]),
                _step("s5", "Ký kết quả", "lanh_dao_co_quan", s, [("ky", "s6"), ("tra_lai", "s4")]),
                _step("s6", "Trả kết quả", "mot_cua", g, [("xong", "e1")]),
                _step("b1", "Yêu cầu bổ sung", "mot_cua", 0, [("da_bo_sung", "s1"), ("het_han", "b3")], ["Mẫu 02"], "wait"),
                _step("b3", "Trình từ chối, nêu lý do", "lanh_dao_co_quan", 0, [("xong", "e2")], ["Mẫu 03"]),
                _step("e1", "Kết thúc: đã trả kết quả", "mot_cua", 0, [], kind="end"),
                _step("e2", "Kết thúc: từ chối", "mot_cua", 0, [], kind="end"),
            ],
        },
        code=f"chuan-{text}h",
        name=f"Quy trình chuẩn {text.replace('-', ',')} giờ làm việc",
        words=words,
    )  # fmt: skip


def same_day(words: Mapping[str, Any]) -> ProcessDefinition:
    """The process of a procedure answered on the day it is filed, without one of its own."""
    return read(
        {
            "limit_hours": 8,
            "start": "s1",
            "steps": [
                _step("s1", "Tiếp nhận, kiểm tra, số hóa", "mot_cua", 2, [("du", "s2"), ("thieu", "b1"), ("khong_tiep_nhan", "e2")], ["Mẫu 01"]),
                _step("s2", "Thẩm tra, dự thảo kết quả", "chuyen_vien", 3, [("dat", "s3"), ("thieu", "b1"), ("khong_dat", "b3")]),
                _step("s3", "Ký kết quả", "lanh_dao_co_quan", 2, [("ky", "s4"), ("tra_lai", "s2")]),
                _step("s4", "Trả kết quả", "mot_cua", 1, [("xong", "e1")]),
                _step("b1", "Yêu cầu bổ sung", "mot_cua", 0, [("da_bo_sung", "s1"), ("het_han", "b3")], ["Mẫu 02"], "wait"),
                _step("b3", "Trình từ chối, nêu lý do", "lanh_dao_co_quan", 0, [("xong", "e2")], ["Mẫu 03"]),
                _step("e1", "Kết thúc: đã trả kết quả", "mot_cua", 0, [], kind="end"),
                _step("e2", "Kết thúc: từ chối", "mot_cua", 0, [], kind="end"),
            ],
        },
        code="chuan-trong-ngay",
        name="Quy trình chuẩn trả kết quả trong ngày",
        words=words,
    )  # fmt: skip


def _step(
    step_id: str, name: str, lane: str, hours: float, to: list[tuple[str, str]], documents: list[str] | None = None,
    kind: str = "task", **more: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        **more, "id": step_id, "name": name, "lane": lane, "hours": hours, "kind": kind, "documents": documents or [],
        "to": [{"outcome": o, "step": s} for o, s in to],
    }  # fmt: skip


def _split(limit: float, shares: list[int]) -> list[float]:
    """Quarter hours in proportion, none lost, none under a quarter when the limit allows it."""
    quarters = int(limit * 4)
    parts = [max(1, quarters * s // sum(shares)) if quarters >= len(shares) else 0 for s in shares]
    biggest = shares.index(max(shares))
    parts[biggest] += quarters - sum(parts)
    return [p / 4 for p in parts]
