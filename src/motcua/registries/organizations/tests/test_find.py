"""Finding agencies, desks, posts and people."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.registries.organizations import queries, services

from .conftest import ADMIN, NOON

TODAY = NOON.date()


@pytest.mark.parametrize("asked", ["H42.06", "h42.06", " H42.06 ", "000.00.06.H42"])
def test_an_agency_answers_to_its_old_code_and_in_any_case(province, asked):
    assert queries.agency(asked, TODAY).name == "Sở Xây dựng tỉnh Ninh Bình"


def test_an_agency_that_was_not_there_yet_is_not_found(province):
    assert queries.find_agency("H42.06", date(2025, 6, 30)) is None
    with pytest.raises(queries.AgencyNotThere):
        queries.agency("H42.06", date(2025, 6, 30))


def test_search_folds_marks(province):
    found, total = queries.search("so xay dung", on=TODAY)
    assert [a.code for a in found] == ["H42.06"] and total == 1


def test_a_commune_is_competent_for_its_place_and_a_department_for_its_sector(province):
    assert queries.competent_agency(level="commune", place_code="14215", on=TODAY).code == "H42.101"
    assert queries.competent_agency(level="province", department="Bộ Xây dựng", on=TODAY).code == "H42.06"
    assert (
        queries.competent_agency(level="province", department="Sở Xây dựng tỉnh Nghệ An", on=TODAY).code
        == "H42.06"
    )
    assert queries.competent_agency(level="province", department="Bộ Quốc phòng", on=TODAY).code == "H42"
    assert queries.competent_agency(level="commune", place_code="99999", on=TODAY) is None


def test_a_commune_has_its_own_desk_and_departments_share_the_provincial_one(province):
    assert [d.code for d in queries.desks_of(agency_code="H42.101", on=TODAY)] == ["H42.101.01"]
    assert [d.code for d in queries.desks_of(agency_code="H42.06", on=TODAY)] == ["H42.01"]
    assert [d.code for d in queries.desks_of(place_code="14215", on=TODAY)] == ["H42.101.01"]


def test_the_desk_lane_of_a_commune_goes_to_its_centre(province):
    people = queries.officers_for_lane("mot_cua", "H42.101", TODAY)
    assert [(p.officer_code, p.agency_code) for p in people] == [("CB3", "H42.101.01")]


def test_leaders_come_head_first(province):
    assert [h.post_title for h in queries.leaders("H42.101", TODAY)] == ["Chủ tịch", "Phó Chủ tịch"]


def test_a_desk_reaches_its_agency_and_an_agency_its_desk(province):
    assert queries.reach_of("H42.101.01", TODAY)[1] == {"H42.101", "H42.101.01"}
    assert queries.reach_of("H42.101", TODAY)[1] == {"H42.101", "H42.101.01"}
    assert queries.reach_of("H42.06", TODAY)[1] == {"H42.06"}


def test_an_officer_may_hold_two_posts_at_once(province):
    services.appoint(officer_code="CB4", post_code="H42.101.01-TN1", valid_from=TODAY, by=ADMIN, at=NOON)
    hats = queries.hats_of(queries.officer_id("CB4"), TODAY)
    assert [h.post_code for h in hats] == ["H42.101-HT", "H42.101.01-TN1"]


def test_the_page_of_an_agency_costs_a_bounded_number_of_queries(province, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        queries.page_of("H42.101", TODAY)
