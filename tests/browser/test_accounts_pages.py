"""Signing in, my account and the account console, as a browser and axe see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from motcua.services.accounts import services
from motcua.services.accounts.tests.conftest import PASSWORD, _fresh_limits, commune  # noqa: F401
from tests.support.browser import axe, no_sideways_scroll, told

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


def look(page: Any, address: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, f"{address}: {answer.status}"
    found = axe(page)
    assert not found, f"{address}\n{told(found)}"
    no_sideways_scroll(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_everyone_can_use_the_pages_of_accounts(
    transactional_db: None, commune: dict[str, str], live_server: Any, page_at: Callable[..., Any], width: int  # noqa: F811
) -> None:
    page = page_at(width)
    for address in OUTSIDE:
        look(page, live_server.url + address)
    page.goto(live_server.url + "/dang-nhap/?next=/tai-khoan/")
    page.get_by_label("Tên đăng nhập").fill(commune["admin"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    assert not axe(page), told(axe(page))
    page.get_by_label("Mã 6 chữ số").fill(services.one_time_code(commune["admin"])[0])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/tai-khoan/")
    for address in [*MINE, *CONSOLE]:
        look(page, live_server.url + address)
