"""`{% load console %}`: the rail beside the administrators' pages."""

from __future__ import annotations

from typing import Any

from django import template

from motcua.web.console import nav

register = template.Library()


@register.simple_tag(takes_context=True)
def console_rail(context: Any) -> list[dict[str, Any]]:
    """The groups of the rail for who asks; a page that brings its own keeps it."""
    given = context.get("rail")
    if given:
        return given
    request = context.get("request")
    return nav.rail(request) if request is not None else []
