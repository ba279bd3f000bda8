"""A letter with a matter in it goes to no address that its owner has not shown to be theirs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.services.accounts import queries as accounts
from motcua.services.accounts import services as account_services
from motcua.services.notifications import services
from motcua.services.notifications.models import Letter, Notice
from motcua.services.notifications.types import KINDS, NothingToConfirm, TooManyLetters, notice_kind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
KIND = notice_kind("tests.matter", "Tin có nội dung", mail=True)
MATTER = "Hồ sơ ly hôn của bạn đã có kết quả"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _the_kind_of_the_test_leaves_with_it():
    yield
    del KINDS[KIND]


def citizen(name: str, email: str = ""):
    return get_user_model().objects.create(
        username=name, full_name=f"Nguyễn {name}", kind="citizen", email=email, joined_at=NOON
    )


@pytest.fixture
def lan():
    return citizen("lan", "lan@vidu.vn")


def actor(user) -> Actor:
    return Actor(kind="citizen", id=user.username, name=user.full_name, user_id=user.pk)


def tell(user, key: str = "k1") -> None:
    services.notify(kind=KIND, key=key, words=MATTER, users=[user.pk], at=NOON)


def post(at: datetime = NOON) -> list[str]:
    services.post_letters(at=at)
    return [letter.to[0] for letter in mail.outbox if letter.subject == MATTER]


def test_an_unconfirmed_address_gets_no_matter_and_one_small_letter_with_a_link(client, lan):
    tell(lan)
    assert post() == []
    client.force_login(lan)
    page = client.get("/tin-bao/cach-nhan/").text
    assert "Địa chỉ thư chưa được xác nhận" in page and "Gửi lại thư xác nhận" in page
    client.post("/tin-bao/gui-thu-xac-nhan/")
    services.post_letters(at=clock.now())
    (letter,) = mail.outbox
    assert letter.to == ["lan@vidu.vn"] and "ly hôn" not in letter.body and lan.full_name not in letter.body
    link = re.search(r"/tin-bao/xac-nhan-thu/\S+", letter.body)[0]

    assert "lan@vidu.vn" in client.get(link).text
    lan.refresh_from_db()
    assert lan.email_confirmed_at is None, "mail programs open links by themselves"
    assert client.post(link).headers["Location"] == "/tin-bao/cach-nhan/"
    lan.refresh_from_db()
    assert lan.email_confirmed_at is not None
    assert "Đã xác nhận" in client.get("/tin-bao/cach-nhan/").text
    again = client.post(link)
    assert again.status_code == 409 and "đã được xác nhận trước đó" in again.text
    tell(lan, key="k2")
    assert post() == ["lan@vidu.vn"]


def test_the_link_is_for_one_account_and_one_address(client, lan):
    link = f"/tin-bao/xac-nhan-thu/{accounts.mailbox_token(lan.pk)}/"
    assert client.post(link).status_code in (302, 401, 403), "nobody known confirms nothing"
    hoa = citizen("hoa", "lan@vidu.vn")
    client.force_login(hoa)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 422 and "không dành cho tài khoản đang đăng nhập" in answer.text
    account_services.set_mailbox(email="moi@vidu.vn", by=actor(lan), at=NOON)
    client.force_login(lan)
    answer = client.post(link)
    assert answer.status_code == 422 and "địa chỉ thư bạn đã thay" in answer.text
    assert not get_user_model().objects.exclude(email_confirmed_at=None).exists()


@pytest.mark.parametrize("spoil", [lambda t: t[:-3] + "abc", lambda t: "x" + t, lambda t: "khong-co"])
def test_a_link_changed_on_the_way_is_refused(client, lan, spoil):
    client.force_login(lan)
    answer = client.post(f"/tin-bao/xac-nhan-thu/{spoil(accounts.mailbox_token(lan.pk))}/")
    assert answer.status_code == 422 and "Đường dẫn xác nhận không đúng" in answer.text
    assert '<a class="btn" href="/tin-bao/cach-nhan/">Xin thư xác nhận mới</a>' in answer.text
    lan.refresh_from_db()
    assert lan.email_confirmed_at is None


def test_a_link_of_four_days_ago_is_refused(lan, monkeypatch):
    import time

    token, now = accounts.mailbox_token(lan.pk), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 4 * 86400)
    with pytest.raises(accounts.BadMailboxLink, match="hết hạn"):
        account_services.confirm_mailbox(token=token, by=actor(lan), at=NOON)


def test_a_changed_address_is_unconfirmed_and_asks_anew(client, lan):
    account_services.confirm_mailbox(token=accounts.mailbox_token(lan.pk), by=actor(lan), at=NOON)
    entry = Entry.objects.get(action="accounts.confirm_mailbox")
    assert entry.subject == "user:lan" and entry.after["email"] == "lan@vidu.vn"
    client.force_login(lan)
    page = client.post("/tin-bao/cach-nhan/", {"email": "moi@vidu.vn", "thu": [KIND]}, follow=True).text
    assert "Thư xác nhận sẽ tới moi@vidu.vn" in page
    assert Letter.objects.get().address == "moi@vidu.vn"
    tell(lan)
    assert post() == []
    client.post("/tin-bao/cach-nhan/", {"email": "moi@vidu.vn", "thu": [KIND]})
    assert Letter.objects.count() == 1, "saving the same address asks nobody again"


def test_letters_that_ask_are_few(lan):
    for minute in range(services.CONFIRM_LETTERS):
        services.ask_to_confirm(by=actor(lan), at=NOON + timedelta(minutes=minute))
        with pytest.raises(TooManyLetters):
            services.ask_to_confirm(by=actor(lan), at=NOON + timedelta(minutes=minute, seconds=20))
    with pytest.raises(TooManyLetters, match="ngày mai"):
        services.ask_to_confirm(by=actor(lan), at=NOON + timedelta(hours=3))
    assert Entry.objects.filter(action="notifications.ask_to_confirm").count() == services.CONFIRM_LETTERS
    assert Letter.objects.count() == Notice.objects.count() == services.CONFIRM_LETTERS
    services.ask_to_confirm(by=actor(lan), at=NOON + timedelta(days=2))
    with pytest.raises(NothingToConfirm):
        services.ask_to_confirm(by=actor(citizen("hoa")), at=NOON)
