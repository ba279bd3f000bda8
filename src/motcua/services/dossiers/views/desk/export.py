"""A list as a file: what is filtered, in the columns chosen; bounded, streamed, and written down."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from motcua.kernel import clock
from motcua.kernel.pages import Rows
from motcua.services.dossiers.queries import columns
from motcua.services.dossiers.queries.columns import Column
from motcua.services.dossiers.services.looking import note_export

from .request import DeskRequest

MOST = 20_000
KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CUT = f"Chỉ có {MOST} hồ sơ đầu; hãy lọc bớt để lấy phần còn lại."


def file_of(request: DeskRequest, rows: Rows, shown: list[Column], kind: str) -> HttpResponseBase:
    """The file; that a list with people's names left the house is written down first."""
    at = clock.now()
    count = rows.up_to(MOST + 1)
    note_export(
        by=request.actor, at=at, what=request.get_full_path()[:300], rows=min(count, MOST), kind=kind,
        columns=[column.key for column in shown],
    )  # fmt: skip
    name = f"ho-so-{at:%Y%m%d-%H%M}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(
            _lines(rows, shown, cut=count > MOST), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(
        workbook(rows, shown, cut=count > MOST), as_attachment=True, filename=name, content_type=XLSX
    )


class _Echo:
    def write(self, value: str) -> str:
        return value


def _safe(words: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _lines(rows: Rows, shown: list[Column], *, cut: bool) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([column.title for column in shown])
    for row in rows.each(MOST):
        yield writer.writerow([_safe(columns.words(column.value(row))) for column in shown])
    if cut:
        yield writer.writerow([CUT])


def workbook(rows: Rows, shown: list[Column], *, cut: bool, title: str = "Hồ sơ") -> Any:
    """Written row by row into a file of its own; text stays text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> WriteOnlyCell:
        if isinstance(value, datetime):
            made = WriteOnlyCell(sheet, clock.local(value).replace(tzinfo=None, microsecond=0))
            made.number_format = "dd/mm/yyyy hh:mm"
            return made
        made = WriteOnlyCell(sheet, NOT_IN_XML.sub("", columns.words(value))[:32_000])
        made.data_type = "s"
        return made

    for number, column in enumerate(shown):
        sheet.column_dimensions[chr(ord("A") + number)].width = 44 if column.key == "procedure" else 22
    sheet.append([cell(column.title) for column in shown])
    for row in rows.each(MOST):
        sheet.append([cell(column.value(row)) for column in shown])
    if cut:
        sheet.append([cell(CUT)])
    out = TemporaryFile()  # noqa: SIM115  the answer closes it
    book.save(out)
    out.seek(0)
    return out
