"""Lists of the desk: what they show, to whom, at how many queries."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier, Follower, ReceptionAnswer
from motcua.services.dossiers.tests.factories import (
    AT,
    dossier_rows,
    journal_line,
    make_procedure,
    make_town,
    work_rows,
)
from motcua.services.dossiers.types import Status

pytestmark = pytest.mark.django_db

LISTS = [
    ("/can-bo/", "judge"),
    ("/can-bo/?nhom=chua-nhan", "judge"),
    ("/can-bo/?nhom=xong", "judge"),
    ("/can-bo/ho-so/", "judge"),
    ("/can-bo/ho-so/?trang_thai=open&han=late&kenh=counter&q=nguyen", "judge"),
    ("/can-bo/qua-han/", "clerk"),
    ("/can-bo/cho-nhan/", "clerk"),
    ("/can-bo/bo-sung/", "clerk"),
    ("/can-bo/cho-tra/", "clerk"),
    ("/can-bo/so-theo-doi/", "clerk"),
    ("/can-bo/khay-ky/", "leader"),
    ("/can-bo/don-vi/", "head"),
    ("/can-bo/don-vi/?loai=late", "head"),
    ("/can-bo/don-vi/?loai=out", "head"),
    ("/can-bo/don-vi/?nguoi=-&dv=", "head"),
    ("/can-bo/tim/?q=nguyen", "judge"),
    ("/can-bo/theo-doi/", "judge"),
    ("/can-bo/ho-so/?so=100&xep=name", "judge"),
    ("/can-bo/bo-loc/", "judge"),
    ("/can-bo/ho-so/?han=stands", "judge"),
    ("/can-bo/ho-so/?han=again", "judge"),
    ("/can-bo/tra-loi/", "head"),
    ("/can-bo/di-nhanh/?q=nguyen", "judge"),
]


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(AT):
        yield


@pytest.fixture
def town():
    return make_town()


def fill(town, first, count):
    """Rows of every kind."""
    late = AT - timedelta(days=1)
    rows = dossier_rows(town, count, first=first, due_at=late)
    work_rows(town, rows)
    by = town.actor("judge")
    for row in rows[:60]:
        journal_line(row, by)
    Follower.objects.bulk_create(Follower(dossier=row, officer_code=by.id, since_at=AT) for row in rows)
    work_rows(town, dossier_rows(town, count, first=first + 1000), who="")
    filed = dossier_rows(town, count, first=first + 2000, status=Status.SUBMITTED)
    ReceptionAnswer.objects.bulk_create(
        ReceptionAnswer(
            dossier=row, agency_code=town.centre, asked_at=late, due_at=late, answered_at=AT, how="accepted",
            officer_code="CB", officer_name="Nguyễn Văn A", late_minutes=9,
        )
        for row in filed
    )  # fmt: skip
    dossier_rows(town, count, first=first + 3000, status=Status.SUPPLEMENT, paused_at=AT)
    dossier_rows(
        town, count, first=first + 4000, status=Status.FINISHED, finished_at=AT, timeliness="on_time"
    )
    work_rows(
        town, dossier_rows(town, count, first=first + 5000), who="leader", task="sign", lane="lanh_dao_co_quan",
        unit_code=f"{town.committee}-LD",
    )  # fmt: skip


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
    """Every list's queries over ten rows of a kind and over three hundred: the rows are laid once for all lists."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.fixed(AT):
        town = make_town()
        clients = {who: town.login(Client(), who) for _, who in LISTS}

        def queries() -> dict[tuple[str, str], list[str]]:
            found = {}
            for address, who in LISTS:
                clients[who].get(address)
                with CaptureQueriesContext(connection) as seen:
                    assert clients[who].get(address).status_code == 200
                found[address, who] = [query["sql"][:120] for query in seen]
            return found

        fill(town, 1, 10)
        few = queries()
        fill(town, 101, 290)
        many = queries()
        transaction.set_rollback(True)
        return {place: (few[place], many[place]) for place in LISTS}


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_a_list_asks_as_many_queries_for_ten_rows_as_for_three_hundred(asked, address, who):
    few, many = asked[address, who]

    assert len(many) <= len(few) + 1, many[len(few) :]
    assert len(many) <= 30


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_an_empty_list_is_an_open_door(town, client, address, who):
    answer = town.login(client, who).get(address)

    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x", "1e9", "²", "%01"])
@pytest.mark.parametrize("address", ["/can-bo/", "/can-bo/ho-so/", "/can-bo/so-theo-doi/", "/can-bo/tim/"])
def test_a_page_that_is_not_there_is_answered_with_one_that_is(town, client, address, page):
    work_rows(town, dossier_rows(town, 3))

    answer = town.login(client, "judge").get(f"{address}?q=nguyen&trang={page}")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "q=%00%00", "q=" + "x" * 5000, "trang_thai=99", "trang_thai=abc", "han=xyz", "kenh=fax", "xep=-drop",
        "thu_tuc=';--", "buoc=%F0%9F%98%80", "tu=31/02/2026&den=x", "tu=01/01/1999&den=31/12/2100", "loai=zzz",
        "nguoi=" + "a" * 900, "nguoi=%00&dv=%00&xem=%00&thu_tuc=%00&buoc=%00&tu=%00", "trang_thai=²",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "address", ["/can-bo/", "/can-bo/ho-so/", "/can-bo/tim/", "/can-bo/so-theo-doi/", "/can-bo/don-vi/"]
)
def test_a_filter_that_makes_no_sense_is_left_out_and_never_a_fault(town, client, address, query):
    work_rows(town, dossier_rows(town, 3))

    answer = town.login(client, "head").get(f"{address}?{query}")

    assert answer.status_code == 200


def test_my_work_stands_under_late_today_next_day_and_paused(town, client):
    for number, (due, columns) in enumerate(
        [
            (AT - timedelta(days=3), {}),
            (AT + timedelta(hours=2), {}),
            (AT + timedelta(days=2), {}),
            (AT + timedelta(days=9), {}),
            (AT + timedelta(days=1), {"status": Status.SUPPLEMENT, "paused_at": AT}),
        ],
        start=1,
    ):
        rows = dossier_rows(town, 1, first=number, due_at=due, **columns)
        work_rows(town, rows, is_paused="paused_at" in columns)

    page = town.login(client, "judge").get("/can-bo/").content.decode()

    places = [page.index(words) for words in
              ("Quá hạn <span", "Hôm nay, thứ Hai 23/11 <span", "Thứ Tư 25/11 (thứ Ba nghỉ)", "Sau thứ Tư 25/11",
               "Đồng hồ đang dừng <span")]  # fmt: skip
    assert places == sorted(places)
    assert "<strong>1 quá hạn</strong>, 1 đến hẹn hôm nay" in page


def test_my_work_shows_what_is_mine_and_what_nobody_took_but_not_a_colleagues(town, client):
    mine, free, other = dossier_rows(town, 3)
    work_rows(town, [mine])
    work_rows(town, [free], who="")
    work_rows(town, [other], who="judge2")

    page = town.login(client, "judge").get("/can-bo/").content.decode()
    unclaimed = client.get("/can-bo/?nhom=chua-nhan").content.decode()

    assert mine.code in page and free.code in page and other.code not in page
    assert free.code in unclaimed and mine.code not in unclaimed


def test_a_dossier_waiting_to_be_handed_out_is_not_called_late(town, client):
    rows = dossier_rows(town, 1, status=Status.FINISHED, due_at=AT - timedelta(days=2), finished_at=AT - timedelta(days=3),
                        timeliness="early")  # fmt: skip
    work_rows(town, rows, who="clerk", task="return")

    page = town.login(client, "clerk").get("/can-bo/").content.decode()

    assert "Xong, chờ trả kết quả" in page
    assert "Không có hồ sơ quá hạn" in page


def test_a_name_without_marks_a_number_and_a_code_find_the_dossier(town, client):
    row = dossier_rows(town, 1, applicant_name="Đặng Văn Hòa", applicant_folded="dang van hoa")[0]
    town.login(client, "judge")

    for words in ("dang van hoa", "Đặng Văn Hoà", "036190000014", "0912 345 678", row.code.lower()):
        answer = client.get("/can-bo/ho-so/", {"q": words})
        assert row.code in answer.content.decode(), words
    assert client.get("/can-bo/tim/", {"q": row.code}).headers["Location"] == f"/can-bo/ho-so/{row.code}/"


def test_another_agencys_dossiers_are_in_no_list(town, client):
    far = make_town("H42.96", "99601", "phường Bên Cạnh")
    row = dossier_rows(far, 1, due_at=AT - timedelta(days=1))[0]
    work_rows(far, [row])
    town.login(client, "head")

    for address in ("/can-bo/", "/can-bo/ho-so/", "/can-bo/qua-han/", "/can-bo/so-theo-doi/", "/can-bo/don-vi/?loai=",
                    f"/can-bo/tim/?q={row.code}"):  # fmt: skip
        assert f"/ho-so/{row.code}/" not in client.get(address).content.decode(), address


@pytest.mark.parametrize(
    ("address", "who"),
    [("/can-bo/cho-nhan/", "judge"), ("/can-bo/khay-ky/", "clerk"), ("/can-bo/don-vi/", "judge"),
     ("/can-bo/tiep-nhan/", "judge"), ("/can-bo/cho-tra/", "judge")],
)  # fmt: skip
def test_a_page_of_another_post_is_refused(town, client, address, who):
    assert town.login(client, who).get(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["/can-bo/", "/can-bo/ho-so/", "/can-bo/khay-ky/", "/can-bo/tim/", "/can-bo/tiep-nhan/"]
)
def test_a_stranger_is_sent_to_log_in(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap/?next=")


def test_the_csv_opens_in_a_spreadsheet_and_carries_no_formula(town, client):
    dossier_rows(town, 2, applicant_name="=HYPERLINK(1)", applicant_folded="hyperlink")
    answer = town.login(client, "judge").get("/can-bo/ho-so/?dang=csv")
    content = b"".join(answer.streaming_content).decode()

    assert content.startswith("\ufeffMã hồ sơ,")
    assert len(content.strip().splitlines()) == 3
    assert "'=HYPERLINK" in content
    from motcua.kernel.audit.models import Entry

    assert Entry.objects.filter(action="dossiers.export").count() == 1


def test_the_rail_counts_what_the_lists_show(town, client):
    work_rows(town, dossier_rows(town, 4))
    dossier_rows(town, 3, first=50, status=Status.SUBMITTED)
    page = town.login(client, "clerk").get("/can-bo/").content.decode()

    assert 'href="/can-bo/cho-nhan/"' in page
    waiting = page[page.index("Trực tuyến chờ nhận") :][:80]
    assert ">3<" in waiting


def test_the_register_of_a_span_is_in_the_order_of_the_book(town, client):
    dossier_rows(town, 3)
    old = dossier_rows(town, 1, first=90, accepted_at=AT - timedelta(days=90))[0]
    make_procedure()
    page = (
        town.login(client, "clerk").get("/can-bo/so-theo-doi/?tu=01/11/2026&den=30/11/2026").content.decode()
    )

    codes = [row.code for row in Dossier.objects.exclude(pk=old.pk).order_by("register_number")]
    assert [page.index(code) for code in codes] == sorted(page.index(code) for code in codes)
    assert old.code not in page
