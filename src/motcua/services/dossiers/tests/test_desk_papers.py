"""Statutory papers over HTTP: each is a PDF with the words of its form, a reprint says so."""

import io
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.dossiers import services
from motcua.services.dossiers.models import IssuedPaper
from motcua.services.dossiers.queries.heads import form_words
from motcua.services.dossiers.queries.papers import pdf_of_paper
from motcua.services.dossiers.services import papers
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import PaperKind


@pytest.fixture(autouse=True)
def that_day(province):
    with clock.fixed(province.at):
        yield


@pytest.fixture
def desk(province) -> Client:
    return sign_in_as(Client(), province.clerk)


def words(answer) -> str:
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_receipt_is_printed_and_a_reprint_says_so(province, desk):
    dossier = province.taken_in()
    address = f"/can-bo/ho-so/{dossier.code}/giay/receipt.pdf"

    first, again = words(desk.get(address)), words(desk.get(f"{address}?in-lai=1"))

    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in first and dossier.code in first
    assert "BẢN IN LẠI" not in first
    assert "BẢN IN LẠI" in again
    assert Entry.objects.filter(action="dossiers.print", subject=f"dossier:{dossier.code}").count() == 2


def test_a_supplement_and_a_refusal_have_their_papers(province, desk):
    asked, refused = province.submitted(), province.submitted()
    services.request_supplement(
        code=asked.code,
        items=["Giấy chứng sinh", "Sổ tạm trú"],
        reason="Bản chụp mờ",
        by=province.clerk,
        at=province.at,
    )
    services.refuse_at_reception(
        code=refused.code, reason="Không thuộc thẩm quyền", by=province.clerk, at=province.at
    )

    two = words(desk.get(f"/can-bo/ho-so/{asked.code}/giay/supplement.pdf"))
    three = words(desk.get(f"/can-bo/ho-so/{refused.code}/giay/refusal.pdf"))

    assert "PHIẾU YÊU CẦU BỔ SUNG" in two and "1. Giấy chứng sinh" in two and "2. Sổ tạm trú" in two
    assert "PHIẾU TỪ CHỐI" in three and "Không thuộc thẩm quyền" in three


def test_the_control_slip_has_a_block_for_every_hand_over(province, desk):
    dossier = province.walk(province.taken_in(), to="sign")

    slip = words(desk.get(f"/can-bo/ho-so/{dossier.code}/giay/control_slip.pdf"))

    assert "PHIẾU KIỂM SOÁT" in slip and dossier.code in slip
    assert "BẢN IN LẠI" not in slip
    place = IssuedPaper.objects.get(dossier=dossier, kind="receipt").data["place_date"].split(",")[0]
    assert f"{place}, ngày" in slip
    with clock.fixed(clock.now() + timedelta(minutes=11)):
        assert "BẢN IN LẠI" in words(desk.get(f"/can-bo/ho-so/{dossier.code}/giay/control_slip.pdf"))
    for line in dossier.hand_overs.all():
        assert line.from_name in slip


def test_each_state_of_the_hand_overs_is_a_sheet_of_its_own_the_same_for_ever(province, desk):
    dossier = province.walk(province.taken_in(), to="sign")
    url = f"/can-bo/ho-so/{dossier.code}/giay/control_slip.pdf"
    sheets = IssuedPaper.objects.filter(dossier=dossier, kind="control_slip")
    first = desk.get(url).content
    assert desk.get(url).content == first and sheets.count() == 1, "a jammed printer takes the same sheet"
    assert sheets.get().number == f"{dossier.register_number:02d}/KSHS"
    with clock.fixed(province.at):
        province.step(dossier)
        second = words(desk.get(url))
    assert sheets.count() == 2 and sheets.last().number.endswith("/KSHS-2") and "KSHS-2" in second
    old = desk.get(f"/can-bo/ho-so/{dossier.code}/giay/{sheets.first().pk}.pdf?ban-ky")
    assert old.content == first, "the first sheet stays as it was handed on"


def test_a_second_print_says_so_a_jam_does_not(province, desk):
    dossier = province.taken_in()
    url = f"/can-bo/ho-so/{dossier.code}/giay/receipt.pdf"
    with clock.fixed(province.at):
        assert "BẢN IN LẠI" not in words(desk.get(url)) + words(desk.get(url))
    with clock.fixed(province.at + timedelta(minutes=11)):
        assert "BẢN IN LẠI" in words(desk.get(url))
    paper = IssuedPaper.objects.get(dossier=dossier, kind="receipt")
    assert paper.printed_at == province.at


def test_the_register_is_printed_for_a_span(province, desk):
    dossier = province.taken_in()

    book = words(desk.get("/can-bo/so-theo-doi/?dang=pdf&tu=01/11/2026&den=30/11/2026"))

    assert "SỔ THEO DÕI HỒ SƠ" in book
    assert dossier.code.replace("-", "") in book.replace("-", "").replace(" ", "")


def test_an_empty_register_prints_too(desk):
    assert "SỔ THEO DÕI HỒ SƠ" in words(
        desk.get("/can-bo/so-theo-doi/?dang=pdf&tu=01/01/2026&den=02/01/2026")
    )


def test_many_slips_come_in_one_file_and_a_foreign_one_is_left_out(province, desk):
    one, two = province.taken_in(), province.taken_in()

    answer = desk.post(
        "/can-bo/lam-nhieu/",
        {"viec": "in", "chon": [f"{one.code}~²", f"{two.code}~1", "H42.99-261101-0001~1"]},
    )

    book = words(answer)
    assert one.code in book and two.code in book
    assert len(PdfReader(io.BytesIO(answer.content)).pages) >= 2


@pytest.mark.parametrize("which", ["0", "999999999", "9" * 30, "9" * 5000, "mau_01", "kh-ong", "x" * 300])
def test_a_paper_that_is_not_there_is_not_found(province, desk, which):
    dossier = province.taken_in()

    assert desk.get(f"/can-bo/ho-so/{dossier.code}/giay/{which}.pdf").status_code == 404


def test_an_old_receipt_is_a_reprint(province, desk):
    dossier = province.taken_in()
    IssuedPaper.objects.filter(dossier=dossier).update(issued_at=province.at.replace(day=2))

    assert "BẢN IN LẠI" in words(desk.get(f"/can-bo/ho-so/{dossier.code}/giay/receipt.pdf"))


def test_of_papers_that_stand_for_each_other_one_is_enough(province, desk):
    dossier = province.taken_in()
    page = f"/can-bo/ho-so/{dossier.code}/"
    dossier.papers.all().delete()
    for position, name in enumerate(("Giấy chứng sinh", "Văn bản người làm chứng"), start=1):
        dossier.papers.create(position=position, name=name, required=True, group="sinh")

    assert desk.get(page).content.decode().count("Cần một trong các giấy này") == 2
    dossier.papers.filter(position=2).update(originals=1)
    shown = desk.get(page).content.decode()
    assert "Không cần, đã có giấy khác" in shown
    assert "Cần một trong" not in shown and "còn thiếu" not in shown


def test_a_set_without_a_form_for_a_notice_says_so_and_invents_no_number():
    old, new = form_words("stop", date(2020, 3, 2)), form_words("stop", date(2026, 3, 2))
    data = {
        "form": old,
        "dossier_code": "H42.15-200302-0001",
        "desk": "Một cửa",
        "why": "citizen",
        "reason": "Rút hồ sơ",
    }

    foot = words(HttpResponse(pdf_of_paper(PaperKind.STOP, data), content_type="application/pdf"))

    assert (old["no"], new["no"], new["none"]) == ("", "05", "")
    assert "Thông tư số 01/2018/TT-VPCP không có mẫu" in foot and "Mẫu số" not in foot


def test_a_scan_of_an_original_is_no_copy_the_citizen_handed_in(province):
    dossier = province.taken_in()
    line = dossier.papers.order_by("position").first()
    line.originals, line.certified, line.copies, line.sha256 = 1, 0, 0, "a" * 64
    line.save()

    with_original = papers.snapshot(
        dossier, PaperKind.RECEIPT, number="1/TNHS", by=province.clerk, at=province.at
    )
    line.originals = 0
    line.save()
    dossier.check_list = None
    only_a_file = papers.snapshot(
        dossier, PaperKind.RECEIPT, number="1/TNHS", by=province.clerk, at=province.at
    )

    assert with_original["papers"][0] == {"name": line.name, "original": 1}
    assert only_a_file["papers"][0] == {"name": line.name, "photo": 1}
