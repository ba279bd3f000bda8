"""Phí, lệ phí phải thu: what accepted dossiers owe by the rates of the day they came in.

Only a rate that is one for everybody (an amount a dossier, whoever applies) can be counted so; what depends on pages,
copies or the person is counted as dossiers whose amount is set at the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from motcua.registries.procedures import queries as procedures
from motcua.services.reports.models import Fact
from motcua.services.reports.types import TITLES, Asked, Column, Line, Table

from .facts import channel_cell

FEES = (
    Column("received", "Hồ sơ tiếp nhận", "(3)=(4)+(5)+(6)+(7)", "Số hồ sơ"),
    Column("owing", "Có mức thu", "(4)", "Số hồ sơ"),
    Column("free", "Không thu", "(5)", "Số hồ sơ"),
    Column("depends", "Mức tùy trường hợp", "(6)", "Số hồ sơ"),
    Column("unset", "Chưa công bố mức", "(7)", "Số hồ sơ"),
    Column("fee_vnd", "Phí (đồng)", "(8)", "Phải thu"),
    Column("charge_vnd", "Lệ phí (đồng)", "(9)", "Phải thu"),
    Column("owed_vnd", "Cộng (đồng)", "(10)=(8)+(9)", "Phải thu"),
)


def owed(rules: Sequence[Any], channel: str, on: date) -> dict[str, int] | None:
    """What one dossier owes by kind, where the rates of that day leave no question; None where they do. No rate: empty."""
    held = procedures.rates_in_force(rules, channel, on)
    names = [(rule.kind, rule.name) for rule in held]
    if len(set(names)) < len(names) or any(
        rule.amount_vnd is None
        or rule.applicant_kind
        or rule.formula_text
        or (rule.per_unit != "dossier" and rule.amount_vnd)
        for rule in held
    ):
        return None
    found: dict[str, int] = {}
    for rule in held:
        found[rule.kind] = found.get(rule.kind, 0) + rule.amount_vnd
    return found


def fees(asked: Asked, rows: QuerySet[Fact]) -> Table:
    """By procedure: how many came in, what they owe."""
    came = rows.filter(channel_cell("received", asked.period)).order_by()
    found = came.values_list("procedure_code", "channel", "received_on").annotate(number=Count("*"))
    found = list(found)
    known = procedures.fees_of({code for code, *_ in found})
    counted: dict[str, Counter[str]] = {}
    for code, channel, on, number in found:
        line = counted.setdefault(code, Counter())
        line["received"] += number
        if code not in known:
            line["unset"] += number
            continue
        due = owed(known[code], channel, on)
        if due is None:
            line["depends"] += number
        elif not due:
            line["unset"] += number
        elif not sum(due.values()):
            line["free"] += number
        else:
            line["owing"] += number
            line["fee_vnd"] += number * due.get("fee", 0)
            line["charge_vnd"] += number * due.get("charge", 0)
            line["owed_vnd"] += number * sum(due.values())
    names = procedures.names(counted)
    keys = [column.key for column in FEES]
    lines = [
        Line(f"{names.get(code, '')} ({code})".strip(), {key: line[key] for key in keys})
        for code, line in sorted(
            counted.items(), key=lambda one: (-one[1]["owed_vnd"], names.get(one[0], ""))
        )
    ]
    total = (
        Line("Tổng cộng", {key: sum(line.values[key] or 0 for line in lines) for key in keys})
        if lines
        else None
    )
    notes = (
        "Mức thu là mức tỉnh đã công bố, có hiệu lực ngày tiếp nhận, theo kênh nộp. Miễn, giảm của từng người và mức theo trang, "
        "bản, đối tượng không tính được từ bảng mức thu nên đứng ở cột (6).",
        "Báo cáo này là số phải thu theo mức công bố, không phải số đã thu.",
    )
    return Table(TITLES["phi"], "Thủ tục", FEES, lines, total, notes)
