"""The shared cache: its table comes with the tables of the house, and what one process counts the others see."""

from importlib import import_module

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

office = import_module("motcua.config.settings")
pytestmark = pytest.mark.django_db


@pytest.fixture
def as_in_an_office():
    with override_settings(CACHES=office.CACHES):
        yield


def test_limits_are_kept_in_the_database_and_figures_in_the_process():
    backends = {name: entry["BACKEND"].rsplit(".", 1)[-1] for name, entry in office.CACHES.items()}
    assert backends == {"default": "DatabaseCache", "quick": "LocMemCache"}


def test_what_one_process_counts_the_others_see(as_in_an_office):
    from django.core.cache.backends.db import DatabaseCache

    here, entry = caches["default"], office.CACHES["default"]
    other = DatabaseCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"]})
    assert here.add("code.used", 1, 60) and not other.add("code.used", 1, 60)
    assert other.get_many(["code.used", "code.fresh"]) == {"code.used": 1}
    assert here.add("code.over", 1, -1) and other.get("code.over") is None


def test_the_doors_that_count_stand_on_it(as_in_an_office):
    client = Client()
    for _ in range(2):
        answer = client.post("/tra-cuu/", {"ma": "H42.1-261116-0001", "so": "0900000000"})
        assert answer.status_code == 404
    assert client.post("/dang-nhap/", {"login": "ai", "password": "sai bét nhè"}).status_code in (200, 422)
    assert client.get("/").status_code == 200
