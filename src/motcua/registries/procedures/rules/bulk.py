"""Many procedures in one go: which columns may be set, what a wish changes, what cannot stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.registries.procedures.rules import dated, fees
from motcua.registries.procedures.types import ONLINE_LABELS, Limit, State

LEVELS = {"commune": "Cấp xã", "province": "Cấp tỉnh"}
RECEIVING = {
    "any_centre": "Mọi Trung tâm trong tỉnh",
    "commune_centres": "Trung tâm cấp xã",
    "province_centre": "Trung tâm tỉnh",
    "listed": "Các cơ quan liệt kê",
}
ONLINE = {key: label for key, label in ONLINE_LABELS.items() if key}
UNITS = {"working_days": "ngày làm việc", "calendar_days": "ngày", "working_hours": "giờ làm việc"}
PUBLISHED = {"yes": "Đang công bố", "no": "Không công bố"}
COLUMNS = {
    "level": "Cấp tiếp nhận",
    "receiving": "Nơi tiếp nhận",
    "online": "Mức độ trực tuyến",
    "limit_value": "Thời hạn",
    "limit_unit": "Đơn vị thời hạn",
    "limit_from": "Thời hạn cho hồ sơ nộp từ ngày",
    "fee": "Mức thu chung (đồng)",
    "published": "Công bố",
    "competent": "Cơ quan giải quyết",
    "decision": "Quyết định của tỉnh",
    "reason": "Lý do không công bố",
}
CHOICES: dict[str, dict[str, str]] = {
    "level": LEVELS, "receiving": RECEIVING, "online": ONLINE, "limit_unit": UNITS, "published": PUBLISHED,
}  # fmt: skip
NEEDED = {"level", "receiving", "published"}
_TERM = {
    "level": "t_level", "receiving": "t_receiving_rule", "online": "t_online_level", "limit_value": "t_limit_value",
    "limit_unit": "t_limit_unit", "competent": "t_competent_name", "decision": "t_decision_no",
}  # fmt: skip
LONGEST = {"competent": 500, "decision": 200, "reason": 1000}


NOT_HERE = {"name": "Tên thủ tục", "field": "Lĩnh vực", "cases": "Trường hợp riêng"}
"""What the table shows of a procedure and does not set."""
CASES = "có trường hợp riêng, sửa ở trang thủ tục"


def shown_only(name: str, field: str, state: Mapping[str, Any], on: date) -> dict[str, str]:
    """The values of `NOT_HERE`: one limit is not all that holds where cases have their own."""
    cases = any(dated.days(row)[1] >= on.isoformat() for row in state.get("t_cases") or ())
    return {"name": name, "field": field, "cases": CASES if cases else ""}


def changed_in_vain(shown: Mapping[str, str], typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """(column, why) of what was typed over where typing changes nothing; an empty cell asks for nothing."""
    return [
        (column, f"cột này không sửa bằng Excel; phần mềm đang giữ “{shown[column] or 'trống'}”")
        for column in NOT_HERE
        if typed.get(column) and " ".join(typed[column].split()) != " ".join(shown[column].split())
    ]


def cell(column: str, state: Mapping[str, Any], on: date) -> str:
    """What a column shows of a state, as it is typed back."""
    if column == "fee":
        amount = fees.general_fee(state.get("fees", []), on)
        return "" if amount is None else str(amount)
    if column == "limit_from":
        return _shown((dated.since(state.get("t_limits") or (), on) or {}).get("valid_from"))
    if column == "published":
        return "yes" if state.get("t_is_published") else "no"
    if column == "reason":
        return str(state.get("t_withdrawn_reason") or "")
    value = state.get(_TERM[column])
    return "" if value is None else str(value)


_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+")
"""3,5 written 3.5 is no 35: a dot parts thousands or nothing."""
_BELOW_ZERO = re.compile(r"[-−–]([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)")


def read(column: str, text: str) -> tuple[str, str]:
    """(value, fault) of a cell as people type it: the label or the key of a choice, a number with or without dots."""
    text = " ".join(str(text).split())
    if column in CHOICES:
        table = CHOICES[column]
        folded = text.lower()
        for key, label in table.items():
            if folded in (key, label.lower()):
                return key, ""
        if not text and column not in NEEDED:
            return "", ""
        if not text:
            return "", "không được để trống"
        return "", f"“{text[:60]}” không có trong danh sách: {', '.join(table.values())}"
    if column in ("limit_value", "fee"):
        typed = text.removesuffix("đồng").removesuffix("đ").replace(" ", "")
        if not typed:
            return "", ""
        if _BELOW_ZERO.fullmatch(typed):
            return "", f"“{text[:60]}” là số âm; nhỏ nhất là 0"
        if not _WHOLE.fullmatch(typed):
            return "", f"“{text[:60]}” không phải số nguyên"
        plain = typed.replace(".", "")
        most = 2000 if column == "limit_value" else 10**12
        if len(plain) > 13 or int(plain) > most:
            return "", f"số quá lớn, nhiều nhất {most:,}".replace(",", ".")
        return str(int(plain)), ""
    if column == "limit_from":
        return _typed_day(text)
    if len(text) > LONGEST[column]:
        return "", f"dài {len(text)} ký tự, nhiều nhất {LONGEST[column]}"
    return text, ""


def _shown(day: str | None) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def _typed_day(text: str) -> tuple[str, str]:
    """A day as people and as spreadsheets write it, in the form it is shown in."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return f"{datetime.strptime(text, form):%d/%m/%Y}" if text else "", ""
        except ValueError:
            continue
    return "", f"“{text[:60]}” không phải ngày; hãy ghi như 01/07/2026"


def _limit_from(before: State, after: State, cells: Mapping[str, str], on: date) -> tuple[State, str]:
    """The state with its changed limit holding from the day in the cell; a day left as it was means from today."""
    typed = cells["limit_from"]
    if not typed or typed == cell("limit_from", before, on):
        return after, ""
    value, unit = after.get("t_limit_value"), after.get("t_limit_unit")
    if (value, unit) == (before.get("t_limit_value"), before.get("t_limit_unit")):
        return after, "ngày chỉ đi cùng một thời hạn mới; ngày của thời hạn cũ thì sửa trong bản thảo"
    if value is None or not unit:
        return after, "cần có thời hạn cùng đơn vị"
    day = datetime.strptime(typed, "%d/%m/%Y").date()
    rows = before.get("t_limits") or []
    old = Limit(before["t_limit_value"], before["t_limit_unit"]) if before.get("t_limit_unit") else None
    if not rows and old is not None:
        rows = [dated.limit_row(old, None, None)]
    told = {"t_limits": dated.with_limit(rows, Limit(value, unit), day)}
    return dated.settled(
        before, dict(before) | {key: after[key] for key in after if key not in _LIMIT} | told, on
    ), ""


_LIMIT = ("t_limit_value", "t_limit_unit", "t_limits")


def wish(before: State, cells: Mapping[str, str], on: date) -> tuple[State, list[tuple[str, str]]]:
    """The state with the cells in it, and its faults (column, why). Cells are values as `read` gives them."""
    after, faults = dict(before), []
    for column, value in cells.items():
        if column == "fee":
            if value and value != cell("fee", before, on):
                try:
                    after["fees"] = fees.with_general_fee(before.get("fees", []), int(value), on)
                except fees.NotGeneral:
                    faults.append(
                        (
                            "fee",
                            "thủ tục có bảng mức thu nhiều dòng; hãy sửa từng dòng trong bản thảo, mục Phí",
                        )
                    )
            elif not value and cell("fee", before, on):
                faults.append(
                    (
                        "fee",
                        "mức thu không xóa được bằng ô trống; hãy ghi 0 nếu miễn phí, hoặc sửa trong bản thảo",
                    )
                )
        elif column == "published":
            after["t_is_published"] = value == "yes"
        elif column == "limit_value":
            after["t_limit_value"] = int(value) if value else None
        elif column == "limit_unit":
            after["t_limit_unit"] = value or None
        elif column in _TERM:  # "limit_from" waits for the limit it belongs to
            after[_TERM[column]] = value
    if "limit_value" in cells and not cells["limit_value"] and "limit_unit" not in cells:
        after["t_limit_unit"] = None
    if (after.get("t_limit_value") is None) != (not after.get("t_limit_unit")):
        faults.append(("limit_value", "thời hạn phải có cả số và đơn vị, hoặc để trống cả hai"))
    if cells.get("limit_from") and not faults:
        after, why = _limit_from(before, after, cells, on)
        if why:
            faults.append(("limit_from", why))
    if after.get("t_is_published") != before.get("t_is_published"):
        reason = cells.get("reason", "")
        if after["t_is_published"]:
            after["t_withdrawn_reason"] = ""
        elif reason:
            after["t_withdrawn_reason"] = reason
        else:
            faults.append(("published", "cần ghi lý do không công bố; người dân đọc lý do này"))
    if after.get("t_receiving_rule") == "listed" and not after.get("t_receiving_agencies"):
        faults.append(("receiving", "chưa có mã cơ quan tiếp nhận; hãy ghi trong bản thảo của thủ tục"))
    return after, faults
