"""Every part in every state, the shells and the error pages, as a browser and axe see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.browser import axe, complaints, faults, sticks_out, told

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.support.ui_urls")]

PAGES = ["/ui/", "/ui/?density=desk"]
SHELLS = ["/khung/portal/", "/khung/desk/", "/khung/console/"]
ERRORS = ["/loi/400/", "/loi/403/", "/loi/403_csrf/", "/loi/404/", "/loi/429/", "/loi/500/", "/loi/refusal/"]


def visit(page: Any, address: str) -> None:
    """Open a page and make sure it is that page, not an error that happens to be well formed."""
    answer = page.goto(address)
    assert answer.status == 200, f"{address}: {answer.status}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("address", [*PAGES, *SHELLS])
def test_axe_finds_nothing_to_say(
    bare_server: Any, page_at: Callable[..., Any], address: str, width: int, dark: bool
) -> None:
    page = page_at(width, dark=dark)
    visit(page, bare_server.url + address)
    found = axe(page)
    assert not found, told(found)


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_page_can_be_read_by_everyone(
    bare_server: Any, page_at: Callable[..., Any], address: str
) -> None:
    page = page_at(375)
    visit(page, bare_server.url + address)
    assert faults(page) == []
    assert page.locator("h1").inner_text().strip()


@pytest.mark.parametrize("address", [*PAGES, *SHELLS])
@pytest.mark.parametrize("width", [320, 640, 1280])
def test_no_page_scrolls_sideways(
    bare_server: Any, page_at: Callable[..., Any], address: str, width: int
) -> None:
    page = page_at(width)
    visit(page, bare_server.url + address)
    assert sticks_out(page) == []


@pytest.mark.parametrize("address", [*PAGES, *SHELLS])
def test_the_policy_of_the_site_is_never_broken(
    bare_server: Any, page_at: Callable[..., Any], address: str
) -> None:
    page = page_at(1280, bypass_csp=False)
    heard = complaints(page)
    visit(page, bare_server.url + address)
    page.wait_for_load_state("networkidle")
    assert heard == []
    assert page.evaluate("document.querySelectorAll('[style], style, script:not([src])').length") == 0
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Ễ')")


def test_the_keys_move_over_rows_and_open_their_list(bare_server: Any, page_at: Callable[..., Any]) -> None:
    page = page_at(1280, bypass_csp=False)
    visit(page, bare_server.url + "/khung/desk/")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"  # the way to anywhere
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog[open]')")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "0002" in page.locator("tr.is-current").inner_text()
    page.keyboard.press("k")
    assert "0001" in page.locator("tr.is-current").inner_text()
    page.keyboard.press("x")
    assert page.locator("tr.is-picked").count() == 1

    page.keyboard.press("?")
    assert "trình ký" in page.locator("#cac-phim").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#cac-phim").is_visible()

    page.keyboard.press("t")
    page.wait_for_url("**ky=1")


def test_one_mark_picks_the_whole_list(bare_server: Any, page_at: Callable[..., Any]) -> None:
    page = page_at(1280, bypass_csp=False)
    visit(page, bare_server.url + "/khung/desk/")
    page.check("[data-select-all]")
    assert page.locator("tbody input:checked").count() == 2


def test_the_pages_stand_without_scripts(bare_server: Any, page_at: Callable[..., Any]) -> None:
    page = page_at(375, java_script_enabled=False)
    visit(page, bare_server.url + "/khung/portal/")
    page.click("summary:has-text('Mục lục')")
    assert page.locator(".site-head__menu a:has-text('Theo dõi hồ sơ')").is_visible()


def test_a_key_press_can_be_switched_off_by_who_talks_to_the_machine(
    bare_server: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, bypass_csp=False)
    visit(page, bare_server.url + "/khung/desk/")
    page.keyboard.press("?")
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator("tr.is-current").count() == 0


@pytest.mark.parametrize("width", [375, 1280])
def test_the_officers_menu_opens_reads_well_and_offers_the_way_out(
    bare_server: Any, page_at: Callable[..., Any], width: int
) -> None:
    page = page_at(width)
    visit(page, bare_server.url + "/khung/desk/")
    page.click(".desk-head__menu summary")
    assert page.locator("button:has-text('Đăng xuất')").is_visible()
    found = axe(page)
    assert not found, told(found)
    assert sticks_out(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("button:has-text('Đăng xuất')").is_visible()
