"""Bộ lọc đã lưu, cột và số hàng: how an officer likes a list; plain pages, no script needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import columns, tastes
from motcua.services.dossiers.types import LISTS

from .request import DeskRequest

FILTERS = "/can-bo/bo-loc/"


@require_safe
@access.audience("officer")
def saved(request: DeskRequest) -> HttpResponse:
    """Filters one may use, and those just put away."""
    by = request.actor
    opening = tastes.taste(by, "ho-so").opens_with
    return render(
        request,
        "dossiers/desk/saved_filters.html",
        {"saved": tastes.filters(by, opens_with=opening), "deleted": tastes.deleted(by), "opening": opening},
    )


@require_POST
@access.audience("officer")
def save(request: DeskRequest) -> HttpResponse:
    """Lưu bộ lọc đang dùng; back to the list as it was."""
    list_name = request.POST.get("danh_sach", "")
    given = QueryDict(request.POST.get("loc", "")[:2000])
    path, _ = LISTS.get(list_name, ("/can-bo/", ""))
    name = text.clean(request.POST.get("ten", ""))
    try:
        services.save_filter(
            list_name=list_name, name=name, given=given.dict(), shared="chung" in request.POST,
            opens="mo_dau" in request.POST, by=request.actor, at=clock.now(),
        )  # fmt: skip
        messages.success(request, f"Đã lưu bộ lọc “{name[:80]}”.")
    except Refusal as refusal:
        messages.warning(request, f"{refusal.what} {refusal.next}")
    kept = tastes.query_of(list_name, given.dict()) if list_name in LISTS else ""
    return redirect(f"{path}?{kept}" if kept else path)


@require_POST
@access.audience("officer")
def change(request: DeskRequest, filter_id: int) -> HttpResponse:
    """Xoá, hoàn tác, mở đầu bằng bộ lọc này."""
    by, at, what = request.actor, clock.now(), request.POST.get("viec", "")
    if what == "xoa":
        name = services.delete_filter(filter_id=filter_id, by=by, at=at)
        messages.success(request, f"Đã xoá bộ lọc “{name}”. Bạn lấy lại được ở mục “Vừa xoá” bên dưới.")
    elif what == "lay_lai":
        name = services.restore_filter(filter_id=filter_id, by=by, at=at)
        messages.success(request, f"Đã lấy lại bộ lọc “{name}”.")
    elif what in ("mo_dau", "thoi_mo_dau"):
        wanted = filter_id if what == "mo_dau" else None
        services.open_with(list_name="ho-so", filter_id=wanted, by=by, at=at)
        messages.success(request, "Đã đổi cách mở danh sách “Hồ sơ của cơ quan”.")
    return redirect(FILTERS)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def chosen(request: DeskRequest) -> HttpResponse:
    """Cột và số hàng của danh sách hồ sơ."""
    by = request.actor
    if request.method == "POST":
        usual = request.POST.get("viec") == "mac_dinh"
        asked = [] if usual else _asked(request)
        size = text.whole(request.POST.get("so", ""), 3) or tastes.SIZES[0]
        services.choose_columns(list_name="ho-so", columns=asked, size=size, by=by, at=clock.now())
        messages.success(
            request, "Đã dùng lại cột thường dùng." if usual else "Đã đổi cột của danh sách hồ sơ."
        )
        return redirect("/can-bo/ho-so/?mo=1")
    taste = tastes.taste(by, "ho-so")
    now = [column.key for column in columns.shown(taste.columns)]
    order = [*now, *(key for key in columns.ALL if key not in now)]
    rows = [
        {"column": columns.ALL[key], "on": key in now, "place": place}
        for place, key in enumerate(order, start=1)
    ]
    return render(
        request, "dossiers/desk/columns.html", {"rows": rows, "size": taste.size, "sizes": tastes.SIZES}
    )


def _asked(request: DeskRequest) -> list[str]:
    """Ticked columns by the number typed beside each; equal numbers keep the order of the page."""
    ticked = request.POST.getlist("cot")[:60]
    places = {key: text.whole(request.POST.get(f"thu_tu_{key}", ""), 3) or 99 for key in ticked}
    return sorted(ticked, key=lambda key: places[key])
