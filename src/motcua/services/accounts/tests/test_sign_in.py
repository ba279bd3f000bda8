"""Signing in: password, second factor, lock-out, sessions that end, where one lands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.registries.organizations import services as organizations
from motcua.services.accounts import queries, services
from motcua.services.accounts.models import User

from .conftest import ADMIN, PASSWORD, SECRET


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_clerk_signs_in_and_lands_at_the_desk(commune, sign_in):
    client = sign_in("ngan")
    assert client.get("/tai-khoan/vao/").headers["Location"] == "/can-bo/"


def test_the_login_is_the_same_in_capitals(commune, sign_in):
    assert sign_in("NGAN").get("/tai-khoan/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_sound_alike(commune):
    said = set()
    for login in ("ngan", "khong-ai-ca"):
        page = words(Client().post("/dang-nhap/", {"login": login, "password": "sai bét nhè"}))
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
        said.add(page.replace(login, ""))
    assert "_auth_user_id" not in Client().session
    assert len({re.sub(r"value=.*", "", s)[:600] for s in said}) == 1


def test_five_wrong_passwords_stop_the_right_one_for_a_while(commune):
    client = Client()
    for _ in range(5):
        last = client.post("/dang-nhap/", {"login": "ngan", "password": "sai bét nhè"})
    assert last.status_code == 429 and "chờ 15 phút" in words(last)
    assert client.post("/dang-nhap/", {"login": "ngan", "password": PASSWORD}).status_code == 429
    assert "_auth_user_id" not in client.session
    services.unlock_user(username="ngan", reason="gõ nhầm bộ gõ", by=ADMIN, at=clock.now())
    assert client.post("/dang-nhap/", {"login": "ngan", "password": PASSWORD}).status_code == 302


def test_an_administrator_needs_the_code_of_the_telephone(commune):
    client = Client()
    first = client.post("/dang-nhap/", {"login": "duy", "password": PASSWORD})
    assert first.headers["Location"] == "/dang-nhap/ma/"
    assert client.get("/quan-tri/tai-khoan/").headers["Location"].startswith("/dang-nhap/")
    assert "Mã chưa đúng" in words(client.post("/dang-nhap/ma/", {"code": "000000"}))
    code, seconds = services.one_time_code("duy")
    assert 0 < seconds <= 30
    assert client.post("/dang-nhap/ma/", {"code": code}).status_code == 302
    assert client.get("/quan-tri/tai-khoan/").status_code == 200


def test_a_used_code_does_not_open_a_second_door(commune, sign_in):
    sign_in("duy", code=True)
    second = sign_in("duy", code=True)
    assert second.get("/quan-tri/tai-khoan/").status_code == 302


def test_the_secret_rests_encrypted_and_only_a_handed_out_one_can_be_told(commune):
    from allauth.mfa.models import Authenticator

    row = Authenticator.objects.get(user__username="duy")
    assert SECRET not in str(row.data)
    row.data.pop("handed_out")
    row.save()
    with pytest.raises(queries.UserNotThere):
        services.one_time_code("duy")


def test_a_signer_without_a_second_factor_is_sent_to_set_one_up(commune, sign_in):
    client = sign_in("phong")
    answer = client.get("/can-bo/")
    assert answer.headers["Location"] == "/tai-khoan/bao-mat/bat-buoc/?next=/can-bo/"
    assert "bảo mật hai lớp" in words(client.get(answer.headers["Location"]))
    assert client.get("/tai-khoan/").status_code == 200


WAY = "/tai-khoan/bao-mat/bat-buoc/"


def test_power_that_comes_while_a_session_is_open_asks_for_the_second_factor(commune, sign_in):
    client = sign_in("ngan")
    assert client.get("/can-bo/").status_code == 200
    organizations.delegate(
        post_code="P-chair", to_officer_code="CB2", valid_from=clock.today(), valid_to=clock.today(),
        reason="đi họp", may_sign=True, paper="12/GUQ", by=ADMIN, at=clock.now(),
    )  # fmt: skip
    client.post("/tai-khoan/chuc-vu/", {"post": "P-chair"})
    assert client.get("/can-bo/").headers["Location"].startswith(WAY)
    client.post("/tai-khoan/chuc-vu/", {"post": "P-clerk"})
    assert client.get("/can-bo/").status_code == 200


def test_new_roles_end_the_sessions_of_who_gets_them(commune, sign_in):
    client = sign_in("ngan")
    assert client.get("/can-bo/").status_code == 200
    give = {"username": "ngan", "reason": "thay người", "by": ADMIN, "at": clock.now()}
    services.set_roles(roles=["province_admin"], **give)
    assert client.get("/can-bo/").headers["Location"].startswith("/dang-nhap/")
    again = sign_in("ngan")
    assert again.get("/quan-tri/tai-khoan/").headers["Location"].startswith(WAY)
    services.set_roles(roles=["province_admin"], **give)
    assert again.get("/tai-khoan/").status_code == 200


def test_a_signer_sets_up_the_app_and_then_works(commune, sign_in):
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    client = sign_in("phong")
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    page = client.get("/tai-khoan/bao-mat/ung-dung/").content.decode()
    secret = re.search(r'class="code">([A-Z2-7]{32})<', page).group(1)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/tai-khoan/bao-mat/ung-dung/", {"code": code})
    assert done.headers["Location"] == "/tai-khoan/bao-mat/ma-du-phong/"
    assert not client.get("/can-bo/").headers.get("Location", "").startswith("/tai-khoan/bao-mat/")


def test_a_signer_cannot_give_up_the_last_factor(commune, sign_in):
    services.create_admin_user(
        username="an", full_name="Lã Văn An", password=PASSWORD, totp_secret=SECRET, by=ADMIN, at=clock.now()
    )
    client = sign_in("an", code=True)
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    client.post("/tai-khoan/bao-mat/ung-dung/bo/")
    assert queries.has_second_factor(User.objects.get(username="an"))


def test_an_idle_session_ends_and_says_so(commune, sign_in):
    client = sign_in("ngan")
    assert client.get("/tai-khoan/").status_code == 200
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        assert client.get("/tai-khoan/").headers["Location"].startswith("/dang-nhap/")
        assert "Phiên làm việc đã kết thúc" in words(client.get("/dang-nhap/"))


def test_a_session_in_use_still_ends_after_a_working_day(commune, sign_in):
    client, start = sign_in("ngan"), clock.now()
    client.get("/tai-khoan/")
    for minutes in range(20, 480, 20):
        with clock.fixed(start + timedelta(minutes=minutes)):
            assert client.get("/tai-khoan/").status_code == 200, minutes
    with clock.fixed(start + timedelta(minutes=481)):
        assert client.get("/tai-khoan/").status_code == 302


def test_other_sessions_are_listed_and_ended(commune, sign_in):
    here, there = sign_in("ngan"), sign_in("ngan")
    there.get("/tai-khoan/")
    assert words(here.get("/tai-khoan/phien/")).count("Phiên này") == 1
    here.post("/tai-khoan/phien/ket-thuc/")
    assert there.get("/tai-khoan/").status_code == 302
    assert here.get("/tai-khoan/").status_code == 200


def test_a_locked_account_is_out_at_once(commune, sign_in):
    client = sign_in("ngan")
    services.lock_user(username="ngan", reason="chuyển công tác", by=ADMIN, at=clock.now())
    assert client.get("/tai-khoan/").status_code == 302
    again = Client()
    again.post("/dang-nhap/", {"login": "ngan", "password": PASSWORD})
    assert "_auth_user_id" not in again.session


def test_a_temporary_password_is_changed_before_work(commune, sign_in):
    services.set_password(username="ngan", password="mật khẩu tạm 1", reason="quên", by=ADMIN, at=clock.now())
    client = sign_in("ngan", password="mật khẩu tạm 1")
    assert client.get("/can-bo/").headers["Location"] == "/tai-khoan/mat-khau/"
    client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": "mật khẩu tạm 1", "password1": "canh cua rau đay", "password2": "canh cua rau đay"},
    )
    assert not User.objects.get(username="ngan").must_change_password
    assert client.get("/can-bo/").headers.get("Location", "") != "/tai-khoan/mat-khau/"


@pytest.mark.parametrize("target", ["https://ke-gian.example/", "//ke-gian.example/", "javascript:alert(1)"])
def test_no_door_leads_outside(commune, target):
    client = Client()
    answer = client.post("/dang-nhap/", {"login": "ngan", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/tai-khoan/vao/"
    chosen = client.post("/tai-khoan/chuc-vu/", {"post": "P-clerk", "next": target})
    assert chosen.headers["Location"] == "/tai-khoan/vao/"


def test_the_way_back_is_kept(commune):
    answer = Client().post("/dang-nhap/", {"login": "ngan", "password": PASSWORD, "next": "/can-bo/?trang=2"})
    assert answer.headers["Location"] == "/can-bo/?trang=2"


def test_signing_out_is_a_post_and_ends_the_session(commune, sign_in):
    client = sign_in("ngan")
    assert client.get("/dang-xuat/").status_code == 200 and client.get("/tai-khoan/").status_code == 200
    client.post("/dang-xuat/")
    assert client.get("/tai-khoan/").status_code == 302
