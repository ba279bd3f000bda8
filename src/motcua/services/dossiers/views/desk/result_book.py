"""Sổ cấp số kết quả: a page of a book, the book printed, the book as a file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.pages import Rows
from motcua.services.dossiers.queries import result_book
from motcua.services.dossiers.queries.columns import Column
from motcua.services.dossiers.queries.heads import dated_from, desk_head
from motcua.services.dossiers.queries.papers import PAPERS
from motcua.services.dossiers.queries.result_book import Book
from motcua.services.dossiers.services.looking import note_export
from motcua.ui import paper

from . import paging
from .export import MOST, XLSX, workbook
from .papers import MOST_LINES, _answer, _sealed
from .request import DeskRequest

TITLES = {
    "number": "Số, ký hiệu", "signed_at": "Ngày ký", "name": "Văn bản", "code": "Mã hồ sơ", "owner": "Chủ hồ sơ",
    "signer": "Người ký", "standing": "Tình trạng", "note": "Ghi chú",
}  # fmt: skip


def _column(key: str) -> Column:
    def value(row: Any) -> Any:
        return result_book.line_of(row)[key]

    return Column(key, TITLES[key], value)


COLUMNS = [_column(key) for key in TITLES]


@require_safe
@access.audience("officer", permission="dossiers.view_agency")
def book(request: DeskRequest) -> HttpResponseBase:
    """A book of a year, every number of it; `?dang=pdf` prints it, `?dang=xlsx` takes it along."""
    by, asked, today = request.actor, request.GET, clock.today()
    year = text.whole(asked.get("nam", ""), 4) or today.year
    there = result_book.books(by, year)
    chosen = next((one for one in there if one.key == asked.get("so")), there[0] if there else None)
    standing, said = asked.get("tinh-trang", ""), text.clean(asked.get("tim", ""))[:100]
    context: dict[str, Any] = {
        "books": there, "book": chosen, "year": year, "years": result_book.years(today), "standing": standing, "said": said,
        "standings": result_book.STANDINGS.items(),
    }  # fmt: skip
    if chosen is not None:
        rows = result_book.numbers_of(chosen, year, standing, said)
        how = asked.get("dang", "")
        if how == "xlsx" or (how == "pdf" and rows.up_to(MOST_LINES + 1) <= MOST_LINES):
            return _taken_along(request, rows, chosen, year, how)
        if how == "pdf":
            context["note"] = (
                f"Sổ này có hơn {MOST_LINES} số, không in vào một tập được; hãy tải Excel, hoặc lọc bớt rồi in."
            )
        page = paging.page_of(request, rows, 50)
        context |= {"page": page, "lines": [result_book.line_of(row) for row in page]}
    return render(request, "dossiers/desk/result_book.html", context)


def _taken_along(request: DeskRequest, rows: Rows, chosen: Book, year: int, how: str) -> HttpResponseBase:
    """The book leaves the house as a file, which is written down first."""
    at, name = clock.now(), f"so-ket-qua-{chosen.series}-{year}"
    count = rows.up_to(MOST + 1)
    note_export(by=request.actor, at=at, what=request.get_full_path()[:300], rows=min(count, MOST), kind=how)
    if how == "xlsx":
        made = workbook(rows, COLUMNS, cut=count > MOST, title="Sổ kết quả")
        return FileResponse(made, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    head = desk_head(chosen.agency, clock.today())
    data = {
        "parent": head["parent"], "agency": head["agency"], "place_date": dated_from(head, clock.today()), "title": chosen.title,
        "year": year, "rows": [result_book.line_of(row) | {"signed_at": ""} for row in rows.each(MOST_LINES)],
    }  # fmt: skip
    content = paper.render(PAPERS / "so_ket_qua.typ", data)
    return _answer(_sealed(content, chosen.agency, at), f"{name}.pdf")
