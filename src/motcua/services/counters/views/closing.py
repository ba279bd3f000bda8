"""Chốt ca: what one did and has in hand, counted and handed over; minutes as PDF."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.counters import queries, services
from motcua.services.dossiers.services import sealed
from motcua.services.payments.types import COLLECT
from motcua.ui import paper

from .desk import DeskRequest

TEMPLATE = Path(__file__).parents[1] / "templates/counters/paper/chot_ca.typ"


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def shift(request: DeskRequest) -> HttpResponse:
    """The shift that runs, and the latest that were closed."""
    by, given, context, status = request.actor, request.POST, dict[str, Any](), 200
    if request.method == "POST":
        try:
            if (number := text.whole(given.get("nhan", ""), 18)) is not None:
                row = services.receive_shift(shift_id=number, by=by, at=clock.now())
                messages.success(request, f"Đã nhận tiền của ca {row.number}.")
            else:
                row = services.close_shift(
                    counted_vnd=text.whole(given.get("dem", "").replace(".", "").replace(" ", ""), 11),
                    handed_to=text.clean(given.get("giao", ""))[:60], reason=given.get("ly_do", ""),
                    press=given.get("lan", "")[:64] or secrets.token_urlsafe(16), by=by, at=clock.now(),
                )  # fmt: skip
                messages.success(request, f"Đã chốt ca {row.number}. Hãy in biên bản, giao tiền.")
            return redirect("counters:shift")
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    context |= {
        "now": queries.shift_now(by, clock.now()), "people": queries.colleagues_of(by), "given": given,
        "may_close": access.allows(by, COLLECT), "shifts": queries.shifts_seen(by), "press": secrets.token_urlsafe(16), "me": by.id,
        "open": queries.money_not_closed(by), "today": clock.today(),
    }  # fmt: skip
    return render(request, "counters/shift.html", context, status=status)


@require_safe
@access.audience("officer")
def minutes(request: DeskRequest, shift_id: int) -> HttpResponse:
    """The minutes of a shift, sealed by the desk where it has a key."""
    row = queries.shift_for(request.actor, shift_id)
    content = paper.render(TEMPLATE, row.data)
    content = sealed(content, row.desk_code, at=clock.now()) or content
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="chot-ca-{row.number.replace("/", "-")}.pdf"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
