"""A book of certification as a workbook."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from motcua.kernel.pages import Rows
from motcua.services.certifying.rules import book_words
from motcua.services.certifying.types import Kind, State

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000
HEAD = (
    "Số chứng thực", "Ngày chứng thực", "Người yêu cầu", "Giấy tờ, văn bản", "Người ký, giấy tờ tùy thân",
    "Người ký chứng thực", "Số bản", "Phí (đồng)", "Ghi chú", "Cơ quan", "Mã hồ sơ",
)  # fmt: skip
WIDTHS = (14, 14, 28, 44, 36, 36, 8, 12, 36, 40, 26)


def workbook(rows: Rows, kind: Kind, year: int) -> HttpResponse:
    """Every number of the year in its order, spoiled and revoked ones with their note."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sổ chứng thực"
    sheet.append([f"Sổ chứng thực {kind.label.lower()}, quyển {book_words(kind, year)}"])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append(HEAD)
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for one in rows.ordered("number", "id").each(MOST):
        notes = [
            "Bản điện tử" if one.output == "electronic" else "",
            f"{one.standing.label}: {one.ended_for}" if one.state in (State.SPOILED, State.REVOKED) else "",
            f"Miễn phí: {one.waived_for}" if one.waived_for else "",
        ]
        sheet.append([
            one.number, one.certified_on, _cell(one.requester), _cell(one.document), _cell(one.signers), _cell(one.signer), one.copies,
            0 if one.waived_for else one.fee_vnd, _cell("; ".join(note for note in notes if note)), one.agency_name,
            one.dossier_code,
        ])  # fmt: skip
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    content = BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="so-chung-thuc-{kind.value}-{year}.xlsx"'
    return response


def _cell(words: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") else words
