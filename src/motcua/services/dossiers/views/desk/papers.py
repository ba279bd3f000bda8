"""Papers of a dossier: uploaded files, statutory PDFs, results, the register, many at once."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.filters import SpanFilter
from motcua.services.dossiers.queries import dossier_page, register
from motcua.services.dossiers.queries.lists import rows_of
from motcua.services.dossiers.queries.papers import PAPERS, pdf_of_paper
from motcua.services.dossiers.services.looking import note_export, note_look, note_print
from motcua.services.dossiers.types import PaperKind
from motcua.services.files import queries as files
from motcua.ui import paper

from . import paging
from .request import DeskRequest

REGISTER = "mau_06.typ"
AGAIN = "BẢN IN LẠI"
JAM = timedelta(minutes=10)
MOST_PRINTED = 50
LONGEST_SPAN = 366
MOST_LINES = 2000


def _sealed(content: bytes, agency_code: str, at: datetime) -> bytes:
    """What is printed as it stands now carries the seal of the office that prints it, where it has one."""
    return services.sealed(content, agency_code, at=at) or content


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
@access.audience("officer")
def uploaded(request: DeskRequest, code: str, position: int) -> HttpResponse:
    """A file the applicant gave, shown or saved; the look is written down."""
    found = dossier_page.uploaded_paper(request.actor, code, position)
    note_look(dossier=found.dossier, by=request.actor, at=clock.now())
    return files.serve(
        request, found.sha256, found.file_name or f"giay-{position}", inline="tai" not in request.GET
    )


@require_safe
@access.audience("officer")
def result(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """A result: the signed paper, or its draft."""
    found = dossier_page.result_of(request.actor, code, number)
    note_look(dossier=found.dossier, by=request.actor, at=clock.now())
    sha256, name = (
        found.signed_sha256 or found.draft_sha256,
        f"{code}_{'KQ' if found.signed_sha256 else 'du-thao'}.pdf",
    )
    return files.serve(request, sha256, name, inline="tai" not in request.GET)


@require_safe
@access.audience("officer")
def statutory(request: DeskRequest, code: str, which: str) -> HttpResponse:
    """A statutory paper as PDF: an issued one by number or kind; the control slip is issued with what has changed hands."""
    by, at = request.actor, clock.now()
    if which == PaperKind.CONTROL_SLIP:
        issued = services.control_slip(code=dossier_page.dossier_for(by, code).code, by=by, at=at)
    else:
        issued = dossier_page.issued_paper(by, code, which)
    drawn = issued.kind != PaperKind.CERTIFIED  # a certified copy is its signed file and nothing else
    revoked = issued.revoked_at is not None and issued.kind != PaperKind.FEE
    # A printer that jams takes the same sheet again within minutes; what comes later is a second paper, and says so.
    again = issued.printed_at is not None and issued.printed_at < at - JAM
    copy = drawn and (
        revoked or again or "in-lai" in request.GET or issued.issued_at < at - timedelta(days=1)
    )
    if not revoked and (not copy or "ban-ky" in request.GET):
        services.seal(issued, at=at)
    if issued.signed_sha256 and ("ban-ky" in request.GET or not copy):
        note_print(paper=issued, by=by, at=at, copy=False)
        name = f"{code}-{issued.number.replace('/', '-')}.pdf"
        return _answer(files.read(issued.signed_sha256), name)
    mark = f"{AGAIN}, đã thu hồi" if revoked else AGAIN
    data = issued.data | ({"copy": mark} if copy else {})
    content = pdf_of_paper(PaperKind(issued.kind), data)
    note_print(paper=issued, by=by, at=at, copy=copy)
    return _answer(content, f"{code}-{issued.number.replace('/', '-')}.pdf")


def print_many(request: DeskRequest, codes: list[str]) -> HttpResponse:
    """Control slips of several dossiers in one file; what cannot be printed is left out."""
    from pypdf import PdfReader, PdfWriter

    book, by, at = PdfWriter(), request.actor, clock.now()
    refused: list[tuple[str, Refusal]] = []
    for code in codes[:MOST_PRINTED]:
        try:
            slip = services.control_slip(code=dossier_page.dossier_for(by, code).code, by=by, at=at)
            services.seal(slip, at=at)
            content = (
                files.read(slip.signed_sha256)
                if slip.signed_sha256
                else pdf_of_paper(PaperKind.CONTROL_SLIP, slip.data)
            )
        except Refusal as refusal:
            refused.append((code, refusal))
            continue
        for leaf in PdfReader(io.BytesIO(content)).pages:
            book.add_page(leaf)
        note_print(paper=slip, by=by, at=at, copy=False)
    if not book.pages:
        report = paging.Report("In phiếu", refused=refused)
        return paging.show_report(request, report, back="/can-bo/", back_words="Về việc của tôi")
    out = io.BytesIO()
    book.write(out)
    return _answer(out.getvalue(), f"phieu-kiem-soat-{at:%Y%m%d-%H%M}.pdf")


@require_safe
@access.audience("officer", permission="dossiers.view_agency")
def book(request: DeskRequest) -> HttpResponse:
    """Sổ theo dõi hồ sơ: this month unless days are given; `?dang=pdf` prints it."""
    by, today = request.actor, clock.today()
    form = SpanFilter(request.GET or None)
    first: date = form.value("tu") or today.replace(day=1)
    last: date = form.value("den") or today
    note = ""
    if first > last:
        first, last = last, first
    if (last - first).days > LONGEST_SPAN:
        first = last - timedelta(days=LONGEST_SPAN)
        note = "Sổ được xem mỗi lần nhiều nhất một năm: đã lấy một năm cuối của khoảng bạn chọn."
    rows = register.register(by, first, last)
    printing = request.GET.get("dang") == "pdf"
    if printing and rows.up_to(MOST_LINES + 1) > MOST_LINES:
        printing = False
        note = (
            f"Khoảng này có hơn {MOST_LINES} hồ sơ, không in vào một tập được. Hãy chọn khoảng ngắn hơn rồi in từng tập; không "
            "dòng nào bị bỏ bớt."
        )
    if printing:
        lines = list(rows.each(MOST_LINES))
        content = paper.render(PAPERS / REGISTER, register.register_data(by, lines, first, last))
        content = _sealed(content, by.agency_code, clock.now())
        note_export(by=by, at=clock.now(), what=request.path, rows=len(lines))
        return _answer(content, f"so-theo-doi-{first:%Y%m%d}-{last:%Y%m%d}.pdf")
    page = paging.page_of(request, rows, 50)
    shown = SpanFilter({"tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"})
    return render(
        request,
        "dossiers/desk/register.html",
        {"page": page, "rows": rows_of(page), "form": shown, "first": first, "last": last, "note": note,
         "desk": register.desk_of(by)},
    )  # fmt: skip
