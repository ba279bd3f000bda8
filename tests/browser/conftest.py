"""One Chromium for the session; a fresh context a test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import browser as support

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = support.executable()
    if path is None:
        reason = "no Chromium here: install the distribution's chromium package, or name one in MOTCUA_TEST_BROWSER"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=support.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def bare_server(django_db_blocker: Any) -> Iterator[Any]:
    """The site without a database of its own: for pages that need none, far quicker than `live_server`, which
    empties every table after each test. A connection that an earlier test left open may be closed by a request."""
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock():
        server = LiveServer("localhost:0")
        yield server
        server.stop()


@pytest.fixture
def page_at(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`page_at(375)`, `page_at(1280, dark=True)`: a page of that width. The policy of the site stays in force unless
    `bypass_csp=True`, which `axe` needs (it is put into the page as a script)."""
    contexts = []

    def make(
        width: int, *, height: int = 900, dark: bool = False, bypass_csp: bool = True, **options: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            bypass_csp=bypass_csp,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[..., list[dict[str, Any]]]:
    return support.axe


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo province, small, served by the real web and worker in processes of their own."""
    from tests.support.site import Site

    with Site.running(tmp_path_factory.mktemp("site")) as found:
        yield found
