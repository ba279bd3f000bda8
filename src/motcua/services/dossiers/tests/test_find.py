"""Finding a dossier by what people say, among few and among many bearers of a name."""

import pytest

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, Tail
from motcua.services.dossiers.queries import finding
from motcua.services.dossiers.queries.lists import Filters, dossiers
from motcua.services.dossiers.queries.seeing import dossier_for, visible_to
from motcua.services.dossiers.rules import tails_of
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.tests.factories import AT, dossier_rows, make_town

pytestmark = pytest.mark.django_db
NAMES = [
    "Đặng Văn Hòa",
    "Nguyễn Thị Hoa",
    "Nguyễn Văn An",
    "Trần Hoàng Minh Phương",
    "Lê Quách Sáng",
    "Vũ Thị Hoà",
]


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(AT):
        yield


@pytest.fixture
def town():
    town = make_town()
    for number, name in enumerate(NAMES, start=1):
        dossier_rows(town, 1, first=number, applicant_name=name, applicant_folded=text.fold(name),
                     applicant_phone=f"09120000{number:02d}", applicant_id_number=f"0361900000{number:02d}")  # fmt: skip
    return town


def found(by, said):
    return {row.applicant_name for row in dossiers(by, Filters(q=said)).page()}


@pytest.mark.parametrize("few", [5000, 1], ids=["by the index of tails", "by walking the list"])
@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("dang van hoa", {"Đặng Văn Hòa"}), ("Đặng Văn Hoà", {"Đặng Văn Hòa"}), ("van hoa", {"Đặng Văn Hòa"}),
        ("HOÀ", {"Đặng Văn Hòa", "Nguyễn Thị Hoa", "Vũ Thị Hoà", "Trần Hoàng Minh Phương"}),
        ("nguyen", {"Nguyễn Thị Hoa", "Nguyễn Văn An"}), ("nguyen hoa", {"Nguyễn Thị Hoa"}),
        ("minh tran", {"Trần Hoàng Minh Phương"}), ("oang", set()), ("khong ai ca", set()),
        ("0912 000 003", {"Nguyễn Văn An"}), ("036190000005", {"Lê Quách Sáng"}), ("261120-0002", {"Nguyễn Thị Hoa"}),
    ],
)  # fmt: skip
def test_a_name_a_number_and_a_piece_of_a_code_find_the_same_both_ways(town, monkeypatch, few, said, names):
    monkeypatch.setattr(finding, "FEW", few)
    assert found(town.actor("judge"), said) == names


def test_the_beginning_of_a_code_finds_the_days_dossiers(town):
    assert found(town.actor("judge"), f"{town.centre}-2611".lower()) == set(NAMES)


def test_wildcards_are_letters(town):
    for said in ("%", "_", "nguyen%", "h_a", "\\"):
        assert found(town.actor("judge"), said) == set()


def test_a_filed_dossier_has_its_tails():
    assert tails_of("H42.95.1-261120-0007", "dang van hoa") == [
        "dang van hoa",
        "van hoa",
        "hoa",
        "261120-0007",
    ]
    assert Tail._meta.get_field("tail").max_length >= max(map(len, tails_of("H1-1-1", "a" * 300)))


def test_what_was_looked_at_last_comes_first_and_only_what_may_be_seen(town):
    judge, stranger = town.actor("judge"), make_town("H42.96", "99601", "phường Bên Cạnh").actor("judge")
    first, second = Dossier.objects.order_by("pk")[:2]
    for row in (first, second):
        note_look(dossier=row, by=judge, at=AT)

    assert [row.code for row in finding.last_seen(judge)] == [second.code, first.code]
    assert finding.last_seen(stranger) == []


def test_the_palette_leads_to_pages_dossiers_and_procedures_one_may_open(town, client):
    town.login(client, "judge")

    options = client.get("/can-bo/di-nhanh/?manh=1&q=dang").content.decode()
    assert 'href="/can-bo/theo-doi/"' in options and "Đặng Văn Hòa" in options
    assert "<html" not in options and "Khay ký" not in client.get("/can-bo/di-nhanh/").content.decode()
    town.login(client, "leader")
    assert "Khay ký" in client.get("/can-bo/di-nhanh/?q=khay").content.decode()


def test_who_sees_the_province_sees_every_dossier_and_who_sees_nothing_none(town):
    system, nobody = Actor.system("test"), Actor.anonymous()

    assert visible_to(system).count() == len(NAMES) and dossiers(system).total() == len(NAMES)
    assert visible_to(nobody).count() == 0 and dossiers(nobody).total() == 0
    assert dossier_for(system, Dossier.objects.first().code)
