"""How a person reads: in which language, how large, how strong. Kept in a cookie, chosen by plain links.

`?ngon-ngu=en`, `?chu=2` and `?tuong-phan=1` at any address of the portal answer at once in that way and remember it; nothing is
written on the server, so a link may do it. Offices' own pages are Vietnamese, in the browser's size; strong contrast
holds there too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

CHOICES = {
    "ngon-ngu": ("vi", "en"),
    "chu": ("1", "2", "3"),
    "tuong-phan": ("0", "1"),
}
"""Parameter and cookie → what may be chosen, the usual first: language, size of letters, strong contrast."""
OFFICES = ("/can-bo/", "/quan-tri/")
OTHERS = ("/api/", "/ui/", "/static/")
YEAR_S = 365 * 86400


@dataclass(frozen=True, slots=True)
class Way:
    """One choice as a link: where it leads, whether it is the one in use."""

    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The ways of reading in use for one request."""

    path: str
    query: str
    chosen: dict[str, str]
    office: bool = False

    @property
    def language(self) -> str:
        return self.chosen["ngon-ngu"]

    @property
    def size(self) -> str:
        return self.chosen["chu"]

    @property
    def strong(self) -> bool:
        return self.chosen["tuong-phan"] == "1"

    def _way(self, name: str, value: str) -> Way:
        query = f"{self.query}&{name}={value}" if self.query else f"{name}={value}"
        return Way(f"{self.path}?{query}", self.chosen[name] == value)

    @property
    def vietnamese(self) -> Way:
        return self._way("ngon-ngu", "vi")

    @property
    def english(self) -> Way:
        return self._way("ngon-ngu", "en")

    @property
    def sizes(self) -> list[Way]:
        return [self._way("chu", value) for value in CHOICES["chu"]]

    @property
    def contrast(self) -> Way:
        return self._way("tuong-phan", "0" if self.strong else "1")


def reading_of(request: HttpRequest) -> Reading:
    """What the address asks for, else what the browser remembers, else the usual."""
    chosen = {}
    for name, allowed in CHOICES.items():
        asked = (request.GET.get(name), request.COOKIES.get(name))
        chosen[name] = next((value for value in asked if value in allowed), allowed[0])
    kept = request.GET.copy()
    for name in CHOICES:
        kept.pop(name, None)
    if not request.path.startswith(OFFICES):
        return Reading(request.path, kept.urlencode(), chosen)
    chosen |= {name: CHOICES[name][0] for name in ("ngon-ngu", "chu")}
    back = request.path if request.method == "GET" else "/".join(request.path.split("/")[:2]) + "/"
    return Reading(back, kept.urlencode(), chosen, office=True)


class ReadingMiddleware:
    """Answer in the reader's language, and remember what the address chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OTHERS):
            return self.get_response(request)
        reading = reading_of(request)
        request.reading = reading  # type: ignore[attr-defined]
        with translation.override(reading.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", reading.language)
        patch_vary_headers(response, ["Cookie"])
        for name in ("tuong-phan",) if reading.office else CHOICES:
            if request.GET.get(name) == reading.chosen[name]:
                response.set_cookie(
                    name,
                    reading.chosen[name],
                    max_age=YEAR_S,
                    samesite="Lax",
                    httponly=True,
                    secure=settings.HTTPS,
                )
        return response
