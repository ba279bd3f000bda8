"""Conditions and kinds of steps in words."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.services.workflow.types import OUTCOME, Clock, Condition, Op, ProcessDefinition, TaskKind

KINDS = {
    TaskKind.TASK: "Việc chuyên môn",
    TaskKind.RECEIVE: "Tiếp nhận",
    TaskKind.ASSIGN: "Phân công thụ lý",
    TaskKind.SIGN: "Ký kết quả",
    TaskKind.RETURN: "Trả kết quả",
    TaskKind.SUPPLEMENT: "Chờ người nộp bổ sung",
    TaskKind.WAIT: "Chờ người hoặc máy ở ngoài",
    TaskKind.REFUSE: "Trình từ chối",
    TaskKind.CONSULT: "Hỏi ý kiến cơ quan khác",
}
CLOCKS = {
    Clock.RUN: "Chạy: giờ của bước tính vào thời hạn",
    Clock.PAUSE: "Dừng: chờ người nộp, hoặc việc luật không tính vào thời hạn (ghi căn cứ)",
    Clock.EXTEND: "Hẹn lại: phiếu hẹn lại trình ký ngay; ký trước hạn thì thời hạn thêm số giờ của bước",
}
SIGNS = {
    Op.EQ: "là", Op.NE: "khác", Op.IN: "là một trong", Op.LT: "nhỏ hơn", Op.LE: "không quá", Op.GT: "lớn hơn",
    Op.GE: "từ", Op.IS_TRUE: "đúng", Op.IS_FALSE: "sai",
}  # fmt: skip

Labels = Mapping[str, Mapping[str, str]]
"""Field → value → what people read for it."""


def condition(c: Condition, d: ProcessDefinition, labels: Labels | None = None) -> str:
    """`Diện tích không quá 250`"""
    if c.field == OUTCOME:
        names = {o.code: o.name for n in d.tasks for o in n.outcomes}
        codes = c.value if isinstance(c.value, tuple) else (c.value,)
        return "kết quả " + SIGNS[c.op] + " " + ", ".join(f"“{names.get(str(v), v)}”" for v in codes)
    name = next((f.name for f in d.fields if f.code == c.field), c.field)
    if c.value is None:
        return f"{name}: {SIGNS[c.op]}"
    known = (labels or {}).get(c.field, {})
    values = c.value if isinstance(c.value, tuple) else (c.value,)
    return f"{name} {SIGNS[c.op]} " + ", ".join(known.get(str(v), number(v)) for v in values)


def number(value: object) -> str:
    """Numbers with the comma people write; words as they are."""
    return f"{value:g}".replace(".", ",") if isinstance(value, int | float) else str(value)
