"""Việc của tôi: by the promised hour, what nobody has taken, what was done today; and work on several rows."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers.forms.filters import InboxFilter
from motcua.services.dossiers.queries import desk_inbox, lists, tastes
from motcua.services.dossiers.types import PROCESS, REASSIGN, SUBMIT_FOR_SIGNATURE

from . import paging
from .request import DeskRequest

HOME = "/can-bo/"


@require_safe
@access.audience("officer")
def inbox(request: DeskRequest) -> HttpResponse:
    """My work under its headings."""
    tab = request.GET.get("nhom", "")
    if tab == "xong":
        return _done(request)
    by = request.actor
    unclaimed, to_share = tab == "chua-nhan", tab == "phan-cong" and access.allows(by, REASSIGN)
    days = desk_inbox.Days.of(by)
    standing = desk_inbox.standing(by, days, to_share=to_share)
    form = InboxFilter(request.GET or None, procedures=standing.procedures, steps=standing.steps)
    narrowed = form.is_bound and any(form.value(name) for name in ("q", "thu_tuc", "buoc", "kenh"))
    filters = lists.Filters(
        q=form.value("q"), procedure=form.value("thu_tuc"), step=form.value("buoc"), channel=form.value("kenh")
    ) if narrowed else None  # fmt: skip
    rows = desk_inbox.inbox(by, days, filters, unclaimed=unclaimed, to_share=to_share)
    counts = standing.unclaimed if unclaimed else standing.all
    counts = desk_inbox.tallies(rows) if narrowed else counts
    page = paging.page_of(request, desk_inbox.in_order(rows, counted=counts.total()))
    late, today = standing.all[desk_inbox.LATE], standing.all[desk_inbox.TODAY]
    return render(
        request,
        "dossiers/desk/inbox.html",
        {
            "tabs": _tabs(tab, *_figures(by, standing, to_share)),
            "to_share": to_share,
            "form": form,
            "groups": desk_inbox.grouped(list(page), counts, days),
            "page": page,
            "late": late,
            "today": today,
            "narrowed": narrowed,
            "saved": tastes.filters(by, "viec"),
            "saving": "viec",
            "unclaimed": unclaimed,
            "may_take": access.allows(by, PROCESS),
            "may_hand": access.allows(by, REASSIGN),
            "may_submit": access.allows(by, SUBMIT_FOR_SIGNATURE),
            "day": desk_inbox.day_words(days.now.date()),
        },
    )


def _figures(by: Actor, standing: desk_inbox.Standing, to_share: bool) -> tuple[int, int, int | None]:
    """How much stands under each tab; the open one is counted already."""
    if to_share:
        mine = lists.my_work(by).order_by()
        return mine.count(), mine.filter(officer_code="").count(), standing.all.total()
    return standing.all.total(), standing.unclaimed.total(), desk_inbox.how_many_to_share(by)


def _done(request: DeskRequest) -> HttpResponse:
    by = request.actor
    rows = desk_inbox.done_today(by)
    page = paging.page_of(request, rows)
    mine = lists.my_work(by)
    return render(
        request,
        "dossiers/desk/done_today.html",
        {
            "tabs": _tabs(
                "xong",
                mine.order_by().count(),
                mine.filter(officer_code="").order_by().count(),
                desk_inbox.how_many_to_share(by),
            ),
            "page": page,
            "rows": lists.rows_of(page),
        },
    )


def _tabs(tab: str, whole: int, free: int, shared: int | None) -> list[dict]:
    sharing = {
        "label": "Chờ phân công",
        "url": "?nhom=phan-cong",
        "count": shared,
        "current": tab == "phan-cong",
    }
    return [
        {
            "label": "Theo giờ hẹn",
            "url": HOME,
            "count": whole,
            "current": tab not in ("chua-nhan", "xong", "phan-cong"),
        },
        {"label": "Chưa ai nhận", "url": "?nhom=chua-nhan", "count": free, "current": tab == "chua-nhan"},
        *([sharing] if shared is not None else []),
        {"label": "Xong hôm nay", "url": "?nhom=xong", "current": tab == "xong"},
    ]
