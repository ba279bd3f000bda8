"""Middleware: what a browser session unlocks on a machine ends with the officer's session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
COOKIE = "motcua_quay"


class MachineDoor:
    """Takes the machine's session secret out of the browser as soon as a page is answered to who is no officer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if COOKIE in request.COOKIES and not request.path.startswith("/static/"):
            user = request.user
            if not user.is_authenticated:
                response.delete_cookie(COOKIE, samesite="Strict")
        return response
