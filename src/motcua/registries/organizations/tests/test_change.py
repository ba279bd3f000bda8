"""Opening, closing, succeeding; appointing, ending, delegating, revoking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.organizations import queries, services
from motcua.registries.organizations.models import Agency, Appointment, Delegation, Succession
from motcua.registries.organizations.services import change

from .conftest import ADMIN, NOON

TODAY = NOON.date()


def lend(**more):
    given = {
        "post_code": "H42.101-CT", "to_officer_code": "CB4", "valid_from": TODAY, "valid_to": TODAY + timedelta(5),
        "reason": "đi họp", "by": ADMIN, "at": NOON,
    }  # fmt: skip
    return services.delegate(**{**given, **more})


def test_nobody_opens_an_agency_without_the_right(province):
    before = Agency.objects.count()
    with pytest.raises(NotAllowed):
        services.open_agency(
            code="H42.99",
            name="Sở Thử",
            kind="so",
            level="province",
            valid_from=TODAY,
            by=Actor.anonymous(),
            at=NOON,
        )
    assert Agency.objects.count() == before


def test_a_code_in_use_is_not_given_twice(province):
    with pytest.raises(change.AgencyAlready):
        services.open_agency(
            code="h42.06", name="Sở Khác", kind="so", level="province", valid_from=TODAY, by=ADMIN, at=NOON
        )
    assert Agency.objects.filter(code="H42.06").count() == 1


def test_a_closed_agency_stays_known_and_its_code_may_serve_again_later(province):
    services.close_agency(code="H42.06", last_on=TODAY, reason="sắp xếp", by=ADMIN, at=NOON)
    assert queries.find_agency("H42.06", TODAY) is not None
    assert queries.find_agency("H42.06", TODAY + timedelta(1)) is None
    assert queries.find_agency("H42.06").valid_to == TODAY
    services.open_agency(
        code="H42.06",
        name="Sở Mới",
        kind="so",
        level="province",
        valid_from=TODAY + timedelta(1),
        by=ADMIN,
        at=NOON,
    )
    assert queries.agency("H42.06", TODAY + timedelta(1)).name == "Sở Mới"


def test_a_merger_closes_the_old_agency_the_day_before_and_tells_the_house(province, news):
    services.succeed(
        old_code="H42.06",
        new_code="H42.101",
        kind="merger",
        on=date(2027, 1, 1),
        basis="NQ 1",
        by=ADMIN,
        at=NOON,
    )
    assert queries.find_agency("H42.06").valid_to == date(2026, 12, 31)
    assert [h.new_code for h in queries.successors("H42.06")] == ["H42.101"]
    assert [h.old_code for h in queries.predecessors("H42.101")] == ["H42.06"]
    (told,) = news("organizations.agency_succeeded")
    assert told.payload["old_code"] == "H42.06"
    assert Entry.objects.filter(action="organizations.succeed", subject="agency:H42.06").count() == 1


def test_a_succession_without_a_basis_is_refused_and_nothing_moves(province):
    with pytest.raises(change.BadAgency):
        services.succeed(
            old_code="H42.06", new_code="H42.101", kind="merger", on=TODAY, basis=" ", by=ADMIN, at=NOON
        )
    assert not Succession.objects.exists() and queries.find_agency("H42.06").valid_to is None


def test_nobody_is_appointed_twice_to_one_post(province):
    with pytest.raises(change.AppointedAlready):
        services.appoint(officer_code="CB1", post_code="H42.101-CT", valid_from=TODAY, by=ADMIN, at=NOON)
    assert Appointment.objects.filter(officer__code="CB1").count() == 1


def test_the_last_day_in_a_post_is_a_day_of_work(province, news):
    services.end_appointment(
        officer_code="CB1", post_code="H42.101-CT", last_on=TODAY, reason="nghỉ hưu", by=ADMIN, at=NOON
    )
    assert [h.officer_code for h in queries.holders("H42.101-CT", TODAY)] == ["CB1"]
    assert queries.holders("H42.101-CT", TODAY + timedelta(1)) == []
    assert len(news("organizations.appointment_ended")) == 1
    with pytest.raises(change.EndedAlready):
        services.end_appointment(
            officer_code="CB1", post_code="H42.101-CT", last_on=TODAY, reason="nghỉ hưu", by=ADMIN, at=NOON
        )


def test_a_stand_in_does_the_work_under_the_name_of_the_chair_but_does_not_sign(province):
    lend()
    chair, stand_in = queries.holders("H42.101-CT", TODAY)
    assert chair.can_sign and not stand_in.can_sign
    assert (stand_in.officer_code, stand_in.acting_for) == ("CB4", "Đỗ Thanh Phong, Chủ tịch")
    assert [h.post_code for h in queries.hats_of(queries.officer_id("CB4"), TODAY)] == [
        "H42.101-HT",
        "H42.101-CT",
    ]


def test_a_stand_in_signs_by_power_only_with_a_paper(province):
    with pytest.raises(change.BadDelegation):
        lend(may_sign=True)
    assert not Delegation.objects.exists()
    lend(may_sign=True, paper="12/GUQ-UBND")
    stand_in = queries.holders("H42.101-CT", TODAY)[1]
    assert stand_in.can_sign and stand_in.signature_form == "TUQ."


def test_a_stand_in_reaches_only_the_lanes_lent(province):
    lend(lanes=("van_thu",))
    assert [h.officer_code for h in queries.officers_for_lane("lanh_dao_ubnd", "H42.101", TODAY)] == [
        "CB1",
        "CB2",
    ]


def test_a_delegation_ends_with_its_last_day_and_at_once_when_revoked(province):
    number = lend()
    assert len(queries.holders("H42.101-CT", TODAY + timedelta(5))) == 2
    assert len(queries.holders("H42.101-CT", TODAY + timedelta(6))) == 1
    services.revoke_delegation(delegation_id=number, reason="về sớm", by=ADMIN, at=NOON)
    assert len(queries.holders("H42.101-CT", TODAY)) == 1
    with pytest.raises(change.EndedAlready):
        services.revoke_delegation(delegation_id=number, reason="về sớm", by=ADMIN, at=NOON)


def test_the_holder_of_a_post_may_lend_it_without_being_an_administrator(province):
    chair = Actor(kind="officer", id="CB1", name="Đỗ Thanh Phong", post_code="H42.101-CT")
    lend(by=chair)
    other = Actor(kind="officer", id="CB3", name="Lê Minh Ngân", post_code="H42.101.01-TN1")
    with pytest.raises(NotAllowed):
        lend(by=other)
    assert Delegation.objects.count() == 1


def test_nobody_lends_to_themselves_or_without_an_end(province):
    for wrong in (
        {"from_officer_code": "CB4"},
        {"valid_to": None},
        {"valid_to": TODAY - timedelta(1)},
        {"reason": ""},
    ):
        with pytest.raises((change.BadDelegation, change.BadDates)):
            lend(**wrong)
    assert not Delegation.objects.exists()
