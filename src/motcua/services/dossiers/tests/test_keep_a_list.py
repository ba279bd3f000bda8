"""An officer's own lists: filters kept under a name and shared, columns, and files of exactly what is shown."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.dossiers import services
from motcua.services.dossiers.models import SavedFilter
from motcua.services.dossiers.queries import tastes
from motcua.services.dossiers.tests.factories import AT, dossier_rows, make_town
from motcua.services.dossiers.types import FilterNotSaved, FilterNotThere, Status

pytestmark = pytest.mark.django_db
LATE = {"trang_thai": "open", "han": "late"}


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(AT):
        yield


@pytest.fixture
def town():
    return make_town()


def keep(by, **changes):
    return services.save_filter(
        **({"list_name": "ho-so", "name": "Quá hạn", "given": LATE, "shared": False, "opens": False,
            "by": by, "at": AT} | changes)
    )  # fmt: skip


def names(by):
    return [saved.name for saved in tastes.filters(by, "ho-so")]


def test_a_filter_is_kept_from_the_page_and_opens_the_list_again(town, client):
    dossier_rows(town, 2, due_at=AT - timedelta(days=1))
    page = town.login(client, "judge").get("/can-bo/ho-so/?trang_thai=open&han=late&trang=x").content.decode()
    assert "Lưu bộ lọc này" in page

    client.post("/can-bo/bo-loc/luu/", {"danh_sach": "ho-so", "loc": "trang_thai=open&han=late&trang=x&next=//evil",
                                        "ten": "Trễ của tôi", "mo_dau": "on"})  # fmt: skip

    (row,) = SavedFilter.objects.all()
    assert row.query == "trang_thai=open&han=late"
    assert client.get("/can-bo/ho-so/?mo=1").headers["Location"] == "/can-bo/ho-so/?trang_thai=open&han=late"
    assert "Trễ của tôi" in client.get("/can-bo/ho-so/").content.decode()
    assert Entry.objects.filter(action="dossiers.save_filter").count() == 1


def test_a_shared_filter_is_the_units_and_nobody_elses(town):
    judge, second, clerk = (town.actor(who) for who in ("judge", "judge2", "clerk"))
    own, shared = keep(judge), keep(judge, name="Chung", shared=True)

    assert names(second) == ["Chung"] and names(clerk) == []
    with pytest.raises(FilterNotThere):
        services.delete_filter(filter_id=shared, by=second, at=AT)
    with pytest.raises(FilterNotThere):
        services.open_with(list_name="ho-so", filter_id=own, by=second, at=AT)
    assert names(judge) == ["Chung", "Quá hạn"]


def test_a_deleted_filter_is_taken_back_and_no_longer_opens_the_list_meanwhile(town, client):
    judge = town.actor("judge")
    key = keep(judge, opens=True)
    town.login(client, "judge")

    client.post(f"/can-bo/bo-loc/{key}/", {"viec": "xoa"})
    assert names(judge) == [] and tastes.taste(judge, "ho-so").opening == ""
    assert "Vừa xoá" in client.get("/can-bo/bo-loc/").content.decode()

    client.post(f"/can-bo/bo-loc/{key}/", {"viec": "lay_lai"})
    assert names(judge) == ["Quá hạn"]


@pytest.mark.parametrize(
    "changes", [{"name": " "}, {"given": {}}, {"given": {"trang": "x"}}, {"list_name": "khong-co"}]
)
def test_a_filter_without_name_or_meaning_is_refused_and_nothing_is_kept(town, changes):
    with pytest.raises(FilterNotSaved):
        keep(town.actor("judge"), **changes)
    assert (
        not SavedFilter.objects.exists() and not Entry.objects.filter(action="dossiers.save_filter").exists()
    )


def test_the_same_name_is_written_over(town):
    keep(town.actor("judge"))
    keep(town.actor("judge"), given={"kenh": "online"})

    assert [row.query for row in SavedFilter.objects.all()] == ["kenh=online"]


def test_columns_are_chosen_in_order_for_the_page_and_the_files(town, client):
    dossier_rows(town, 3, applicant_name="=HYPERLINK(1)", status=Status.RETURNED, finished_at=AT)
    town.login(client, "judge")
    client.post("/can-bo/cot/", {"cot": ["phone", "code", "owner", "nope"], "thu_tu_owner": "1", "thu_tu_phone": "2",
                                 "thu_tu_code": "3", "so": "50"})  # fmt: skip

    page = client.get("/can-bo/ho-so/").content.decode()
    assert page.index(">Chủ hồ sơ") < page.index("Điện thoại chủ hồ sơ") < page.index("Mã hồ sơ, kênh nộp")
    assert "0912345678" in page

    answer = client.get("/can-bo/ho-so/?dang=csv&q=261120")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["Chủ hồ sơ", "Điện thoại chủ hồ sơ", "Mã hồ sơ"]
    assert len(lines) == 4 and lines[1][0] == "'=HYPERLINK(1)"

    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get("/can-bo/ho-so/?dang=xlsx").streaming_content))
    )
    cells = list(book.active.iter_rows(values_only=False))
    assert [cell.value for cell in cells[0]] == lines[0]
    assert cells[1][0].value == "=HYPERLINK(1)" and cells[1][0].data_type == "s"
    kept = Entry.objects.filter(action="dossiers.export").order_by("id").first()
    assert kept.after == {"rows": 3, "kind": "csv", "columns": ["owner", "phone", "code"]}
    assert "q=261120" in kept.subject

    client.post("/can-bo/cot/", {"viec": "mac_dinh"})
    assert "Điện thoại chủ hồ sơ" not in client.get("/can-bo/ho-so/").content.decode()


@pytest.mark.parametrize("address", ["/can-bo/bo-loc/", "/can-bo/cot/"])
def test_the_pages_of_choice_are_for_officers(client, address):
    assert client.get(address).status_code == 302
