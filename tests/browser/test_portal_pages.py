"""The citizens' pages, as a browser and axe see them: a telephone, a wide window, the dark, and no script at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.people import services as people
from motcua.registries.people.types import EDIT
from motcua.services.accounts import queries as accounts
from motcua.services.accounts import services as account_commands
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.queries.tracking import token_of
from motcua.services.dossiers.types import Status
from motcua.services.feedback.models import Rating
from motcua.services.files import services as files
from motcua.services.indicators import services as indicators
from motcua.services.petitions.models import Petition
from motcua.services.vault import queries as vault_queries
from motcua.services.vault import services as vault
from motcua.services.vault.types import Deposit, Owner, Source
from tests.browser.test_desk_pages import apart
from tests.journeys.test_file_online import scan
from tests.support.browser import complaints, faults
from tests.support.province import PLACE, Province, standing

pytestmark = pytest.mark.browser

WORDS = [
    "/",
    "/so-lieu/?ky=nam",
    "/tra-cuu/?ma=H42.1-261116-0001",
    "/tro-giup/",
    "/tiep-can/",
    "/du-lieu-ca-nhan/",
]
BIRTH = "1.001193"
COMPANY = "0100233488"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Iterator[Province]:
    if connection.vendor != "sqlite":
        pytest.skip("the page's thread shares the test's own connection only on SQLite")
    cache.clear()
    made = Province()
    made.at = clock.now().replace(microsecond=0) - timedelta(minutes=5)
    yield made
    cache.clear()


@pytest.fixture
def site(province: Province) -> Iterator[Any]:
    server = LiveServer("localhost:0")
    yield server
    server.stop()


@pytest.fixture
def citizen(province: Province) -> Any:
    """A citizen with an account."""
    return apart(
        lambda: account_commands.create_citizen_user(
            personal_number="037096000014", full_name="Nguyễn Văn Ẫm", phone="0912345678", password=None,
            by=Actor.system("test"), at=province.at,
        )
    )  # fmt: skip


@pytest.fixture
def signed_in(site: Any, citizen: Any, page_at: Callable[..., Any]) -> Callable[..., Any]:
    """A page of the citizen's own browser."""

    def open_page(width: int, **options: Any) -> Any:
        client = Client()
        apart(lambda: client.force_login(citizen))
        page = page_at(width, **options)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site.url}])
        return page

    return open_page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_public_pages_are_for_everyone(
    site: Any, province: Province, page_at: Callable[..., Any], width: int, dark: bool
) -> None:
    dossier = apart(province.taken_in)
    apart(lambda: indicators.recount(by=Actor.system("test"), at=province.at))
    cache.clear()
    page = page_at(width, dark=dark)
    for address in [*WORDS, f"/tra-cuu/qr/{token_of(dossier.code)}/"]:
        assert page.goto(site.url + address).status == 200, address
        assert faults(page) == []


@pytest.mark.parametrize("width", [375, 1280])
def test_ones_own_pages_are_for_everyone(
    site: Any, province: Province, citizen: Any, signed_in: Callable[..., Any], width: int
) -> None:
    by = accounts.actor_for(citizen)

    def prepare() -> tuple[Dossier, Dossier]:
        waiting = province.submitted(BIRTH, by=by)
        running = province.submitted("1.001612", by=by)
        services.request_supplement(
            code=waiting.code,
            items=["Giấy chứng sinh chụp rõ"],
            reason="Ảnh mờ.",
            by=province.clerk,
            at=province.at,
        )
        services.accept(code=running.code, by=province.clerk, at=province.at)
        services.start_draft(procedure_code=BIRTH, by=by, at=province.at)
        return waiting, running

    waiting, running = apart(prepare)
    page = signed_in(width)
    for address in (
        "/ho-so-cua-toi/", "/ho-so-cua-toi/?phan=nhap", "/ho-so-cua-toi/?phan=xong",
        f"/ho-so-cua-toi/{waiting.code}/", f"/ho-so-cua-toi/{waiting.code}/bo-sung/",
        f"/ho-so-cua-toi/{running.code}/", f"/ho-so-cua-toi/{running.code}/rut/", f"/nop-ho-so/{BIRTH}/",
    ):  # fmt: skip
        assert page.goto(site.url + address).status == 200, address
        assert faults(page) == []


@pytest.fixture
def company(province: Province, citizen: Any) -> str:
    """The key of a paper in the store of an organisation that the citizen represents, looked at once by an officer."""

    def prepare() -> str:
        by = Actor.system("test")
        people.name_representative(
            tax_code=COMPANY, personal_number=citizen.username, basis="Giấy đăng ký, bản chính", name="Công ty Thử",
            by=replace(province.clerk, permissions=province.clerk.permissions | {EDIT}), at=province.at,
        )  # fmt: skip
        pdf = {"name": "g.pdf", "media_type": "application/pdf", "owner": "test", "reference": "x"}
        sha256 = files.store_issued(data=b"%PDF-1.4", by=by, at=province.at, **pdf).sha256
        paper = Deposit(
            slot="kq", source=Source.RESULT, name="Giấy phép xây dựng", number="12/GPXD", sha256=sha256, size=8,
            signed_at=province.at,
        )  # fmt: skip
        owner = Owner(COMPANY, "Công ty Thử", user_id=citizen.pk)
        vault.keep(
            reference="dossier:H42.1-261116-0001", owner=owner, deposits=[paper], by=by, at=province.at
        )
        return vault_queries.own(accounts.actor_for(citizen)).page("").rows[0].key

    return str(apart(prepare))


@pytest.mark.parametrize("width", [375, 1280])
def test_a_representative_reads_the_store_of_the_organisation_until_another_does(
    site: Any, province: Province, citizen: Any, company: str, signed_in: Callable[..., Any], width: int
) -> None:
    page, store, one = signed_in(width), "/giay-to-cua-toi/?phan=kho", f"/giay-to-cua-toi/kho/{company}/"
    assert page.goto(f"{site.url}{store}&cua={COMPANY}").status == 200
    assert "Công ty Thử" in page.locator("main").inner_text() and faults(page) == []
    page.get_by_role("link", name="Ai đã xem").first.click()
    assert page.url.startswith(site.url + one) and faults(page) == []
    shown = page.locator("main")
    assert "12/GPXD" in shown.inner_text() and "Công ty Thử" in shown.inner_text()
    assert shown.get_by_role("link", name="H42.1-261116-0001").count() == 0, "a dossier that another filed"

    def another() -> None:
        number = "037196000027"
        people.register_person(
            personal_number=number, full_name="Lê Thị Ếch", by=Actor.system("test"), at=province.at
        )
        people.name_representative(
            tax_code=COMPANY, personal_number=number, basis="Đăng ký lần 2",
            by=replace(province.clerk, permissions=province.clerk.permissions | {EDIT}), at=province.at,
        )  # fmt: skip

    apart(another)
    assert page.goto(site.url + one).status == 404
    assert page.goto(site.url + store).status == 200 and "12/GPXD" not in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [375, 1280])
def test_each_step_of_filing_is_for_everyone_right_or_wrong(
    site: Any, province: Province, citizen: Any, signed_in: Callable[..., Any], width: int
) -> None:
    by = accounts.actor_for(citizen)
    draft = apart(lambda: services.start_draft(procedure_code=BIRTH, by=by, at=province.at))
    apart(
        lambda: services.save_draft(
            key=draft.key, by=by, at=province.at, place_code=PLACE, answers=province.answers(BIRTH)
        )
    )
    root = f"{site.url}/nop-ho-so/{BIRTH}/{draft.key}"
    page = signed_in(width)
    for step in (
        "nguoi-nop",
        "khai/agency",
        "khai/requester",
        "khai/mother_papers",
        "khai/child",
        "giay-to",
        "xem-lai",
    ):
        assert page.goto(f"{root}/{step}/").status == 200, step
        assert faults(page) == []
    page.goto(f"{root}/nguoi-nop/")
    page.fill("[name=phone]", "12")
    page.click("main button.btn--lg")
    assert page.locator(".error-summary").is_visible()
    assert faults(page) == []
    page.goto(f"{root}/giay-to/")
    page.click("main button.btn--lg")
    assert page.locator(".error-summary").is_visible()
    assert faults(page) == []


def test_a_citizen_files_on_a_telephone_without_any_script(
    site: Any, province: Province, citizen: Any, signed_in: Callable[..., Any], tmp_path: Path
) -> None:
    by = accounts.actor_for(citizen)
    page = signed_in(375, java_script_enabled=False, bypass_csp=False)
    heard = complaints(page)
    page.goto(f"{site.url}/nop-ho-so/{BIRTH}/")
    page.click("text=Bắt đầu khai")
    page.fill("[name=phone]", "0912345678")
    page.fill("[name=tim]", "nam dinh")
    page.click("button[name=_find]")
    page.click("main button.btn--lg")
    assert "/khai/" in page.url
    draft = Draft.objects.get(owner_user_id=citizen.pk)
    assert draft.place_code == PLACE
    # the many questions of the form are answered through the command; one section is walked by hand above
    apart(lambda: services.save_draft(key=draft.key, by=by, at=province.at, answers=province.answers(BIRTH)))
    page.goto(f"{site.url}/nop-ho-so/{BIRTH}/{draft.key}/giay-to/")
    photo = tmp_path / "giay-chung-sinh.png"
    photo.write_bytes(scan())
    page.set_input_files("#tep-2", str(photo))
    page.click("main button.btn--lg")
    assert page.url.endswith("/xem-lai/")
    page.check("[name=dong_y]")
    page.click("text=Gửi hồ sơ")
    assert page.url.endswith("/da-nop/")
    dossier = Dossier.objects.get(owner_user_id=citizen.pk)
    assert dossier.code in page.content()
    page.go_back()
    page.reload()
    assert page.url.endswith("/da-nop/"), "going back does not file twice"
    assert Dossier.objects.filter(owner_user_id=citizen.pk).count() == 1
    assert not heard, heard


def test_a_name_is_picked_while_typing_by_keys_alone(
    site: Any, province: Province, page_at: Callable[..., Any]
) -> None:
    page = page_at(375)
    page.goto(site.url + "/")
    page.fill("#q", "dang ky khai sinh")
    page.wait_for_selector("#q[aria-expanded=true]")
    page.keyboard.press("ArrowDown")
    picked = page.locator(f"#{page.get_attribute('#q', 'aria-activedescendant')}")
    assert picked.get_attribute("aria-selected") == "true" and "khai sinh" in picked.inner_text()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thu-tuc/*.*/")
    assert faults(page) == []


def test_the_first_page_draws_under_the_sites_own_policy(
    site: Any, province: Province, page_at: Callable[..., Any]
) -> None:
    page = page_at(1280, bypass_csp=False)
    heard, asked = complaints(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + "/")
    page.wait_for_load_state("networkidle")
    assert not heard, heard
    assert all(url.startswith(site.url) for url in asked), asked
    page.fill("#ma", "H42.1-261116-0001")
    page.click("text=Xem hồ sơ")
    assert page.input_value("[name=ma]") == "H42.1-261116-0001"


def test_a_rating_and_a_word_on_an_answer_are_sent_from_a_telephone_without_any_script(
    site: Any, province: Province, page_at: Callable[..., Any]
) -> None:
    def ended() -> Dossier:
        dossier = province.submitted("1.001612", by=Actor.anonymous())
        Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED, applicant_phone="")
        return dossier

    dossier, page = apart(ended), page_at(375, java_script_enabled=False, bypass_csp=False)
    heard = complaints(page)
    page.goto(f"{site.url}/danh-gia/{token_of(dossier.code)}/")
    page.check("[name=tc_attitude][value='2']")
    page.click("main button.btn--lg")
    assert page.url.endswith("?xong=1") and Rating.objects.get().points == 2
    page.goto(f"{site.url}/phan-anh/")
    page.check("[name=kind][value=conduct]")
    for name, words in (
        ("content", "Tôi đến ba lần vẫn chưa được nhận hồ sơ."),
        ("name", "Trần Văn Gửi"),
        ("phone", "0912345678"),
    ):
        page.fill(f"[name={name}]", words)
    page.click("main button.btn--lg")
    page.click("main summary")
    page.fill("#ly-do-rut", "Đã được giải quyết.")
    page.click("form:has(#ly-do-rut) button")
    assert Petition.objects.get().state == "withdrawn"
    assert not heard, heard
