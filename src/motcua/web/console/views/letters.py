"""Tin gửi đi: letters by day, channel and state; what did not arrive, why, and sending it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.notifications import queries, services
from motcua.services.notifications.types import OPERATE, Delivery
from motcua.web.console.forms import SendingFilter


@access.audience("admin", permission=OPERATE)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Two weeks in figures, then the letters themselves, newest first."""
    form = SendingFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.sendings(
        request.actor,  # type: ignore[attr-defined]
        state=given.get("tt", ""),
        channel=given.get("kenh", ""),
        on=given.get("ngay"),
    )
    page = rows.page(request.GET.get("trang", ""), 30)
    context = {
        "form": form,
        "page": page,
        "sendings": [queries.sending(row) for row in page],
        "days": queries.counts_by_day(request.actor, clock.today()),  # type: ignore[attr-defined]
        "states": list(Delivery),
        "texting": queries.texts(),
    }
    return render(request, "console/letters.html", context)


@access.audience("admin", permission=OPERATE)
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Gửi lại một tin, hoặc những tin đã chọn."""
    by: access.Actor = request.actor  # type: ignore[attr-defined]
    one = request.POST.get("tin", "")
    try:
        if one:
            services.resend(letter_id=text.whole(one, 18) or 0, by=by, at=clock.now())
            messages.success(request, "Đã xếp tin vào hàng chờ gửi.")
        else:
            form = SendingFilter(request.POST)
            given = form.cleaned_data if form.is_valid() else {}
            chosen = (
                queries.to_resend(by, channel=given.get("kenh", ""), on=given.get("ngay"))
                if request.POST.get("viec") == "tat-ca"
                else [number for said in request.POST.getlist("chon") if (number := text.whole(said, 18))]
            )
            again = services.resend_many(letter_ids=chosen, by=by, at=clock.now())
            if again:
                messages.success(request, f"Đã xếp {again} tin vào hàng chờ gửi.")
            else:
                messages.error(request, "Chưa chọn tin nào gửi lại được. Hãy đánh dấu tin hỏng hoặc quá hạn.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    back = request.POST.get("ve", "")
    if back.startswith("?") and url_has_allowed_host_and_scheme(f"/quan-tri/tin-gui/{back}", None):
        return redirect(f"/quan-tri/tin-gui/{back}")
    return redirect("console:letters")
