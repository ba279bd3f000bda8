"""Phí, lệ phí của một hồ sơ: what is owed, what was taken, receipts to print and to cancel."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock, text
from motcua.kernel.money import vnd
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.paying import paying_page
from motcua.services.dossiers.services.looking import note_look
from motcua.services.payments.types import COLLECT, Method, Wanted

from .request import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=COLLECT)
def paying(request: DeskRequest, code: str) -> HttpResponse:
    """The page, and taking or giving back money."""
    by, given, context, status = request.actor, request.POST, dict[str, Any](), 200
    page = paying_page(by, code)
    note_look(dossier=page.dossier, by=by, at=clock.now())
    if request.method == "POST":
        try:
            if (number := text.whole(given.get("huy", ""), 18)) is not None:
                one = services.cancel_receipt(
                    code=code, receipt_id=number, reason=given.get("ly_do", ""), by=by, at=clock.now()
                )
                messages.success(request, f"Đã hủy biên lai {one.number}. Hãy trả lại {vnd(one.total_vnd)}.")
            else:
                made = services.collect_fees(
                    code=code, wanted=_wanted(page, given), method=_method(given.get("cach", "")),
                    press=given.get("lan", "")[:64] or secrets.token_urlsafe(16), more="them" in given, by=by, at=clock.now(),
                )  # fmt: skip
                total = sum(one.total_vnd for one in made)
                messages.success(
                    request, f"Đã thu {vnd(total)}. Hãy in biên lai." if made else "Đã ghi miễn thu."
                )
            return redirect("desk:paying", code=code)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    context |= {
        "page": page, "dossier": page.dossier, "dossier_url": f"/can-bo/ho-so/{code}/", "press": secrets.token_urlsafe(16), "methods": list(Method), "given": given,
        "papers": {paper.number: paper.pk for paper in page.dossier.issued.filter(kind="fee")},
        "rows": [(line, _kept(line.rate.key, given, line.quantity)) for line in page.lines],
    }  # fmt: skip
    context["receipts"] = [
        (one, context["papers"].get(f"{one.notation} {one.number}"), one.collected_by == by.id)
        for one in page.receipts
    ]
    return render(request, "dossiers/desk/paying.html", context, status=status)


def _method(said: str) -> Method:
    return Method(said) if said in list(Method) else Method.CASH


def _kept(key: str, given: Any, quantity: int) -> dict[str, Any]:
    """What was typed, after a refusal; else what is offered."""
    return {
        "quantity": given.get(f"sl-{key}", str(quantity)), "amount": given.get(f"tien-{key}", ""),
        "waived": given.get(f"mien-{key}", ""),
    }  # fmt: skip


def _wanted(page: Any, given: Any) -> list[Wanted]:
    """Lines that were filled in. What cannot be read is sent on as a number no rate bears."""
    found = []
    for line in page.lines:
        key = line.rate.key
        typed, money = (
            given.get(f"sl-{key}", "").strip(),
            given.get(f"tien-{key}", "").strip().replace(".", ""),
        )
        quantity = text.whole(typed, 6) if typed else 0
        amount = text.whole(money, 11) if money else None
        found.append(
            Wanted(
                key, -1 if quantity is None else quantity, -1 if money and amount is None else amount,
                text.clean(given.get(f"mien-{key}", ""))[:300],
            )
        )  # fmt: skip
    return found
