"""Two stories told in a browser against the served province: a birth registered online, a dossier taken at the counter.

Every person logs in with their own account in a window of their own; the leader shows a one-time code.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from motcua.demo.answers import at_home
from tests.support import filling as filled

pytestmark = pytest.mark.browser

CODE = re.compile(r"[A-Z]\d{2}(?:\.\d{1,3})*-\d{6}-\d{4,}")


def press(page: Any, name: str) -> None:
    """Press the button or link with this name."""
    for role in ("button", "link"):
        found = page.get_by_role(role, name=re.compile(name, re.I))
        if found.count():
            found.first.click()
            page.wait_for_load_state()
            return
    raise AssertionError(f"no “{name}” on {page.url}:\n{page.locator('main').inner_text()[:1500]}")


def act(page: Any, site: Any, code: str, action: str, **fields: str) -> None:
    """Do one of the actions a dossier's page offers now."""
    answer = page.goto(f"{site.url}/can-bo/ho-so/{code}/")
    assert answer.status == 200
    form = page.locator(f'form[action$="/lam/{action}/"]')
    assert form.count(), f"{action} is not offered:\n{page.locator('main').inner_text()[:1500]}"
    form.first.evaluate(
        "form => { for (let d = form.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
    )
    for name, value in fields.items():
        form.first.locator(f"[name={action}-{name}]").first.fill(value)
    for choice in ("outcome", "channel"):
        radios = form.first.locator(f"[name={action}-{choice}][type=radio]")
        if radios.count() and not form.first.locator(f"[name={action}-{choice}]:checked").count():
            radios.first.check()
    form.first.locator("button").last.click()
    page.wait_for_load_state()
    assert page.locator(".notice--late").count() == 0, page.locator("main").inner_text()[:1500]


def offered(page: Any, site: Any, code: str) -> set[str]:
    """Names of the actions the page offers this person now."""
    page.goto(f"{site.url}/can-bo/ho-so/{code}/")
    forms = page.eval_on_selector_all(
        'form[action*="/lam/"]', "all => all.map(form => form.getAttribute('action'))"
    )
    return {action.rstrip("/").rsplit("/", 1)[-1] for action in forms}


@pytest.fixture
def people(site: Any, page_at: Any) -> Any:
    """A window a person, logged in when first asked for."""
    windows: dict[str, Any] = {}

    def window(username: str, width: int = 1280) -> Any:
        if username not in windows:
            windows[username] = page_at(width, bypass_csp=False)
            site.sign_in(windows[username], username)
        return windows[username]

    return window


def through_the_agency(site: Any, people: Any, code: str, officer: str) -> None:
    """From the specialist's desk over the leader's signature back to the counter."""
    for _ in range(8):
        worker = people(officer)
        can = offered(worker, site, code)
        if "submit_for_signature" in can:
            act(worker, site, code, "submit_for_signature", opinion="Hồ sơ đủ điều kiện.")
        elif "finish_step" in can:
            act(worker, site, code, "finish_step", opinion="Đã kiểm tra, thông tin khớp.")
        else:
            break
    leader = people("chutich")
    leader.goto(f"{site.url}/can-bo/khay-ky/")
    leader.locator(f'input[name=chon][value^="{code}~"]').check()
    leader.locator("#ky button").click()
    leader.wait_for_load_state()
    assert code in leader.locator("main").inner_text()


def verdict(site: Any, pdf: Path) -> str:
    """What the command line says of a downloaded result, with the trust of this installation."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "verify", str(pdf), "--json"],
        env=site.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return json.loads(done.stdout)["verdict"]


def test_a_birth_registered_online_ends_with_a_signed_certificate_in_the_parents_hand(site, people, tmp_path):
    citizen = people(site.citizen, 375)
    citizen.goto(f"{site.url}/nop-ho-so/1.001193/")
    press(citizen, "Bắt đầu khai|Khai hồ sơ mới")
    citizen.fill("input[name=phone]", "0912345678")
    citizen.fill("input[name=tim]", "phường Nam Định")
    citizen.locator("button[name=_find]").click()
    citizen.wait_for_load_state()
    citizen.get_by_role("radio", name=re.compile("phường Nam Định", re.I)).first.check()
    press(citizen, "^Tiếp tục")
    assert "/khai/" in citizen.url
    draft = citizen.url.split("/khai/")[0]
    told = at_home(
        filled.example("1.001193", 1), "13669", "phường Nam Định"
    )  # the mother files where she lives
    name = site.personas[site.citizen]["name"]
    passed = filled.fill_pages(citizen, filled.filed_by(told, name=name, number=site.citizen))
    assert {"requester", "mother", "child", "pledge"} <= set(passed)
    assert citizen.url.startswith(f"{draft}/giay-to/")
    proof = tmp_path / "giay-chung-sinh.pdf"
    proof.write_bytes(next((site.var / "files").glob("*/*/*")).read_bytes())
    citizen.locator("input[type=file]:visible").first.set_input_files(str(proof))
    press(citizen, "^Tiếp tục")
    if "nhan-ket-qua" in citizen.url:
        citizen.get_by_role("radio", name=re.compile("Bản điện tử")).check()
        press(citizen, "^Tiếp tục")
    citizen.goto(f"{draft}/xem-lai/")
    citizen.locator("input[name=dong_y]").check()
    press(citizen, "^Gửi hồ sơ")
    code = CODE.search(citizen.locator("main").inner_text())
    assert code, citizen.locator("main").inner_text()[:2000]
    code = code[0]

    clerk = people("tiepnhan")
    clerk.goto(f"{site.url}/can-bo/cho-nhan/")
    assert code in clerk.locator("main").inner_text()
    act(clerk, site, code, "accept")
    through_the_agency(site, people, code, "hotich")
    act(clerk, site, code, "return_result", receiver="Người đi khai", authority="Con")
    assert "Đã trả kết quả" in clerk.locator("main").inner_text()

    citizen.goto(f"{site.url}/ho-so-cua-toi/{code}/")
    assert (
        "Đã trả kết quả" in citizen.locator("main").inner_text()
        or "Xong" in citizen.locator("main").inner_text()
    )
    with citizen.expect_download() as waiting:
        citizen.evaluate(
            "address => { const a = document.createElement('a'); a.href = address; a.download = ''; a.click() }",
            f"/ket-qua/{code}/",
        )
    result = tmp_path / "ket-qua.pdf"
    waiting.value.save_as(result)
    assert verdict(site, result) == "TOTAL-PASSED"


def test_a_dossier_taken_in_at_the_counter_is_returned_over_the_counter(site, people):
    clerk = people("tiepnhan")
    clerk.goto(f"{site.url}/can-bo/tiep-nhan/")
    clerk.fill(
        "#the", "037096000014|164512345|Nguyễn Văn Ẫm|14021996|Nam|Số 1, phường Nam Định, Ninh Bình|12052022"
    )
    clerk.keyboard.press("Enter")
    clerk.wait_for_load_state()
    clerk.fill("#tim-tt", "giấy xác nhận tình trạng hôn nhân")
    clerk.locator("button[name=viec][value=tim]").click()
    clerk.wait_for_load_state()
    if clerk.locator("#tim-tt").count():  # more than one answer: pick; a single one is taken at once
        clerk.get_by_role("button", name=re.compile(r"1\.004873")).first.click()
        clerk.wait_for_load_state()
    for box in clerk.locator("input[type=checkbox][name^=giay_]").all():
        box.check()
    clerk.locator("button[name=viec][value=nhan]").click()
    clerk.wait_for_load_state()
    code = CODE.search(clerk.url) or CODE.search(clerk.locator("main").inner_text())
    assert code, clerk.locator("main").inner_text()[:2000]
    code = code[0]
    receipt = clerk.request.get(f"{site.url}/can-bo/ho-so/{code}/giay/receipt.pdf")
    assert receipt.status == 200 and receipt.body().startswith(b"%PDF")
    through_the_agency(site, people, code, "hotich")
    act(clerk, site, code, "return_result", receiver="Nguyễn Văn Ẫm")
    assert "Đã trả kết quả" in clerk.locator("main").inner_text()
