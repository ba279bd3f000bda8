"""Answers are kept while the register stands still, and never one moment longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from motcua.registries.organizations import queries, services
from motcua.registries.organizations.models import Agency, Officer

from .conftest import ADMIN, NOON

TODAY = NOON.date()


def test_asking_again_costs_one_look(province, django_assert_num_queries):
    first = queries.officers_for_lane("mot_cua", "H42.101", TODAY)
    with django_assert_num_queries(1):
        assert queries.officers_for_lane("mot_cua", "H42.101", TODAY) == first


def test_a_change_is_seen_at_once(province):
    assert len(queries.holders("H42.101-CT", TODAY)) == 1
    assert [h.officer_code for h in queries.officers_for_lane("mot_cua", "H42.101", TODAY)] == ["CB3"]
    services.appoint(officer_code="CB4", post_code="H42.101.01-TN1", valid_from=TODAY, by=ADMIN, at=NOON)
    assert {h.officer_code for h in queries.officers_for_lane("mot_cua", "H42.101", TODAY)} == {"CB3", "CB4"}
    services.end_appointment(
        officer_code="CB3",
        post_code="H42.101.01-TN1",
        last_on=TODAY - timedelta(1),
        reason="nghỉ",
        by=ADMIN,
        at=NOON,
    )
    assert [h.officer_code for h in queries.officers_for_lane("mot_cua", "H42.101", TODAY)] == ["CB4"]


def test_what_is_rolled_back_was_never_kept(province):
    class Regret(Exception):
        pass

    with pytest.raises(Regret), transaction.atomic():
        services.close_agency(code="H42.06", last_on=TODAY, reason="nhầm", by=ADMIN, at=NOON)
        assert queries.agency("H42.06").valid_to == TODAY
        raise Regret
    assert queries.agency("H42.06").valid_to is None


@pytest.mark.parametrize(
    "write",
    [
        lambda: Agency.objects.filter(code="H42.06").update(name="Sở Khác"),
        lambda: Agency.objects.get(code="H42.06").save(),
        lambda: Agency.objects.bulk_update(Agency.objects.all(), ["name"]),
        lambda: Officer.objects.filter(code="KHONG").delete(),
    ],
)
def test_every_way_to_write_forgets_what_was_kept(province, write, django_assert_num_queries):
    queries.find_agency("H42.06", TODAY)
    write()
    with django_assert_num_queries(2):
        queries.find_agency("H42.06", TODAY)


def test_a_caller_who_changes_an_answer_changes_only_a_copy(province):
    queries.desks(TODAY).clear()
    assert len(queries.desks(TODAY)) == 2
