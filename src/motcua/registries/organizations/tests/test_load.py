"""A province from a file."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.laying import laid

from motcua.registries.organizations import queries, services
from motcua.registries.organizations.models import Agency, Officer, Post
from motcua.registries.organizations.services.load import BadFile
from motcua.registries.places.services import load_places

from .conftest import ADMIN, NOON

TODAY = NOON.date()
LANES = ("mot_cua", "lanh_dao_trung_tam", "tu_phap_ho_tich", "tu_phap_chung_thuc", "van_thu", "lanh_dao_ubnd",
         "phong_kinh_te", "lanh_dao_phong_kinh_te", "vpdkdd", "vpdkdd_do_dac", "lanh_dao_vpdkdd", "thue",
         "cong_an_tinh_tiep_nhan", "cong_an_tinh_ho_so", "lanh_dao_cong_an_tinh")  # fmt: skip


def test_a_broken_file_is_refused_and_nothing_is_written(db, tmp_path):
    wrong = tmp_path / "sai.yaml"
    wrong.write_text("agencies: [", encoding="utf-8")
    with pytest.raises(BadFile):
        services.load_organizations(file=wrong, by=ADMIN, at=NOON)
    assert not Agency.objects.exists()


def _ninh_binh() -> None:
    load_places()
    services.load_organizations(file="ninh_binh_2026.yaml", by=ADMIN, at=NOON)


@pytest.fixture(scope="module")
def standing_province(django_db_setup: None, django_db_blocker):
    """Loaded once for the tests of this file."""
    with django_db_blocker.unblock(), laid(_ninh_binh):
        yield


@pytest.fixture
def ninh_binh(standing_province, db):
    """The province of 2026, in the database."""


def test_ninh_binh_has_all_its_communes_each_with_a_desk_and_a_chair(ninh_binh):
    assert Agency.objects.filter(kind="ubnd_xa").count() == 129
    assert Agency.objects.filter(kind="trung_tam_hcc_xa").count() == 129
    chairs = Post.objects.filter(agency__kind="ubnd_xa", leader_rank=1, appointments__isnull=False)
    assert chairs.count() == 129
    assert "Hà" not in Agency.objects.get(kind="ubnd_xa", place_code="14329").name
    assert Agency.objects.get(place_code="14329", kind="ubnd_xa").name == "Ủy ban nhân dân phường Hoa Lư"


def test_loading_twice_changes_nothing(ninh_binh):
    before = (Agency.objects.count(), Post.objects.count(), Officer.objects.count())
    again = services.load_organizations(file="ninh_binh_2026.yaml", by=ADMIN, at=NOON)
    assert not any(vars(again).values())
    assert (Agency.objects.count(), Post.objects.count(), Officer.objects.count()) == before


def test_a_fully_staffed_commune_serves_every_lane_of_the_processes(ninh_binh):
    code = queries.competent_agency(level="commune", place_code="14215", on=TODAY).code
    for lane in LANES:
        assert queries.officers_for_lane(lane, code, TODAY), lane


def test_nam_dinh_of_2023_ends_in_ninh_binh(ninh_binh):
    services.load_organizations(file="nam_dinh_2023.yaml", by=ADMIN, at=NOON)
    then = date(2023, 8, 1)
    assert queries.find_agency("H40", then) and not queries.find_agency("H40", TODAY)
    assert not queries.find_agency("H42.05", then)
    assert [h.new_code for h in queries.successors("H40.05")] == ["H42.05"]
    assert queries.search("", on=then, level="district")[1] == 9
    assert queries.search("", on=TODAY, level="district")[1] == 0
    assert [d.code for d in queries.desks_of(agency_code="H40.05", on=then)] == ["H40.01"]
