"""From the kiosk to the counter: a number is taken, called by key, and its holder's papers are taken in."""

from __future__ import annotations

import io

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from motcua.services.counters.models import Desk, Ticket
from motcua.services.dossiers.tests.factories import sign_in_as
from tests.support.province import Province

PAGE, ACT = "/can-bo/quay/", "/can-bo/quay/lam/"
CARD = "037096000014|162345678|Nguyễn Văn Ẫm|05021996|Nam|Tổ 4, phường Nam Định|10052021"


def test_a_morning_at_the_desk(province: Province) -> None:
    head = sign_in_as(Client(), province.officers("lanh_dao_trung_tam")[0])
    clerk = sign_in_as(Client(), province.clerk)
    assert "Lãnh đạo Trung tâm bố trí" in clerk.get(PAGE).content.decode()
    assert clerk.get("/can-bo/quay/bo-tri/").status_code == 403

    wrong = {"nhom_0": "A", "ten_0": "Hộ tịch", "quay_0": "1", "phuc_vu_0": "Z"}
    refused = head.post("/can-bo/quay/bo-tri/", wrong)
    assert refused.status_code == 422 and "nhóm Z không có" in refused.content.decode()
    assert not Desk.objects.exists()
    head.post("/can-bo/quay/bo-tri/", {**wrong, "phuc_vu_0": "A"})
    clerk.post(ACT, {"viec": "mo"})
    clerk.post(ACT, {"viec": "ngoi", "quay": "1"})

    kiosk = f"/quay/may/{Desk.objects.get().kiosk_key}/"
    Client().post(kiosk, {"nhom": "A", "mot_lan": "x"})
    clerk.post(ACT, {"viec": "goi"})
    page = clerk.get(PAGE).content.decode()
    ticket = Ticket.objects.get()
    assert "A001" in page and ticket.state == "called" and 'data-key="F8"' in page
    onward = clerk.post(ACT, {"viec": "tim", "the": CARD})
    assert (onward.status_code, onward.headers["Location"]) == (307, "/can-bo/tiep-nhan/")
    assert 'value="Nguyễn Văn Ẫm"' in clerk.post("/can-bo/tiep-nhan/", {"the": CARD}).content.decode()

    bar = clerk.get("/can-bo/quay/so-nay/").content.decode()
    assert "A001" in bar and f'value="{ticket.key}"' in bar and "F8" in bar
    assert head.get("/can-bo/quay/so-nay/").status_code == 204, "another sits there"
    code = province.taken_in("1.004873").code
    assert code in clerk.get(PAGE).content.decode(), "what was done for the number stands with it"

    clerk.post(ACT, {"viec": "xong", "so": ticket.key})
    assert clerk.get("/can-bo/quay/so-nay/").status_code == 204
    again = clerk.post(ACT, {"viec": "xong", "so": ticket.key}, follow=True).content.decode()
    assert "không còn ở quầy của bạn" in again
    figures = clerk.get("/can-bo/quay/so-lieu/?tu=khong-phai&den=9999-99-99").content.decode()
    assert "đã phục vụ" in figures and "Mỗi cán bộ" in figures and "nhiều nhất" not in figures
    assert (
        "Một lần xem nhiều nhất 92 ngày" in clerk.get("/can-bo/quay/so-lieu/?tu=2020-01-01").content.decode()
    )
    book = load_workbook(io.BytesIO(clerk.get("/can-bo/quay/so-lieu/?tep=xlsx").content)).active
    told = [[cell.value for cell in row] for row in book.iter_rows()]
    assert told[1][:2] == ["Số đã lấy", 1] and any(row[:3] == ["A, Hộ tịch", 1, 1] for row in told)


def test_a_waiting_number_is_given_the_turn_before_others_by_the_officer(province: Province) -> None:
    head = sign_in_as(Client(), province.officers("lanh_dao_trung_tam")[0])
    clerk = sign_in_as(Client(), province.clerk)
    head.post("/can-bo/quay/bo-tri/", {"nhom_0": "A", "ten_0": "Hộ tịch", "quay_0": "1"})
    clerk.post(ACT, {"viec": "mo"})
    kiosk = f"/quay/may/{Desk.objects.get().kiosk_key}/"
    for press in "xy":
        Client().post(kiosk, {"nhom": "A", "mot_lan": press})
    said = clerk.post(ACT, {"viec": "uu-tien", "ma": "A009", "dien": "elderly"}, follow=True).content.decode()
    assert "không đang chờ" in said
    said = clerk.post(ACT, {"viec": "uu-tien", "ma": "a002", "dien": "elderly"}, follow=True).content.decode()
    assert "Đã cho số A002 ưu tiên" in said and Ticket.objects.get(code="A002").ground == "elderly"
    clerk.post(ACT, {"viec": "ngoi", "quay": "1"})
    clerk.post(ACT, {"viec": "goi"})
    assert Ticket.objects.get(state="called").code == "A002"


def test_the_counters_page_asks_as_much_for_two_waiting_as_for_forty(province: Province) -> None:
    head, clerk = (
        sign_in_as(Client(), province.officers("lanh_dao_trung_tam")[0]),
        sign_in_as(Client(), province.clerk),
    )
    head.post("/can-bo/quay/bo-tri/", {"nhom_0": "A", "ten_0": "Hộ tịch", "quay_0": "1"})
    clerk.post(ACT, {"viec": "mo"})
    kiosk = f"/quay/may/{Desk.objects.get().kiosk_key}/"
    counts = []
    for number in (2, 40):
        while Ticket.objects.count() < number:
            Client().post(kiosk, {"nhom": "A", "mot_lan": f"p{Ticket.objects.count()}"})
        with CaptureQueriesContext(connection) as asked:
            assert f"Đang chờ: {number}" in clerk.get(PAGE).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_specialist_has_no_counter(province: Province) -> None:
    holder = sign_in_as(Client(), province.officers("tu_phap_ho_tich")[0])
    assert holder.get(PAGE).status_code == 403
    assert holder.post(ACT, {"viec": "mo"}).status_code == 403
