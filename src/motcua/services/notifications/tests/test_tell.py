"""A person is told once, where they wish it; a dead mail server loses and doubles nothing."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.notifications import queries, services
from motcua.services.notifications.models import Letter, Notice
from motcua.services.notifications.services import posting
from motcua.services.notifications.types import KINDS, BadLink, NoNotice, UnknownKind, notice_kind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
KIND = notice_kind("tests.news", "Tin thử", mail=True)
QUIET = notice_kind("tests.quiet", "Tin lặng")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _kinds_of_the_test_leave_with_it():
    yield
    del KINDS[KIND], KINDS[QUIET]


@pytest.fixture
def lan():
    return _citizen("lan", "lan@vidu.vn")


def _citizen(name: str, email: str = ""):
    return get_user_model().objects.create(
        username=name, full_name=f"Nguyễn {name}", kind="citizen", email=email, joined_at=NOON,
        email_confirmed_at=NOON if email else None,
    )  # fmt: skip


def actor(user) -> Actor:
    return Actor(kind="citizen", id=user.username, name=user.full_name, user_id=user.pk)


def tell(*users, key: str = "k1", kind: str = KIND, **more) -> int:
    return services.notify(
        kind=kind,
        key=key,
        words="Hồ sơ đã có kết quả",
        link="/tra-cuu/",
        users=[u.pk for u in users],
        at=NOON,
        **more,
    )


class _Away(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("nobody there")


class _Refusing(EmailBackend):
    def send_messages(self, letters):
        raise smtplib.SMTPRecipientsRefused({letters[0].to[0]: (550, b"no such mailbox")})


class _Breaking(EmailBackend):
    """Takes one letter, then the line is cut."""

    taken = 0

    def send_messages(self, letters):
        if type(self).taken:
            raise smtplib.SMTPServerDisconnected("line cut")
        type(self).taken += 1
        return super().send_messages(letters)


def test_the_same_key_tells_a_person_once_in_the_house_and_by_mail(lan):
    assert tell(lan) == 1
    assert tell(lan) == 0
    services.post_letters(at=NOON)
    services.post_letters(at=NOON + timedelta(days=1))
    assert queries.unread(actor(lan)) == 1
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["lan@vidu.vn"]
    assert "/tra-cuu/" in mail.outbox[0].body


def test_two_people_are_told_under_one_key(lan):
    assert tell(lan, _citizen("hoa")) == 2


def test_a_dead_mail_server_loses_nothing_and_doubles_nothing(lan, settings):
    tell(lan)
    settings.EMAIL_BACKEND = f"{__name__}._Away"
    for minutes in range(5):
        with pytest.raises(services.PostOfficeClosed):
            services.post_letters(at=NOON + timedelta(minutes=minutes))
    assert Letter.objects.get().state == "waiting"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.post_letters(at=NOON + timedelta(minutes=6)) == 1
    assert services.post_letters(at=NOON + timedelta(hours=6)) == 0
    assert len(mail.outbox) == 1


def test_a_line_cut_in_the_middle_posts_each_letter_once(lan, settings):
    tell(lan, _citizen("hoa", "hoa@vidu.vn"))
    settings.EMAIL_BACKEND = f"{__name__}._Breaking"
    _Breaking.taken = 0
    with pytest.raises(services.PostOfficeClosed):
        services.post_letters(at=NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.post_letters(at=NOON + timedelta(minutes=1)) == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == ["hoa@vidu.vn", "lan@vidu.vn"]


def test_a_mailbox_that_does_not_exist_is_told_to_its_owner_and_not_tried_again(lan, settings):
    tell(lan)
    settings.EMAIL_BACKEND = f"{__name__}._Refusing"
    assert services.post_letters(at=NOON) == 0
    assert Letter.objects.get().state == "failed"
    assert "no such mailbox" in queries.last_refusal(actor(lan))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.post_letters(at=NOON + timedelta(days=1)) == 0


def test_a_letter_another_worker_has_claimed_is_left_to_it(lan, monkeypatch):
    tell(lan)
    claimed = posting._claim
    monkeypatch.setattr(posting, "_claim", lambda letter, at: claimed(letter, at) and claimed(letter, at))
    assert services.post_letters(at=NOON) == 0
    assert mail.outbox == []


def test_a_person_hears_where_they_wish(lan):
    me = actor(lan)
    services.choose(wishes={KIND: (True, False), QUIET: (False, True)}, by=me)
    tell(lan, key="a")
    tell(lan, key="b", kind=QUIET)
    services.post_letters(at=NOON)
    assert [note.kind_label for note in queries.shelf(me).notes] == ["Tin thử"]
    assert len(mail.outbox) == 1


def test_a_kind_meant_for_officers_cannot_be_chosen_by_a_citizen(lan):
    services.choose(wishes={"khong-co": (True, True)}, by=actor(lan))
    assert "khong-co" not in {one.kind.name for one in queries.choices(actor(lan))}


def test_an_unknown_kind_and_a_link_elsewhere_are_refused(lan):
    with pytest.raises(UnknownKind):
        tell(lan, kind="tests.nobody")
    for link in ("https://xa.vn/", "//xa.vn/", "/\\xa.vn", "javascript:x"):
        with pytest.raises(BadLink):
            services.notify(kind=KIND, key="x", words="Tin", link=link, users=[lan.pk], at=NOON)
    assert not Notice.objects.exists()


def test_another_persons_notice_is_not_there(lan):
    tell(lan)
    number = Notice.objects.get().pk
    with pytest.raises(NoNotice):
        services.mark_read(notice_id=number, by=actor(_citizen("hoa")), at=NOON)
    assert queries.unread(actor(lan)) == 1


def test_pages_go_there_and_back_by_key(lan, django_assert_max_num_queries):
    me = actor(lan)
    for number in range(70):
        tell(lan, key=f"k{number}", kind=QUIET)
    with django_assert_max_num_queries(2):
        first = queries.shelf(me)
    second = queries.shelf(me, before=first.older)
    third = queries.shelf(me, before=second.older)
    assert [len(page.notes) for page in (first, second, third)] == [30, 30, 10]
    assert first.newer is None and third.older is None
    again = queries.shelf(me, after=third.newer)
    assert [n.id for n in again.notes] == [n.id for n in second.notes]
    newest = queries.shelf(me, after=again.newer)
    assert [n.id for n in newest.notes] == [n.id for n in first.notes] and newest.newer is None


def test_old_read_notices_leave_and_waiting_letters_stay(lan):
    tell(lan, key="old", kind=QUIET)
    tell(lan, key="mail")
    services.mark_all_read(by=actor(lan), at=NOON)
    assert services.clear_old(at=NOON + timedelta(days=400)) == 1
    assert Notice.objects.get().key == "mail"


def test_the_pages_tell_read_and_unread_and_keep_the_mailbox(client, lan):
    tell(lan, key="one", kind=QUIET)
    client.force_login(lan)
    page = client.get("/tin-bao/")
    assert "Hồ sơ đã có kết quả" in page.text and "1 tin mới" in client.get("/").text
    number = Notice.objects.get().pk
    assert client.get(f"/tin-bao/{number}/").headers["Location"] == "/tra-cuu/"
    assert "tin mới" not in client.get("/").text
    client.post("/tin-bao/danh-dau/", {"viec": "chua-doc", "tin": number})
    client.post("/tin-bao/danh-dau/", {"viec": "doc-het"})
    assert Notice.objects.get().read_at is not None
    assert client.get("/tin-bao/999999/").status_code == 404
    answer = client.post("/tin-bao/cach-nhan/", {"email": "mới@", "xem": [KIND]})
    assert answer.status_code == 422
    answer = client.post("/tin-bao/cach-nhan/", {"email": "moi@vidu.vn", "xem": [QUIET], "thu": [KIND]})
    assert answer.status_code == 302
    lan.refresh_from_db()
    assert lan.email == "moi@vidu.vn"
    chosen = {one.kind.name: (one.in_app, one.mail) for one in queries.choices(actor(lan))}
    assert chosen[KIND] == (False, True) and chosen[QUIET] == (True, False)
