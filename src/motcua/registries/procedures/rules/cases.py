"""Trường hợp: which limit and which process a dossier has by what it declares. Rows are plain data, as an adoption keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.kernel.legal import basis
from motcua.registries.eforms import rules as forms
from motcua.registries.eforms.types import Answers, Condition, FormDefinition
from motcua.registries.procedures.rules.dated import UNITS, Row, day_faults, days, holds
from motcua.registries.procedures.types import CHANNEL_LABELS, Limit

COLUMNS = (
    "name", "when", "channel", "value", "unit", "process_code", "valid_from", "valid_to", "legal_basis",
)  # fmt: skip
LONGEST = {"name": 300, "process_code": 80, "legal_basis": 500}
MOST = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its name in plain words, when it is so, and what then holds instead of the usual (None, empty: the usual)."""

    name: str
    when: Condition
    channel: str
    limit: Limit | None
    process_code: str


def cases_on(rows: Sequence[Row], on: date) -> tuple[Case, ...]:
    """The cases of a filing of this day, in the order they are tried."""
    return tuple(_case(row) for row in rows if holds(row, on))


def _case(row: Row) -> Case:
    condition, _ = forms.read_condition(row["when"])
    assert condition is not None
    return Case(row["name"], condition, row["channel"], limit_of(row), row["process_code"])


def limit_of(row: Row) -> Limit | None:
    """The limit a row names."""
    if row["value"] is None:
        return None
    channel = row["channel"] or ""
    return Limit(row["value"], row["unit"], channel=channel, source="province", same_day=row["value"] == 0)


@basis(
    "61/2018/NĐ-CP",
    article=19,
    note="một thủ tục có nhiều trường hợp thì mỗi trường hợp theo thời hạn đã công bố cho nó",
)
def case_of(
    cases: Sequence[Case], definition: FormDefinition | None, answers: Answers, channel: str, on: date
) -> Case | None:
    """The first case that is so with these answers; None where the dossier has the usual limit and process.

    What was answered to a question the form does not ask counts as not given, and what is not known makes no case.
    """
    if not cases or definition is None:
        return None
    told = forms.answered(definition, answers, on)
    return next(
        (one for one in cases if one.channel in ("", channel) and forms.holds(one.when, told, on)), None
    )


def faults(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """(row number from 1, why) of cases that cannot stand, whatever the form asks."""
    found: list[tuple[int, str]] = []
    if len(rows) > MOST:
        found.append((MOST + 1, f"một thủ tục có nhiều nhất {MOST} trường hợp"))
    for at, row in enumerate(rows[:MOST], start=1):
        said = _row_faults(row) or day_faults(row) or _hidden(row, rows[: at - 1])
        found += [(at, why) for why in said]
    return found


def _row_faults(row: Row) -> list[str]:
    for name, most in LONGEST.items():
        if not isinstance(row[name], str) or len(row[name]) > most:
            return [f"mục {name} phải là chữ, dài nhất {most} ký tự"]
    found = []
    if not row["name"].strip():
        found.append("chưa có tên; ghi bằng lời người dân hiểu, ví dụ “Đo đạc lại, ranh giới không đổi”")
    condition, unread = forms.read_condition(row["when"])
    found += [fault.message for fault in unread]
    if condition is None and not unread:
        found.append("chưa có điều kiện; chọn câu hỏi của tờ khai và giá trị để nhận ra trường hợp này")
    if row["channel"] not in ("", *CHANNEL_LABELS):
        found.append("không có kênh này")
    value, unit = row["value"], row["unit"]
    if (value is None) != (not unit):
        found.append("thời hạn phải có cả số và đơn vị, hoặc để trống cả hai để theo thời hạn chung")
    elif value is None and not row["process_code"]:
        found.append("chưa khác gì trường hợp chung; ghi thời hạn, quy trình, hoặc bỏ dòng này")
    elif value is not None and (
        not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2000 or unit not in UNITS
    ):
        found.append("thời hạn phải là số nguyên từ 0 đến 2.000, có đơn vị")
    return found


def _hidden(row: Row, earlier: Sequence[Row]) -> list[str]:
    """A row that comes to nothing because one before it takes every dossier it would take."""
    first, last = days(row)
    for number, other in enumerate(earlier, start=1):
        if day_faults(other):
            continue
        begun, ended = days(other)
        if (
            _plain(other["when"]) == _plain(row["when"])
            and other["channel"] in ("", row["channel"])
            and first <= ended
            and begun <= last
        ):
            return [f"cùng điều kiện và trùng ngày với trường hợp {number}; hãy ghi ngày hết hạn cho dòng cũ"]
    return []


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def form_faults(rows: Sequence[Row], definition: FormDefinition | None) -> list[tuple[int, str]]:
    """(row number from 1, why) of cases whose condition the form in use cannot answer."""
    found = []
    for at, row in enumerate(rows, start=1):
        condition, _ = forms.read_condition(row["when"])
        if definition is None:
            found.append((at, "thủ tục chưa có biểu mẫu điện tử để hỏi"))
        else:
            found += [(at, why) for why in forms.unfit(condition, definition)]
    return found


def when_words(when: Any, definition: FormDefinition | None) -> str:
    """A stored condition as a sentence fragment; without the form, its questions by their codes."""
    condition, _ = forms.read_condition(when)
    if condition is None:
        return ""
    bare = FormDefinition(code="", name="", as_of=date.min, sections=())
    return forms.in_words(condition, definition or bare)


def settled_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a file with every column there, days as text."""
    made = []
    for given in rows:
        row = {name: given.get(name, None if name in ("when", "value", "valid_from", "valid_to") else "") for name in COLUMNS}  # fmt: skip
        made.append({key: one.isoformat() if isinstance(one, date) else one for key, one in row.items()})
    return made
