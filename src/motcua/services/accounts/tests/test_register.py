"""A citizen opens an account."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.people import services as people
from motcua.registries.people.models import Organization, Person
from motcua.services.accounts import queries, services
from motcua.services.accounts.models import User
from motcua.services.accounts.types import BadAccount, LockedAlready

from .conftest import NOON, PASSWORD

LAN = "036190000001"


def give(**more) -> dict:
    return {
        "personal_number": LAN, "full_name": "Nguyễn Thị Lan", "phone": "0912 345 678", "password": PASSWORD,
        "again": PASSWORD, **more,
    }  # fmt: skip


def test_four_answers_open_an_account_and_sign_in(db):
    client = Client()
    answer = client.post("/dang-ky/", give(next="/nop-ho-so/1.001193/"))
    assert answer.headers["Location"] == "/nop-ho-so/1.001193/"
    user = User.objects.get(username=LAN)
    assert user.kind == "citizen" and user.phone == "0912345678" and user.person.full_name == "Nguyễn Thị Lan"
    assert client.get("/tai-khoan/luot-xem/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"personal_number": "03619000000"}, "có 12 chữ số"),
        ({"personal_number": "003190000001"}, "không phải mã nơi đăng ký khai sinh"),
        ({"full_name": "Lan"}, "ít nhất hai từ"),
        ({"phone": "12345"}, "bắt đầu bằng số 0"),
        ({"again": "khác hẳn"}, "Hai lần gõ mật khẩu khác nhau"),
        ({"password": "ngắn", "again": "ngắn"}, "cần ít nhất 10"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_written(db, wrong, says):
    answer = Client().post("/dang-ky/", give(**wrong))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not User.objects.exists() and not Person.objects.exists()


def test_who_is_known_at_the_counter_joins_the_record_with_the_same_name_and_phone(db):
    number = people.register_person(
        personal_number=LAN, full_name="Nguyễn Thị Lan", phone="0912345678", by=Actor.system("t"), at=NOON
    )
    Client().post("/dang-ky/", give(full_name="nguyễn thị lan"))
    assert User.objects.get(username=LAN).person_id == number and Person.objects.count() == 1


def test_a_stranger_cannot_take_anothers_record_or_learn_that_it_exists(db):
    people.register_person(
        personal_number=LAN, full_name="Nguyễn Thị Lan", phone="0912345678", by=Actor.system("t"), at=NOON
    )
    answers = [
        Client().post("/dang-ky/", give(phone="0987654321")),
        Client().post("/dang-ky/", give(full_name="Kẻ Lạ")),
    ]
    Client().post("/dang-ky/", give())
    answers.append(Client().post("/dang-ky/", give()))
    for answer in answers:
        assert answer.status_code == 422
        assert "chưa tạo được tài khoản với thông tin này" in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("person_is_seen", [True, False])
def test_the_same_form_sent_twice_at_once_opens_one_account(db, monkeypatch, person_is_seen):
    Client().post("/dang-ky/", give())
    monkeypatch.setattr(queries, "exists", lambda username: False)  # the other is not committed yet
    if not person_is_seen:
        monkeypatch.setattr(services.opening.people, "find_person", lambda *args, **more: None)
    answer = Client().post("/dang-ky/", give())
    assert answer.status_code == 422
    assert "chưa tạo được tài khoản với thông tin này" in answer.content.decode()
    assert User.objects.count() == 1 and Person.objects.count() == 1


def test_a_hundred_accounts_are_made_in_a_few_seconds(db):
    begun = datetime.now()
    for n in range(100):
        services.create_citizen_user(
            personal_number=f"0361900{n:05d}", full_name="Nguyễn Thị Lan", phone="0912345678", password=PASSWORD,
            by=Actor.system("demo"), at=clock.now(),
        )  # fmt: skip
    assert (datetime.now() - begun).total_seconds() < 20
    assert User.objects.count() == 100


CLERK = Actor(
    kind="officer", id="CB3", name="Lê Minh Ngân", permissions=frozenset({"accounts.confirm_identity"})
)


def test_a_typed_number_proves_nothing_until_the_counter_has_seen_the_card(db):
    Client().post("/dang-ky/", give())
    lan = User.objects.get(username=LAN)
    assert queries.actor_for(lan).permissions == frozenset()
    services.confirm_identity(username=LAN, reason="thẻ căn cước bản chính", by=CLERK, at=NOON)
    assert queries.actor_for(User.objects.get(username=LAN)).permissions == {"people.own_number"}
    with pytest.raises(LockedAlready):
        services.confirm_identity(username=LAN, reason="thẻ căn cước bản chính", by=CLERK, at=NOON)


def test_the_counter_shuts_out_whoever_opened_the_account_with_anothers_number(db):
    impostor = Client()
    impostor.post("/dang-ky/", give(full_name="Kẻ Lạ Mặt"))
    assert impostor.get("/tai-khoan/").status_code == 200
    services.confirm_identity(
        username=LAN, reason="thẻ căn cước", password="mật khẩu tạm 2", by=CLERK, at=clock.now()
    )
    assert impostor.get("/tai-khoan/").status_code == 302
    impostor.post("/dang-nhap/", {"login": LAN, "password": PASSWORD})
    assert "_auth_user_id" not in impostor.session


def test_nobody_vouches_without_the_right_or_without_a_paper(db):
    Client().post("/dang-ky/", give())
    for by, reason, refusal in ((Actor.anonymous(), "thẻ", NotAllowed), (CLERK, " ", BadAccount)):
        with pytest.raises(refusal):
            services.confirm_identity(username=LAN, reason=reason, by=by, at=NOON)
    assert User.objects.get(username=LAN).identity_checked_at is None


def test_the_clerk_confirms_from_the_desk(commune, sign_in):
    Client().post("/dang-ky/", give())
    desk = sign_in("ngan")
    desk.post("/tai-khoan/chuc-vu/", {"post": "P-clerk"})
    assert desk.get("/can-bo/xac-nhan-danh-tinh/").status_code == 200
    wrong = desk.post("/can-bo/xac-nhan-danh-tinh/", {"personal_number": "036190999999", "reason": "thẻ"})
    assert wrong.status_code == 422
    done = desk.post("/can-bo/xac-nhan-danh-tinh/", {"personal_number": LAN, "reason": "thẻ căn cước"})
    assert done.status_code == 302 and User.objects.get(username=LAN).identity_checked_at

    page, given = (
        "/can-bo/nguoi-dai-dien/",
        {"tax_code": "0100233488", "name": "Công ty Thử", "basis": "bản chính"},
    )
    assert desk.get(page).status_code == 200
    assert desk.post(page, given | {"personal_number": "036190999999"}).status_code == 422
    assert desk.post(page, given | {"personal_number": LAN}).status_code == 302
    assert Organization.objects.get(tax_code="0100233488").representative.personal_number == LAN
