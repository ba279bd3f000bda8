"""Process pages of the console, seen by a browser and by axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.clock import TZ
from motcua.services.workflow import services
from tests.support.browser import axe, complaints, no_sideways_scroll, told

pytestmark = pytest.mark.browser

ADMIN = Actor(
    "officer", "QT01", "Lê Văn E", post_title="Quản trị viên", permissions=frozenset({"workflow.edit"})
)


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site on the test's own connection, every request the administrator's."""
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: ADMIN))
    services.load_processes(by=ADMIN, at=datetime(2026, 11, 23, 9, 15, tzinfo=TZ))
    server = LiveServer("localhost:0")
    yield server
    server.stop()


@pytest.mark.parametrize("width", [1280, 375])
def test_process_pages_have_no_violations_and_do_not_scroll_sideways(
    site: Any, page_at: Callable[..., Any], width: int
) -> None:
    page = page_at(width, height=2400)
    heard = complaints(page)
    for name, path in (("list", "/quan-tri/quy-trinh/"), ("one", "/quan-tri/quy-trinh/1.001193/")):
        assert page.goto(site.url + path).status == 200
        if shots := os.environ.get("MOTCUA_SHOTS"):
            page.screenshot(path=f"{shots}/process-{name}-{width}.png", full_page=True)
        assert not (found := axe(page)), told(found)
        no_sideways_scroll(page)
    assert heard == []


def test_the_drawing_stands_under_the_site_s_own_content_policy(
    site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, bypass_csp=False)
    heard = complaints(page)
    page.goto(site.url + "/quan-tri/quy-trinh/1.001193/")
    box = page.locator("svg.flow").bounding_box()
    assert box["width"] > 1280, "drawn in its own size, inside a region that scrolls"
    assert heard == []
