"""Khay ký: what waits for my signature, by the promised hour; sign one or many, send back with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import desk_inbox, dossier_page, lists
from motcua.services.dossiers.types import SIGN

from . import paging
from .request import DeskRequest

TRAY = "/can-bo/khay-ky/"


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=SIGN)
def tray(request: DeskRequest) -> HttpResponse:
    """The tray; a POST signs what is ticked, each dossier in its own transaction."""
    if request.method == "POST":
        return _sign(request)
    by = request.actor
    days = desk_inbox.Days.of(by)
    rows = desk_inbox.ranked(lists.signing_tray(by), days)
    page = paging.page_of(request, desk_inbox.in_order(rows))
    found = lists.rows_of_work(page)
    codes = [row.dossier.code for row in found]
    results, lines = dossier_page.results_in_tray(codes), dossier_page.opinions_in_tray(codes)
    items: list[dict[str, Any]] = [
        {"row": row, "result": results.get(row.dossier.code), "line": lines.get(row.dossier.code)}
        for row in found
    ]
    shown = request.GET.get("xem", "")
    beside = next((item for item in items if item["row"].dossier.code == shown), items[0] if items else None)
    return render(
        request,
        "dossiers/desk/tray.html",
        {"items": items, "page": page, "beside": beside if beside and beside["result"] else None,
         "signed_today": desk_inbox.signed_today(by)},
    )  # fmt: skip


def _sign(request: DeskRequest) -> HttpResponse:
    by, rows = request.actor, paging.picks(request)
    if not rows:
        messages.warning(request, "Bạn chưa chọn văn bản nào. Hãy đánh dấu văn bản rồi ký.")
        return redirect(TRAY)

    def sign(pick: paging.Pick) -> str:
        receipt = services.sign_result(code=pick.code, by=by, at=clock.now(), seen=pick.seen)
        return f"Đã ký, số {receipt.paper_number}."

    report = paging.run_each("Ký kết quả", rows, sign)
    return paging.show_report(request, report, back=TRAY, back_words="Về khay ký")
