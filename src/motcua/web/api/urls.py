"""Addresses of the API: every one wears its audience; those of programs answer a repeated call once."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path
from ninja.operation import PathView
from ninja.utils import replace_path_param_notation

from motcua.kernel import access
from motcua.web.api import views
from motcua.web.api.house import api
from motcua.web.api.once import View, once

app_name = "api"
ROOT = "api/v1/"


def _patterns() -> Iterator[URLPattern]:
    for bound in api._get_bound_routers():
        for route, path_view in bound.path_operations.items():
            first = path_view.operations[0]
            address = ROOT + replace_path_param_notation(route).lstrip("/")
            yield path(address, _door(path_view), name=first.operation_id)


def _door(path_view: PathView) -> View:
    """Public where no operation asks for a key; else for programs, whose POST is answered once."""
    view = path_view.get_view()
    view.__doc__ = "; ".join(operation.summary for operation in path_view.operations)
    if not any(operation.auth_callbacks for operation in path_view.operations):
        return access.audience("public")(view)
    return access.audience("client")(once(view))


urlpatterns = [
    path(ROOT, views.reference, name="reference"),
    path(f"{ROOT}openapi.json", views.openapi, name="openapi"),
    *_patterns(),
]
