"""A citizen files online, page by page, without a script; and everything that can go wrong on the way."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from motcua.kernel import clock
from motcua.registries.procedures.models import Adoption
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.types import FormNotValid, Status
from motcua.services.files import queries as files
from tests.support.province import MORNING, PLACE, Province

CODE = "1.001193"


def scan() -> bytes:
    """A small picture, as a telephone takes it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 56), "white").save(out, "PNG")
    return out.getvalue()


PDF = scan()


def begin(client: Client, code: str = CODE) -> str:
    """Press the button; the address of the first step tells the key."""
    answer = client.post(f"/nop-ho-so/{code}/")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"].split("/")[3]


def ready(client: Client, by: Any, province: Province, code: str = CODE) -> str:
    """A draft whose every question is answered and every required paper attached, through the commands."""
    key = begin(client, code)
    address = f"/nop-ho-so/{code}/{key}"
    place = {"phone": "0912345678", "tim": "phường Nam Định, tỉnh Ninh Bình", "xa": PLACE}
    assert client.post(f"{address}/nguoi-nop/", place).status_code == 302
    services.save_draft(key=key, by=by, at=MORNING, answers=province.answers(code))
    page = client.get(f"{address}/giay-to/").content.decode()
    assert "thay cho giấy này" in page
    for position in set(re.findall(r'id="tep-(\d+)"', page)) - {"1"}:
        upload = SimpleUploadedFile(f"giay {position}.pdf", PDF, "application/pdf")
        assert (
            client.post(f"{address}/giay-to/", {f"tep-{position}": upload, "_send": position}).status_code
            == 302
        )
    return address


def test_a_citizen_files_and_sees_the_code_and_the_hour_of_the_answer(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    review = client.get(f"{address}/xem-lai/")
    assert review.status_code == 200
    assert "Gửi hồ sơ" in review.content.decode() and "chỗ chưa xong" not in review.content.decode()
    sent = client.post(f"{address}/xem-lai/", {"dong_y": "on"}, follow=True)
    assert sent.redirect_chain[-1][0] == f"{address}/da-nop/"
    words = sent.content.decode()
    dossier = Dossier.objects.get(owner_user_id=by.user_id)
    assert dossier.state is Status.SUBMITTED
    assert dossier.receiving_agency == province.desk.code
    assert dossier.code in words and "9 giờ 15, thứ Ba 17/11/2026" in words
    declaration = dossier.papers.get(position=1)
    assert declaration.file_name == "to-khai-dien-tu.pdf" and declaration.media_type == "application/pdf"
    assert client.get(f"/ho-so-cua-toi/{dossier.code}/giay-to/1/").status_code == 200


def test_before_sending_a_citizen_reads_the_case_and_the_day_it_means(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    key = begin(client, "1.004859")
    address = f"/nop-ho-so/1.004859/{key}"
    place = {"phone": "0912345678", "tim": "phường Nam Định, tỉnh Ninh Bình", "xa": PLACE}
    assert client.post(f"{address}/nguoi-nop/", place).status_code == 302
    assert "Bổ sung thông tin hộ tịch" in client.get("/nop-ho-so/1.004859/").content.decode()
    for act, limit, named in (
        ("Cải chính hộ tịch", "3 ngày làm việc", False), ("Bổ sung thông tin hộ tịch", "Trong ngày", True),
    ):  # fmt: skip
        services.save_draft(key=key, by=by, at=MORNING, answers=province.answers("1.004859") | {"act": act})
        review = client.get(f"{address}/xem-lai/").content.decode()
        asked = review[review.index("Bao giờ có kết quả") :]
        assert limit in asked and ("Trường hợp: Bổ sung" in asked) is named and "Hạn trả dự kiến" in asked


def test_corrected_answers_are_what_the_declaration_says(
    sign_up: Any, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    key = address.rsplit("/", 1)[-1]

    def refuse(**_: Any) -> None:
        raise FormNotValid("Còn chỗ chưa đúng.", errors=())

    with monkeypatch.context() as patch:
        patch.setattr(services, "submit_draft", refuse)
        assert client.post(f"{address}/xem-lai/", {"dong_y": "on"}).status_code == 422
    first = Draft.objects.get(key=key).papers["1"]["sha256"]
    name = f"{province.answers(CODE)['child_name'].rsplit(' ', 1)[0]} BƯỞI"
    services.save_draft(key=key, by=by, at=MORNING, answers={"child_name": name})
    assert client.post(f"{address}/xem-lai/", {"dong_y": "on"}).status_code == 302
    paper = Dossier.objects.get(owner_user_id=by.user_id).papers.get(position=1)
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(paper.sha256))).pages)
    assert paper.sha256 != first and name in words


def test_a_declaration_of_the_citizens_own_is_not_replaced(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    upload = SimpleUploadedFile("to-khai-dien-tu.pdf", PDF, "application/pdf")
    client.post(f"{address}/giay-to/", {"tep-1": upload, "_send": "1"})
    assert client.post(f"{address}/xem-lai/", {"dong_y": "on"}).status_code == 302
    paper = Dossier.objects.get(owner_user_id=by.user_id).papers.get(position=1)
    assert files.read(paper.sha256) == PDF


def test_a_second_press_of_the_button_shows_the_same_dossier(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    first = client.post(f"{address}/xem-lai/", {"dong_y": "on"})
    second = client.post(f"{address}/xem-lai/", {"dong_y": "on"})
    assert first["Location"] == second["Location"]
    assert Dossier.objects.filter(owner_user_id=by.user_id).count() == 1
    for step in ("nguoi-nop", "giay-to", "xem-lai", ""):
        path = f"{address}/{step}/" if step else f"{address}/"
        assert client.get(path)["Location"] == f"{address}/da-nop/"


def test_nothing_is_sent_without_consent_and_the_page_says_so(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    answer = client.post(f"{address}/xem-lai/", {})
    assert answer.status_code == 422 and "đánh dấu vào ô đồng ý" in answer.content.decode()
    assert not Dossier.objects.filter(owner_user_id=by.user_id).exists()


def test_an_unfinished_draft_says_every_thing_that_lacks_with_a_way_there(
    sign_up: Any, province: Province
) -> None:
    client, _by = sign_up()
    key = begin(client)
    answer = client.post(f"/nop-ho-so/{CODE}/{key}/xem-lai/", {"dong_y": "on"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa có số điện thoại liên hệ" in words and "Chưa chọn xã, phường" in words
    assert f"/nop-ho-so/{CODE}/{key}/nguoi-nop/" in words
    assert not Dossier.objects.exists()


def test_answers_are_kept_step_by_step_even_when_they_are_wrong(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    key = begin(client)
    address = f"/nop-ho-so/{CODE}/{key}"
    assert (
        client.post(
            f"{address}/nguoi-nop/", {"phone": "0912345678", "tim": "nam dinh", "xa": PLACE}
        ).status_code
        == 302
    )
    shown = client.get(f"{address}/khai/requester/")
    assert shown.status_code == 200
    wrong = client.post(
        f"{address}/khai/requester/",
        {"requester_name": "Nguyễn Văn Ẫm", "requester_birth_date": "31/02/2026"},
    )
    assert wrong.status_code == 422 and "error-summary" in wrong.content.decode()
    again = client.get(f"{address}/khai/requester/").content.decode()
    assert "Nguyễn Văn Ẫm" in again
    # the start page offers to go on with it
    assert f"{address}/" in client.get(f"/nop-ho-so/{CODE}/").content.decode()


def test_a_commune_is_found_by_its_old_name_and_several_are_offered(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    key = begin(client)
    address = f"/nop-ho-so/{CODE}/{key}/nguoi-nop/"
    offered = client.post(address, {"phone": "0912345678", "tim": "nam dinh", "_find": "1"})
    words = offered.content.decode()
    assert offered.status_code == 200 and 'type="radio"' in words and "0912345678" in words
    unknown = client.post(address, {"phone": "0912345678", "tim": "qwertyuiop"})
    assert unknown.status_code == 422 and "Không thấy xã, phường nào" in unknown.content.decode()
    elsewhere = client.post(address, {"phone": "0912345678", "tim": "phường Hoàn Kiếm"})
    assert elsewhere.status_code == 422
    bad_phone = client.post(address, {"phone": "12", "tim": "", "xa": PLACE})
    assert bad_phone.status_code == 422
    assert Draft.objects.get(key=key).place_code == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rong.pdf", b"", "tep"),
        ("chuong-trinh.pdf", b"MZ\x90\x00" + b"\x00" * 300, "tep"),
        ("trang.html", b"<html><script>alert(1)</script></html>", "tep"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_beside_its_paper(
    sign_up: Any, province: Province, name: str, content: bytes, words: str
) -> None:
    client, _by = sign_up()
    key = begin(client)
    address = f"/nop-ho-so/{CODE}/{key}/giay-to/"
    answer = client.post(
        address, {"tep-2": SimpleUploadedFile(name, content, "application/pdf"), "_send": "2"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422, page[:500]
    assert 'id="tep-2-loi"' in page and "error-summary" in page
    assert Draft.objects.get(key=key).papers == {}


def test_a_zip_bomb_is_refused_beside_its_paper(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    key = begin(client)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        bomb.writestr("word/document.xml", b"0" * 250_000_000)
    upload = SimpleUploadedFile("don.docx", out.getvalue())
    answer = client.post(f"/nop-ho-so/{CODE}/{key}/giay-to/", {"tep-2": upload, "_send": "2"})
    assert answer.status_code == 422 and 'id="tep-2-loi"' in answer.content.decode()
    assert Draft.objects.get(key=key).papers == {}


def test_a_file_over_twenty_megabytes_is_left_out_while_it_streams(
    sign_up: Any, province: Province, settings: Any
) -> None:
    settings.UPLOAD_FILE_BYTES = 100_000
    client, _by = sign_up()
    key = begin(client)
    upload = SimpleUploadedFile("to.pdf", b"%PDF-1.4\n" + b"0" * 300_000)
    good = SimpleUploadedFile("nho.pdf", PDF)
    answer = client.post(f"/nop-ho-so/{CODE}/{key}/giay-to/", {"tep-1": upload, "tep-2": good, "_send": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "to.pdf" in page and "nặng hơn 20 MB" in page
    assert list(Draft.objects.get(key=key).papers) == ["2"], "the good file stays"


def test_two_gigabytes_are_refused_unread(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    key = begin(client)
    answer = client.post(
        f"/nop-ho-so/{CODE}/{key}/giay-to/",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="2147483648",
    )
    assert answer.status_code == 413 and "2147 MB" in answer.content.decode()


def test_a_paper_is_replaced_taken_away_and_used_again(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    first = begin(client)
    client.post(
        f"/nop-ho-so/{CODE}/{first}/giay-to/", {"tep-2": SimpleUploadedFile("cu.pdf", PDF), "_send": "2"}
    )
    key = begin(client)
    address = f"/nop-ho-so/{CODE}/{key}/giay-to/"
    page = client.get(address).content.decode()
    sha256 = Draft.objects.get(key=first).papers["2"]["sha256"]
    assert sha256 in page
    assert client.post(address, {"cu-3": sha256, "_send": "3"}).status_code == 302
    assert Draft.objects.get(key=key).papers["3"]["sha256"] == sha256
    assert client.get(f"{address}3/").status_code == 200
    assert client.post(address, {"_remove": "3"}).status_code == 302
    assert Draft.objects.get(key=key).papers == {}
    assert client.get(f"{address}3/").status_code == 404
    stolen = client.post(address, {"cu-3": "0" * 64, "_send": "3"})
    assert stolen.status_code == 422 and "Không dùng lại được" in stolen.content.decode()


def test_somebody_elses_draft_and_no_draft_answer_alike(sign_up: Any, province: Province) -> None:
    client, _by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    key = begin(client)
    answers = []
    for address in (f"/nop-ho-so/{CODE}/{key}/nguoi-nop/", f"/nop-ho-so/{CODE}/khong-co-khoa-nay/nguoi-nop/"):
        answer = other.get(address)
        assert answer.status_code == 404
        answers.append(re.sub(r"value=\"\w{64}\"", "", answer.content.decode().replace(address, "")))
    assert answers[0] == answers[1] and key not in answers[0] and "Bạn không có hồ sơ nào" in answers[0]
    own = begin(other)
    assert f"/nop-ho-so/{CODE}/{own}/" in other.get(f"/nop-ho-so/{CODE}/{key}/xem-lai/").content.decode()
    assert other.post(f"/nop-ho-so/{CODE}/{key}/bo/").status_code == 404
    assert Draft.objects.filter(key=key).exists()
    assert client.get(f"/nop-ho-so/1.000894/{key}/").status_code == 404, "a key opens its own procedure only"


def test_a_draft_is_thrown_away_by_its_owner(sign_up: Any, province: Province) -> None:
    client, _ = sign_up()
    key = begin(client)
    assert client.post(f"/nop-ho-so/{CODE}/{key}/bo/").status_code == 302
    assert client.get(f"/nop-ho-so/{CODE}/{key}/").status_code == 404
    page = client.get("/ho-so-cua-toi/?phan=nhap").content.decode()
    assert "Không có hồ sơ đang khai" in page and f"{key}/lay-lai/" in page


def test_a_draft_thrown_away_is_taken_back_by_its_owner_alone_and_gone_after_a_week(
    sign_up: Any, province: Province
) -> None:
    client, _by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    key = begin(client)
    client.post(f"/nop-ho-so/{CODE}/{key}/bo/")
    assert other.post(f"/nop-ho-so/{CODE}/{key}/lay-lai/").status_code == 404
    assert client.post(f"/nop-ho-so/{CODE}/{key}/lay-lai/").status_code == 302
    assert client.get(f"/nop-ho-so/{CODE}/{key}/nguoi-nop/").status_code == 200
    client.post(f"/nop-ho-so/{CODE}/{key}/bo/")
    thrown = Draft.objects.get(key=key).discarded_at
    assert services.clear_drafts(at=thrown + timedelta(days=6, hours=23)) == 0
    assert services.clear_drafts(at=thrown + timedelta(days=7, hours=1)) == 1
    assert client.post(f"/nop-ho-so/{CODE}/{key}/lay-lai/").status_code == 404


def test_the_list_of_drafts_says_how_far_each_is_and_until_when_it_is_kept(
    sign_up: Any, province: Province, django_assert_max_num_queries: Any
) -> None:
    client, _ = sign_up()
    key = begin(client)
    client.get(f"/nop-ho-so/{CODE}/{key}/nguoi-nop/")
    page = client.get("/ho-so-cua-toi/?phan=nhap").content.decode()
    draft = Draft.objects.get(key=key)
    assert draft.progress["step"] == 1 and draft.progress["of"] > 3
    assert f"Bước 1 trên {draft.progress['of']}, còn: Liên hệ, nơi nộp" in re.sub(r"\s+", " ", page)
    assert f"{clock.local(draft.updated_at) + timedelta(days=90):%d/%m/%Y}" in page
    for _ in range(5):
        begin(client)
    with django_assert_max_num_queries(16):
        assert client.get("/ho-so-cua-toi/?phan=nhap").content.decode().count("Khai tiếp") == 6


def test_a_new_filing_begins_like_the_last_one_for_its_owner_only(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    address = ready(client, by, province)
    assert client.post(f"{address}/xem-lai/", {"dong_y": "on"}).status_code == 302
    sent = Dossier.objects.get(owner_user_id=by.user_id)
    assert other.post(f"/ho-so-cua-toi/{sent.code}/nop-lai/").status_code == 404
    answer = client.post(f"/ho-so-cua-toi/{sent.code}/nop-lai/")
    assert answer.status_code == 302
    draft = Draft.objects.get(dossier=None, owner_user_id=by.user_id)
    assert draft.answers == sent.answers and draft.place_code == PLACE
    own = {row.name: row.sha256 for row in sent.papers.exclude(sha256="")}
    kept = {file["sha256"] for file in draft.papers.values()}
    assert kept and kept < set(own.values()), "the declaration is printed anew"
    again = f"/nop-ho-so/{CODE}/{draft.key}"
    place = {"phone": "0912345678", "tim": "phường Nam Định, tỉnh Ninh Bình", "xa": PLACE}
    assert client.post(f"{again}/nguoi-nop/", place).status_code == 302
    assert client.post(f"{again}/xem-lai/", {"dong_y": "on"}).status_code == 302
    assert Dossier.objects.filter(owner_user_id=by.user_id).count() == 2


def test_strangers_are_led_to_sign_in_and_officers_told_kindly(province: Province) -> None:
    from motcua.services.dossiers.tests.factories import sign_in_as

    answer = Client().get(f"/nop-ho-so/{CODE}/")
    assert answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/?next=/nop-ho-so/")
    officer = sign_in_as(Client(), province.clerk)
    refused = officer.get(f"/nop-ho-so/{CODE}/")
    assert refused.status_code == 403 and "dành cho người dân" in refused.content.decode()


def test_a_procedure_that_is_not_offered_is_a_clear_no(sign_up: Any, province: Province) -> None:
    client, _ = sign_up()
    for code in ("9.999999", "x" * 80, "1.001193'--"):
        answer = client.get(f"/nop-ho-so/{code}/")
        assert answer.status_code in (404, 422) and "Bạn làm tiếp" in answer.content.decode()


def test_a_step_asks_a_bounded_number_of_queries(
    sign_up: Any, province: Province, django_assert_max_num_queries: Any
) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    for step, bound in (("nguoi-nop", 40), ("khai/child", 60), ("giay-to", 45), ("xem-lai", 60)):
        with django_assert_max_num_queries(bound):
            assert client.get(f"{address}/{step}/").status_code == 200


def test_one_proof_of_birth_is_asked_for_and_any_of_them_will_do(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    address = ready(client, by, province)
    key = address.split("/")[-1]
    page = client.get(f"{address}/giay-to/").content.decode()
    assert "Giấy tờ có giá trị chứng minh thông tin về cư trú" not in page, "only presented at the counter"
    assert "bị bỏ rơi" not in page, "another case"
    for position in list(Draft.objects.get(key=key).papers):
        client.post(f"{address}/giay-to/", {"_remove": position})
    stopped = client.post(f"{address}/giay-to/", {})
    said = stopped.content.decode()
    assert stopped.status_code == 422 and 'id="tep-2-loi"' in said and 'id="tep-3-loi"' not in said
    assert "một trong các giấy tờ thay nhau" in said
    upload = SimpleUploadedFile("cam-doan.pdf", PDF, "application/pdf")
    assert client.post(f"{address}/giay-to/", {"tep-4": upload}).status_code == 302
    assert list(Draft.objects.get(key=key).papers) == ["4"]
    assert "chỗ chưa xong" not in client.get(f"{address}/xem-lai/").content.decode()


def test_a_provincial_procedure_asks_no_commune_and_goes_to_the_provincial_centre(
    sign_up: Any, province: Province
) -> None:
    code = next(
        row.procedure.code
        for row in Adoption.objects.filter(level="province", is_published=True, online_level="full").order_by(
            "procedure__code"
        )
        if row.procedure.code not in ("1.013225", "2.000488", "1.012783")
    )
    client, by = sign_up()
    key = begin(client, code)
    address = f"/nop-ho-so/{code}/{key}"
    assert 'name="tim"' not in client.get(f"{address}/nguoi-nop/").content.decode()
    first = client.post(f"{address}/nguoi-nop/", {"phone": "0912345678", "email": "an@example.vn"})
    assert first.status_code == 302 and "/khai/" in first["Location"]
    services.save_draft(key=key, by=by, at=MORNING, answers=province.answers("chung"))
    page = client.get(f"{address}/giay-to/").content.decode()
    for position in dict.fromkeys(re.findall(r'id="tep-(\d+)"', page)):
        upload = SimpleUploadedFile(f"giay {position}.png", PDF, "image/png")
        assert (
            client.post(f"{address}/giay-to/", {f"tep-{position}": upload, "_send": position}).status_code
            == 302
        )
    sent = client.post(f"{address}/xem-lai/", {"dong_y": "on"}, follow=True)
    assert sent.redirect_chain and sent.redirect_chain[-1][0].endswith("/da-nop/"), re.findall(
        r"<li><a href[^>]*>(.*?)</a>", sent.content.decode()
    )
    dossier = Dossier.objects.get(owner_user_id=by.user_id)
    assert (dossier.submitter_id_number, dossier.submitter_phone) == (by.id, "0912345678"), (
        "filed for the person the form names"
    )
    assert dossier.applicant_id_number not in ("", by.id)
    assert dossier.receiving_agency != province.desk.code
