"""Administrators look after accounts; every act says why and leaves its row."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.accounts import queries, services
from motcua.services.accounts.models import User
from motcua.services.accounts.types import AccountAlready, BadAccount, LockedAlready

from .conftest import ADMIN, NOON


def test_a_clerk_does_not_get_into_the_console(commune, sign_in):
    assert sign_in("ngan").get("/quan-tri/tai-khoan/").status_code == 403
    assert Client().get("/quan-tri/tai-khoan/").headers["Location"].startswith("/dang-nhap/")


def test_nobody_locks_an_account_without_the_right_or_a_reason(commune):
    nobody = Actor(kind="officer", id="CB2", name="Lê Minh Ngân")
    with pytest.raises(NotAllowed):
        services.lock_user(username="phong", reason="thử", by=nobody, at=NOON)
    with pytest.raises(BadAccount):
        services.lock_user(username="phong", reason=" ", by=ADMIN, at=NOON)
    assert User.objects.get(username="phong").is_active
    assert not Entry.objects.filter(action="accounts.lock").exists()


def test_an_administrator_locks_and_unlocks_from_the_page(commune, sign_in):
    client = sign_in("duy", code=True)
    client.post("/quan-tri/tai-khoan/ngan/khoa/", {"ld-reason": "nghỉ thai sản"})
    assert not User.objects.get(username="ngan").is_active
    entry = Entry.objects.get(action="accounts.lock")
    assert (entry.actor_id, entry.reason, entry.after) == ("CB3", "nghỉ thai sản", {"is_active": False})
    client.post("/quan-tri/tai-khoan/ngan/mo-khoa/", {"ld-reason": "đi làm lại"})
    assert User.objects.get(username="ngan").is_active


def test_nobody_locks_themselves_out(commune, sign_in):
    client = sign_in("duy", code=True)
    client.post("/quan-tri/tai-khoan/duy/khoa/", {"ld-reason": "thử"})
    client.post("/quan-tri/tai-khoan/duy/xoa-xac-thuc/", {"ld-reason": "thử"})
    duy = User.objects.get(username="duy")
    assert duy.is_active and queries.has_second_factor(duy)


def test_a_lost_telephone_is_forgotten_with_a_reason(commune):
    services.reset_factors(username="duy", reason="mất điện thoại", by=ADMIN, at=NOON)
    assert not queries.has_second_factor(User.objects.get(username="duy"))
    assert Entry.objects.get(action="accounts.reset_factors").reason == "mất điện thoại"
    with pytest.raises(LockedAlready):
        services.reset_factors(username="duy", reason="mất điện thoại", by=ADMIN, at=NOON)


def test_roles_beside_the_post_are_given_and_taken(commune):
    services.set_roles(username="ngan", roles=["auditor"], reason="kiểm tra quý IV", by=ADMIN, at=NOON)
    actor = queries.actor_for(User.objects.get(username="ngan"), "P-clerk", NOON)
    assert {"audit.view", "dossiers.accept"} <= actor.permissions
    with pytest.raises(BadAccount):
        services.set_roles(username="ngan", roles=["vua"], reason="đùa", by=ADMIN, at=NOON)
    assert User.objects.get(username="ngan").roles == ["auditor"]


def test_search_finds_by_name_without_marks_and_by_role(commune):
    assert [user.username for user in queries.search(by=ADMIN, words="le minh").page()] == ["ngan"]
    assert [user.username for user in queries.search(by=ADMIN, role="leader").page()] == ["phong"]
    with pytest.raises(NotAllowed):
        queries.search(by=Actor.anonymous())


def test_one_officer_has_one_account(commune):
    with pytest.raises(AccountAlready):
        services.create_officer_user(
            officer_code="CB1", username="phong2", password="x" * 12, by=ADMIN, at=NOON
        )
    with pytest.raises(AccountAlready):
        services.create_admin_user(username="PHONG", full_name="Ai Đó", password="x" * 12, by=ADMIN, at=NOON)
    assert User.objects.count() == 3


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000, "-1", "0", "x"])
def test_a_number_that_is_none_is_the_first_page_and_ends_nobody(commune, sign_in, odd):
    client = sign_in("duy", code=True)
    assert client.get("/quan-tri/tai-khoan/", {"trang": odd}).status_code == 200
    assert client.get("/quan-tri/co-quan/", {"trang": odd}).status_code == 200
    other = sign_in("ngan")
    here = sign_in("ngan")
    here.get("/tai-khoan/")
    assert here.post("/tai-khoan/phien/ket-thuc/", {"session": odd}).status_code == 302
    assert other.get("/tai-khoan/").status_code == 200


def test_every_page_of_the_console_stays_within_its_queries(commune, sign_in, django_assert_max_num_queries):
    client = sign_in("duy", code=True)
    client.get("/quan-tri/tai-khoan/")
    for page in (
        "/quan-tri/tai-khoan/",
        "/quan-tri/tai-khoan/ngan/",
        "/quan-tri/vai-tro/",
        "/quan-tri/co-quan/",
        "/quan-tri/co-quan/H42.101/",
    ):
        with django_assert_max_num_queries(26):
            assert client.get(page).status_code == 200, page


def test_the_posts_page_switches_and_returns(commune, sign_in):
    client = sign_in("ngan")
    assert "Cán bộ tiếp nhận" in client.get("/tai-khoan/chuc-vu/").content.decode()
    answer = client.post("/tai-khoan/chuc-vu/", {"post": "P-registrar", "next": "/tai-khoan/"})
    assert answer.headers["Location"] == "/tai-khoan/"
    assert "Công chức Tư pháp - Hộ tịch" in client.get("/tai-khoan/").content.decode()
    assert client.session[queries.POST_KEY] == "P-registrar"
    client.post("/tai-khoan/chuc-vu/", {"post": "P-chair"})
    assert client.session[queries.POST_KEY] == "P-registrar"


def test_ending_sessions_of_another_needs_the_right(commune):
    ngan, phong = User.objects.get(username="ngan"), User.objects.get(username="phong")
    actor = queries.actor_for(ngan, at=clock.now())
    with pytest.raises(NotAllowed):
        services.end_sessions(user_id=phong.pk, by=actor, at=clock.now())


def test_the_menu_of_the_desk_names_the_other_posts(commune, sign_in, rf):
    client = sign_in("ngan")
    request = rf.get("/")
    request.user = User.objects.get(username="ngan")
    request.actor = queries.actor_for(request.user, "P-clerk")
    assert [p["title"] for p in queries.other_posts(request)] == ["Công chức Tư pháp - Hộ tịch"]
    request.user, request.actor = None, Actor.anonymous()
    assert queries.other_posts(request) == []
    assert client.get("/tai-khoan/").status_code == 200
