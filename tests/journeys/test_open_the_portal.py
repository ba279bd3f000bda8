"""The first page, its weight, its figures, and the short pages of words."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client, override_settings

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.indicators import services as indicators
from motcua.services.indicators.models import DailyVisits
from motcua.web.portal.reading import reading_of
from tests.support.province import MORNING, Province

FIRST_LOAD = 150_000


def weight(name: str) -> int:
    """What a file weighs on the wire: fonts as they are, text compressed."""
    data = Path(finders.find(name)).read_bytes()  # type: ignore[arg-type]
    return len(data) if name.endswith(".woff2") else len(gzip.compress(data))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_page_asks_for_less_than_150_kilobytes_and_nothing_from_outside(
    province: Province, language: str
) -> None:
    page = Client().get("/", {"ngon-ngu": language}).content.decode()
    assert f'<html lang="{language}"' in page
    styles = [Path(finders.find(name)).read_text() for name in ("ui/tokens.css", "ui/components.css")]  # type: ignore[arg-type]
    outside = [
        url
        for url in re.findall(r'(?:src|href|action|url\()=?["\']?(https?://[^"\')]+)', page + "".join(styles))
    ]
    assert not [url for url in outside if "w3.org" not in url and not url.startswith(settings.PUBLIC_URL)]
    files = {
        re.sub(r"[#?].*", "", url).removeprefix("/static/")
        for url in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    }
    # the fonts a Vietnamese page really draws with: text in three weights, both ranges, and figures
    fonts = {
        f"ui/fonts/be-vietnam-pro-{part}-{w}-normal.woff2"
        for part in ("latin", "vietnamese")
        for w in (400, 600, 700)
    }
    fonts |= {f"ui/fonts/motcua-so-{w}.woff2" for w in (400, 600, 700)}
    total = len(gzip.compress(page.encode())) + sum(weight(name) for name in files | fonts)
    assert files >= {"ui/aloud.js", "ui/components.css", "ui/icons.svg"}
    assert total < FIRST_LOAD, f"{total} bytes"


def test_the_first_page_says_what_was_done_and_leads_on(province: Province) -> None:
    dossier = province.taken_in()
    indicators.recount(by=Actor.system("test"), at=MORNING)
    cache.clear()
    page = Client().get("/").content.decode()
    assert "hồ sơ nhận hôm nay" in page and 'action="/thu-tuc/"' in page and 'action="/tra-cuu/"' in page
    assert f"/thu-tuc/{dossier.procedure_code}/" in page and "Làm giấy khai sinh" in page
    assert "Bảng số" in page, "the chart's figures stand in a table too"


def test_the_first_page_asks_few_queries_and_hardly_any_the_second_time(
    province: Province, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        Client().get("/")
    with django_assert_max_num_queries(3):
        Client().get("/")


@pytest.mark.parametrize("address", ["/tro-giup/", "/tiep-can/", "/du-lieu-ca-nhan/", "/so-lieu/"])
def test_pages_of_words_stand_and_are_linked_from_the_foot(province: Province, address: str) -> None:
    assert Client().get(address).status_code == 200
    assert f'href="{address}"' in Client().get("/").content.decode()


def test_robots_keep_out_of_peoples_pages(province: Province) -> None:
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert (
        "Disallow: /ho-so-cua-toi/" in answer.content.decode()
        and "Disallow: /thu-tuc/" not in answer.content.decode()
    )


def test_the_table_of_agencies_takes_any_question(
    province: Province, django_assert_max_num_queries: Any
) -> None:
    province.taken_in()
    indicators.recount(by=Actor.system("test"), at=MORNING)
    for query in (
        "",
        "?ky=quy",
        "?ky=nam&xep=-nhan",
        "?ky=xx&luc=2026-13",
        "?luc=9999-99",
        "?luc=" + "1" * 90,
        "?xep=;drop",
    ):
        with django_assert_max_num_queries(12):
            page = Client().get(f"/so-lieu/{query}")
        assert page.status_code == 200 and province.committee.name in page.content.decode()
    empty = Client().get("/so-lieu/?luc=2020-01").content.decode()
    assert "tháng 1/2020" in empty


@override_settings(COUNT_VISITS=True)
def test_visits_are_a_number_a_day_without_cookies(province: Province) -> None:
    indicators.VISITS.flush(MORNING)
    DailyVisits.objects.all().delete()
    cache.clear()
    client = Client()
    for _ in range(3):
        answer = client.get("/tro-giup/")
    assert not answer.cookies and "Lượt truy cập: hôm nay" in answer.content.decode()
    client.get("/khong-co-trang-nay/")
    with clock.fixed(MORNING + timedelta(seconds=40)):
        client.get("/tro-giup/")
    assert DailyVisits.objects.get(day=MORNING.date()).pages == 4


def test_strong_contrast_holds_on_the_offices_pages_which_stay_vietnamese_and_plain(rf: Any) -> None:
    reading = reading_of(
        rf.get("/can-bo/ho-so/", {"tuong-phan": "1", "ngon-ngu": "en", "chu": "3", "q": "an"})
    )
    assert (reading.strong, reading.language, reading.size) == (True, "vi", "1")
    assert reading.contrast.url == "/can-bo/ho-so/?q=an&tuong-phan=0"
    assert reading_of(rf.post("/can-bo/ho-so/x/lam/accept/")).contrast.url == "/can-bo/?tuong-phan=1"
