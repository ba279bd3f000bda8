"""Signing in, my account and the account console, as a browser and axe see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from motcua.services.accounts import services
from motcua.services.accounts.tests.conftest import PASSWORD, _fresh_limits, commune  # noqa: F401
from tests.support.browser import complaints, faults

pytestmark = pytest.mark.browser

OUTSIDE = ["/dang-nhap/", "/dang-ky/"]
MINE = [
    "/tai-khoan/", "/tai-khoan/phien/", "/tai-khoan/chuc-vu/", "/tai-khoan/bao-mat/", "/tai-khoan/mat-khau/",
    "/tai-khoan/xac-nhan/", "/dang-xuat/",
]  # fmt: skip
CONSOLE = [
    "/quan-tri/tai-khoan/", "/quan-tri/tai-khoan/ngan/", "/quan-tri/tai-khoan/moi/", "/quan-tri/vai-tro/",
    "/quan-tri/co-quan/", "/quan-tri/co-quan/H42.101/", "/quan-tri/co-quan/moi/", "/quan-tri/can-bo/moi/",
    "/quan-tri/chuc-vu/P-chair/",
]  # fmt: skip


@pytest.fixture
def site(db: None) -> Iterator[Any]:
    """The site on the test's own connection: what the test wrote is there, and goes with it. `live_server` would
    empty every table after the test, which the audit ledger rightly refuses."""
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    server = LiveServer("localhost:0")
    yield server
    server.stop()


def look(page: Any, address: str) -> list[str]:
    """Open a page and say what is wrong with it: nothing, where everybody can use it."""
    answer = page.goto(address)
    return faults(page) if answer.status == 200 else [f"{address}: {answer.status}"]


@pytest.mark.parametrize("width", [375, 1280])
def test_everyone_can_use_the_pages_of_accounts(
    commune: dict[str, str],  # noqa: F811
    site: Any,
    page_at: Callable[..., Any],
    width: int,
) -> None:
    page = page_at(width, height=2400)  # tall: the keys at the foot of the desk cover nothing
    for address in OUTSIDE:
        assert look(page, site.url + address) == []
    page.goto(site.url + "/dang-nhap/?next=/tai-khoan/")
    page.get_by_label("Tên đăng nhập").fill(commune["admin"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    assert faults(page) == []
    page.get_by_label("Mã 6 chữ số").fill(services.one_time_code(commune["admin"])[0])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/tai-khoan/")
    for address in [*MINE, *CONSOLE]:
        assert look(page, site.url + address) == []


def test_a_passkey_is_added_and_opens_the_door_without_a_password(
    commune: dict[str, str],  # noqa: F811
    site: Any,
    page_at: Callable[..., Any],
) -> None:
    page = page_at(1280, bypass_csp=False)  # the site's own policy must let the scripts of passkeys run
    heard = complaints(page)
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(site.url + "/dang-nhap/?next=/tai-khoan/bao-mat/khoa/them/")
    page.get_by_label("Tên đăng nhập").fill(commune["clerk"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Khóa thử")
    page.get_by_label("Đăng nhập không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/tai-khoan/bao-mat/ma-du-phong/")

    page.context.clear_cookies()
    page.goto(site.url + "/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)
    page.goto(site.url + "/tai-khoan/")
    assert "Lê Minh Ngân" in page.inner_text("h1")
    assert not [said for said in heard if "404" not in said], heard
