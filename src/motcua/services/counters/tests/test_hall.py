"""The hall's pages: kiosk, one's number, board, voice; nobody needs to log in and nobody is named."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.counters import ports, services
from motcua.services.counters.models import Desk, Ticket
from motcua.services.counters.types import CALL, SET_UP

AT = datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)
DESK = "H42.15.3"
LAN = Actor(
    kind="officer", id="lan", name="Lan Thị Kín", agency_code=DESK, permissions=frozenset({CALL, SET_UP})
)


@pytest.fixture(autouse=True)
def hall(db: None, settings, tmp_path):
    """An open desk of one counter where Lan sits."""
    settings.VAR_DIR = tmp_path
    with clock.fixed(AT):
        services.set_up(
            desk_code=DESK,
            desk_name="Một cửa",
            lines=[("A", "Hộ tịch")],
            counters=[(1, "", [])],
            by=LAN,
            at=AT,
        )
        services.open_queue(desk_code=DESK, is_open=True, by=LAN, at=AT)
        services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
        yield


def kiosk() -> str:
    return f"/quay/may/{Desk.objects.get().kiosk_key}/"


def call() -> str:
    return services.call_next(desk_code=DESK, by=LAN, at=AT + timedelta(minutes=1))


def test_a_press_gives_a_number_its_place_and_a_slip(client: Client):
    assert "0 người đang chờ" in client.get(kiosk()).content.decode()
    first = client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    assert (
        client.post(kiosk(), {"nhom": "A", "mot_lan": "x"}).headers["Location"] == first.headers["Location"]
    )
    ticket = Ticket.objects.get()
    words = client.get(first.headers["Location"]).content.decode()
    assert "A001" in words and "được gọi tiếp theo" in words and "In phiếu" in words
    slip = client.get(f"/quay/so/{ticket.key}/phieu.pdf")
    assert slip.content.startswith(b"%PDF") and slip.headers["Content-Type"] == "application/pdf"


def test_where_no_counter_is_open_nobody_is_told_to_be_next(client: Client):
    client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    services.stand_up(desk_code=DESK, number=1, by=LAN, at=AT)
    words = client.get(f"/quay/so/{Ticket.objects.get().key}/").content.decode()
    assert "Chưa có quầy nào mở" in words and "được gọi tiếp theo" not in words


def test_a_number_is_followed_and_given_up_from_a_phone(client: Client):
    for press in "xy":
        client.post(kiosk(), {"nhom": "A", "mot_lan": press})
    page = f"/quay/so/{Ticket.objects.get(code='A002').key}/"
    assert "Còn 1 người trước bạn" in client.get(page).content.decode()
    assert "Đã bỏ số" in client.post(page).content.decode()
    assert call() == "A001"
    called = client.get(f"/quay/so/{Ticket.objects.get(code='A001').key}/").content.decode()
    assert "Mời bạn đến quầy 1" in called


@pytest.mark.parametrize("sent", [{}, {"nhom": "Z"}, {"nhom": "A", "uu_tien": "vip"}])
def test_a_wrong_press_is_told_and_takes_no_number(client: Client, sent):
    assert client.post(kiosk(), sent).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "path", ["/quay/may/{}/", "/quay/so/{}/", "/quay/so/{}/phieu.pdf", "/quay/{}/bang/", "/quay/{}/bang/moi/"]
)
def test_what_is_nobodys_is_not_there(client: Client, path):
    assert client.get(path.format("khong-co")).status_code == 404


def test_the_board_names_numbers_and_counters_and_nobody(client: Client):
    client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    call()
    words = client.get(f"/quay/{DESK}/bang/").content.decode()
    assert "A001" in words and "Lan Thị Kín" not in words


def test_a_board_that_asks_again_costs_one_question_until_the_queue_moves(
    client: Client, django_assert_num_queries
):
    news = f"/quay/{DESK}/bang/moi/"
    mark = client.get(news).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(news, headers={"If-None-Match": mark}).status_code == 304
    client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    moved = client.get(news, headers={"If-None-Match": mark})
    assert moved.status_code == 200 and moved.headers["ETag"] != mark


class Loud:
    """A voice that counts what it says."""

    said: list[str] = []

    def say(self, sentence: str) -> bytes:
        self.said.append(sentence)
        return b"RIFF"


def test_a_called_number_is_spoken_once_and_no_other(client: Client, monkeypatch):
    monkeypatch.setattr(ports, "voice", Loud)
    Loud.said = []
    client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    assert client.get(f"/quay/{DESK}/goi/A001-1.wav").status_code == 404
    call()
    for _ in range(2):
        assert client.get(f"/quay/{DESK}/goi/A001-1.wav").content == b"RIFF"
    assert Loud.said == ["Mời số A, không không một, đến quầy số 1."]
    assert client.get(f"/quay/{DESK}/goi/A001-2.wav").status_code == 404


def test_without_a_voice_the_board_is_told_to_speak_itself(client: Client, settings):
    settings.VOICE = "motcua.services.counters.tests.test_hall.Mute"
    client.post(kiosk(), {"nhom": "A", "mot_lan": "x"})
    call()
    assert client.get(f"/quay/{DESK}/goi/A001-1.wav").status_code == 204


class Mute:
    """No voice on this machine."""

    def say(self, sentence: str) -> bytes:
        raise FileNotFoundError(sentence)
