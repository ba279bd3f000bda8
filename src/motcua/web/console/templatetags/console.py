"""`{% load console %}`: the rail beside the administrators' pages."""

from __future__ import annotations

from typing import Any

from django import template

from motcua.web.console import nav

register = template.Library()
EDITORS = ("/quan-tri/bieu-mau/", "/quan-tri/quy-trinh/")


@register.simple_tag(takes_context=True)
def console_errand(context: Any) -> dict[str, str] | None:
    """The draft of a procedure somebody left to prepare its form or process, on the pages of forms and processes."""
    request = context.get("request")
    if request is None or not request.path.startswith(EDITORS):
        return None
    left = getattr(request, "session", {}).get("procedures.errand")
    if left is None:
        return None
    return {
        "code": left["code"],
        "title": f"Đang soạn cho thủ tục {left['code']}",
        "words": f"{left['name'][:120]}. Công bố xong thì quay lại bản thảo.",
    }


@register.simple_tag(takes_context=True)
def console_rail(context: Any) -> list[dict[str, Any]]:
    """The groups of the rail for who asks; a page that brings its own keeps it."""
    given = context.get("rail")
    if given:
        return given
    request = context.get("request")
    return nav.rail(request) if request is not None else []
