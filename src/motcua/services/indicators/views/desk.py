"""The dossiers behind a public figure, for officers who may see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.services.dossiers.queries.counting import behind
from motcua.services.dossiers.queries.lists import rows_of
from motcua.services.indicators import queries
from motcua.services.indicators.types import NoSuchFigure
from motcua.ui.parts.lists import how_many

from .portal import KINDS, asked_period

FIGURES = {
    "received": "hồ sơ tiếp nhận",
    "done": "hồ sơ đã xong",
    "early": "hồ sơ xong trước hẹn",
    "on_time": "hồ sơ xong đúng hẹn",
    "late": "hồ sơ xong muộn",
    "returned": "kết quả đã trả",
    "open": "hồ sơ đang giải quyết",
    "late_now": "hồ sơ đang quá hẹn",
}
NOW = ("open", "late_now")
PAGE = 25


@require_safe
@access.audience("officer")
def dossiers(request: HttpRequest, agency: str, what: str) -> HttpResponse:
    """The list; counted by the query that lists."""
    if what not in FIGURES:
        raise NoSuchFigure("Không có con số này.", next="Hãy mở trang Số liệu và bấm vào một con số.")
    now, kind = clock.now(), request.GET.get("ky", "thang")
    period = asked_period(kind if kind in KINDS else "thang", request.GET.get("luc", ""), now.date())
    found = behind(request.actor, what, agency, period.from_on, period.to_on, now)  # type: ignore[attr-defined]
    page = found.page(request.GET.get("trang", ""), PAGE)
    return render(
        request,
        "indicators/behind.html",
        {
            "page": page,
            "rows": rows_of(page),
            "title": f"{how_many(page)} {FIGURES[what]}",
            "span": "ngay lúc này" if what in NOW else period.label,
            "agency": queries.agency_name(agency),
        },
    )
