"""The handbook's first form (docs/huong-dan/them-bieu-mau.md), made in a browser as an administrator reads it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support import browser as support

pytestmark = pytest.mark.browser


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def add(page: Any, button: str, label: str, words: str, kind: str) -> None:
    """A question or a column, from its box at the foot of the list."""
    box = page.locator("form.filters").filter(has=page.get_by_role("button", name=button))
    box.get_by_label(label).fill(words)
    box.get_by_label("Kiểu trả lời").select_option(label=kind)
    box.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def make_a_form(page: Any, url: str, code: str) -> None:
    """Steps 1 to 10 of the handbook."""
    page.goto(f"{url}/quan-tri/bieu-mau/")
    page.get_by_role("link", name="Biểu mẫu mới").click()
    page.get_by_label("Mã biểu mẫu").fill(code)
    page.get_by_label("Tên biểu mẫu").fill("Xác nhận nhà ở đang sử dụng")
    press(page, "Lập bản nháp")
    draft = page.url
    page.get_by_role("link", name="Phần một").first.click()
    page.get_by_label("Tên phần").fill("Nhà của bạn thế nào?")
    press(page, "Lưu phần này")
    part = page.url
    add(page, "Thêm câu", "Câu hỏi", "Nhà có mấy tầng?", "Số nguyên")
    page.get_by_label("Lời giúp ngay dưới câu hỏi").fill("Không tính tầng hầm.")
    page.get_by_label("Ví dụ").fill("2")
    page.locator("[data-look]").get_by_text("Không tính tầng hầm.").wait_for()  # drawn while it is typed
    page.get_by_label("Bắt buộc trả lời").check()
    press(page, "Lưu câu hỏi")
    page.locator("summary", has_text="Thêm kiểm tra").click()
    page.get_by_label("Kiểm tra", exact=True).select_option("int_range")
    page.get_by_label("Con số hoặc chữ").fill("1..5")
    press(page, "Thêm kiểm tra")
    page.goto(part)
    add(page, "Thêm câu", "Câu hỏi", "Nhà có cho thuê không?", "Có hoặc không")
    page.goto(part)
    add(page, "Thêm câu", "Câu hỏi", "Ai đang thuê?", "Bảng nhiều dòng (nhóm lặp lại)")
    table = page.url
    page.get_by_role("link", name="Cột 1").click()
    page.get_by_label("Câu hỏi", exact=True).fill("Họ tên")
    press(page, "Lưu câu hỏi")
    page.goto(table)
    add(page, "Thêm cột", "Tên cột", "Thuê từ ngày", "Ngày đầy đủ")
    page.goto(table)
    page.get_by_role("link", name=re.compile("Đặt điều kiện.*Điều kiện hiện")).click()
    page.get_by_label("Câu hỏi", exact=True).select_option(label="Nhà có cho thuê không?")
    page.get_by_label("Giá trị").select_option(label="Có")  # its choices come by themselves
    press(page, "Lưu điều kiện")
    page.goto(part)
    add(page, "Thêm câu", "Câu hỏi", "Số người thuê", "Tự tính")
    page.get_by_label("Cách tính").select_option(label="Số dòng của bảng")
    page.get_by_label("Bảng", exact=True).select_option(label="Ai đang thuê?")
    press(page, "Lưu câu hỏi")
    page.goto(draft)
    assert page.get_by_text("chưa đăng được").count() == 0, page.locator("main").inner_text()


def try_and_publish(page: Any, draft: str) -> None:
    page.goto(draft)
    page.get_by_role("link", name="Thử điền").click()
    page.get_by_label("Nhà có mấy tầng?").fill("9")
    page.get_by_role("radio", name="Có", exact=True).check()
    page.get_by_role("button", name="Thêm dòng").click()
    page.locator("main").get_by_label("Họ tên").fill("Lê Văn Thuê")
    page.locator("main").get_by_label("Họ tên").press("Tab")
    page.locator("[data-computed=so_nguoi_thue]", has_text="1").wait_for()  # worked out at once
    press(page, "Tiếp tục")
    assert "Nhà có mấy tầng" in page.locator(".error-summary").inner_text()
    page.get_by_label("Nhà có mấy tầng?").fill("2")
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", name="Nộp được").count()
    page.goto(draft)
    press(page, "Đăng bản 1")
    assert "Đã đăng phiên bản 1" in page.locator("main").inner_text()


def test_an_administrator_makes_a_form_as_the_handbook_tells_and_publishes_it(site, page_at):
    page = page_at(1280, bypass_csp=False)
    site.sign_in(page, "quantri")
    heard = support.complaints(page)
    make_a_form(page, site.url, "9.000001")
    try_and_publish(page, f"{site.url}/quan-tri/bieu-mau/9.000001/1/soan/")
    assert [one for one in heard if "422" not in one] == []
