"""What every page knows."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from motcua.kernel import clock
from motcua.kernel.words import Said, say
from motcua.services.accounts import queries as accounts
from motcua.services.indicators import queries as indicators
from motcua.services.indicators.services import VISITS
from motcua.services.indicators.types import Visits
from motcua.services.notifications import queries as notifications

PROVINCES = {
    "tỉnh ": say("tỉnh {name}", name=""),
    "thành phố ": say("thành phố {name}", name=""),
}


def _visits() -> Visits | None:
    """Pages read, for the portal's foot; asked for only where a page shows it."""
    if not settings.COUNT_VISITS:
        return None
    today = clock.today()
    return indicators.visits(today, waiting=VISITS.waiting(today))


def _news(request: HttpRequest) -> int | None:
    """How many notices are unread, for the head of every page of a person we know; one small query."""
    actor = getattr(request, "actor", None)
    return notifications.unread(actor) if actor is not None and actor.user_id else None


def _province(name: str) -> str:
    """The province as the reader's language calls it."""
    for kind, words in PROVINCES.items():
        if name.startswith(kind):
            return Said(words.source, {"name": name.removeprefix(kind)})
    return name


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and province, the present moment, and who asks."""
    return {
        "site": {
            "name": "Một Cửa",
            "province_name": _province(settings.PROVINCE_NAME),
            "url": settings.PUBLIC_URL,
            "visits": _visits,
        },
        "reading": getattr(request, "reading", None),
        "actor": getattr(request, "actor", None),
        "news_count": cache(lambda: _news(request)),
        "other_posts": lambda: accounts.other_posts(request),
        "now": clock.now(),
        "debug_pages": settings.UI_PAGE,
    }
