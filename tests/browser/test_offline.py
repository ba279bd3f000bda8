"""The line fails, then the browser: a counter's day without either, as the citizen and the book see it afterwards."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error

from motcua.demo.cast import PASSWORD
from tests.support import browser as support

pytestmark = pytest.mark.browser

SHELL = "/can-bo/tiep-nhan/mat-mang/"
WORDS = "con mèo máy tính"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PEOPLE = [("Nguyễn Văn Ẫm", "037096000014", "0912345678"), ("Lê Thị Ếch", "037196000027", "0987654321")]


@contextmanager
def machine(chromium: Any, profile: Path) -> Iterator[Any]:
    """The counter's browser with a profile that outlives it."""
    context = chromium.browser_type.launch_persistent_context(
        str(profile), executable_path=support.executable(), args=support.ARGUMENTS, locale="vi-VN",
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    try:
        yield context
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill(profile: Path) -> None:
    """The browser of this profile dies as in a power cut; no other process is touched."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            said = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in said and not any(
            one.startswith(b"--type=") for one in said
        ):
            os.kill(int(entry.name), signal.SIGKILL)


def sign_in(page: Any, url: str, login: str = "tiepnhan") -> None:
    page.goto(f"{url}/dang-nhap/?next={SHELL}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.locator("[data-line-title]", has_text="Có mạng").wait_for(
        timeout=90_000
    )  # the catalogue of a whole desk


def fill_in(page: Any, person: tuple[str, str, str], file: bytes) -> None:
    """One person's papers, with a scan."""
    page.fill("#tim-tt", "hộ kinh doanh")
    page.locator("#goi-y button", has_text="1.001612").click()
    for name, value in zip(("name", "id_number", "phone"), person, strict=True):
        page.fill(f"[name=hs-{name}]", value)
    page.check("#giay_1")
    page.locator("#giay_1 ~ div summary").click()
    page.set_input_files(
        "#tep_1", {"name": "giấy đề nghị.pdf", "mimeType": "application/pdf", "buffer": file}
    )
    page.locator("#tep_1_da", has_text="Đã giữ").wait_for()


def take(page: Any) -> str:
    """F9: the number on the provisional receipt."""
    page.keyboard.press("F9")
    return page.locator("[data-sheet] .code").inner_text()


def printed_again(page: Any, number: str) -> None:
    """The printer jammed and the next citizen sits there: the same receipt, marked as printed again."""
    page.locator("[data-rows] li", has_text=number).get_by_text("Phiếu tạm").click()
    page.locator("[data-sheet]", has_text="In lại lúc").wait_for()
    said = page.locator("[data-sheet]").inner_text()
    assert number in said and PEOPLE[0][0] in said
    page.keyboard.press("F10")
    page.locator("[data-form]").wait_for()


def annulled_and_taken_anew(page: Any, number: str) -> str:
    """It was the wrong paper, after the next one had begun: the old number is annulled, the dossier goes on under another."""
    page.keyboard.press("F10")
    page.locator("[data-rows] li", has_text=number).get_by_text("Phiếu tạm").click()
    page.locator("[data-receipt] summary").click()
    page.click("[data-undo]")
    page.locator("[data-form]").wait_for()
    assert page.input_value("[name=hs-name]") == PEOPLE[1][0]
    other = take(page)
    assert other != number
    return other


def another_tab(context: Any, url: str) -> Any:
    """The counter's page in a second tab. A busy machine may start the page's worker too late for the first try."""
    other = context.new_page()
    for _ in range(5):
        with suppress(Error):
            other.goto(f"{url}/can-bo/tiep-nhan/")
            return other
        other.wait_for_timeout(1000)
    raise AssertionError("the worker does not answer in a second tab")


def disc_full(page: Any) -> None:
    """No room for another scan: the page says so, what it holds stays."""
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          window.roomAgain = () => { IDBObjectStore.prototype.put = put; };
          IDBObjectStore.prototype.put = function (row) {
            if (this.name === "files") throw new DOMException("no room", "QuotaExceededError");
            return put.call(this, row);
          };
        }"""
    )
    page.set_input_files("#tep_1", {"name": "b.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("[data-warnings]", has_text="Ổ đĩa của trình duyệt đã đầy").wait_for()
    assert "giấy đề nghị.pdf" in page.locator("#tep_1_da").inner_text()
    page.evaluate("roomAgain()")


def left_alone_it_locks(page: Any, context: Any) -> None:
    """Half an hour nobody touches the machine: nothing is read off it, and nothing typed is lost."""
    name = PEOPLE[1][0]
    context.set_offline(True)  # the line fails under the open page
    page.locator("[data-line-title]", has_text="cứ nhận tiếp").wait_for()
    page.fill("[name=hs-name]", name)
    page.clock.fast_forward(31 * 60 * 1000)
    page.locator("[data-line-title]", has_text="máy đang khóa").wait_for()
    assert page.locator("[data-form]").is_hidden()
    assert page.input_value("[name=hs-name]") == "" and name not in page.locator("main").inner_text()
    page.fill("#ma", WORDS)
    page.click("[data-phrase] button")
    page.wait_for_function("name => document.querySelector('[name=hs-name]').value === name", arg=name)


def another_sees_nothing(page: Any, context: Any, url: str) -> None:
    """A colleague at the same machine is told that something of another lies there, and no word of it."""
    context.set_offline(False)
    context.clear_cookies()
    sign_in(page, url, "tiepnhantinh")
    page.locator("[data-warnings]", has_text="1 hồ sơ của cán bộ khác").wait_for()
    assert PEOPLE[1][0] not in page.locator("main").inner_text()
    assert page.input_value("[name=hs-name]") == ""


def all_kept(page: Any) -> str:
    """All that lies on the disc of this machine, as text: nobody's name stands in it."""
    return page.evaluate(
        """async () => {
          const rows = [...await motcuaQuay.store.all("drafts"), ...await motcuaQuay.store.all("files")];
          const text = (data) => new TextDecoder().decode(data);
          return rows.map((row) => JSON.stringify(row) + (row.data ? text(row.data) : "") + (row.about ? text(row.about.data) : "")).join();
        }"""
    )


def test_a_day_without_line_and_a_crash_loses_and_doubles_nothing(
    site: Any, chromium: Any, tmp_path: Path
) -> None:
    profile, scans = tmp_path / "profile", [PDF, PDF.replace(b"\n", b"\n%" + b"2" * 700_000 + b"\n", 1)]
    with machine(chromium, profile) as context:
        page = context.pages[0]
        sign_in(page, site.url)
        page.fill("#ma", WORDS)
        page.click("[data-phrase] button")
        page.locator("[data-phrase]").wait_for(state="hidden")
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        context.set_offline(True)
        page.goto(f"{site.url}/can-bo/tiep-nhan/")  # the usual address: the worker answers
        page.locator("[data-line-title]", has_text="cứ nhận tiếp").wait_for()
        fill_in(page, PEOPLE[0], scans[0])
        first = take(page)
        page.keyboard.press("F10")
        printed_again(page, first)
        fill_in(page, PEOPLE[1], scans[1])
        page.locator("[data-kept]", has_text="Đã giữ").wait_for()
        disc_full(page)
        kept = all_kept(page)
        assert first in kept
        assert "Ẫm" not in kept and "Ếch" not in kept and "giấy đề nghị" not in kept and "%PDF" not in kept
        page.wait_for_timeout(700)  # typing is written half a second after the last key
        kill(profile)
    with machine(chromium, profile) as context:
        page = context.pages[0]
        context.clock.install()
        context.set_offline(True)
        page.goto(f"{site.url}{SHELL}")
        page.locator("[data-line-title]", has_text="máy đang khóa").wait_for()
        assert "Ếch" not in page.locator("main").inner_text()
        page.fill("#ma", "không phải mã ấy")
        page.click("[data-phrase] button")
        page.locator("[data-phrase-fault]", has_text="Mã không đúng").wait_for()
        page.fill("#ma", WORDS)
        page.click("[data-phrase] button")
        page.locator("[data-rows] li", has_text="Ếch").get_by_text("Mở tiếp").click()
        page.locator("#tep_1_da", has_text="giấy đề nghị.pdf").wait_for()
        values = tuple(page.input_value(f"[name=hs-{name}]") for name in ("name", "id_number", "phone"))
        assert values == PEOPLE[1]
        second = annulled_and_taken_anew(page, take(page))
        page.keyboard.press("F10")
        lost, begun = [], []

        def cut_in_the_middle(route: Any) -> None:
            offset = parse_qs(urlsplit(route.request.url).query).get("tu", [""])[0]
            if route.request.method == "POST":
                begun.append(int(offset))
            cut = begun.count(262_144) == 1 and begun[-1] == 262_144 and route.request.method == "POST"
            route.abort() if cut else route.continue_()

        context.route("**/mat-mang/phan-tep/**", cut_in_the_middle)

        def lose_the_first_answer(route: Any) -> None:
            answer = route.fetch()
            if lost:
                route.fulfill(response=answer)
            else:
                lost.append(answer.status)
                route.abort()

        context.route("**/mat-mang/gui/", lose_the_first_answer)
        context.set_offline(False)
        page.locator("[data-line-title]", has_text="Phiên làm việc đã hết").wait_for()  # the crash ended it
        assert "Ếch" not in page.locator("main").inner_text()
        sign_in(page, site.url)
        page.click("[data-send]")
        page.locator("[data-rows] .status", has_text="Đã gửi").nth(1).wait_for()
        shown = page.locator("[data-rows]").inner_text()
        assert lost == [200] and first in shown and second in shown
        assert sorted(begun) == [0, 0, 262_144, 262_144, 524_288], "a cut line costs one piece, not the file"
        assert page.evaluate("motcuaQuay.store.all('files')") == []
        kept = all_kept(page)
        assert "Ẫm" not in kept and "Ếch" not in kept, "what the server answered names nobody either"
        left_alone_it_locks(page, context)
        another_sees_nothing(page, context, site.url)
    book = sqlite3.connect(f"file:{site.var / 'motcua.sqlite3'}?mode=ro", uri=True)
    rows = book.execute(
        """SELECT d.provisional_number, d.applicant_name, d.applicant_id_number, d.applicant_phone, p.sha256, d.accepted_at = i.claimed_at
           FROM dossiers_dossier d JOIN dossiers_paper p ON p.dossier_id = d.id AND p.position = 1
           JOIN offline_number n ON n.code = d.provisional_number JOIN offline_intake i ON i.number_id = n.id
           WHERE d.provisional_number IN (?, ?) ORDER BY d.id""",
        (first, second),
    ).fetchall()
    book.close()
    assert rows == [
        (number, *person, hashlib.sha256(scan).hexdigest(), 1)
        for number, person, scan in zip((first, second), PEOPLE, scans, strict=True)
    ]


def attach(page: Any, name: str, data: bytes) -> None:
    page.set_input_files("#tep_1", {"name": name, "mimeType": "image/jpeg", "buffer": data})


def only_what_will_be_taken(page: Any) -> None:
    """A file the server would refuse is refused while the citizen sits there; one given up is gone."""
    page.fill("#tim-tt", "hộ kinh doanh")
    page.locator("#goi-y button", has_text="1.001612").click()
    page.fill("[name=hs-name]", PEOPLE[0][0])
    page.fill("[name=hs-phone]", PEOPLE[0][2])
    page.check("#giay_1")
    page.locator("#giay_1 ~ div summary").click()
    for data, why in ((b"\x00\x00\x00\x18ftypheic", "không phải PDF"), (b"", "rỗng")):
        attach(page, "ảnh.heic", data)
        page.locator("[data-warnings]", has_text=why).wait_for()
    assert page.locator("#tep_1_da").inner_text() == ""
    attach(page, "giấy.pdf", PDF)
    page.locator("#tep_1_da", has_text="Đã giữ").get_by_text("Bỏ tệp này").click()
    page.locator("#tep_1_da", has_text="Đã bỏ").wait_for()
    assert page.evaluate("motcuaQuay.store.all('files')") == []


def scans_belong_to_their_procedure(page: Any) -> None:
    """Another procedure has other papers: what was scanned for the first does not pass for one of them."""
    attach(page, "giấy.pdf", PDF)
    page.locator("#tep_1_da", has_text="Đã giữ").wait_for()
    page.once("dialog", lambda one: one.dismiss())
    page.click("[data-unchoose]")
    assert page.locator("[data-chosen]").is_visible()
    page.once("dialog", lambda one: one.accept())
    page.click("[data-unchoose]")
    page.locator("#tim-tt").wait_for()
    assert page.evaluate("motcuaQuay.store.all('files')") == []
    page.locator("#goi-y button", has_text="1.001612").click()
    page.check("#giay_1")


def a_scan_is_not_lost_unseen(page: Any, context: Any, url: str) -> None:
    """What is open in one tab is not thrown away in another; a scan that is gone all the same gets no receipt."""
    page.locator("#giay_1 ~ div summary").click()
    attach(page, "giấy.pdf", PDF)
    page.locator("#tep_1_da", has_text="Đã giữ").wait_for()
    other = another_tab(context, url)
    other.on("dialog", lambda one: one.accept())
    for words in ("Mở tiếp", "Xóa nháp"):
        other.locator("[data-rows] li", has_text=PEOPLE[0][0]).get_by_text(words).click()
        other.locator("[data-warnings]", has_text="đang mở ở thẻ khác").wait_for()
        other.evaluate("document.querySelector('[data-warnings]').replaceChildren()")
    other.close()
    page.evaluate(
        "motcuaQuay.store.all('files').then((all) => Promise.all(all.map((one) => motcuaQuay.store.drop('files', one.id))))"
    )
    page.keyboard.press("F9")
    page.locator("[data-warnings]", has_text="Tệp quét không còn").wait_for()
    assert page.locator("[data-receipt]").is_hidden()
    page.locator("#tep_1_da").get_by_text("Bỏ tệp này").click()


def the_hour_is_asked(page: Any, context: Any, url: str) -> None:
    """The battery of the clock is empty: no receipt bears an hour before the last that is known."""
    now = page.evaluate("Date.now()")
    context.clock.install(time=(now - 20 * 3600 * 1000) / 1000)
    page.goto(f"{url}/can-bo/tiep-nhan/")
    page.locator("[data-hour-form]", has_text="Đồng hồ máy chạy chậm").wait_for()
    page.wait_for_function(
        "name => document.querySelector('[name=hs-name]').value === name", arg=PEOPLE[0][0]
    )
    page.keyboard.press("F9")
    assert page.locator("[data-receipt]").is_hidden()
    for slip in ("2020-01-01T08:00", "2062-01-01T08:00"):
        page.fill("#gio", slip)
        page.click("[data-hour-form] button")
        page.locator("[data-hour-fault]", has_text="sau lần cuối có mạng").wait_for()
    right = page.evaluate(
        "at => new Date(at).toLocaleString('sv', { timeZone: 'Asia/Ho_Chi_Minh' }).slice(0, 16).replace(' ', 'T')",
        now + 120000,
    )
    page.fill("#gio", right)
    page.click("[data-hour-form] button")
    page.locator("[data-hour-form]").wait_for(state="hidden")
    take(page)
    hour = f"{right[11:16]} ngày {'/'.join(reversed(right[:10].split('-')))}"
    assert f"Nhận lúc {hour}" in page.locator("[data-sheet]").inner_text()


def the_limit_is_asked_for(page: Any) -> None:
    """What decides the limit is answered while the citizen sits there."""
    page.keyboard.press("F10")
    page.fill("#tim-tt", "1.013225")
    page.locator("#goi-y button", has_text="1.013225").click()
    page.locator("[data-declaring]").wait_for()
    page.keyboard.press("F9")
    page.locator("[data-fault-list]", has_text="Chưa trả lời trong phần khai").wait_for()


def a_wrong_hour_ahead_ends_with_the_next_contact(page: Any, context: Any) -> None:
    """Five hours ahead without a line, right again with it: the next receipt without a line is not held back."""
    page.evaluate("motcuaQuay.store.put('meta', { key: 'hour', at: Date.now() + 30 * 3600000 })")
    context.set_offline(False)
    page.click("[data-send]")
    page.locator("[data-line-title]", has_text="Có mạng").wait_for()
    assert page.evaluate(
        "motcuaQuay.store.get('meta', 'hour').then((row) => row.at <= motcuaQuay.line.now().getTime() + 5000)"
    )
    context.set_offline(True)
    page.click("[data-send]")
    page.locator("[data-line-title]", has_text="cứ nhận tiếp").wait_for()
    assert page.locator("[data-hour-form]").is_hidden()


def test_what_goes_wrong_is_told_while_the_citizen_sits_there(
    site: Any, chromium: Any, tmp_path: Path
) -> None:
    with machine(chromium, tmp_path / "profile") as context:
        page = context.pages[0]
        sign_in(page, site.url)
        page.locator("[data-line-title]", has_text="chưa đặt mã mở").wait_for()
        page.fill("#ma", WORDS)
        page.click("[data-phrase] button")
        page.locator("[data-line-title]", has_text="máy đã sẵn sàng").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        context.set_offline(True)
        page.goto(f"{site.url}/can-bo/tiep-nhan/")
        page.locator("[data-line-title]", has_text="cứ nhận tiếp").wait_for()
        only_what_will_be_taken(page)
        scans_belong_to_their_procedure(page)
        a_scan_is_not_lost_unseen(page, context, site.url)
        page.wait_for_timeout(700)
        the_hour_is_asked(page, context, site.url)
        the_limit_is_asked_for(page)
        a_wrong_hour_ahead_ends_with_the_next_contact(page, context)
        page.click("[data-lock]")
        page.locator("[data-line-title]", has_text="máy đang khóa").wait_for()
        assert PEOPLE[0][0] not in page.locator("main").inner_text()
