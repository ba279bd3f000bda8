"""Middleware: what a browser session unlocks on a machine ends with the officer's session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
SECRET, SIGNED_OUT = "motcua_quay", "motcua_quay_ra"
KEPT = 400 * 24 * 3600


class MachineDoor:
    """Takes what unlocks the machine out of the browser as soon as a page is answered to who is not signed in any more.

    Who has signed out has left the machine: word stays there that their own words open nothing until an officer has signed
    in there again. A session that ran out while the line was down leaves no such word: its officer still sits at the counter."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        held = SECRET in request.COOKIES
        signed_in = held and request.user.is_authenticated
        response = self.get_response(request)
        if held and not request.user.is_authenticated:
            response.delete_cookie(SECRET, samesite="Strict")
        if signed_in and not request.user.is_authenticated:
            response.set_cookie(SIGNED_OUT, "1", max_age=KEPT, samesite="Strict", secure=request.is_secure())
        return response
