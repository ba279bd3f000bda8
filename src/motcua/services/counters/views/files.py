"""The figures of the queue as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from motcua.services.counters.types import Group, QueueFigures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    "Số đã lấy",
    "Đã phục vụ",
    "Chờ trung bình (phút)",
    "9 trong 10 người chờ không quá (phút)",
    "Một lượt (phút)",
)


def workbook(
    title: str, told: QueueFigures, tables: Sequence[tuple[str, str, Sequence[Group]]], name: str
) -> HttpResponse:
    """One sheet: the whole, then a table for each way of looking at it; times in minutes, to one decimal."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Hàng chờ"
    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=13)
    for words, figure in (
        ("Số đã lấy", told.taken), ("Đã phục vụ", told.served), ("Không đến", told.no_show), ("Bỏ số", told.left),
        ("Ưu tiên", told.priority), ("Chờ trung bình (phút)", _minutes(told.average_wait)),
        ("9 trong 10 người chờ không quá (phút)", _minutes(told.most_waited)), ("Chờ lâu nhất (phút)", _minutes(told.longest_wait)),
    ):  # fmt: skip
        sheet.append([words, figure])
    for words, head, rows in tables:
        sheet.append([])
        sheet.append([words])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        sheet.append([head, *HEAD])
        for one in rows:
            waits = (_minutes(one.average_wait), _minutes(one.most_waited), _minutes(one.average_case))
            sheet.append([one.name, one.taken, one.served, *waits])
    sheet.column_dimensions["A"].width = 40
    for letter in "BCDEF":
        sheet.column_dimensions[letter].width = 18
    content = BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _minutes(span: timedelta | None) -> float | None:
    return round(span.total_seconds() / 60, 1) if span is not None else None
