"""Citizens: find a matter, and read what it takes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from motcua.kernel import access
from motcua.kernel.text import clean
from motcua.registries.procedures import queries
from motcua.registries.procedures.forms import CatalogueFilters
from motcua.registries.procedures.rules.codes import base_code

PAGE = 20
MOST_HITS = 60


@access.audience("public")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Danh sách thủ tục, with search and filters."""
    form = CatalogueFilters(request.GET or None, fields=queries.field_names())
    chosen = form.cleaned_data if form.is_valid() else {}
    asked = clean(chosen.get("q") or "")
    codes = [hit.code for hit in queries.search(asked, MOST_HITS)] if asked else None
    rows = queries.portal_list(
        codes=codes,
        field_name=chosen.get("field", ""),
        level=chosen.get("level", ""),
        online=chosen.get("online", ""),
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    return render(request, "procedures/portal_list.html", {"form": form, "page": page, "asked": asked})


@access.audience("public")
def suggestions(request: HttpRequest) -> JsonResponse:
    """While typing: a few names for what stands in the box."""
    asked = clean(request.GET.get("q", ""))[:100]
    hits = queries.suggest(asked, 8) if len(asked) >= 2 else []
    return JsonResponse({"hits": [{"code": hit.code, "name": hit.name, "field": hit.field} for hit in hits]})


@access.audience("public")
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: what, how long, how much, where, who, since when, and the button."""
    view = queries.procedure(code)
    return render(request, "procedures/portal_procedure.html", {"view": view, "record": view.record})


@access.audience("public")
def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """Other spellings of a code lead to its page; anything else is a search."""
    base = base_code(code)
    if base:
        return redirect("procedure", code=base)
    queries.procedure(code)
    return redirect("procedures")
