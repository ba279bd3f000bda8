"""Sự kiện và việc định kỳ: what waits, what needs a person, and the lights of the jobs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel import access, clock
from motcua.kernel.outbox import queries, services
from motcua.kernel.outbox.types import OPERATE
from motcua.kernel.refusals import Refusal

STATES = {"hong": "dead", "cho": "pending"}


@access.audience("admin", permission=OPERATE)
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Dead deliveries first; the tab beside shows those that wait."""
    shown = request.GET.get("xem", "hong")
    if shown not in STATES:
        shown = "hong"
    mark = request.GET.get("truoc", "")
    parcels, older = queries.parcels(
        by=request.actor,  # type: ignore[attr-defined]
        state=STATES[shown],
        before=int(mark) if mark.isdecimal() and len(mark) < 19 else None,
    )
    counts = queries.counts()
    tabs = [
        {
            "label": "Cần người xem",
            "url": "?xem=hong",
            "count": counts.dead,
            "tone": "late" if counts.dead else "",
            "current": shown == "hong",
        },
        {"label": "Đang chờ giao", "url": "?xem=cho", "count": counts.waiting, "current": shown == "cho"},
    ]
    context = {
        "parcels": parcels, "older": older, "counts": counts, "tabs": tabs, "shown": shown,
        "lights": queries.lights(), "seen_at": queries.worker_seen_at(),
    }  # fmt: skip
    return render(request, "console/deliveries.html", context)


@access.audience("admin", permission=OPERATE)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Giao lại một lượt, hoặc tất cả khi không nêu lượt nào."""
    actor: access.Actor = request.actor  # type: ignore[attr-defined]
    chosen = request.POST.get("luot", "")
    try:
        if not chosen:
            moved = services.retry_dead(by=actor, at=clock.now())
            messages.success(
                request,
                f"Đã xếp {moved} lượt vào hàng chờ giao lại."
                if moved
                else "Không có lượt giao nào cần giao lại.",
            )
        else:
            number = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
            services.retry_delivery(delivery_id=number, by=actor, at=clock.now())
            messages.success(request, "Đã xếp vào hàng chờ giao lại.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("console:deliveries")


@access.audience("admin", permission=OPERATE)
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Chạy ngay một việc định kỳ."""
    try:
        services.run_job_now(name=request.POST.get("viec", ""), by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, "Chương trình nền sẽ chạy việc này trong giây lát.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("console:deliveries")
