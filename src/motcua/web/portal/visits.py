"""Visits of the portal, counted a day: a number and nothing else, no cookie, no address."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from motcua.kernel import clock
from motcua.services.indicators import services

log = logging.getLogger("motcua.web")
NOT_THE_PORTAL = ("/can-bo/", "/quan-tri/", "/api/", "/static/", "/ui/")


class CountVisits:
    """One more for each whole page of the portal that was found and read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.COUNT_VISITS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "GET"
            and response.status_code == 200
            and response.headers.get("Content-Type", "").startswith("text/html")
            and not request.path.startswith(NOT_THE_PORTAL)
        ):
            try:
                services.VISITS.add(clock.now())
            except DatabaseError:
                log.warning("visits wait to be written")
        return response
