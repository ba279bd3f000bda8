"""The web doors: who asks, refusals as pages, and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import parse_etags
from django.utils.module_loading import import_string

from motcua.kernel.access import Actor, LoginNeeded
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import without_controls

Answer = Callable[[HttpRequest], HttpResponse]


def has_seen(request: HttpRequest, mark: str) -> bool:
    """Whether who asks holds what bears this ETag; packing on the way may have made it a weak one."""
    held = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    return mark in held or "*" in held


class NulMiddleware:
    """No page has a NUL in its path. What is asked behind it loses its control characters before anybody reads it:
    nobody types them, PostgreSQL takes no NUL, and a slip of the clipboard is no reason to say a page is not there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return render(request, "404.html", status=404)
        query = request.META.get("QUERY_STRING", "")
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(without_controls(name), without_controls(value)) for name, value in pairs]
        if kept != pairs:
            request.META["QUERY_STRING"] = urlencode(kept)
            request.GET = QueryDict(request.META["QUERY_STRING"])
        return self.get_response(request)


class ActorMiddleware:
    """Set ``request.actor`` from the session; the resolver is named in settings (accounts room)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.resolve: Callable[[HttpRequest], Actor] = import_string(settings.ACTOR_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        request.actor = self.resolve(request) if known else Actor.anonymous()  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal that no view caught becomes a page that says what, why and what next; so does an address that only takes
    what a form sends, when somebody opens or reloads it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = render(request, "405.html", status=response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, LoginNeeded):
            return redirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
        return render(request, "refusal.html", {"refusal": error}, status=error.http_status)


class SecurityHeadersMiddleware:
    """Content security policy and friends: nothing from outside, nothing inline."""

    POLICY = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(request, "actor", None) is not None and request.actor.kind != "anonymous":  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
