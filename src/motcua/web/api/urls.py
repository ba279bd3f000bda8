"""Addresses of the API: every one wears its audience; those of programs answer a repeated call once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja.operation import PathView
from ninja.utils import replace_path_param_notation

from motcua.kernel import access
from motcua.kernel.api import Fault
from motcua.web.api import problems, views
from motcua.web.api.house import BadFields, api
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
    view = _head(_asked_rightly(path_view.get_view(), path_view))
    view.__doc__ = "; ".join(operation.summary for operation in path_view.operations)
    if not any(operation.auth_callbacks for operation in path_view.operations):
        return access.audience("public")(view)
    return access.audience("client")(once(view))


def _head(view: View) -> View:
    """HEAD is GET without its body."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "HEAD":
            response = view(request, *args, **kwargs)
            if response.status_code == 405 and "GET" in response.headers.get("Allow", ""):
                response.headers["Allow"] += ", HEAD"
            return response
        request.method = "GET"
        full = view(request, *args, **kwargs)
        bare = HttpResponse(status=full.status_code, headers=full.headers)
        if isinstance(full, FileResponse):
            full.file_to_stream.close()
        else:
            bare.headers["Content-Length"] = str(len(full.content))
        return bare

    return door


def _asked_rightly(view: View, path_view: PathView) -> View:
    """A filter misspelt must not read as no filter: an unknown name in the query is refused."""
    known = {
        method: {
            name
            for model in operation.models
            if model.__ninja_param_source__ == "query"
            for name in model.__ninja_flatten_map__
        }
        for operation in path_view.operations
        for method in operation.methods
    }

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = set(request.GET) - known.get(request.method or "", set(request.GET))
        if unknown:
            faults = [
                Fault(detail="Không có tham số này.", parameter=name[:60]) for name in sorted(unknown)[:20]
            ]
            refusal = BadFields("Có tham số lạ trong địa chỉ.", next="Hãy xem tên tham số ở /api/v1/.")
            return problems.of_refusal(refusal, faults)
        return view(request, *args, **kwargs)

    return door


urlpatterns = [
    path(ROOT, views.reference, name="reference"),
    path(f"{ROOT}openapi.json", views.openapi, name="openapi"),
    *_patterns(),
]
