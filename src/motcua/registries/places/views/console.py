"""Quản trị: the list of administrative units and one unit with what it came from and became."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.kernel import access, clock
from motcua.kernel.text import clean
from motcua.registries.places import queries
from motcua.registries.places.forms import PlaceFilters
from motcua.registries.places.types import NoSuchPlace, Place

PAGE = 50


@access.audience("admin")
def places(request: HttpRequest) -> HttpResponse:
    """Danh mục, with a day to look at it as it stood then."""
    today = clock.today()
    form = PlaceFilters(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    on: date | None = chosen.get("ngay") or (None if chosen.get("tim") else today)
    rows = queries.listing(text=clean(chosen.get("tim", "")), level=chosen.get("cap", ""), on=on)
    page: Page[Place] = Paginator(rows, PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    return render(
        request,
        "places/console_list.html",
        {"form": form, "page": page, "on": on, "today": today, "counts": queries.counts(on or today)},
    )


@access.audience("admin")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One code with every unit that bore it."""
    history = queries.history(code)
    if not history:
        raise NoSuchPlace(
            f"Không có đơn vị hành chính mang mã {code}.", next="Hãy tìm theo tên trong danh mục."
        )
    newest = history[0]
    context = {
        "place": newest,
        "history": history,
        "today": clock.today(),
        "predecessors": queries.predecessors(code, newest.level),
        "successors": queries.successors(code, history[-1].level),
        "children": queries.children(code, newest.valid_to or clock.today()),
        "parent": queries.unit(newest.parent_code, newest.valid_from) if newest.parent_code else None,
    }
    return render(request, "places/console_place.html", context)
