"""The counter's page: by keyboard, in one form, nothing typed is lost, one press makes one dossier."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import clock
from motcua.registries.procedures.models import Paper as ListedPaper
from motcua.services.dossiers.forms.intake import PaperRow, counts_of, file_of
from motcua.services.dossiers.models import Dossier, IssuedPaper, Paper
from motcua.services.dossiers.tests.factories import PROCEDURE, make_procedure, sign_in_as
from motcua.services.dossiers.types import Status

PAGE = "/can-bo/tiep-nhan/"
CARD = "037096000014|162345678|Nguyễn Văn Ẫm|05021996|Nam|Tổ 4, phường Nam Định|10052021"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def that_day(province):
    with clock.fixed(province.at):
        yield


@pytest.fixture
def desk(province) -> Client:
    return sign_in_as(Client(), province.clerk)


def filled(province, code="1.001612", **changes):
    """What a clerk has typed when the papers are ready."""
    data = {
        "viec": "nhan", "thu_tuc": code, "mot_lan": "k1", "hs-name": "Nguyễn Văn Ẫm", "hs-id_number": "037096000014",
        "hs-phone": "0912345678", "hs-address": "Tổ 4", "hs-result_channel": "counter", "hs-sets": "1",
        "hs-place_code": "13669",
    }  # fmt: skip
    data |= {f"giay_{paper.position}": "1" for paper in province.filing(code).papers}
    return data | changes


def test_words_a_card_and_one_key_make_a_dossier_with_its_receipt(province, desk):
    found = desk.post(PAGE, {"viec": "tim", "q": "khai sinh", "the": CARD}).content.decode()
    assert 'value="chon:1.001193"' in found
    assert (
        'value="Nguyễn Văn Ẫm"' in found
        and 'value="037096000014"' in found
        and "Tổ 4, phường Nam Định" in found
    )
    chosen = desk.post(
        PAGE, {"viec": "chon:1.001193", "hs-name": "Nguyễn Văn Ẫm", "hs-id_number": "037096000014"}
    )
    words = chosen.content.decode()
    assert "Hẹn trả kết quả" in words and "promise__when" in words and 'name="giay_1"' in words

    answer = desk.post(PAGE, filled(province, "1.001193"))

    dossier = Dossier.objects.get()
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert answer.headers["Location"] == f"/can-bo/ho-so/{dossier.code}/?moi=1"
    assert dossier.applicant_name == "Nguyễn Văn Ẫm" and dossier.state in (Status.ACCEPTED, Status.PROCESSING)
    assert dossier.due_at is not None
    receipt = IssuedPaper.objects.get(dossier=dossier)
    assert f"giay/{receipt.pk}.pdf" in desk.get(answer.headers["Location"]).content.decode()


def test_an_exact_code_is_chosen_at_once(desk):
    page = desk.get(PAGE, {"q": "1.001612"}).content.decode()

    assert 'name="thu_tuc" value="1.001612"' in page


def test_suggestions_while_typing_are_the_lines_of_the_page(desk):
    answer = desk.get(f"{PAGE}goi-y/", {"q": "ho kinh doanh"}).content.decode()

    assert 'value="chon:1.001612"' in answer
    assert desk.get(f"{PAGE}goi-y/", {"q": "x"}).content.decode().strip() == ""


def test_a_double_press_gives_the_same_dossier(province, desk):
    first = desk.post(PAGE, filled(province))
    second = desk.post(PAGE, filled(province))

    assert Dossier.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]
    desk.post(PAGE, filled(province, mot_lan="k2"))
    assert Dossier.objects.count() == 2


def test_a_missing_paper_is_named_and_everything_typed_stays(province, desk):
    data = {k: v for k, v in filled(province).items() if not k.startswith("giay_")}

    answer = desk.post(PAGE, data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "DOS-03" in page and "Chưa đủ giấy tờ bắt buộc" in page
    assert 'value="Nguyễn Văn Ẫm"' in page and 'value="0912345678"' in page
    assert not Dossier.objects.exists() and not IssuedPaper.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hs-name": ""}, "Chưa ghi: họ và tên"),
        ({"hs-name": "12345"}, "Tên cần có chữ"),
        ({"hs-id_number": "123"}, "12 chữ số"),
        ({"hs-id_number": "abc"}, "12 chữ số"),
        ({"hs-id_number": "999999999999"}, ""),
        ({"hs-phone": "12"}, ""),
        ({"hs-result_channel": "fax"}, ""),
        ({"hs-sets": "-1"}, ""),
        ({"hs-proxy": "on"}, "người nộp thay"),
        ({"hs-proxy": "on", "hs-submitter_name": "Trần Thị B"}, "giấy ủy quyền đã xem"),
        ({"hs-place_code": "zz"}, ""),
        ({"chinh_1": "hai"}, "Số lượng phải là số"),
        ({"chinh_1": "²"}, "Số lượng phải là số"),
        ({"sao_1": "-3"}, "Số lượng phải là số"),
        ({"sao_1": "9" * 5000}, "Số lượng phải là số"),
        ({"thu_tuc": "9.999999"}, "Tỉnh chưa tiếp nhận"),
        ({"thu_tuc": ""}, "Chưa chọn thủ tục"),
        ({"the": "rác"}, "Chưa đọc được mã QR"),
    ],
)
def test_what_cannot_stand_is_said_in_words_and_kept(province, desk, changes, said):
    answer = desk.post(PAGE, filled(province, "1.001193", **changes))

    page = answer.content.decode()
    if "the" in changes:
        assert answer.status_code == 302 or said in page
        return
    assert answer.status_code in (409, 422)
    assert said in page
    assert "0912345678" in page or "hs-phone" in changes
    assert not Dossier.objects.exists()


def test_counts_and_a_scanned_file_are_kept_over_an_error_and_taken_in(province, desk):
    data = filled(province, **{"hs-name": "", "giay_1": "", "thuc_1": "2"})
    data["tep_1"] = SimpleUploadedFile("to-khai.pdf", PDF, "application/pdf")
    page = desk.post(PAGE, data).content.decode()
    assert "Đã nhận tệp to-khai.pdf" in page, re.findall(r"field__error.*", page)[:5]
    token = re.search(r'name="tep_1_nhan" value="([^"]+)"', page)[1]

    answer = desk.post(PAGE, filled(province, **{"giay_1": "", "thuc_1": "2", "tep_1_nhan": token}))

    assert answer.status_code == 302
    paper = Paper.objects.get(dossier=Dossier.objects.get(), position=1)
    assert (paper.originals, paper.certified, paper.file_name) == (0, 2, "to-khai.pdf")
    served = desk.get(f"/can-bo/ho-so/{Dossier.objects.get().code}/tep/1/")
    assert b"".join(served.streaming_content) == PDF


def test_a_file_of_another_kind_is_refused_beside_its_line(province, desk):
    data = filled(province)
    data["tep_1"] = SimpleUploadedFile("to-khai.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")

    answer = desk.post(PAGE, data)

    assert answer.status_code == 422
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("doing", ["nhan", "xem"])
def test_a_file_over_the_limit_is_told_beside_its_line(province, desk, settings, doing):
    settings.UPLOAD_FILE_BYTES = 2_000_000
    data = filled(province, viec=doing)
    data["tep_1"] = SimpleUploadedFile("to-khai.pdf", PDF + b"0" * 2_100_000, "application/pdf")

    answer = desk.post(PAGE, data)

    assert answer.status_code == (422 if doing == "nhan" else 200)
    page = answer.content.decode()
    assert "Tệp “to-khai.pdf” nặng hơn 2 MB" in page and "Đã nhận tệp" not in page
    assert not Dossier.objects.exists()


def test_nobody_names_a_file_they_did_not_give():
    assert file_of("eyJzaGEyNTYiOiJ4In0:abc:def") == {}
    row = PaperRow(1, "Tờ khai", True, token="rác", ticked=True)
    assert counts_of([row])[0].sha256 == ""


def test_a_limit_is_asked_where_the_catalogue_has_none_to_trust(province, desk):
    from motcua.registries.procedures.models import Adoption

    Adoption.objects.filter(procedure__code="1.001612").update(
        limit_value=None, limit_unit=None, limit_by_channel={}, limits=[]
    )
    page = desk.get(PAGE, {"thu_tuc": "1.001612"}).content.decode()
    assert "Chưa có thời hạn" in page and 'name="hs-limit_value"' in page
    refused = desk.post(PAGE, filled(province))
    assert refused.status_code == 422 and "Danh mục chưa có thời hạn" in refused.content.decode()

    answer = desk.post(PAGE, filled(province, **{"hs-limit_value": "5", "hs-limit_unit": "working_days"}))

    assert answer.status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.limit_value, dossier.limit_unit) == (5, "working_days")
    assert dossier.due_at is not None


def test_somebody_else_may_bring_the_papers(province, desk):
    answer = desk.post(
        PAGE,
        filled(
            province,
            **{
                "hs-proxy": "on",
                "hs-submitter_name": "Trần Thị B",
                "hs-submitter_phone": "0987654321",
                "hs-submitter_authority": "Giấy ủy quyền 12/2026, UBND phường Nam Định chứng thực",
            },
        ),
    )

    assert answer.status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.applicant_name, dossier.submitter_name) == ("Nguyễn Văn Ẫm", "Trần Thị B")
    assert (
        "Giấy ủy quyền 12/2026"
        in desk.get(f"/can-bo/ho-so/{dossier.code}/?phan=noi-dung").content.decode()
        + desk.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    )


def test_the_electronic_form_may_be_filled_at_the_counter_or_left(province, desk):
    page = desk.get(PAGE, {"thu_tuc": "1.001612"}).content.decode()
    assert "Khai theo biểu mẫu điện tử" in page and 'name="owner_name"' in page
    assert '<details class="more more--boxed">' in page

    answer = desk.post(PAGE, filled(province, khai="1.001612", owner_name="Đỗ Thị Nguyệt"))

    assert answer.status_code == 302
    assert Dossier.objects.get().answers["owner_name"] == "ĐỖ THỊ NGUYỆT"
    assert (
        "ĐỖ THỊ NGUYỆT"
        in desk.get(f"/can-bo/ho-so/{Dossier.objects.get().code}/?phan=noi-dung").content.decode()
    )


def test_a_day_in_the_electronic_form_that_cannot_be_read_is_told_and_kept(province, desk):
    answer = desk.post(PAGE, filled(province, khai="1.001612", owner_birth_date="31/02/1990"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "không có ngày 31" in page and "31/02/1990" in page
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("q", ["\x00", "%%%", "'; drop table", "😀😀", "x" * 3000, "1.0", "||||||"])
def test_strange_words_are_answered(desk, q):
    assert desk.get(PAGE, {"q": q}).status_code == 200
    assert desk.post(PAGE, {"viec": "tim", "q": q, "the": q}).status_code == 200
    assert desk.get(f"{PAGE}goi-y/", {"q": q}).status_code == 200


def test_the_question_that_decides_the_day_stands_before_the_papers_and_moves_the_promise(province, desk):
    plain = desk.post(PAGE, {"viec": "chon:1.012783"}).content.decode()
    assert 0 < plain.index('name="case"') < plain.index('name="giay_1"')
    assert plain.count('name="case"') == 1
    open_yet = plain[plain.index('class="promise"') : plain.index('aria-labelledby="n4"')]
    assert "Chưa có ngày hẹn" in open_yet and "5 ngày làm việc" not in open_yet and "/11/2026" not in open_yet
    assert '<details class="more more--boxed"><summary>Khai theo biểu mẫu' in plain

    told = desk.post(PAGE, {"viec": "cap-nhat", "thu_tuc": "1.012783", "khai": "1.012783", "case": "h"})
    words = told.content.decode()
    promise = words[words.index('class="promise"') :]
    assert "10 ngày làm việc" in promise and "Trường hợp: Thay đổi kích thước" in promise
    assert '<details class="more more--boxed"><summary>Khai theo biểu mẫu' in words

    undecided = desk.post(PAGE, filled(province, "1.012783"))
    assert (
        undecided.status_code == 422
        and "Chưa chọn; ngày hẹn tùy theo câu trả lời này." in undecided.content.decode()
    )
    assert not Dossier.objects.exists()
    assert desk.post(PAGE, filled(province, "1.012783", khai="1.012783", case="h")).status_code == 302
    assert Dossier.objects.get().limit_value == 10


def test_a_dossier_whose_papers_are_not_all_there_is_written_down_so_that_the_store_may_be_asked(
    province, desk
):
    listed = {"name": "Giấy xác nhận tình trạng hôn nhân", "copies": 1, "required": True}
    ListedPaper.objects.create(version=make_procedure(), order=3, **listed)
    sent = {name: said for name, said in filled(province).items() if not name.startswith("giay_")}
    sent["thu_tuc"] = PROCEDURE
    refused = desk.post(PAGE, sent)
    assert refused.status_code == 422 and "tìm giấy còn thiếu trong kho" in refused.content.decode()
    assert not Dossier.objects.exists()
    written = desk.post(PAGE, sent | {"viec": "ghi"})
    dossier = Dossier.objects.get()
    assert written.status_code == 302 and written["Location"] == f"/can-bo/ho-so/{dossier.code}/#giay-to"
    assert dossier.accepted_at is None and dossier.channel == "counter"
    nameless = desk.post(PAGE, sent | {"hs-id_number": "", "mot_lan": "k2"})
    assert nameless.status_code == 422 and "tìm giấy còn thiếu trong kho" not in nameless.content.decode()
