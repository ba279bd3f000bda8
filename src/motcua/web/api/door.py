"""The door of the API: bounds before anything is read, and words for answers that come without."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from motcua.kernel.api import PROBLEM
from motcua.kernel.refusals import Invalid, Refusal
from motcua.kernel.text import whole
from motcua.web.api import problems

JSON_BYTES = 1_000_000
FILE_BYTES = settings.UPLOAD_FILE_BYTES


class BadAddress(Invalid):
    """The address or the head of the call cannot be read."""

    code = "API-14"
    title = "Không đọc được lần gọi"
    http_status = 400


class LengthNeeded(Invalid):
    """A body that does not say how long it is."""

    code = "API-15"
    title = "Cần Content-Length"
    http_status = 411


class TooMuch(Invalid):
    """A body longer than the address takes."""

    code = "API-16"
    title = "Nội dung gửi lên quá lớn"
    http_status = 413


class ApiDoor:
    """Middleware: outside the API it does nothing; inside, no answer is a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        try:
            _within_bounds(request)
        except Refusal as refusal:
            response = problems.of_refusal(refusal)
            if refusal.http_status in (411, 413):
                response.headers["Connection"] = "close"
            return response
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if response.status_code >= 400 and not kind.startswith(PROBLEM):
            kept = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else None
            return problems.of_status(response.status_code, kept)
        return response


def _within_bounds(request: HttpRequest) -> None:
    query = request.META.get("QUERY_STRING", "")
    if "\x00" in request.path_info or "\x00" in query or "%00" in query:
        raise BadAddress(
            "Địa chỉ có ký tự NUL (%00).",
            why="Không tên, mã nào có ký tự ấy.",
            next="Hãy bỏ ký tự ấy rồi gửi lại.",
        )
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced and request.headers.get("Transfer-Encoding"):
        raise LengthNeeded(
            "Nội dung gửi theo từng đoạn (chunked), không nói trước độ dài.",
            why="Độ dài được xét trước khi nhận.",
            next="Hãy gửi kèm Content-Length.",
        )
    length = whole(announced or "0", 15)
    if length is None:
        raise BadAddress(
            "Content-Length không phải một số.", next="Hãy gửi số byte của nội dung, hoặc bỏ phần đầu ấy."
        )
    most = FILE_BYTES if request.method == "PUT" and not _is_json(request) else JSON_BYTES
    if length > most:
        raise TooMuch(
            f"Nội dung dài {length} byte; địa chỉ này nhận nhiều nhất {most} byte.",
            next="Hãy gửi ít hơn trong một lần.",
        )


def _is_json(request: HttpRequest) -> bool:
    return (request.content_type or "").endswith("json")
