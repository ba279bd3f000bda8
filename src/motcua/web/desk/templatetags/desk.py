"""`{% load desk %}`: the rail beside the officers' pages."""

from __future__ import annotations

from typing import Any

from django import template

from motcua.web.desk import nav

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_rail(context: Any) -> list[dict[str, Any]]:
    """The groups of the rail for who asks; none outside the desk. A page that brings its own keeps it."""
    given = context.get("rail")
    if given:
        return given
    request = context.get("request")
    return nav.rail(request) if request is not None else []
