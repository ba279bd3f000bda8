"""The catalogue as an Excel sheet, out and in: bounded, no formula taken or given, every fault by sheet, row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from motcua.registries.procedures.rules import bulk
from motcua.registries.procedures.rules.codes import base_code

SHEET = "Thủ tục"
LISTS = "Danh sách chọn"
READ_ONLY = {"code": "Mã thủ tục", **bulk.NOT_HERE}
BIGGEST = 10 * 1024 * 1024
UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST = 32_000
_WIDTH = {
    "name": 60,
    "field": 22,
    "cases": 22,
    "competent": 34,
    "receiving": 28,
    "online": 26,
    "reason": 30,
    "decision": 24,
}


class UnreadableWorkbook(ValueError):
    """Not a workbook of procedures."""


def write(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A workbook of rows (code, bulk.NOT_HERE and the cells of bulk.COLUMNS), choices as lists to pick from."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    heads = {**READ_ONLY, **bulk.COLUMNS}
    for at, label in enumerate(heads.values(), start=1):
        head = sheet.cell(1, at)
        _put(head, label)
        head.font, head.alignment = (
            Font(bold=True, color="FFFFFF"),
            Alignment(wrap_text=True, vertical="center"),
        )
        head.fill = PatternFill("solid", fgColor="0B4A5C")
    last = 1
    for last, row in enumerate(rows, start=2):
        for at, key in enumerate(heads, start=1):
            cell, value = sheet.cell(last, at), row.get(key, "")
            if key in bulk.CHOICES:
                value = bulk.CHOICES[key].get(value, "")
            if key in ("limit_value", "fee") and value:
                cell.value = int(value)
                cell.number_format = "#,##0"
            elif value:
                _put(cell, value)
            if key not in READ_ONLY:
                cell.protection = Protection(locked=False)
    lists = book.create_sheet(LISTS)
    for at, (key, table) in enumerate(bulk.CHOICES.items(), start=1):
        _put(lists.cell(1, at), bulk.COLUMNS[key])
        for line, label in enumerate(table.values(), start=2):
            _put(lists.cell(line, at), label)
        letter = get_column_letter(at)
        rule = DataValidation(
            type="list", formula1=f"'{LISTS}'!${letter}$2:${letter}${len(table) + 1}", allow_blank=key not in bulk.NEEDED,
            showErrorMessage=True, errorTitle="Giá trị chưa đúng", error="Hãy chọn trong danh sách.",
        )  # fmt: skip
        sheet.add_data_validation(rule)
        own = get_column_letter(list(heads).index(key) + 1)
        rule.add(f"{own}2:{own}{max(last, 2)}")
    for at, key in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTH.get(key, 16)
    sheet.freeze_panes, sheet.auto_filter.ref = "C2", f"A1:{get_column_letter(len(heads))}{max(last, 2)}"
    lists.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, text: str) -> None:
    """Text as text: "=…" in a name is no formula for whoever opens the file."""
    cell.value = str(text)[:LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = str(text)[:1] in "=+-@\t\r"


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """Any small table as a workbook with a formatted head."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for line, row in enumerate([heads, *rows], start=1):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(line, at)
            if isinstance(value, int):
                cell.value = value
            else:
                _put(cell, value)
            if line == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for at, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = max(14, min(60, len(str(head)) + 4))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(raw: bytes) -> tuple[dict[str, dict[str, str]], list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """(cells by code, faults, where each code stands). A column that is not there is left as it is; what the table only
    shows comes along, so that typing over it is told.

    Raises:
        UnreadableWorkbook: not a workbook, too big, or without the head of the table.
    """
    sheet = _open(raw)
    lines = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
    labels = {label.lower(): key for key, label in {**READ_ONLY, **bulk.COLUMNS}.items()}
    head = next(lines, ())
    columns = {
        at: labels[text.lower()]
        for at, one in enumerate(head)
        if (text := _text(one.value)).lower() in labels
    }
    if "code" not in columns.values():
        raise UnreadableWorkbook(f"Dòng đầu của bảng “{sheet.title}” không có cột “{READ_ONLY['code']}”.")
    wanted: dict[str, dict[str, str]] = {}
    faults: list[dict[str, Any]] = []
    places: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableWorkbook(f"Bảng có hơn {MOST_ROWS} dòng.")
        if all(one.value is None for one in line):
            continue
        _line(sheet.title, number, line, columns, wanted, faults, places)
    if not places and not faults:
        raise UnreadableWorkbook(f"Bảng “{sheet.title}” không có dòng thủ tục nào.")
    return wanted, faults, places


def _open(raw: bytes) -> Any:
    if len(raw) > BIGGEST:
        raise UnreadableWorkbook(f"Tệp lớn hơn {BIGGEST // 1024**2} MB.")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise UnreadableWorkbook("Nội dung sau khi giải nén quá lớn.")
        book = load_workbook(BytesIO(raw), read_only=True, data_only=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()
        return sheet
    except UnreadableWorkbook:
        raise
    except Exception:  # openpyxl raises whatever its parsers meet
        raise UnreadableWorkbook("Tệp không phải bảng tính Excel (.xlsx) đọc được.") from None


def _line(
    title: str, number: int, line: Sequence[Any], columns: Mapping[int, str], wanted: dict[str, dict[str, str]],
    faults: list[dict[str, Any]], places: dict[str, dict[str, Any]],
) -> None:  # fmt: skip
    where = {"sheet": title, "row": number}
    values = {key: line[at] for at, key in columns.items() if at < len(line)}
    said = _text(values["code"].value) if "code" in values else ""
    code = base_code(said) or ""

    def wrong(column: str, why: str, then: str = "Hãy sửa ô này rồi gửi lại.") -> None:
        label = {**READ_ONLY, **bulk.COLUMNS}[column]
        faults.append(where | {"code": code or said[:30], "column": label, "why": why, "next": then})

    if not code:
        return wrong(
            "code", f"“{said[:30]}” không đúng dạng mã thủ tục", "Hãy giữ nguyên mã như trong tệp tải về."
        )
    if code in places:
        wanted.pop(code, None)  # which of the two lines is meant, nobody can say
        return wrong("code", f"mã đã có ở dòng {places[code]['row']}", "Hãy bỏ bớt một dòng.")
    places[code] = where
    cells, before = {}, len(faults)
    for key, one in values.items():
        if key in READ_ONLY:
            if key != "code":
                cells[key] = _text(one.value)
            continue
        if getattr(one, "data_type", "") == "f" or str(one.value or "").startswith("="):
            wrong(key, "ô chứa công thức", "Hãy dán giá trị thay cho công thức.")
            continue
        value, why = bulk.read(key, _text(one.value))
        if why:
            wrong(key, why)
        cells[key] = value
    if len(faults) == before:
        wanted[code] = cells
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST].strip()
