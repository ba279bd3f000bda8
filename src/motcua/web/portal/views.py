"""The first page, and the short pages that say how this place works."""

from __future__ import annotations

from functools import cache as once
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock, yamls
from motcua.kernel.words import join, say
from motcua.registries.procedures import queries as procedures
from motcua.services.indicators import queries as indicators
from motcua.ui.parts.words import vn_number

SERVICES = 8
KEEP_SECONDS = 600
WORDS = {"help": "portal/help.html", "access": "portal/access.html", "privacy": "portal/privacy.html"}


@once
def _home_words() -> dict[str, Any]:
    path = settings.DATA_DIR / "portal" / "home.yaml"
    return yamls.read(path)


def wanted_services() -> tuple[list[dict[str, Any]], int]:
    """What people come for most, with its everyday name, limit and fee; and how many procedures there are."""
    now = clock.now()
    key = f"portal.services.{procedures.revision()}.{now:%Y%m%d%H}"
    found = caches["quick"].get(key)
    if found is None:
        everyday = {row["code"]: row for row in _home_words()["services"]}
        codes = list(dict.fromkeys([*indicators.wanted_codes(now, limit=SERVICES), *everyday]))
        cards = [card for card in procedures.portal_list(codes=codes)[: len(codes)] if card.offered][
            :SERVICES
        ]
        rows = [
            {
                "code": card.code,
                "name": everyday.get(card.code, {}).get("name", card.name),
                "official": card.name if card.code in everyday else "",
                "icon": everyday.get(card.code, {}).get("icon", "file"),
                "says": join(". ", [part for part in (card.limit_words, card.fee_words) if part]),
            }
            for card in cards
        ]
        found = rows, procedures.portal_list(codes=None).count()
        caches["quick"].set(key, found, KEEP_SECONDS)
    return found


@require_safe
@access.audience("public")
def home(request: HttpRequest) -> HttpResponse:
    """Search, a dossier's way, what people come for, and what was done today."""
    services, number = wanted_services()
    figures = indicators.public_figures(clock.now())
    tally, words = figures.month_tally, _home_words()
    return render(
        request,
        "portal/home.html",
        {
            "services": services,
            "number": number,
            "figures": figures,
            "labels": [f"{day.day}/{day.month}" for day in figures.days],
            "today_open": figures.days[-1] == figures.at.date(),
            "returned_names": [say("trả")],
            "month_says": say(
                "Tháng này xong đúng hẹn {kept} trên {done} hồ sơ.",
                kept=vn_number(tally.kept),
                done=vn_number(tally.done),
            ),
            "late_says": _late_says(tally.late),
            "tries": words["tries"],
            "sayings": words["sayings"],
        },
    )


def _late_says(late: int) -> str:
    if not late:
        return say("Chưa có hồ sơ nào xong muộn.")
    return say(
        "Còn {late} hồ sơ xong muộn. Mỗi hồ sơ muộn phải có thư xin lỗi và ngày hẹn mới.",
        late=vn_number(late),
    )


@require_safe
@access.audience("public")
def words(request: HttpRequest, page: str) -> HttpResponse:
    """A page of words."""
    return render(request, WORDS[page])


@require_safe
@access.audience("public")
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: procedures and figures, nobody's dossier."""
    closed = (
        "/ho-so-cua-toi/",
        "/nop-ho-so/",
        "/tra-cuu/",
        "/ket-qua/",
        "/giay-to-cua-toi/",
        "/tai-khoan/",
        "/can-bo/",
        "/quan-tri/",
        "/dang-nhap/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
