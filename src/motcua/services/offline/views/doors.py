"""Middleware: what a browser session unlocks on a machine ends with the officer's session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
COOKIES = ("motcua_quay", "motcua_quay_vao")
"""The session's secret, and the mark that nobody has signed out since."""


class MachineDoor:
    """Takes what unlocks the machine out of the browser as soon as a page is answered to who is not signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        held = [name for name in COOKIES if name in request.COOKIES]
        if held and not request.user.is_authenticated:
            for name in held:
                response.delete_cookie(name, samesite="Strict")
        return response
