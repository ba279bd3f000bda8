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
            row = services.close_shift(
                counted_vnd=_money(given.get("dem", "")), handed_to=text.clean(given.get("giao", ""))[:60],
                reason=given.get("ly_do", ""), press=given.get("lan", "")[:64] or secrets.token_urlsafe(16), by=by,
                at=clock.now(),
            )  # fmt: skip
            messages.success(request, f"Đã chốt ca {row.number}. Hãy in biên bản, giao tiền.")
            return redirect("counters:one_shift", row.pk)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    page = queries.shifts_seen(by).page(request.GET.get("trang", ""))
    context |= {
        "now": queries.shift_now(by, clock.now()), "people": queries.colleagues_of(by), "given": given,
        "may_close": access.allows(by, COLLECT), "page": page, "press": secrets.token_urlsafe(16), "me": by.id,
        "open": queries.money_not_closed(by), "waiting": queries.shifts_to_receive(by), "today": clock.today(),
    }  # fmt: skip
    return render(request, "counters/shift.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def one(request: DeskRequest, shift_id: int) -> HttpResponse:
    """A closed shift: received by whom it was handed to, or put right by who closed it until then."""
    by, given, context, status = request.actor, request.POST, dict[str, Any](), 200
    row = queries.shift_for(by, shift_id)
    if request.method == "POST":
        say = {
            "shift_id": row.pk,
            "counted_vnd": _money(given.get("dem", "")),
            "reason": given.get("ly_do", ""),
        }
        try:
            if given.get("viec") == "nhan":
                services.receive_shift(**say, by=by, at=clock.now())
                messages.success(request, f"Đã nhận tiền của ca {row.number}.")
            else:
                services.restate_shift(
                    **say, handed_to=text.clean(given.get("giao", ""))[:60], by=by, at=clock.now()
                )
                messages.success(request, f"Đã ghi lại ca {row.number}. Hãy in lại biên bản.")
            return redirect("counters:one_shift", row.pk)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    mine, to_me = row.officer_code == by.id, row.handed_to_code == by.id
    context |= {
        "row": row, "given": given, "people": queries.colleagues_of(by), "restated": row.data.get("restated", []),
        "may_receive": to_me and row.received_at is None, "may_restate": mine and row.received_at is None,
    }  # fmt: skip
    return render(request, "counters/one_shift.html", context, status=status)


def _money(given: str) -> int | None:
    """A sum as people write it: 1.250.000 or 1 250 000."""
    return text.whole(given.replace(".", "").replace(" ", ""), 11)


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
