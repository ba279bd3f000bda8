"""A text message goes to who agreed or to the number on the declaration, by day, once, however badly its carrier behaves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta

import httpx
import pytest
from django.contrib.auth import get_user_model

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.services.notifications import ports, queries, services
from motcua.services.notifications.models import Code, Consent, Letter, Notice
from motcua.services.notifications.types import (
    KINDS,
    OPERATE,
    BadNumber,
    Channel,
    NoLetter,
    NotToResend,
    TooManyCodes,
    WrongCode,
    notice_kind,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=clock.TZ)
MATTER = "Lý do: hồ sơ ly hôn thiếu giấy"
KIND = notice_kind("tests.text", "Tin nhắn thử", sms=True)
SECRET_KIND = notice_kind("tests.secret", "Tin không nhắn")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _kinds_of_the_test_leave_with_it():
    yield
    del KINDS[KIND], KINDS[SECRET_KIND]


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """The sandbox's provider, a program of its own."""
    folder = tmp_path_factory.mktemp("sandbox")
    program = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--folder", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1"},
    )
    yield program.stdout.readline().split()[-1], folder / "sms-secret"
    program.terminate()
    program.wait(10)


@pytest.fixture
def wired(provider, settings, monkeypatch):
    address, secret = provider
    settings.SMS_URL, settings.SMS_SECRET_FILE = f"{address}/sms", str(secret)
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    return address


@pytest.fixture
def lan():
    return get_user_model().objects.create(
        username="lan", full_name="Nguyễn Lan", kind="citizen", phone="0912000111", joined_at=NOON
    )


def actor(user) -> Actor:
    return Actor(kind="citizen", id=user.username, name=user.full_name, user_id=user.pk)


OPERATOR = Actor(kind="officer", id="CB-1", name="Quản trị", permissions=frozenset({OPERATE}))


def tell(*, phones=(), users=(), key="k1", kind=KIND, at=NOON) -> int:
    return services.notify(
        kind=kind, key=key, words="Hồ sơ H42 đã có kết quả", detail=MATTER, link="/ho-so-cua-toi/H42/",
        phones=phones, users=users, at=at,
    )  # fmt: skip


def received(address: str, phone: str) -> list[dict]:
    return [one for one in httpx.get(f"{address}/sms/messages").json() if one["to"] == phone]


def agree(user, phone: str, at: datetime = NOON) -> None:
    services.send_code_to_phone(phone=phone, by=actor(user), at=at)
    services.agree(phone=phone, code=queries.figures(Code.objects.latest("pk")), by=actor(user), at=at)


def report(client, secret: bytes, *, age: int = 0, **said):
    body, moment = json.dumps(said).encode(), int(time.time()) - age
    mark = f"t={moment},v1={ports.signature(secret, moment, body)}"
    return client.post(
        "/bao-phat/sms/", body, content_type="application/json", headers={"X-Motcua-Signature": mark}
    )


def test_a_number_without_an_account_is_texted_once_the_words_and_never_the_matter(wired):
    assert tell(phones=["0912000901"]) == 1
    assert tell(phones=["0912000901"]) == 0, "the same event heard twice"
    assert services.post_letters(at=NOON) == 1
    services.post_letters(at=NOON + timedelta(hours=5))
    (message,) = received(wired, "0912000901")
    assert message["text"] == "Hồ sơ H42 đã có kết quả http://127.0.0.1:9/tra-cuu/"
    assert Letter.objects.get().state == "sent" and Letter.objects.get().carrier_ref == message["reference"]


def test_a_kind_that_is_not_for_the_telephone_network_is_not_texted(wired, lan):
    agree(lan, "0912000111")
    Letter.objects.all().delete()
    assert tell(phones=["0912000902"], kind=SECRET_KIND) == 0
    tell(users=[lan.pk], kind=SECRET_KIND)
    assert not Letter.objects.exists()


def test_where_no_gateway_is_named_nothing_is_queued_and_nothing_offered(client, lan, settings):
    settings.SMS_URL = ""
    assert tell(phones=["0912000903"]) == 0 and not Notice.objects.exists()
    client.force_login(lan)
    assert "Tin nhắn SMS" not in client.get("/tin-bao/cach-nhan/").text


def test_at_night_nobody_is_rung_but_for_a_code_they_asked_for(wired, lan):
    tell(phones=["0912000904"], at=NIGHT)
    services.send_code_to_phone(phone="0912000905", by=actor(lan), at=NIGHT)
    assert services.post_letters(at=NIGHT) == 1
    assert received(wired, "0912000904") == [] and len(received(wired, "0912000905")) == 1
    morning = Letter.objects.get(address="0912000904").try_at
    assert clock.local(morning) == datetime(2026, 11, 24, 7, 0, tzinfo=clock.TZ)
    # What piled up by day while the gateway was away does not ring at night either.
    Letter.objects.filter(address="0912000904").update(try_at=NOON)
    assert services.post_letters(at=NIGHT + timedelta(minutes=1)) == 0
    assert services.post_letters(at=morning) == 1


@pytest.mark.parametrize(
    ("phone", "rounds", "state"),
    [("0912000422", 1, "failed"), ("0912000500", 2, "sent")],
    ids=["no such number", "the gateway breaks once"],
)
def test_a_carrier_that_behaves_badly_loses_and_doubles_nothing(wired, phone, rounds, state):
    tell(phones=[phone])
    for number in range(rounds):
        try:
            services.post_letters(at=NOON + timedelta(minutes=5 * number))
        except services.PostOfficeClosed:
            assert Letter.objects.get().state == "waiting"
    assert Letter.objects.get().state == state
    assert len(received(wired, phone)) == (state == "sent")


def test_an_answer_that_never_came_is_asked_for_again_under_the_same_name(wired, monkeypatch, settings):
    monkeypatch.setattr("motcua.gateways.sms.HttpSms.__init__.__kwdefaults__", {"timeout": 0.2})
    tell(phones=["0912000408", "0912000906"])
    services.post_letters(at=NOON)
    slow, quick = Letter.objects.get(address="0912000408"), Letter.objects.get(address="0912000906")
    assert (slow.state, quick.state) == ("waiting", "sent") and "no answer" in slow.last_error
    services.post_letters(at=NOON + timedelta(minutes=10))
    slow.refresh_from_db()
    (message,) = received(wired, "0912000408")
    assert slow.state == "sent" and message["handed_over"] == 2, "handed over twice, received once"


def test_a_gateway_that_is_away_keeps_no_letters_from_going(wired, lan, settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    get_user_model().objects.filter(pk=lan.pk).update(email="lan@vidu.vn", email_confirmed_at=NOON)
    services.choose(wishes={KIND: (True, True)}, by=actor(lan))
    tell(users=[lan.pk], phones=["0912000907"])
    with pytest.raises(services.PostOfficeClosed, match="sms"):
        services.post_letters(at=NOON)
    states = dict(Letter.objects.values_list("channel", "state"))
    assert states == {"mail": "sent", "sms": "waiting"}
    assert services.expire(at=NOON + timedelta(hours=47)) == 0
    assert services.expire(at=NOON + timedelta(hours=49)) == 1
    assert Letter.objects.get(channel="sms").state == "expired"


def test_reports_are_believed_when_signed_and_only_where_they_tell_something_new(client, wired, provider):
    tell(phones=["0912000404"])
    services.post_letters(at=NOON)
    ref, secret = Letter.objects.get().ref, provider[1].read_bytes().strip()

    def state() -> str:
        return Letter.objects.get().state

    for answer in (
        report(client, b"somebody else's", id=ref, state="delivered"),
        report(client, secret, age=400, id=ref, state="delivered"),
        client.post("/bao-phat/sms/", b"{}", content_type="application/json"),
        client.post("/bao-phat/sms/", b"x" * 5000, content_type="application/json"),
    ):
        assert answer.status_code == 403 and answer.json() == {"error": "NTC-11"} and state() == "sent"
    assert report(client, secret, id=ref, state="read").status_code == 422
    assert report(client, secret, id=[1], state="failed").status_code == 422
    assert report(client, secret, id="nobody's", state="failed").status_code == 204 and state() == "sent"
    assert report(client, secret, id=ref, state="delivered").status_code == 204 and state() == "delivered"
    arrived = Letter.objects.get().delivered_at
    for told in ("delivered", "failed"):
        assert report(client, secret, id=ref, state=told).status_code == 204
        assert state() == "delivered" and Letter.objects.get().delivered_at == arrived
    assert client.get("/bao-phat/sms/").status_code == 405


def test_a_report_that_overtakes_the_answer_stands(wired, monkeypatch):
    tell(phones=["0912000908"])
    sent = ports.carrier(Channel.SMS).__class__.send

    def overtaken(self, message):
        reference = sent(self, message)
        services.report(ref=message.id, state=Letter.State.DELIVERED, reason="", at=NOON)
        return reference

    monkeypatch.setattr("motcua.gateways.sms.HttpSms.send", overtaken)
    services.post_letters(at=NOON)
    assert Letter.objects.get().state == "delivered"


def test_the_operator_sends_again_what_failed_and_nothing_else(wired, client, provider):
    tell(phones=["0912000422", "0912000909"])
    services.post_letters(at=NOON)
    failed, sent = Letter.objects.get(address="0912000422"), Letter.objects.get(address="0912000909")
    old = failed.ref
    for number, refused in ((sent.pk, NotToResend), (10**9, NoLetter)):
        with pytest.raises(refused):
            services.resend(letter_id=number, by=OPERATOR, at=NOON)
    assert not Entry.objects.filter(action__startswith="notifications.resend").exists()
    services.resend(letter_id=failed.pk, by=OPERATOR, at=NOON)
    failed.refresh_from_db()
    assert (failed.state, failed.resent) == ("waiting", 1) and failed.ref != old
    line = Entry.objects.get(action="notifications.resend")
    assert "0912000422" not in json.dumps([line.before, line.after, line.subject])
    report(client, provider[1].read_bytes().strip(), id=old, state="delivered")
    failed.refresh_from_db()
    assert failed.state == "waiting", "a late word of the first sending says nothing of the second"
    services.post_letters(at=NOON + timedelta(minutes=1))
    assert services.resend_many(letter_ids=[failed.pk, sent.pk], by=OPERATOR, at=NOON) == 1


def test_who_types_the_code_agrees_and_may_take_it_back(client, wired, lan):
    client.force_login(lan)
    assert "0912000111" in client.get("/tin-bao/cach-nhan/").text, "the number of the account is proposed"
    page = client.post("/tin-bao/tin-nhan/", {"viec": "so", "so": "+84 912 000 111"})
    assert page.status_code == 200 and "Mã đã được nhắn tới số" in page.text
    services.post_letters(at=clock.now())
    figures = re.match(r"\d{6}", received(wired, "0912000111")[-1]["text"])[0]
    kept = " ".join(
        map(
            str,
            [
                *Notice.objects.values_list(),
                *Code.objects.values_list(),
                *Entry.objects.values_list("after", "subject"),
            ],
        )
    )
    assert not re.search(rf"\b{figures}\b", kept), "the figures are in no table"
    wrong = "000000" if figures != "000000" else "111111"
    answer = client.post("/tin-bao/tin-nhan/", {"viec": "ma", "so": "0912000111", "ma": wrong})
    assert answer.status_code == 422 and "Mã không đúng" in answer.text and not Consent.objects.exists()
    assert (
        client.post("/tin-bao/tin-nhan/", {"viec": "ma", "so": "0912000111", "ma": figures}).status_code
        == 302
    )
    page = client.get("/tin-bao/cach-nhan/").text
    assert "Bạn đồng ý nhận ở số 0912000111" in page and "lời đồng ý bản 2026-11" in page
    tell(users=[lan.pk], at=NOON)
    assert Letter.objects.filter(notice__kind=KIND, channel="sms", address="0912000111").exists()
    assert client.post("/tin-bao/tin-nhan/", {"viec": "thoi"}).status_code == 302
    assert Consent.objects.get().withdrawn_at is not None
    assert Letter.objects.get(notice__kind=KIND, channel="sms").state == "expired", (
        "what waited waits no more"
    )
    tell(users=[lan.pk], key="k2")
    assert not Letter.objects.filter(notice__key="k2").exists()
    assert client.post("/tin-bao/tin-nhan/", {"viec": "thoi"}).status_code == 409


def test_a_code_is_for_one_person_one_number_a_few_tries_and_five_minutes(wired, lan):
    hoa = get_user_model().objects.create(username="hoa", full_name="Hoa", kind="citizen", joined_at=NOON)
    services.send_code_to_phone(phone="0912000111", by=actor(lan), at=NOON)
    right = queries.figures(Code.objects.get())

    def refused(code=right, by=lan, phone="0912000111", at=NOON) -> None:
        with pytest.raises(WrongCode):
            services.agree(phone=phone, code=code, by=actor(by), at=at)

    refused(by=hoa)
    refused(phone="0912000222")
    refused(at=NOON + timedelta(minutes=5))
    for guess in ("1", "", "x" * 500, "٣٤٥٦٧٨", "999999" if right != "999999" else "888888"):
        refused(code=guess)
    refused(), "the right one after five wrong ones"
    assert not Consent.objects.exists() and not Entry.objects.filter(action="notifications.agree").exists()
    agree(lan, "0912000111", NOON + timedelta(minutes=6))
    refused(code=queries.figures(Code.objects.latest("pk")), at=NOON + timedelta(minutes=6))


def test_codes_to_a_number_and_of_one_asker_are_few(wired, lan):
    hoa = get_user_model().objects.create(username="hoa", full_name="Hoa", kind="citizen", joined_at=NOON)
    for minute in range(3):
        services.send_code_to_phone(phone="0912000911", by=actor(lan), at=NOON + timedelta(minutes=minute))
    for phone, by in (("0912000911", hoa), ("0912000912", lan)):
        with pytest.raises(TooManyCodes):
            services.send_code_to_phone(phone=phone, by=actor(by), at=NOON + timedelta(minutes=9))
    assert Code.objects.count() == Letter.objects.count() == 3
    live = Code.objects.filter(expires_at__gt=NOON + timedelta(minutes=2))
    assert live.count() == 1, "a new code makes the earlier one void"
    services.send_code_to_phone(phone="0912000911", by=actor(lan), at=NOON + timedelta(minutes=70))


@pytest.mark.parametrize(
    "phone", ["", "abc", "0228123456", "02283812345", "09120001", "0912000111; DROP", "٠٩١٢٠٠٠١١١"]
)
def test_what_is_no_mobile_number_gets_no_code(wired, lan, phone):
    with pytest.raises(BadNumber):
        services.send_code_to_phone(phone=phone, by=actor(lan), at=NOON)
    assert not Code.objects.exists() and not Letter.objects.exists()
