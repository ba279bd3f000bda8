"""The description of the API: for machines as OpenAPI, for people as one page."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access
from motcua.kernel.refusals import every_refusal
from motcua.kernel.web import has_seen
from motcua.web.api import description
from motcua.web.api.house import api


@cache
def _document() -> tuple[bytes, str]:
    body = json.dumps(schema(), ensure_ascii=False, indent=1).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@cache
def schema() -> dict[str, Any]:
    """The description as data; the same for the life of the process."""
    found = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    found["servers"] = [{"url": "/"}]  # the house the document was read from, under whatever name
    return json.loads(json.dumps(found, default=str))


@require_safe
@access.audience("public")
def openapi(request: HttpRequest) -> HttpResponse:
    """Mô tả API cho máy (OpenAPI 3.1)."""
    body, mark = _document()
    if has_seen(request, mark):
        return HttpResponseNotModified(headers={"ETag": mark})
    return HttpResponse(
        body, content_type="application/json", headers={"ETag": mark, "Cache-Control": "public, max-age=300"}
    )


@require_safe
@access.audience("public")
def reference(request: HttpRequest) -> HttpResponse:
    """Tài liệu API cho người."""
    refusals = [(one.code, one.title, one.http_status) for one in every_refusal() if "code" in vars(one)]
    shown = {
        "schema": schema(),
        "groups": description.groups(schema()),
        "shapes": description.shapes(schema()),
        "refusals": refusals,
    }
    return render(request, "api/reference.html", shown)
