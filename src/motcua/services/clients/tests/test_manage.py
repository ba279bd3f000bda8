"""Connected programs in the console: registered, given a key once, changed, stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client as Browser
from tests.support.province import MORNING, standing

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.organizations import queries as organizations
from motcua.services.clients import queries, services
from motcua.services.clients.models import Key
from motcua.services.clients.types import MANAGE, BadClient, BadKey, ClientClosed

BY = Actor.system("test", MANAGE)
ASKED = {
    "code": "ho-tich",
    "name": "Phần mềm hộ tịch",
    "purpose": "Liên thông",
    "contact": "Bưởi, 0912345678",
}


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def post(laid: None, db: None) -> Iterator[str]:
    """A specialist's post."""
    with clock.fixed(MORNING):
        desk = organizations.desks_of(place_code="13669", on=MORNING.date())[0]
        yield organizations.posts_for_lane("tu_phap_ho_tich", desk.parent_code, MORNING.date())[0].code


@pytest.fixture
def browser(post: str) -> Browser:
    """An administrator past the second factor."""
    user = get_user_model().objects.create(
        username="qt", full_name="Trần Quản Trị", kind="admin", roles=["province_admin"], joined_at=MORNING
    )
    client = Browser()
    client.force_login(user)
    session = client.session
    session["strong_enough"] = "factor"
    session.save()
    return client


def made(post: str) -> str:
    """A registered program with a key."""
    services.register(
        **ASKED, post_code=post, scopes=["dossiers.read", "dossiers.process"], by=BY, at=MORNING
    )
    return services.make_key(code="ho-tich", days=90, by=BY, at=MORNING).secret


def test_a_program_has_what_both_its_post_and_its_scopes_allow(post):
    services.register(**ASKED, post_code=post, scopes=["dossiers.read", "dossiers.file"], by=BY, at=MORNING)
    caller = services.caller(services.make_key(code="ho-tich", days=1, by=BY, at=MORNING).secret)
    assert caller.actor.permissions == {"dossiers.view_agency", "dossiers.search"}
    assert caller.actor.id == "client:ho-tich" and caller.actor.post_code == post


def test_that_a_key_was_used_is_noted_every_few_minutes(post):
    secret = made(post)
    services.caller(secret)
    first = Key.objects.get().used_at
    with clock.fixed(MORNING + timedelta(minutes=1)):
        services.caller(secret)
    assert first == Key.objects.get().used_at == MORNING
    with clock.fixed(MORNING + timedelta(minutes=6)):
        services.caller(secret)
    assert Key.objects.get().used_at > first


def test_a_program_whose_post_is_gone_opens_nothing(post):
    secret = made(post)
    queries.Client.objects.update(post_code="KHONG-CON")
    with pytest.raises(BadKey):
        services.caller(secret)


@pytest.mark.parametrize(
    "changes",
    [{"code": "Có Dấu"}, {"code": "a"}, {"name": " "}, {"scopes": []}, {"scopes": ["dossiers.sign"]}],
)
def test_a_program_described_badly_is_not_registered(post, changes):
    asked = {**ASKED, "post_code": post, "scopes": ["dossiers.read"]} | changes
    with pytest.raises(BadClient):
        services.register(**asked, by=BY, at=MORNING)
    assert (
        not queries.Client.objects.exists() and not Entry.objects.filter(action="clients.register").exists()
    )


def test_only_who_may_manage_programs_does(post):
    nobody = Actor.system("nobody")
    with pytest.raises(NotAllowed):
        services.register(**ASKED, post_code=post, scopes=["dossiers.read"], by=nobody, at=MORNING)
    made(post)
    for command in (
        lambda: services.make_key(code="ho-tich", days=1, by=nobody, at=MORNING),
        lambda: services.close(code="ho-tich", reason="x", by=nobody, at=MORNING),
        lambda: queries.listing(by=nobody),
    ):
        with pytest.raises(NotAllowed):
            command()


def test_a_stopped_program_gets_no_key_and_may_be_let_on_again(post):
    secret = made(post)
    services.close(code="ho-tich", reason="Hết hợp đồng", by=BY, at=MORNING)
    with pytest.raises(ClientClosed):
        services.make_key(code="ho-tich", days=1, by=BY, at=MORNING)
    services.reopen(code="ho-tich", reason="Gia hạn", by=BY, at=MORNING)
    assert services.caller(secret).code == "ho-tich"
    actions = list(
        Entry.objects.filter(subject="client:ho-tich").order_by("id").values_list("action", flat=True)
    )
    assert actions == ["clients.register", "clients.make_key", "clients.close", "clients.reopen"]


def test_an_administrator_registers_a_program_and_sees_its_key_once(browser, post):
    agency = organizations.post(post).agency_code
    assert "Mã cơ quan" in browser.get("/quan-tri/ung-dung/moi/").content.decode()
    assert browser.get("/quan-tri/ung-dung/moi/?co_quan=KHONG").status_code == 422
    form = {**ASKED, "post_code": post, "scopes": ["dossiers.read", "dossiers.file"]}
    assert browser.post(f"/quan-tri/ung-dung/moi/?co_quan={agency}", form | {"code": "?"}).status_code == 422
    answer = browser.post(f"/quan-tri/ung-dung/moi/?co_quan={agency}", form, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/quan-tri/ung-dung/ho-tich/" and "Chức vụ chưa đủ quyền" in page

    made = browser.post("/quan-tri/ung-dung/ho-tich/khoa/", {"k-days": "90"})
    assert made.status_code == 302 and made.url == "/quan-tri/ung-dung/ho-tich/", "reloading makes no other"
    assert made.cookies["khoa-moi"]["httponly"] and made.cookies["khoa-moi"]["path"] == made.url
    page = browser.get(made.url).content.decode()
    secret = re.search(r"mc_[0-9a-f]{10}_[\w-]{43}", page)
    assert secret and services.caller(secret[0]).code == "ho-tich"
    assert secret[0] not in browser.get("/quan-tri/ung-dung/ho-tich/").content.decode()
    assert browser.post("/quan-tri/ung-dung/ho-tich/khoa/", {"k-days": "9999"}).status_code == 422

    prefix = secret[0].split("_")[1]
    browser.post(f"/quan-tri/ung-dung/ho-tich/khoa/{prefix}/thu-hoi/")
    with pytest.raises(BadKey):
        services.caller(secret[0])
    assert "Phần mềm hộ tịch" in browser.get("/quan-tri/ung-dung/?q=ho tich").content.decode()
    assert browser.get("/quan-tri/ung-dung/khong-co/").status_code == 404


def test_the_reference_names_every_operation_and_every_refusal(browser):
    page = browser.get("/api/v1/").content.decode()
    schema = browser.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    assert 'id="loi-API-03"' in page and 'id="loi-DOS-01"' in page


def test_the_list_asks_the_same_few_questions_however_many_posts_are_gone(
    browser, post, django_assert_max_num_queries
):
    for number in range(12):
        asked = ASKED | {"code": f"ung-dung-{number}"}
        services.register(**asked, post_code=post, scopes=["dossiers.read"], by=BY, at=MORNING)
    queries.Client.objects.exclude(code="ung-dung-0").update(post_code="KHONG-CON")
    browser.get("/quan-tri/ung-dung/")
    with django_assert_max_num_queries(9):
        text = browser.get("/quan-tri/ung-dung/").content.decode()
    assert text.count("KHONG-CON (không còn)") == 11
