"""docs/huong-dan/them-thu-tuc.md, walked step by step as an administrator would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.registries.procedures import queries
from motcua.services.accounts.types import ROLES
from tests.support.browser import faults, sticks_out

pytestmark = pytest.mark.browser
CODE = "9.000001"


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
    server = LiveServer("localhost:0")
    yield server
    server.stop()


def test_the_guide_leads_from_nothing_to_a_published_procedure_and_back(
    site: Any, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, height=2400)

    def good() -> None:
        assert faults(page) == [], page.url

    def save() -> None:
        assert sticks_out(page) == []
        page.get_by_role("button", name="Lưu bản thảo").click()
        page.wait_for_load_state()
        assert page.get_by_text("Đã lưu bản thảo").count(), page.locator("main").inner_text()

    page.goto(site.url + "/quan-tri/thu-tuc/")
    page.get_by_role("link", name="Thêm thủ tục").click()
    good()
    page.get_by_label("Mã thủ tục").fill(CODE)
    page.get_by_label("Tên thủ tục").fill("Hỗ trợ học phí cho học sinh vùng cao")
    page.get_by_role("button", name="Mở bản thảo").click()

    page.get_by_label("Cơ quan thực hiện").fill("Sở Giáo dục và Đào tạo")
    page.get_by_label("Đối tượng thực hiện").fill("Học sinh\nPhụ huynh")
    page.get_by_label("Kết quả").fill("Quyết định hỗ trợ")
    page.get_by_label("Trình tự thực hiện").fill("Nộp hồ sơ tại Trung tâm, nhận kết quả sau khi xét duyệt.")
    save()

    page.get_by_role("link", name="Giấy tờ").click()
    page.get_by_label("Tên giấy tờ").first.fill("Đơn đề nghị hỗ trợ")
    page.get_by_label("Bản chính").first.fill("1")
    page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Tên giấy tờ").nth(1).fill("Giấy xác nhận nơi ở")
    page.get_by_label("Cơ sở dữ liệu thay cho giấy").nth(1).select_option("dc")
    good()
    save()

    page.get_by_role("link", name="Cách thức").click()
    page.get_by_label("Thời hạn (nguyên văn)").first.fill("5 ngày làm việc")
    save()

    page.get_by_role("link", name="Tỉnh áp dụng").click()
    page.get_by_label("Thời hạn", exact=False).first.fill("5")
    page.get_by_label("Đơn vị thời hạn").select_option("working_days")
    page.get_by_label("Mức độ trực tuyến").select_option("partial")
    save()

    page.get_by_role("link", name="Mức thu").click()
    page.get_by_label("Tên khoản thu").fill("Phí thẩm định")
    page.get_by_label("Số tiền (đồng)").fill("8000")
    page.get_by_label("Áp dụng từ ngày").fill("01/01/2026")
    save()

    page.get_by_role("link", name="Khác biệt và công bố").click()
    good()
    page.goto(f"{site.url}/quan-tri/thu-tuc/{CODE}/ban-thao/xem-truoc/")
    page.get_by_text("Xem trước: người dân chưa thấy trang này").wait_for()
    page.get_by_text("5 ngày làm việc").first.wait_for()
    assert queries.open_draft(CODE) is not None
    page.get_by_role("link", name="Về bản thảo").click()
    page.get_by_role("button", name="Công bố", exact=True).click()
    page.get_by_text("Đã công bố").first.wait_for()
    good()

    page.goto(f"{site.url}/thu-tuc/{CODE}/")
    page.get_by_text("8.000 đồng").first.wait_for()
    assert "Hỗ trợ học phí" in page.locator("h1").inner_text()

    page.goto(f"{site.url}/quan-tri/thu-tuc/{CODE}/")
    page.get_by_role("button", name="Hoàn tác lần này").first.click()
    page.get_by_text("Đã hoàn tác").first.wait_for()
    assert not queries.procedure(CODE).offered
    for address in (
        "/quan-tri/thu-tuc/?sua=limit",
        "/quan-tri/thu-tuc/con-thieu/",
        "/quan-tri/thu-tuc/hang-loat/luot/",
        "/thu-tuc/thay-doi/",
    ):
        page.goto(site.url + address)
        good()
