"""The officers' pages, as a browser and axe see them: a clerk's day, a leader's tray, at three widths."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import Status
from tests.support.browser import complaints, faults
from tests.support.province import Province, standing

pytestmark = pytest.mark.browser

CARD = "037096000014|162345678|Nguyễn Văn Ẫm|05021996|Nam|Tổ 4, phường Nam Định|10052021"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Iterator[Province]:
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    made = Province()
    made.at = clock.now().replace(microsecond=0) - timedelta(minutes=5)
    yield made


@pytest.fixture
def site(province: Province) -> Iterator[Any]:
    server = LiveServer("localhost:0")
    yield server
    server.stop()


def apart(job: Callable[[], Any]) -> Any:
    """Do a job in a thread of its own on the test's connection: playwright keeps an event loop in this one, and
    signing starts one."""
    own = connections["default"]
    own.inc_thread_sharing()

    def run() -> Any:
        connections["default"] = own
        return job()

    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()
    finally:
        own.dec_thread_sharing()


@pytest.fixture
def day(province: Province) -> dict[str, Dossier]:
    """A few dossiers in every state of a desk's day."""
    return apart(lambda: _day(province))


def _day(province: Province) -> dict[str, Dossier]:
    found = {
        "taken": province.taken_in("1.001612"),
        "birth": province.taken_in("1.001193"),
        "online": province.submitted("1.001193"),
        "tray": province.walk(province.taken_in("1.001193"), to="sign"),
        "tray2": province.walk(province.taken_in("2.000815"), to="sign"),
        "back": province.walk(province.taken_in("1.001193"), to="return"),
        "asked": province.submitted("1.001612"),
    }
    services.request_supplement(
        code=found["asked"].code, items=["Hợp đồng thuê địa điểm"], reason="Trang 3 không đọc được",
        by=province.clerk, at=province.at,
    )  # fmt: skip
    Dossier.objects.filter(pk=found["taken"].pk).update(due_at=province.at - timedelta(days=3))
    found["taken"].work.update(due_at=province.at - timedelta(days=3))
    return found


def enter(page: Any, site: Any, actor: Actor) -> None:
    """Give the browser the session of an officer."""
    client = sign_in_as(Client(), actor)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}]
    )


def look(page: Any, site: Any, path: str, name: str, width: int) -> list[str]:
    """Open a page and say what is wrong with it: nothing, where everybody can use it."""
    answer = page.goto(site.url + path)
    if answer.status != 200:
        return [f"{path}: {answer.status}"]
    if shots := os.environ.get("MOTCUA_SHOTS"):
        page.screenshot(path=f"{shots}/desk-{name}-{width}.png", full_page=True)
    return faults(page, exclude=("iframe",))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (375, False), (320, True)])
def test_everyone_can_use_the_pages_of_the_desk(
    province: Province,
    day: dict[str, Dossier],
    site: Any,
    page_at: Callable[..., Any],
    width: int,
    dark: bool,
) -> None:
    page = page_at(width, height=2400, dark=dark)  # tall: the keys at the foot of the desk cover nothing
    enter(page, site, province.clerk)
    own = f"/can-bo/ho-so/{day['birth'].code}/"
    for name, path in (
        ("inbox", "/can-bo/"),
        ("done", "/can-bo/?nhom=xong"),
        ("all", "/can-bo/ho-so/"),
        ("waiting", "/can-bo/cho-nhan/"),
        ("supplement", "/can-bo/bo-sung/"),
        ("return", "/can-bo/cho-tra/"),
        ("late", "/can-bo/qua-han/"),
        ("find", "/can-bo/tim/?q=nguyen"),
        ("register", "/can-bo/so-theo-doi/"),
        ("intake", "/can-bo/tiep-nhan/"),
        ("intake-found", "/can-bo/tiep-nhan/?q=khai sinh"),
        ("intake-chosen", "/can-bo/tiep-nhan/?thu_tuc=1.001193"),
        ("answer", f"/can-bo/ho-so/{day['online'].code}/"),
        ("hand-out", f"/can-bo/ho-so/{day['back'].code}/"),
        ("journal", own),
        ("clock", f"{own}?phan=dong-ho"),
        ("process", f"{own}?phan=quy-trinh"),
        ("declared", f"{own}?phan=noi-dung"),
        ("result", f"/can-bo/ho-so/{day['back'].code}/?phan=ket-qua"),
    ):
        assert look(page, site, path, name, width) == []


@pytest.mark.parametrize("width", [1280, 375])
def test_a_specialist_and_a_leader_can_use_theirs(
    province: Province, day: dict[str, Dossier], site: Any, page_at: Callable[..., Any], width: int
) -> None:
    page = page_at(width, height=2400)
    enter(page, site, province.holder(day["birth"]))
    assert look(page, site, "/can-bo/", "specialist", width) == []
    assert look(page, site, f"/can-bo/ho-so/{day['birth'].code}/", "work", width) == []
    page = page_at(width, height=2400)
    enter(page, site, province.holder(day["tray"]))
    assert look(page, site, "/can-bo/khay-ky/", "tray", width) == []
    assert look(page, site, "/can-bo/don-vi/", "unit", width) == []
    assert look(page, site, "/can-bo/don-vi/?loai=late", "unit-late", width) == []
    assert look(page, site, f"/can-bo/ho-so/{day['tray'].code}/", "sign", width) == []


def test_a_clerk_takes_papers_in_by_keyboard_alone(
    province: Province, site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, bypass_csp=False)
    heard = complaints(page)
    enter(page, site, province.clerk)
    page.goto(f"{site.url}/can-bo/tiep-nhan/")

    strokes = 0

    def press(*keys: str) -> None:
        nonlocal strokes
        for key in keys:
            page.keyboard.press(key)
            strokes += 1

    press("F2")
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")  # the reader's own
    page.wait_for_load_state()
    assert page.get_by_label("Họ và tên (hoặc tên tổ chức)").input_value() == "Nguyễn Văn Ẫm"
    page.locator("#tim-tt:focus").wait_for()
    press(*"khai sinh")
    page.locator("#goi-y button").first.wait_for()
    press("ArrowDown", "Enter")
    page.locator(".promise__when").wait_for()
    press(*(key for key in "123456" if page.locator(f'[data-key="{key}"]').count()), "F9")
    page.wait_for_url("**/can-bo/ho-so/**")
    assert Dossier.objects.get().applicant_name == "Nguyễn Văn Ẫm"
    assert page.get_by_role("link", name="In giấy tiếp nhận").get_attribute("data-key") == "F9"

    press("F10")
    page.locator("#the:focus").wait_for()
    assert strokes + 1 <= 25, "with the F9 that prints"
    assert heard == []


def test_a_leader_signs_on_a_phone_in_three_taps(
    province: Province, day: dict[str, Dossier], site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(375, bypass_csp=False, has_touch=True)
    heard = complaints(page)
    enter(page, site, province.holder(day["tray"]))
    page.goto(f"{site.url}/can-bo/")

    page.get_by_role("link", name="Khay ký").first.tap()
    page.wait_for_url("**/khay-ky/")
    page.locator(f'input[value^="{day["tray"].code}~"]').tap()
    page.get_by_role("button", name="Ký 1 kết quả").tap()
    page.get_by_role("heading", name="Xong").wait_for()

    assert day["tray"].results.exclude(signed_sha256="").exists()
    assert heard == []


TAPS = "addEventListener('click', (e) => { if (e.isTrusted) sessionStorage.taps = Number(sessionStorage.taps || 0) + 1; }, true)"


@pytest.mark.parametrize("deed", ["sign", "send back"])
def test_a_leader_signs_or_sends_back_on_a_phone_in_three_taps(
    province: Province, site: Any, page_at: Callable[..., Any], deed: str
) -> None:
    dossier = apart(lambda: province.walk(province.taken_in("1.001193"), to="sign"))
    page = page_at(375, has_touch=True)
    page.add_init_script(TAPS)
    enter(page, site, province.holder(dossier))
    page.goto(f"{site.url}/can-bo/khay-ky/")

    page.get_by_role("link", name=f"Xem và ký {dossier.code}").tap()
    page.wait_for_url(f"**/{dossier.code}/")
    assert (
        page.locator(".sign-one__leaf img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 600
    )
    assert faults(page) == []
    if deed == "sign":
        page.get_by_role("button", name="Ký văn bản này").tap()
    else:
        page.get_by_text("Trả lại kèm lý do").tap()
        page.get_by_role("button", name="Thiếu căn cứ pháp lý").tap()
    page.wait_for_url("**/khay-ky/")
    taps = int(page.evaluate("sessionStorage.taps"))

    assert taps <= 3
    words = page.locator("main").inner_text()
    if deed == "sign":
        assert "Đã ký kết quả" in words and dossier.results.exclude(signed_sha256="").exists()
    else:
        assert "Đã trả lại hồ sơ" in words
        assert dossier.journal.filter(action="send_back_step", detail__startswith="Thiếu căn cứ").exists()


def test_the_desk_works_without_scripts(
    province: Province, day: dict[str, Dossier], site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, java_script_enabled=False)
    enter(page, site, province.clerk)
    page.goto(f"{site.url}/can-bo/cho-nhan/")
    page.get_by_role("button", name=f"Tiếp nhận {day['online'].code}").click()
    page.wait_for_load_state()

    day["online"].refresh_from_db()
    assert day["online"].state in (Status.ACCEPTED, Status.PROCESSING)
    page.goto(f"{site.url}/can-bo/tiep-nhan/")
    page.get_by_role("textbox", name="Thủ tục", exact=True).fill("1.001193")
    page.get_by_role("button", name="Tìm thủ tục").click()
    page.locator(".promise__when").wait_for()
    assert page.locator(".promise__when").count() == 1


def test_rows_are_walked_ticked_and_opened_by_keys(
    province: Province, day: dict[str, Dossier], site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280)
    enter(page, site, province.holder(day["birth"]))
    page.goto(f"{site.url}/can-bo/")

    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr.is-current input:checked").count() == 1
    assert page.locator("[data-bulk-count]").inner_text() == "1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/can-bo/ho-so/**")
