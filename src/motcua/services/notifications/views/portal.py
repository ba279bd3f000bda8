"""Tin báo of a citizen (or an officer on the portal)."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel.access import audience

from . import shared

HOME = "/tin-bao/"


@require_safe
@audience("citizen")
def shelf(request: HttpRequest) -> HttpResponse:
    """Tin báo của tôi."""
    return shared.shelf(request, "portal")


@require_safe
@audience("citizen")
def opened(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mở một tin."""
    return shared.opened(request, notice_id, HOME)


@require_POST
@audience("citizen")
def mark(request: HttpRequest) -> HttpResponse:
    """Đánh dấu đã đọc, chưa đọc."""
    return shared.marked(request, HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@audience("citizen")
def wishes(request: HttpRequest) -> HttpResponse:
    """Cách nhận tin."""
    return shared.wishes(request, "portal", HOME + "cach-nhan/")


@require_POST
@audience("citizen")
def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """Gửi lại thư xác nhận."""
    return shared.ask_to_confirm(request, HOME + "cach-nhan/")


@require_http_methods(["GET", "HEAD", "POST"])
@audience("citizen")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Xác nhận địa chỉ thư."""
    return shared.confirm(request, token, "portal", HOME + "cach-nhan/")


@require_POST
@audience("citizen")
def texting(request: HttpRequest) -> HttpResponse:
    """Nhận hoặc thôi nhận tin nhắn SMS."""
    return shared.texting(request, "portal", HOME + "cach-nhan/")


@require_POST
@audience("citizen")
def device(request: HttpRequest) -> HttpResponse:
    """Nhận tin trên máy này, hoặc thôi."""
    return shared.device(request, HOME + "cach-nhan/")


@require_safe
@audience("public")
def ring(request: HttpRequest) -> HttpResponse:
    """The worker that shows what comes to a device; it says nothing of anybody."""
    script = f"importScripts({json.dumps(static('notifications/ring.js'))});\n"
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
