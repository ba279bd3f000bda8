"""Where is my dossier: by code and telephone, by QR, in my own list; and nobody sees somebody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import clock
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, Result
from motcua.services.dossiers.queries.citizen_page import masked
from motcua.services.dossiers.queries.tracking import token_of
from motcua.services.dossiers.types import ResultChannel, Status
from motcua.services.files import services as files
from tests.journeys.test_file_online import scan
from tests.support.province import MORNING, Province

PHONE = "0912345678"


def follow(client: Client, code: str, proof: str) -> Any:
    return client.post("/tra-cuu/", {"ma": code, "so": proof})


def test_code_and_telephone_lead_to_the_promised_hour_and_nothing_personal(province: Province) -> None:
    dossier = province.taken_in()
    led = follow(Client(), dossier.code.lower(), PHONE)
    assert led.status_code == 302
    page = Client().get(led["Location"])
    words = page.content.decode()
    assert page.status_code == 200 and dossier.code in words and "Hẹn trả kết quả" in words
    assert "Bạn chưa cần làm gì" in words and "Ai đang giữ hồ sơ" in words
    for secret in (
        dossier.applicant_name,
        dossier.applicant_id_number,
        PHONE,
        dossier.applicant_address,
        "giay-to/",
    ):
        assert secret not in words
    assert masked(dossier.applicant_name) in words
    assert page.headers["Cache-Control"].startswith("max-age=0") and 'content="noindex"' in words


def test_the_address_of_a_code_only_fills_the_form(province: Province) -> None:
    dossier = province.taken_in()
    page = Client().get("/tra-cuu/", {"ma": dossier.code}).content.decode()
    assert f'value="{dossier.code}"' in page and dossier.procedure_name not in page


def test_wrong_proofs_answer_alike_and_stop_after_ten(province: Province) -> None:
    dossier = province.taken_in()
    answers = set()
    for code in (dossier.code, "H42.1-261116-9999", "không phải mã", "A" * 60):
        answer = follow(Client(), code, "0900000000")
        assert answer.status_code == 404
        answers.add(re.search(r'id="chua-thay">.*?</div>', answer.content.decode(), re.S).group())  # type: ignore[union-attr]
    assert len(answers) == 1
    for _ in range(9):
        follow(Client(), dossier.code, "0900000000")
    stopped = follow(Client(), dossier.code, PHONE)
    assert stopped.status_code == 429 and "chờ một giờ" in stopped.content.decode()


def test_others_cannot_shut_a_citizen_out_of_a_dossier(province: Province) -> None:
    dossier = province.taken_in()
    for _ in range(12):
        follow(Client(REMOTE_ADDR="203.0.113.7"), dossier.code, "0900000000")
    assert follow(Client(REMOTE_ADDR="203.0.113.7"), dossier.code, PHONE).status_code == 429
    assert follow(Client(REMOTE_ADDR="198.51.100.4"), dossier.code, PHONE).status_code == 302
    guess = follow(Client(REMOTE_ADDR="198.51.100.5"), dossier.code, "0900000000")
    assert guess.status_code == 429
    assert follow(Client(REMOTE_ADDR="198.51.100.5"), dossier.code, PHONE).status_code == 429


def test_one_address_may_be_wrong_thirty_times_an_hour_over_all_codes(province: Province) -> None:
    dossier = province.taken_in()
    home = Client(REMOTE_ADDR="203.0.113.9")
    for n in range(30):
        assert follow(home, f"H42.1-261116-{n:04d}", "0900000000").status_code == 404
    stopped = follow(home, dossier.code, PHONE)
    assert stopped.status_code == 429 and "thử sai" in stopped.content.decode()
    assert follow(Client(REMOTE_ADDR="198.51.100.9"), dossier.code, PHONE).status_code == 302


@pytest.mark.parametrize(
    "data", [{}, {"ma": ""}, {"ma": "x" * 500, "so": "1"}, {"ma": "H42\x00", "so": "' OR 1=1"}]
)
def test_bad_input_at_the_tracking_door_is_a_clear_answer(province: Province, data: dict[str, str]) -> None:
    assert Client().post("/tra-cuu/", data).status_code in (404, 422)
    assert Client().get("/tra-cuu/", data).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 900, "SDQyLjE:1abc:xyz", "..%2f..", "ệ"])
def test_a_forged_qr_opens_nothing(province: Province, token: str) -> None:
    assert Client().get(f"/tra-cuu/qr/{token}/").status_code == 404


def test_every_page_of_a_dossier_is_the_same_404_for_another_citizen(
    sign_up: Any, province: Province
) -> None:
    mine, by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    dossier = province.submitted(by=by)
    parts = ["", "bo-sung/", "rut/", "giay/1/", "giay-to/1/"]
    seen = []
    for part in parts:
        assert other.get(f"/ho-so-cua-toi/{dossier.code}/{part}").status_code == 404
        assert Client().get(f"/ho-so-cua-toi/{dossier.code}/{part}").status_code == 302
    for code in (dossier.code, "H42.1-000000-0000"):
        page = other.get(f"/ho-so-cua-toi/{code}/").content.decode().replace(code, "MA")
        seen.append(re.sub(r'value="[^"]{30,}"', "", page))
    assert seen[0] == seen[1]
    assert other.get(f"/ket-qua/{dossier.code}/").status_code == 404
    refused = other.post(f"/ho-so-cua-toi/{dossier.code}/rut/", {"reason": "Tôi muốn phá hồ sơ này"})
    assert refused.status_code == 404
    dossier.refresh_from_db()
    assert (
        dossier.state is Status.SUBMITTED and mine.get(f"/ho-so-cua-toi/{dossier.code}/").status_code == 200
    )


def test_the_owner_takes_one_agencys_part_out_once_and_the_rest_goes_on(
    sign_up: Any, province: Province
) -> None:
    (mine, by), (other, _) = sign_up(), sign_up("037196000021", "Trần Thị Bưởi")
    dossier = province.taken_in("2.002622")
    Dossier.objects.filter(pk=dossier.pk).update(owner_user_id=by.user_id)
    dossier.refresh_from_db()
    province.walk(dossier, to="sign")
    province.step(dossier)
    home, aid = dossier.members.order_by("node")
    page, where = f"/ho-so-cua-toi/{dossier.code}/", f"/ho-so-cua-toi/{dossier.code}/lien-thong/{aid.pk}/rut/"
    with clock.fixed(province.at):
        assert other.get(where).status_code == other.post(where, {"reason": "Phá hồ sơ."}).status_code == 404
        assert mine.get(where).status_code == 200 and mine.post(where, {"reason": " "}).status_code == 422
        aid.refresh_from_db()
        assert aid.state == "open" and where in mine.get(page).text, "a refusal moves nothing"
        assert mine.post(where, {"reason": "Gia đình không cần nữa."}).status_code == 302
        assert mine.post(where, {"reason": "Bấm lần nữa."}).status_code == 409
        assert where not in mine.get(page).text
    aid.refresh_from_db()
    home.refresh_from_db()
    assert (aid.state, aid.reason, home.state) == ("left", "Gia đình không cần nữa.", "open")


def test_my_dossier_shows_the_days_one_by_one_and_my_receipt_is_a_pdf(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    dossier = province.submitted("1.001612", by=by, papers=True)
    with clock.fixed(MORNING + timedelta(hours=1)):
        services.accept(code=dossier.code, by=province.clerk, at=MORNING + timedelta(hours=1))
    page = client.get(f"/ho-so-cua-toi/{dossier.code}/")
    words = page.content.decode()
    assert page.status_code == 200 and "Vì sao hẹn" in words and "147" in words
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in words and dossier.applicant_name not in ("",)
    number = re.search(rf"/ho-so-cua-toi/{re.escape(dossier.code)}/giay/(\d+)/", words).group(1)  # type: ignore[union-attr]
    first = client.get(f"/ho-so-cua-toi/{dossier.code}/giay/{number}/")
    again = client.get(f"/ho-so-cua-toi/{dossier.code}/giay/{number}/")
    assert first["Content-Type"] == "application/pdf" and first.content.startswith(b"%PDF")
    assert first.content == again.content


def test_a_supplement_is_sent_from_home_and_the_clock_runs_again(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    dossier = province.submitted(by=by)
    with clock.fixed(MORNING):
        services.request_supplement(
            code=dossier.code,
            items=["Giấy chứng sinh chụp rõ"],
            reason="Ảnh mờ, không đọc được số.",
            by=province.clerk,
            at=MORNING,
        )
    page = client.get(f"/ho-so-cua-toi/{dossier.code}/").content.decode()
    assert "Bạn cần bổ sung giấy tờ" in page and "Giấy chứng sinh chụp rõ" in page and "Ảnh mờ" in page
    public = Client().get(f"/tra-cuu/qr/{token_of(dossier.code)}/").content.decode()
    assert "Giấy chứng sinh chụp rõ" in public and "Ảnh mờ, không đọc" not in public
    address = f"/ho-so-cua-toi/{dossier.code}/bo-sung/"
    assert client.post(address, {"answer": ""}).status_code == 422
    bad = client.post(
        address, {"tep-1": SimpleUploadedFile("a.pdf", b""), "tep-2": SimpleUploadedFile("b.png", scan())}
    )
    assert bad.status_code == 422 and "Đã nhận tệp" in bad.content.decode()
    kept = re.search(r'name="giu-2" value="([^"]+)"', bad.content.decode()).group(1)  # type: ignore[union-attr]
    done = client.post(address, {"giu-2": kept, "answer": "Tôi gửi lại ảnh rõ hơn."})
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state is Status.SUBMITTED and dossier.papers.get(position=2).sha256
    again = client.post(address, {"giu-2": kept, "answer": "Lần nữa"})
    assert again.status_code == 409


def test_a_dossier_is_withdrawn_once_with_a_reason(sign_up: Any, province: Province) -> None:
    client, by = sign_up()
    dossier = province.submitted(by=by)
    address = f"/ho-so-cua-toi/{dossier.code}/rut/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "x"}).status_code == 422
    stale = client.post(address, {"reason": "Tôi nộp nhầm thủ tục", "seen": dossier.version - 1})
    assert stale.status_code == 409
    assert (
        client.post(address, {"reason": "Tôi nộp nhầm thủ tục", "seen": dossier.version}).status_code == 302
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN
    assert client.post(address, {"reason": "Tôi nộp nhầm thủ tục"}).status_code == 409
    assert "Hồ sơ đã được rút" in client.get(f"/ho-so-cua-toi/{dossier.code}/").content.decode()


def test_a_signed_result_is_downloaded_by_its_owner_alone_and_only_when_ready(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    dossier = province.submitted(by=by)
    ref = files.store_issued(
        data=b"%PDF-1.7 ket qua", name="kq.pdf", media_type="application/pdf", by=by, at=MORNING
    )
    Result.objects.create(
        dossier=dossier, name="Giấy khai sinh", template="giay_khai_sinh", data={}, draft_sha256=ref.sha256,
        signed_sha256=ref.sha256, signed_at=MORNING, signer="Đỗ Văn Hồng", drafted_by="x", drafted_at=MORNING,
    )  # fmt: skip
    assert client.get(f"/ket-qua/{dossier.code}/").status_code == 404
    Dossier.objects.filter(pk=dossier.pk).update(status=int(Status.FINISHED), finished_at=MORNING)
    page = client.get(f"/ho-so-cua-toi/{dossier.code}/").content.decode()
    assert "Tải kết quả đã ký số" in page
    answer = client.get(f"/ket-qua/{dossier.code}/?tai=1")
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == b"%PDF-1.7 ket qua"  # type: ignore[attr-defined]
    public = Client().get(f"/tra-cuu/qr/{token_of(dossier.code)}/").content.decode()
    assert "Đã có kết quả" in public and f"/ket-qua/{dossier.code}" not in public
    assert Client().get(f"/ket-qua/{dossier.code}/").status_code == 302


def test_my_list_pages_and_counts_with_a_bound_on_its_queries(
    sign_up: Any, province: Province, django_assert_max_num_queries: Any
) -> None:
    client, by = sign_up()
    assert "Chưa có hồ sơ nào" in client.get("/ho-so-cua-toi/").content.decode()
    first = province.submitted(by=by, result_channel=ResultChannel.POST)
    for number in range(30):
        Dossier.objects.filter(pk=first.pk).first()
        copy = Dossier.objects.get(pk=first.pk)
        copy.pk, copy.code = None, f"{first.code[:-4]}{number + 500:04d}"
        copy.save()
    with django_assert_max_num_queries(20):
        page = client.get("/ho-so-cua-toi/")
    words = page.content.decode()
    assert words.count("panel") >= 20
    onward = re.search(r'href="(\?trang=[^"]+)" rel="next"', words)
    assert onward is not None
    rest = client.get(f"/ho-so-cua-toi/{onward[1]}").content.decode()
    assert "21 đến 31 trong 31 hồ sơ" in rest and "Trước" in rest
    for query in (
        "?trang=99999",
        "?trang=x",
        "?phan=zzz",
        "?phan=xong",
        "?q=" + "x" * 400,
        "?phan=dang&q=khai+sinh",
        "?phan=nhap",
    ):
        assert client.get(f"/ho-so-cua-toi/{query}").status_code == 200
    with django_assert_max_num_queries(40):
        assert client.get(f"/ho-so-cua-toi/{first.code}/").status_code == 200


def test_a_name_is_masked_enough_to_know_and_not_to_learn() -> None:
    assert masked("Nguyễn Thị Minh An") == "Nguyễn T. M. A."
    assert masked("Ẫm") == "Ẫ***" and masked("") == "***"
