"""The console's own pages with bad news on them: a dead delivery, a failing job, a broken ledger line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Inspection
from motcua.kernel.outbox.models import Delivery, Job
from motcua.services.accounts.types import ROLES
from tests.support.browser import complaints, faults

pytestmark = pytest.mark.browser

PAGES = [
    "/quan-tri/", "/quan-tri/nhat-ky/", "/quan-tri/nhat-ky/?viec=dossiers.accept&tu=sai", "/quan-tri/su-kien/",
    "/quan-tri/su-kien/?xem=cho", "/quan-tri/he-thong/",
]  # fmt: skip


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site on the test's own connection, every request from the provincial administrator."""
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    admin = Actor(
        "officer",
        "QT01",
        "Lê Văn E",
        post_title="Quản trị viên",
        permissions=ROLES["province_admin"].permissions,
    )
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: admin))
    now = clock.now()
    for n in range(60):
        audit.record(
            admin, "dossiers.accept", f"dossier:H42.15-261122-{n:04}", at=now - timedelta(minutes=n),
            before={"state": "Mới", "due_at": None}, after={"state": "Đã tiếp nhận", "papers": ["Tờ khai", "Giấy chứng sinh"]},
            reason="Đủ giấy tờ theo danh mục, người nộp mang bản chính đối chiếu tại quầy.",
        )  # fmt: skip
    audit.seal(at=now)
    Inspection.objects.create(at=now, entries=60, finding="dòng 12 (dossiers.accept) đã bị sửa sau khi ghi")
    for n, state in enumerate(("dead", "dead", "pending")):
        Delivery.objects.create(
            name="dossiers.accepted", payload={}, occurred_at=now, handler="indicators.accepted",
            stream=f"dossier:H42.15-{n}", state=state, attempts=8, run_at=now,
            last_error="Traceback (most recent call last):\n  " + "x" * 160 + "\nValueError: số liệu hỏng",
        )  # fmt: skip
    Job.objects.create(
        name="audit.seal", next_run_at=now, last_started_at=now, last_error="X\nOSError: đĩa đầy", failures=3
    )
    server = LiveServer("localhost:0")
    yield server
    server.stop()


def open_all(page: Any) -> None:
    """The first by the mouse, its fifty likes in one go: the mouse waits for each line to stand still."""
    folded = page.locator("main details")
    if folded.count():
        folded.first.locator("summary").click()
        folded.evaluate_all("all => all.slice(1).forEach((one) => one.querySelector('summary').click())")
    assert page.locator("main details:not([open])").count() == 0


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_bad_news_is_readable_by_everyone(
    site: Any, page_at: Callable[..., Any], width: int, dark: bool
) -> None:
    page = page_at(width, height=2400, dark=dark)
    heard = complaints(page)
    for address in PAGES:
        answer = page.goto(site.url + address)
        assert answer.status == 200, address
        open_all(page)
        assert faults(page) == [], address
    assert heard == []


def test_an_operator_retries_what_failed(site: Any, page_at: Callable[..., Any]) -> None:
    page = page_at(1280, bypass_csp=False)
    page.goto(site.url + "/quan-tri/su-kien/")
    page.get_by_role("button", name="Giao lại tất cả 2 lượt").click()
    page.get_by_text("Đã xếp 2 lượt vào hàng chờ giao lại").wait_for()
    page.get_by_text("Không có lượt giao nào hỏng").wait_for()
    assert Delivery.objects.filter(state="pending").count() == 3


def test_the_ledger_is_paged_and_filtered_by_links(site: Any, page_at: Callable[..., Any]) -> None:
    page = page_at(1280)
    page.goto(site.url + "/quan-tri/nhat-ky/")
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="Cũ hơn").click()
    page.wait_for_load_state()  # a click waits for the answer to begin, not for its rows
    assert page.locator("tbody tr").count() == 10
    page.get_by_role("link", name="Mới hơn").click()
    page.wait_for_load_state()
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="dossier:H42.15-261122-0007").click()
    page.wait_for_load_state()
    assert page.locator("tbody tr").count() == 1
