"""The door of the API: bounds before anything is read, and words for answers that come without."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from motcua.kernel.api import PROBLEM
from motcua.kernel.text import whole
from motcua.web.api import problems

JSON_BYTES = 1_000_000
FILE_BYTES = settings.UPLOAD_FILE_BYTES


class ApiDoor:
    """Middleware: outside the API it does nothing; inside, no answer is a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "\x00" in query or "%00" in query:
            return problems.of_status(400)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        length = whole(announced, 15)
        if length is None:
            return problems.of_status(400)
        if length > (FILE_BYTES if request.method == "PUT" and not _is_json(request) else JSON_BYTES):
            return problems.of_status(413, {"Connection": "close"})
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if response.status_code >= 400 and not kind.startswith(PROBLEM):
            kept = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else None
            return problems.of_status(response.status_code, kept)
        return response


def _is_json(request: HttpRequest) -> bool:
    return (request.content_type or "").endswith("json")
