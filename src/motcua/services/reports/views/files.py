"""A report as Excel or as paper: head of the agency, period, figures, who made it and who signs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries.heads import day_words
from motcua.services.reports.types import ORGANISED, SIDES, Asked, Table
from motcua.ui import paper

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST = {"xlsx": 20_000, "pdf": 2_000}
TEMPLATE = Path(__file__).parents[1] / "templates/reports/paper/bao_cao.typ"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LIST_HEAD = ("Mã hồ sơ", "Nội dung", "Chủ hồ sơ", "Tiếp nhận", "Hẹn trả", "Xong", "Trạng thái")
WIDTHS = (28, 48, 28, 18, 18, 18, 24)


def answer(table: Table, asked: Asked, *, by: Actor, scope: str, at: datetime, kind: str) -> HttpResponse:
    """A table of figures as a file."""
    heads = [column.label for column in table.columns]
    groups = [("", 1), ("", 1), *table.groups]
    numbers = ["(1)", "(2)", *(column.no for column in table.columns)]
    body = [[line.name, *(line.values.get(c.key) for c in table.columns)] for line in table.lines]
    total = (
        [table.total.name, *(table.total.values.get(c.key) for c in table.columns)] if table.total else None
    )
    said = _said(asked, scope)
    if kind == "pdf":
        content = _paper(
            table.title, said, table.head, heads, groups, numbers, body, total, table.notes, by=by, at=at
        )
    else:
        content = _book(
            table.title, said, [table.head, *heads], groups, numbers, body, total, table.notes, at=at
        )
    return _file(
        content, f"bao-cao-{asked.kind}-{asked.period.from_on:%Y%m%d}-{asked.period.last_on:%Y%m%d}", kind
    )


def list_answer(rows: Rows, title: str, asked: Asked, *, by: Actor, at: datetime, kind: str) -> HttpResponse:
    """The list of dossiers as a file, so many rows as the kind takes; what is left out is said."""
    most = MOST[kind]
    body = [
        [
            row.code,
            row.procedure_name,
            row.applicant_name,
            _at(row.accepted_at),
            _at(row.due_at),
            _at(row.finished_at),
            row.state.label,
        ]
        for row in rows.each(most)
    ]
    notes = (
        (f"Chỉ có {most} hồ sơ đầu; hãy chọn kỳ ngắn hơn để lấy phần còn lại.",) if len(body) == most else ()
    )
    name = f"Danh sách hồ sơ: {title[0].lower()}{title[1:]}"
    said = _said(asked, by.agency_name)
    if kind == "pdf":
        content = _paper(name, said, LIST_HEAD[0], LIST_HEAD[1:], (), (), body, None, notes, by=by, at=at)
    else:
        content = _book(name, said, LIST_HEAD, (), (), body, None, notes, at=at, widths=WIDTHS)
    return _file(
        content, f"danh-sach-ho-so-{asked.period.from_on:%Y%m%d}-{asked.period.last_on:%Y%m%d}", kind
    )


def _at(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y %H:%M}" if moment else ""


def _said(asked: Asked, scope: str) -> str:
    """Period, side and organisation in words."""
    label = asked.period.label
    words = f"{label[0].upper()}{label[1:]}. {scope or 'Toàn tỉnh'}"
    return f"{words}; tính theo {SIDES[asked.side].lower()}, {ORGANISED[asked.organised].lower()}."


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[kind])
    how = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}.{kind}"'
    return response


def _paper(
    title: str, said: str, head: str, heads: Sequence[str], groups: Sequence[tuple[str, int]], numbers: Sequence[str],
    body: Sequence[Sequence[Any]], total: Sequence[Any] | None, notes: Sequence[str], *, by: Actor, at: datetime,
) -> bytes:  # fmt: skip
    own = organizations.find_agency(by.agency_code, at.date()) if by.agency_code else None
    parent = organizations.find_agency(own.parent_code, at.date()) if own and own.parent_code else None
    said_rows = [[_cell(value) for value in row] for row in body]
    return paper.render(
        TEMPLATE,
        {
            "parent": [parent.name.upper()] if parent else [], "agency": [own.name.upper()] if own else [by.agency_name.upper()],
            "place_date": day_words(at.date()).capitalize(), "title": title.upper(), "said": said, "head": head,
            "heads": list(heads), "groups": [list(group) for group in groups], "numbers": list(numbers), "rows": said_rows,
            "total": [_cell(value) for value in total] if total else [], "notes": list(notes), "maker": by.name,
            "figures": bool(numbers),
        },
    )  # fmt: skip


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return "" if value is None else str(value)


def _book(
    title: str, said: str, heads: Sequence[str], groups: Sequence[tuple[str, int]], numbers: Sequence[str],
    body: Iterable[Sequence[Any]], total: Sequence[Any] | None, notes: Sequence[str], *, at: datetime,
    widths: Sequence[int] = (),
) -> bytes:  # fmt: skip
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Báo cáo"
    bold, thin = Font(bold=True), Side(style="thin")
    framed = Border(left=thin, right=thin, top=thin, bottom=thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    width = len(heads) + 1
    for row, words in enumerate((title.upper(), said, f"Lập lúc {at:%H:%M ngày %d/%m/%Y}"), start=1):
        _write(sheet, row, 1, words).font = bold if row == 1 else Font(italic=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    row = 5
    if any(name for name, _ in groups):
        column = 1
        for name, spans in groups:
            _write(sheet, row, column, name)
            if spans > 1:
                sheet.merge_cells(
                    start_row=row, start_column=column, end_row=row, end_column=column + spans - 1
                )
            column += spans
        row += 1
    for column, words in enumerate(("STT", *heads), start=1):
        _write(sheet, row, column, words)
    if numbers:
        row += 1
        for column, words in enumerate(numbers, start=1):
            _write(sheet, row, column, words)
    for line in sheet.iter_rows(min_row=5, max_row=row, max_col=width):
        for cell in line:
            cell.font, cell.alignment, cell.border = bold, middle, framed
    sheet.freeze_panes = sheet.cell(row + 1, 3)
    first = row + 1
    for number, values in enumerate(body, start=1):
        row += 1
        for column, value in enumerate((number, *values), start=1):
            _write(sheet, row, column, value).border = framed
    if total is not None:
        row += 1
        for column, value in enumerate(("", *total), start=1):
            cell = _write(sheet, row, column, value)
            cell.font, cell.border = bold, framed
    for line in sheet.iter_rows(min_row=first, max_row=row, max_col=width):
        for cell in line:
            if isinstance(cell.value, int):
                cell.number_format = "#,##0"
    for number, words in enumerate(notes, start=row + 2):
        _write(sheet, number, 1, words)
    sheet.column_dimensions["A"].width = 6
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = (
            widths[column - 2] if widths else 46 if column == 2 else 15
        )
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> Any:
    """A cell; words stay words whatever they begin with."""
    cell = sheet.cell(row, column)
    if isinstance(value, int | float):
        cell.value = value
    elif value not in (None, ""):
        cell.value = NOT_IN_XML.sub("", str(value))[:32_000]
        cell.data_type = "s"
    return cell
