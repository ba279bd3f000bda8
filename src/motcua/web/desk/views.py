"""Đi nhanh: one field that leads to any page, dossier or procedure one may open; a plain page without a script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from motcua.kernel import access, text
from motcua.kernel.access import Actor
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries import finding, lists
from motcua.services.dossiers.types import INTAKE

MOST = 6


@require_safe
@access.audience("officer")
def palette(request: HttpRequest) -> HttpResponse:
    """What the words lead to; `?manh=1` gives the options alone, for the palette over any page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = text.clean(request.GET.get("q", ""))[:120]
    context = {"words": words, "found": _found(actor, words)}
    name = "desk/_palette_options.html" if "manh" in request.GET else "desk/palette.html"
    return render(request, name, context)


def _found(actor: Actor, words: str) -> list[dict[str, Any]]:
    """Groups of options: dossiers, pages, procedures; without words what was seen last, and every page."""
    said = text.fold(words).split()
    pages = [
        item
        for places in settings.OFFICE_PLACES
        for item in import_string(places)(actor)
        if all(word in text.fold(item["label"]) for word in said)
    ]
    groups = [
        {"title": "Đi tới", "items": [_option(item["label"], item["url"], item["icon"]) for item in pages]}
    ]
    if not words:
        seen = [_dossier(row) for row in finding.last_seen(actor)]
        return [{"title": "Vừa xem", "items": seen}, *groups] if seen else groups
    if len(words) > 1:
        rows = lists.dossiers(actor, lists.Filters(q=words)).page(size=MOST)
        if rows.rows:
            groups.insert(0, {"title": "Hồ sơ", "items": [_dossier(row) for row in rows]})
        if access.allows(actor, INTAKE):
            hits = [hit for hit in procedures.suggest(words, MOST) if hit.offered]
            items = [_option(f"Tiếp nhận: {hit.name}", f"/can-bo/tiep-nhan/?thu_tuc={hit.code}", "plus", hit.code)
                     for hit in hits]  # fmt: skip
            groups.append({"title": "Thủ tục", "items": items})
        groups.append(
            {
                "title": "Tìm",
                "items": [_option(f"Tìm “{words}” trong hồ sơ và thủ tục", _address(words), "search")],
            }
        )
    return [group for group in groups if group["items"]]


def _address(words: str) -> str:
    return f"/can-bo/tim/?{urlencode({'q': words})}"


def _option(label: str, url: str, icon: str, beside: str = "") -> dict[str, str]:
    return {"label": label, "url": url, "icon": icon, "beside": beside}


def _dossier(row: Any) -> dict[str, str]:
    return _option(
        f"{row.code}, {row.applicant_name}", f"/can-bo/ho-so/{row.code}/", "file", row.procedure_name[:90]
    )
