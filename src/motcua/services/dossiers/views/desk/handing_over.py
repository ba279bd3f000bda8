"""Bàn giao kết quả: choose, make the list, print it, say that it was received."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.papers import PAPERS
from motcua.services.dossiers.queries.result_lists import list_for, lists_of, to_hand_over
from motcua.services.dossiers.services.looking import note_export
from motcua.ui import paper

from .papers import _answer, _sealed
from .request import DeskRequest

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission="dossiers.process")
def results(request: DeskRequest) -> HttpResponse:
    """What waits to be handed over, the latest lists, and what is done with them."""
    by, context, status = request.actor, dict[str, Any](), 200
    if request.method == "POST":
        try:
            if (taken := text.whole(request.POST.get("nhan", ""), 18)) is not None:
                gone = request.POST.getlist("thieu")
                row = services.receive_results(list_id=taken, missing=gone, by=by, at=clock.now())
                messages.success(request, _received(row.number, len(gone)))
            else:
                row = services.hand_over_results(codes=request.POST.getlist("ho-so"), by=by, at=clock.now())
                messages.success(request, f"Đã lập phiếu bàn giao {row.number}. Hãy in và giao kèm kết quả.")
            return redirect("desk:result_lists")
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    near = by.agency_codes | {by.agency_code}
    waiting = list(to_hand_over(by)[: SHOWN + 1])
    context |= {
        "waiting": waiting[:SHOWN], "more": len(waiting) > SHOWN, "lists": lists_of(by), "near": near,
        "chosen": request.POST.getlist("ho-so"),
    }  # fmt: skip
    return render(request, "dossiers/desk/result_lists.html", context, status=status)


def _received(number: str, gone: int) -> str:
    if not gone:
        return f"Đã nhận đủ kết quả theo phiếu {number}."
    return f"Đã nhận kết quả theo phiếu {number}, thiếu {gone}; kết quả thiếu trở lại danh sách chờ của bên giao."


@require_safe
@access.audience("officer", permission="dossiers.process")
def printed(request: DeskRequest, list_id: int) -> HttpResponse:
    """The list as PDF, with the seal of the agency that gave it."""
    row = list_for(request.actor, list_id)
    note_export(by=request.actor, at=clock.now(), what=request.path, rows=len(row.data["rows"]))
    content = paper.render(PAPERS / "ban_giao.typ", row.data)
    name = f"ban-giao-{row.number.replace('/', '-')}.pdf"
    return _answer(_sealed(content, row.from_agency, clock.now()), name)
