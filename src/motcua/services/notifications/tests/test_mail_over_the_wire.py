"""The letters themselves, over SMTP to a server of its own: what stands in them, and what its answers mean."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user_model

from motcua.services.notifications import services
from motcua.services.notifications.models import Letter
from motcua.services.notifications.types import KINDS, notice_kind

from .test_text_messages import NOON

KIND = notice_kind("tests.wire", "Tin qua thư", mail=True)
pytestmark = pytest.mark.django_db


class House:
    """Takes letters; an address that begins with "khong" is nobody's, one with "day" is full."""

    def __init__(self) -> None:
        self.letters: list = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("khong"):
            return "550 no such mailbox"
        if address.startswith("day"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture(scope="module")
def house():
    handler = House()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        handler.port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    yield handler
    server.stop()
    del KINDS[KIND]


def test_letters_go_over_smtp_and_each_answer_of_the_server_is_understood(house, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", house.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    users = [
        get_user_model().objects.create(
            username=name, full_name=name, kind="citizen", email=f"{name}@vidu.vn", email_confirmed_at=NOON,
            joined_at=NOON,
        )
        for name in ("lan", "khong", "day")
    ]  # fmt: skip
    services.notify(
        kind=KIND, key="k", words="Hồ sơ đã có kết quả", link="/tra-cuu/", users=[one.pk for one in users], at=NOON
    )  # fmt: skip
    assert services.post_letters(at=NOON) == 1
    states = dict(Letter.objects.values_list("address", "state"))
    assert states == {"lan@vidu.vn": "sent", "khong@vidu.vn": "failed", "day@vidu.vn": "waiting"}
    assert "no such mailbox" in Letter.objects.get(state="failed").last_error
    (letter,) = house.letters
    assert letter["Subject"] == "Hồ sơ đã có kết quả" and letter["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.get(state="sent").ref in letter["Message-ID"]
    assert f"{settings.PUBLIC_URL}/tra-cuu/" in letter.get_content()
    services.post_letters(at=NOON + timedelta(minutes=5))
    assert len(house.letters) == 1, "who is full is tried again, who got it is not"
    assert Letter.objects.get(state="waiting").attempts == 2
