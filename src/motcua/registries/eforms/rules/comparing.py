"""Strict reading of a condition, wherever it stands: in a form, at a paper, beside a case of a procedure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from motcua.registries.eforms.rules.conditions import GROUPS, OPERATORS
from motcua.registries.eforms.types import Condition, Fault

CODE = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
_KEYS = {"field", "op", "value"}
_DEEPEST = 12


def read_condition(
    value: Any, path: str = "điều kiện", depth: int = 0
) -> tuple[Condition | None, list[Fault]]:
    """The condition, None where there is none or none can be read, and every fault with its place."""
    if value is None:
        return None, []
    if not isinstance(value, dict):
        words = "Điều kiện phải viết dạng field, op, value; không nhận câu chữ tự do."
        return None, [Fault(path, words)]
    for group in GROUPS:
        if group in value:
            return _group(value, group, path, depth)
    return _comparison(value, path)


def _group(value: dict[str, Any], group: str, path: str, depth: int) -> tuple[Condition | None, list[Fault]]:
    parts = value[group] if isinstance(value[group], list) else [value[group]]
    if len(value) != 1 or not parts:
        return None, [Fault(path, f"Nhóm “{group}” đứng một mình và có ít nhất một điều kiện.")]
    if depth >= _DEEPEST:
        return None, [Fault(path, f"Các nhóm điều kiện lồng nhau quá {_DEEPEST} lớp.")]
    read, found = [], []
    for at, part in enumerate(parts):
        one, faults = read_condition(part, f"{path}.{group}[{at}]", depth + 1)
        found += faults
        read += [one] if one else []
    return Condition(op=group, parts=tuple(read)), found


def _comparison(value: dict[str, Any], path: str) -> tuple[Condition | None, list[Fault]]:
    known = ", ".join(sorted(_KEYS))
    found = [
        Fault(f"{path}.{key}", f"Không biết mục “{key}”. Các mục dùng được: {known}.")
        for key in value
        if key not in _KEYS
    ]
    op, code = value.get("op"), value.get("field")
    if not isinstance(op, str) or op not in OPERATORS:
        words = f"Không biết phép so “{op}”. Dùng một trong: {', '.join(OPERATORS)}."
        return None, [*found, Fault(f"{path}.op", words)]
    if not isinstance(code, str) or not CODE.match(code):
        return None, [*found, Fault(f"{path}.field", "Thiếu mã câu hỏi được so.")]
    wanted = value.get("value")
    if op in ("filled", "empty"):
        if "value" in value:
            found.append(Fault(f"{path}.value", f"Phép “{op}” không nhận giá trị."))
        wanted = None
    elif op in ("in", "not_in") and not (isinstance(wanted, list) and wanted):
        found.append(Fault(f"{path}.value", f"Phép “{op}” cần một danh sách giá trị."))
    elif op == "age_between" and not (
        isinstance(wanted, list) and len(wanted) == 2 and all(type(one) is int for one in wanted)
    ):
        words = "Phép “age_between” cần hai số tuổi, ví dụ [9, 17]."
        return None, [*found, Fault(f"{path}.value", words)]
    elif op == "age_below" and type(wanted) is not int:
        return None, [*found, Fault(f"{path}.value", "Phép “age_below” cần một số tuổi.")]
    elif wanted is None:
        found.append(Fault(f"{path}.value", "Thiếu giá trị để so."))
    if isinstance(wanted, date):
        wanted = wanted.isoformat()
    return Condition(op=op, field=code, value=wanted), found
