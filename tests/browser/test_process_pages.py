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
from tests.support.browser import complaints, faults

pytestmark = pytest.mark.browser

AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)

ADMIN = Actor(
    "officer", "QT01", "Lê Văn E", post_title="Quản trị viên", permissions=frozenset({"workflow.edit"})
)


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site on the test's own connection, every request the administrator's."""
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: ADMIN))
    services.load_processes(by=ADMIN, at=AT)
    server = LiveServer("localhost:0")
    yield server
    server.stop()


@pytest.mark.parametrize("width", [1280, 375])
def test_process_pages_have_no_violations_and_do_not_scroll_sideways(
    site: Any, page_at: Callable[..., Any], width: int
) -> None:
    page = page_at(width, height=2400)
    heard = complaints(page)
    draft = services.start_draft(process_code="1.001193", number=1, by=ADMIN, at=AT)
    home = f"/quan-tri/quy-trinh/1.001193/ban-{draft.number}"
    for name, path in (
        ("list", "/quan-tri/quy-trinh/"),
        ("one", "/quan-tri/quy-trinh/1.001193/"),
        ("edit", f"{home}/sua/"),
        ("step", f"{home}/sua/buoc/s2/"),
        ("try", f"{home}/thu/?b=du&ho_so=50"),
    ):
        assert page.goto(site.url + path).status == 200
        if shots := os.environ.get("MOTCUA_SHOTS"):
            page.screenshot(path=f"{shots}/process-{name}-{width}.png", full_page=True)
        assert faults(page) == []
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


def test_an_administrator_follows_the_guide_from_a_draft_to_publishing_and_back(
    site: Any, page_at: Callable[..., Any]
) -> None:
    """docs/huong-dan/quy-trinh.md, step by step, under the site's own content policy."""
    page = page_at(1280, bypass_csp=False)
    heard = complaints(page)
    page.goto(f"{site.url}/quan-tri/quy-trinh/1.001193/")
    page.get_by_role("button", name="Soạn bản thảo từ bản này").click()

    hours = page.locator("[data-hours]").first
    hours.fill("90")
    page.locator("[data-totals-words]", has_text="vượt thời hạn").wait_for()
    hours.fill("0.5")
    page.locator("[data-totals-words]", has_text="còn").wait_for()
    page.get_by_role("button", name="Lưu bảng").first.click()
    page.get_by_text("Đã lưu.").wait_for()

    page.get_by_text("Thêm một bước", exact=True).click()
    adding = page.get_by_role("form", name="Thêm một bước")
    adding.get_by_label("Tên bước").fill("Đối chiếu sổ hộ tịch cũ")
    adding.get_by_label("Thời hạn, giờ làm việc").fill("0.25")
    adding.get_by_role("button", name="Thêm bước").click()
    page.get_by_text("Thêm bước “Đối chiếu sổ hộ tịch cũ”").first.wait_for()

    page.get_by_role("link", name="Sửa trên sơ đồ").click()
    page.locator("[data-modeler][data-ready]").wait_for()
    mark = page.locator(".bjs-powered-by")
    box = mark.bounding_box()
    assert mark.is_visible() and box is not None and box["width"] > 30
    over = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.bjs-powered-by') !== null",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert over, "the mark of bpmn.io is covered"
    entries = page.locator(".djs-palette .entry")
    assert entries.count() == 8 and page.get_by_role("button", name="Cổng song song").count() == 1
    if shots := os.environ.get("MOTCUA_SHOTS"):
        page.screenshot(path=f"{shots}/process-draw-1280.png", full_page=True)
    page.evaluate(
        """() => { const m = window.motcuaModeler;
        const task = m.get('elementRegistry').filter((e) => (e.businessObject.name || '').startsWith('Đối chiếu'))[0];
        m.get('modeling').updateProperties(task, {name: 'Đối chiếu sổ hộ tịch'}); }"""
    )
    page.get_by_role("button", name="Lưu sơ đồ").click()
    page.wait_for_url("**/sua/")
    page.get_by_text("tên trước là Đối chiếu sổ hộ tịch cũ").first.wait_for()

    page.get_by_role("link", name="Chạy thử").first.click()
    page.get_by_role("link", name="Hồ sơ đầy đủ").click()
    page.get_by_role("button", name="Thử 50 hồ sơ").click()
    page.get_by_text("Nửa số hồ sơ xong trong").wait_for()
    page.get_by_role("link", name="Về sửa bản thảo").click()

    page.get_by_role("button", name="Ban hành bản 2").click()
    page.get_by_text("Đã ban hành bản 2").wait_for()
    page.get_by_text("Rút lại bản 2").first.click()
    page.get_by_label("Lý do rút lại").fill("Thử xong, trả bản cũ")
    page.get_by_role("button", name="Rút lại bản 2").click()
    page.get_by_text("Bản 1 áp dụng lại").wait_for()
    assert heard == []
