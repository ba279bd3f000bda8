"""Devices: rung through their push service, encrypted to the browser alone, and no more once they are gone."""

from __future__ import annotations

import base64
import json
import threading
from datetime import datetime, timedelta
from http.server import ThreadingHTTPServer

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.contrib.auth import get_user_model

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.notifications import queries, services
from motcua.services.notifications.models import Device, Letter
from motcua.services.notifications.types import KINDS, BadDevice, NoDevice, NoPushing, notice_kind
from sandbox import push as played
from sandbox.__main__ import handler_for

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
OPEN_WORDS = notice_kind("tests.open", "Tin mở", sms=True)
OWN_WORDS = notice_kind("tests.own", "Tin kín")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _kinds_of_the_test_leave_with_it():
    yield
    del KINDS[OPEN_WORDS], KINDS[OWN_WORDS]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """What a browser holds: its keys, and what its push service kept for it."""

    def __init__(self, service: str, name: str) -> None:
        self.key, self.auth, self.endpoint = (
            ec.generate_private_key(ec.SECP256R1()),
            b"0123456789abcdef",
            f"{service}/push/{name}",
        )

    @property
    def told(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": b64(point), "auth": b64(self.auth)}

    @property
    def held(self) -> list[dict]:
        found = [bytes.fromhex(one) for one in httpx.get(self.endpoint).json()]
        return [
            json.loads(http_ece.decrypt(one, private_key=self.key, auth_secret=self.auth)) for one in found
        ]


@pytest.fixture
def service(settings, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for({}, played.below()))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    place = f"127.0.0.1:{server.server_address[1]}"
    key = tmp_path / "push.pem"
    made = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.PUSH_KEY_FILE, settings.PUSH_HOSTS = (
        str(key),
        ["fcm.googleapis.com", "*.notify.windows.com", place],
    )
    yield f"http://{place}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def lan():
    return get_user_model().objects.create(
        username="lan", full_name="Nguyễn Lan", kind="citizen", joined_at=NOON
    )


def actor(user) -> Actor:
    return Actor(kind="citizen", id=user.username, name=user.full_name, user_id=user.pk)


def tell(user, kind: str = OPEN_WORDS, key: str = "k1") -> int:
    return services.notify(
        kind=kind, key=key, words="Hồ sơ H42 đã có kết quả", detail="Lý do riêng", link="/ho-so-cua-toi/H42/", users=[user.pk], at=NOON
    )  # fmt: skip


def test_each_device_is_rung_once_with_what_a_locked_screen_may_show(service, lan):
    one, two = Browser(service, "may-a"), Browser(service, "may-b")
    for browser in (one, two, one):
        services.add_device(**browser.told, label="Máy", by=actor(lan), at=NOON)
    assert len(queries.devices_of(actor(lan))) == 2, "the same browser is one device"
    tell(lan), tell(lan)
    assert services.post_letters(at=NOON) == 2 and services.post_letters(at=NOON + timedelta(hours=1)) == 0
    for browser in (one, two):
        (told,) = browser.held
        assert told["body"] == "Hồ sơ H42 đã có kết quả" and told["link"].startswith("/tin-bao/")
    tell(lan, OWN_WORDS, "k2")
    services.post_letters(at=NOON)
    assert one.held[1]["body"] == "Có tin mới: Tin kín", "of other kinds the screen shows the kind alone"
    raw = json.dumps(httpx.get(one.endpoint).json())
    assert "H42" not in bytes.fromhex(json.loads(raw)[0]).decode("latin-1"), (
        "the service on the way reads nothing"
    )


def test_a_device_that_is_gone_is_rung_no_more_and_one_busy_later(service, lan):
    gone, busy, good = (Browser(service, name) for name in ("gone-1", "busy-1", "may-c"))
    for browser in (gone, busy, good):
        services.add_device(**browser.told, label="", by=actor(lan), at=NOON)
    tell(lan), tell(lan, key="k2")
    assert services.post_letters(at=NOON) == 2, "who is busy or gone holds up no other"
    assert len(good.held) == 2
    states = sorted(Letter.objects.values_list("address", "state"))
    pks = {one.endpoint: one.pk for one in Device.objects.all()}
    assert dict(states)[f"device:{pks[busy.endpoint]}"] == "waiting"
    of_gone = sorted(state for address, state in states if address == f"device:{pks[gone.endpoint]}")
    assert of_gone == ["expired", "failed"], "told once, and what waited behind it is not tried"
    assert [one.endpoint for one in queries.devices_of(actor(lan))] == [good.endpoint, busy.endpoint]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.vn/x", "https://evil.vn/push", "http://127.0.0.1:9/x",
        "https://169.254.169.254/latest", "https://x@fcm.googleapis.com/y", "file:///etc/passwd", "", "https://[abc",
        "https://fcm.googleapis.com/" + "a" * 1000, "https://notify.windows.com.evil/x",
    ],
)  # fmt: skip
def test_the_house_calls_no_address_but_those_of_push_services(service, lan, endpoint):
    told = Browser(service, "x").told | {"endpoint": endpoint}
    with pytest.raises(BadDevice):
        services.add_device(**told, label="", by=actor(lan), at=NOON)
    assert not Device.objects.exists()


def test_keys_that_cannot_be_and_devices_of_others_are_refused(service, lan):
    told = Browser(service, "y").told
    for wrong in ({"p256dh": "abc"}, {"auth": ""}, {"p256dh": "!" * 88}):
        with pytest.raises(BadDevice):
            services.add_device(**(told | wrong), label="", by=actor(lan), at=NOON)
    own = services.add_device(**told, label="", by=actor(lan), at=NOON)
    other = Actor(kind="citizen", id="mai", name="Mai", user_id=lan.pk + 1)
    with pytest.raises(NoDevice):
        services.drop_device(device_id=own, by=other, at=NOON)
    tell(lan)
    services.drop_device(device_id=own, by=actor(lan), at=NOON)
    assert Letter.objects.get().state == "expired" and services.post_letters(at=NOON) == 0
    with pytest.raises(NoDevice):
        services.drop_device(device_id=own, by=actor(lan), at=NOON)


def test_the_page_lets_a_device_in_and_out_and_offers_nothing_without_a_key(service, lan, client, settings):
    client.force_login(lan)
    page = client.get("/tin-bao/cach-nhan/").text
    assert queries.public_push_key() in page and "notifications/device" in page
    told = Browser(service, "z").told
    sent = {
        "dia_chi": told["endpoint"],
        "khoa": told["p256dh"],
        "dau": told["auth"],
        "ten": "Điện thoại của Lan",
    }
    assert client.post("/tin-bao/may/", sent).status_code == 302
    assert "Điện thoại của Lan" in client.get("/tin-bao/cach-nhan/").text
    assert client.post("/tin-bao/may/", {"bo": Device.objects.get().pk}).status_code == 302
    assert "Điện thoại của Lan" not in client.get("/tin-bao/cach-nhan/").text
    worker = client.get("/tin-bao/may.js")
    assert worker["Content-Type"].startswith("text/javascript") and "ring" in worker.text
    settings.PUSH_KEY_FILE = ""
    assert "data-device" not in client.get("/tin-bao/cach-nhan/").text
    with pytest.raises(NoPushing):
        services.add_device(**told, label="", by=actor(lan), at=NOON)
