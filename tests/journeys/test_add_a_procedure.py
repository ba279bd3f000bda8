"""docs/huong-dan/them-thu-tuc.md from an empty code to the first dossier in a desk's inbox, every step a page without scripts."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.accounts.types import ROLES
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.tests.factories import sign_in_as
from tests.journeys.test_file_online import PDF as SCAN
from tests.support.province import MORNING, Province

CODE = "9.000001"
DRAFT = f"/quan-tri/thu-tuc/{CODE}/ban-thao/"
ADMIN = Actor(
    "officer", "QT01", "Lê Văn E", post_title="Quản trị viên", permissions=ROLES["province_admin"].permissions
)


@pytest.fixture
def admin(province: Province, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: ADMIN))
    return Client()


def sent(page: str) -> dict[str, Any]:
    """What a browser would send of the page's largest form, as it stands."""
    form = max(re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S), key=len)
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if not name or (kind and kind[1] in ("checkbox", "radio") and "checked" not in tag):
            continue
        ticked = "on" if kind and kind[1] == "checkbox" else ""
        found[name[1]] = html.unescape(value[1]) if value else ticked
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(inner.removeprefix("\n"))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inner)
        chosen = chosen or re.search(r'<option value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def write(client: Client, section: str, **changes: Any) -> None:
    address = f"{DRAFT}{section}/"
    data = sent(client.get(address).content.decode()) | changes
    answer = client.post(address, {key: value for key, value in data.items() if value is not None})
    assert answer.status_code == 302, re.findall(r"field__error.*?</p>", answer.content.decode())


def test_the_guide_leads_from_an_empty_code_to_the_first_dossier_at_the_desk(
    admin: Client, sign_up: Any, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 1 to 4: the draft
    begun = admin.post("/quan-tri/thu-tuc/moi/", {"code": CODE, "name": "Hỗ trợ học phí học sinh vùng cao"})
    assert begun.url == f"{DRAFT}chung/"
    lacking = admin.get(f"{DRAFT}khac-biet/").content.decode()
    assert "Phải có" in lacking and f'href="{DRAFT}giay-to/"' in lacking and "tờ khai chung" in lacking
    write(
        admin, "chung", executing_agency="Sở Giáo dục và Đào tạo", applicant_kinds="Học sinh",
        results="Quyết định hỗ trợ", steps_text="Nộp hồ sơ, nhận kết quả.",
    )  # fmt: skip
    write(admin, "giay-to", **{"dong-0-name": "Giấy xác nhận nơi ở", "dong-0-original": "1"})
    write(admin, "cach-thuc", **{"dong-0-time_text": "5 ngày làm việc", "dong-0-fee_text": "Không"})
    write(
        admin, "ap-dung", t_limit_value="5", t_limit_unit="working_days", t_online_level="full",
        t_competent_name="Sở Giáo dục và Đào tạo", t_decision_no="1234/QĐ-UBND",
    )  # fmt: skip

    # 5: its form, and back
    terms = admin.get(f"{DRAFT}ap-dung/").content.decode()
    assert f'href="{DRAFT}soan/bieu-mau/"' in terms and '<select name="t_eform_code"' in terms
    editor = admin.get(f"{DRAFT}soan/bieu-mau/", follow=True)
    page = editor.content.decode()
    assert f'value="{CODE}"' in page and "Về bản thảo thủ tục" in page
    made = admin.post("/quan-tri/bieu-mau/moi/", {"ma": CODE, "ten": "Đơn đề nghị hỗ trợ", "giong": "chung"})
    assert "Về bản thảo thủ tục" in admin.get(made.url).content.decode()
    form = admin.post(f"/quan-tri/bieu-mau/{CODE}/1/dang/", {"tu_ngay": "16/11/2026"}, follow=True)
    assert "Đã đăng phiên bản 1" in form.content.decode()

    # 6: its process, and back
    assert "Về bản thảo thủ tục" in admin.get(f"{DRAFT}soan/quy-trinh/", follow=True).content.decode()
    drawn = admin.post("/quan-tri/quy-trinh/moi/", {"moi-thu_tuc": CODE})
    process = admin.post(drawn.url.replace("/sua/", "/ban-hanh/"), seen(admin, drawn.url), follow=True)
    assert "Đã ban hành bản 1" in process.content.decode(), process.content.decode()

    # 7: nothing stands in the way; published
    ready = admin.get(f"{DRAFT}khac-biet/").content.decode()
    assert "Phải có" not in ready and f"Đơn đề nghị hỗ trợ ({CODE})" in ready
    assert "Về bản thảo thủ tục" not in admin.get("/quan-tri/bieu-mau/").content.decode()
    answer = admin.post(
        f"{DRAFT}quyet-dinh/", sent(ready) | {"act": "publish", "from_day": "16/11/2026"}, follow=True
    )
    assert "Đã công bố." in answer.content.decode()

    # The citizen reads whose procedure it is, and what nobody has set costs nothing certain
    client, by = sign_up()
    page = client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert "Theo quyết định công bố của tỉnh số 1234/QĐ-UBND, áp dụng từ 16/11/2026." in page
    assert "danh mục quốc gia" not in page.lower() and "Miễn phí" not in page
    assert "Chưa công bố mức phí" in page
    start = client.get(f"/nop-ho-so/{CODE}/").content.decode()
    assert "xã, phường" not in start.split("Cần chuẩn bị gì")[1].split("</section>")[0]

    # The citizen files; the desk has it
    key = client.post(f"/nop-ho-so/{CODE}/").url.split("/")[3]
    address = f"/nop-ho-so/{CODE}/{key}"
    assert client.post(f"{address}/nguoi-nop/", {"phone": "0912345678"}).status_code == 302
    dossiers.save_draft(key=key, by=by, at=MORNING, answers=province.answers("chung"))
    papers = client.get(f"{address}/giay-to/").content.decode()
    for position in re.findall(r'id="tep-(\d+)"', papers):
        scan = SimpleUploadedFile("giay.png", SCAN, "image/png")
        client.post(f"{address}/giay-to/", {f"tep-{position}": scan, "_send": position})
    done = client.post(f"{address}/xem-lai/", {"dong_y": "on"}, follow=True)
    assert done.redirect_chain[-1][0] == f"{address}/da-nop/", done.content.decode()
    dossier = Dossier.objects.get(owner_user_id=by.user_id)
    clerk = province.officers("mot_cua", dossier.receiving_agency)[0]
    desk = sign_in_as(Client(), clerk).get("/can-bo/cho-nhan/")
    assert dossier.code in desk.content.decode()

    # Taking the beginning back is refused while somebody waits
    own = admin.get(f"/quan-tri/thu-tuc/{CODE}/").content.decode()
    assert "còn 1 hồ sơ đang giải quyết" in own and "1 hồ sơ đang giải quyết vẫn được giải quyết" in own


def seen(client: Client, address: str) -> dict[str, str]:
    """The revision a page shows, as its buttons send it."""
    found = re.search(r'name="seen" value="(\d+)"', client.get(address).content.decode())
    return {"seen": found[1]} if found else {}
