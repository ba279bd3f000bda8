"""Số liệu giải quyết hồ sơ: every agency in one table, numbers only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.services.indicators import queries
from motcua.services.indicators.queries import period_before, period_of
from motcua.services.indicators.types import PERIOD_LABELS, AgencyRow, Period, Tally

KINDS = tuple(PERIOD_LABELS)
SORTS: dict[str, Callable[[AgencyRow], Any]] = {
    "ten": lambda row: row.name,
    "nhan": lambda row: row.tally.received,
    "xong": lambda row: row.tally.done,
    "som": lambda row: row.tally.early,
    "dung": lambda row: row.tally.on_time,
    "tre": lambda row: row.tally.late,
    "tyle": lambda row: -1.0 if row.share is None else row.share,
    "dang": lambda row: row.open,
    "muon": lambda row: row.late_now,
}
OLDEST = 5


@require_safe
@access.audience("public")
def figures(request: HttpRequest) -> HttpResponse:
    """The table of a month, a quarter or a year, sorted as asked."""
    now = clock.now()
    kind = request.GET.get("ky", "thang")
    kind = kind if kind in KINDS else "thang"
    period = asked_period(kind, request.GET.get("luc", ""), now.date())
    at, rows = queries.agency_table(period, now)
    sort = request.GET.get("xep", "")
    key = SORTS.get(sort.removeprefix("-"))
    if key is not None:
        rows.sort(key=key, reverse=sort.startswith("-"))
    current = period_of(kind, now.date())
    choices: list[Period] = [current]
    while len(choices) < (OLDEST if kind == "nam" else 12):
        choices.append(period_before(choices[-1]))
    total = Tally(
        received=sum(r.tally.received for r in rows),
        early=sum(r.tally.early for r in rows),
        on_time=sum(r.tally.on_time for r in rows),
        late=sum(r.tally.late for r in rows),
        returned=sum(r.tally.returned for r in rows),
    )
    return render(
        request,
        "indicators/figures.html",
        {
            "period": period,
            "rows": rows,
            "total": total,
            "share": queries.share(total),
            "open": sum(row.open for row in rows),
            "late_now": sum(row.late_now for row in rows),
            "kinds": [
                {"label": label, "url": f"?ky={one}", "current": one == kind}
                for one, label in PERIOD_LABELS.items()
            ],
            "kind": kind,
            "choices": [(f"{one.from_on:%Y-%m}", one.label) for one in choices],
            "asked": f"{period.from_on:%Y-%m}",
            "sort": sort if key is not None else "",
            "at": at,
            "opens": request.actor.kind == "officer",  # type: ignore[attr-defined]
        },
    )


def asked_period(kind: Any, text: str, today: date) -> Period:
    """The period of `2026-11`; anything else is the present one."""
    year, _, month = text.partition("-")
    if (
        len(text) == 7
        and year.isdecimal()
        and month.isdecimal()
        and 2000 <= int(year) <= today.year
        and 1 <= int(month) <= 12
    ):
        return period_of(kind, date(int(year), int(month), 1))
    return period_of(kind, today)
