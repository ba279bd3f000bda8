"""The list of units: what stands, what stood, and what became of it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from motcua.registries.places import queries
from motcua.registries.places.models import Succession, Unit
from motcua.registries.places.services import DATA, load_places
from motcua.registries.places.types import BadPlacesFile

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
BEFORE = date(2025, 6, 30)


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        began = time.perf_counter()
        added = load_places(directory=DATA)
        took = time.perf_counter() - began
        yield added, took
        Unit.objects.all().delete()
        Succession.objects.all().delete()


def test_the_whole_list_is_in_within_ten_seconds_and_a_second_load_changes_nothing(country):
    added, took = country
    assert took < 10
    assert added["successions"] > 10_000
    assert load_places(directory=DATA) == {"added": 0, "changed": 0, "successions": 0}


def test_34_provinces_and_3321_communes_stand_today_and_63_with_districts_before(country):
    assert queries.counts(TODAY) == {"province": 34, "district": 0, "ward": 3321}
    assert queries.counts(BEFORE) == {"province": 63, "district": 696, "ward": 10035}


def test_ninh_binh_has_129_communes_of_which_32_wards(country):
    communes = queries.children("37", TODAY)
    assert len(communes) == 129
    assert sum(one.kind == "phường" for one in communes) == 32
    assert sum(one.kind == "xã" for one in communes) == 97


def test_a_code_used_twice_names_the_unit_of_the_day(country):
    assert queries.unit("37", BEFORE).valid_to == BEFORE
    assert queries.unit("37", TODAY).valid_to is None
    assert queries.path("36", BEFORE) == "tỉnh Nam Định"
    assert queries.unit("36", TODAY) is None
    assert queries.unit("36").path == "tỉnh Nam Định"


def test_the_path_of_a_ward_leaves_the_district_out_since_july_2025(country):
    ward = next(one for one in queries.children("37", TODAY) if one.name == "Nam Định")
    assert queries.path(ward.code, TODAY) == "phường Nam Định, tỉnh Ninh Bình"
    old = queries.search("phường Vị Xuyên, thành phố Nam Định, tỉnh Nam Định", BEFORE)[0]
    assert old.path == "phường Vị Xuyên, thành phố Nam Định, tỉnh Nam Định"


def test_every_old_unit_has_a_successor_and_every_commune_of_today_a_predecessor(country):
    old = set(Unit.objects.filter(level="ward", valid_to=BEFORE).values_list("code", flat=True))
    new = set(Unit.objects.filter(level="ward", valid_to=None).values_list("code", flat=True))
    links = Succession.objects.exclude(level="province")
    assert old <= set(links.values_list("old_code", flat=True))
    assert set(links.values_list("new_code", flat=True)) == new


def test_three_provinces_became_ninh_binh(country):
    assert [one.place.code for one in queries.successors("36")] == ["37"]
    assert [one.place.name for one in queries.predecessors("37")] == ["Hà Nam", "Nam Định", "Ninh Bình"]
    assert queries.successors("01") == []


def test_an_ended_district_is_answered_by_the_communes_that_took_its_wards(country):
    district = queries.search("thành phố Nam Định, tỉnh Nam Định", BEFORE, level="district")[0]
    communes = queries.successors(district.code)
    assert "phường Nam Định, tỉnh Ninh Bình" in {one.place.path for one in communes}
    assert all(one.place.stands(TODAY) for one in communes)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Nam Định", "phường Nam Định, tỉnh Ninh Bình"),
        ("phuong nam dinh", "phường Nam Định, tỉnh Ninh Bình"),
        ("P. Nam Định, Ninh Bình", "phường Nam Định, tỉnh Ninh Bình"),
        ("xa giao hoa ninh binh", "xã Giao Hòa, tỉnh Ninh Bình"),
        ("Giao Hoà, Ninh Bình", "xã Giao Hòa, tỉnh Ninh Bình"),
        ("tp hcm", "thành phố Hồ Chí Minh"),
        ("đặc khu Phú Quốc", "đặc khu Phú Quốc, tỉnh An Giang"),
    ],
)
def test_a_name_with_or_without_marks_finds_the_unit_of_today(country, text, path):
    assert path in [one.path for one in queries.search(text, TODAY, limit=5)]


def test_an_old_address_leads_to_the_commune_of_today_and_says_so(country):
    found = queries.search("Hàm Rồng, TP Thanh Hóa, Thanh Hóa", TODAY)
    assert found[0].code == "14758"
    assert found[0].formerly == "phường Hàm Rồng, thành phố Thanh Hóa, tỉnh Thanh Hóa"
    divided = queries.search("phường Quang Trung, Phủ Lý, Hà Nam", TODAY)
    assert [one.path for one in divided][:2] == [
        "phường Hà Nam, tỉnh Ninh Bình",
        "phường Phủ Lý, tỉnh Ninh Bình",
    ]


def test_a_code_is_found_and_nonsense_is_an_empty_answer(country):
    assert queries.search("14758", TODAY)[0].name == "Hàm Rồng"
    assert queries.search("   ,, ", TODAY) == []
    assert queries.search("không có nơi nào như vậy", TODAY) == []


def test_a_search_is_fast(country):
    began = time.perf_counter()
    for _ in range(10):
        queries.search("phuong nam dinh", TODAY)
    assert (time.perf_counter() - began) / 10 < 0.2


def test_a_file_with_a_bad_line_is_refused_by_line_and_nothing_is_taken(country, tmp_path):
    (tmp_path / "units.csv").write_text(
        "code,kind,name,level,parent_code,valid_from,valid_to\n"
        "98,tỉnh,Thử,province,,2025-07-01,\n"
        "99999,xã,Thử,ward,97,2025-07-01,\n",
        encoding="utf-8",
    )
    with pytest.raises(BadPlacesFile) as refused:
        load_places(directory=tmp_path)
    assert "dòng 3" in refused.value.message
    assert not Unit.objects.filter(code="98").exists()
