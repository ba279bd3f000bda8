"""Đơn vị tôi: who holds how much, how late, how long; each figure opens its dossiers, where work is given to another."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, text
from motcua.services.dossiers.queries import desk_inbox, unit_page
from motcua.services.dossiers.queries.lists import rows_of_work
from motcua.services.dossiers.types import REASSIGN

from . import paging
from .request import DeskRequest

KINDS = {
    "": "Đang giữ",
    "late": "Quá hạn",
    "step_late": "Quá hạn bước",
    "today": "Đến hẹn hôm nay",
    "old": "Giữ quá 7 ngày",
    "paused": "Đồng hồ dừng",
}


@require_safe
@access.audience("officer", permission=REASSIGN)
def unit(request: DeskRequest) -> HttpResponse:
    """The table of holders, or the rows behind one figure."""
    by = request.actor
    loads = unit_page.loads(by)
    kind = request.GET.get("loai", "")
    kind = kind if kind in KINDS else ""
    who, where = (text.clean(request.GET.get(name, ""))[:64] for name in ("nguoi", "dv"))
    context: dict[str, Any] = {"loads": loads, "total": {key: sum(getattr(load, key) for load in loads) for key in
               ("total", "late", "step_late", "today", "old", "paused")}}  # fmt: skip
    if who or where or "loai" in request.GET:
        days = desk_inbox.Days.of(by)
        rows = desk_inbox.ranked(unit_page.held(by, officer=who, unit=where, kind=kind), days)
        page = paging.page_of(request, desk_inbox.in_order(rows))
        name = next((load.officer_name for load in loads if load.officer_code == who), "")
        name = unit_page.NOBODY if who == "-" else name
        context |= {
            "page": page,
            "rows": rows_of_work(page),
            "kind_words": KINDS[kind],
            "who": name,
            "picked": True,
        }
    return render(request, "dossiers/desk/unit.html", context)
