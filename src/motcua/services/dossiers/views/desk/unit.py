"""Đơn vị tôi: who holds how much, how late, how long; each figure opens its dossiers, where work is given to another."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock, text
from motcua.services.dossiers.queries import desk_inbox, unit_page
from motcua.services.dossiers.queries.lists import rows_of_work
from motcua.services.dossiers.types import REASSIGN

from . import paging
from .request import DeskRequest

KINDS = {
    "": "Đang giữ",
    "late": "Quá hạn",
    "step_late": "Quá hạn bước",
    "soon": "Sắp đến hẹn",
    "today": "Đến hẹn hôm nay",
    "paused": "Đồng hồ dừng",
    "out": "Đơn vị đang chờ nơi khác",
    "in": "Nơi khác đang chờ đơn vị",
} | {f"age{number}": f"Giữ {words} làm việc" for number, words in enumerate(unit_page.AGE_WORDS)}


@require_safe
@access.audience("officer", permission=REASSIGN)
def unit(request: DeskRequest) -> HttpResponse:
    """The board, or the rows behind one figure."""
    by = request.actor
    kind = request.GET.get("loai", "")
    kind = kind if kind in KINDS else ""
    who, where, lane, agency = (
        text.clean(request.GET.get(name, ""))[:64] for name in ("nguoi", "dv", "lan", "cq")
    )
    if who or where or "loai" in request.GET:
        days = desk_inbox.Days.of(by)
        rows = unit_page.held(by, officer=who, unit=where, kind=kind, lane=lane, agency=agency)
        page = paging.page_of(request, desk_inbox.in_order(desk_inbox.ranked(rows, days)))
        found = rows_of_work(page)
        name = unit_page.NOBODY if who == "-" else next((r.work.officer_name for r in found if who), "")  # type: ignore[union-attr]
        context: dict[str, Any] = {"page": page, "rows": found, "kind_words": KINDS[kind], "who": name}
        return render(request, "dossiers/desk/unit_rows.html", context)
    loads = unit_page.loads(by)
    total = {key: sum(getattr(load, key) for load in loads) for key in unit_page.COUNTED}
    we_wait, others_wait = unit_page.waits(by)
    context = {
        "loads": loads,
        "total": total,
        "ages": [total[f"age{number}"] for number in range(4)],
        "age_words": unit_page.AGE_WORDS,
        "chart_names": ("số việc",),
        "we_wait": we_wait,
        "others_wait": others_wait,
        "at": clock.now(),
    }
    return render(request, "dossiers/desk/unit.html", context)
