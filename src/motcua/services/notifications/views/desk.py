"""Tin báo in the shell of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel.access import audience

from . import shared

HOME = "/can-bo/tin/"


@require_safe
@audience("officer")
def shelf(request: HttpRequest) -> HttpResponse:
    """Tin báo của tôi."""
    return shared.shelf(request, "desk")


@require_safe
@audience("officer")
def opened(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mở một tin."""
    return shared.opened(request, notice_id, HOME)


@require_POST
@audience("officer")
def mark(request: HttpRequest) -> HttpResponse:
    """Đánh dấu đã đọc, chưa đọc."""
    return shared.marked(request, HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@audience("officer")
def wishes(request: HttpRequest) -> HttpResponse:
    """Cách nhận tin."""
    return shared.wishes(request, "desk", HOME + "cach-nhan/")


@require_POST
@audience("officer")
def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """Gửi lại thư xác nhận."""
    return shared.ask_to_confirm(request, HOME + "cach-nhan/")


@require_http_methods(["GET", "HEAD", "POST"])
@audience("officer")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Xác nhận địa chỉ thư."""
    return shared.confirm(request, token, "desk", HOME + "cach-nhan/")


@require_POST
@audience("officer")
def texting(request: HttpRequest) -> HttpResponse:
    """Nhận hoặc thôi nhận tin nhắn SMS."""
    return shared.texting(request, "desk", HOME + "cach-nhan/")


@require_POST
@audience("officer")
def device(request: HttpRequest) -> HttpResponse:
    """Nhận tin trên máy này, hoặc thôi."""
    return shared.device(request, HOME + "cach-nhan/")
