"""What a user may do: the chosen post, its roles, its reach, its days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.organizations import services as organizations
from motcua.services.accounts import queries, rules, services
from motcua.services.accounts.models import User
from motcua.services.accounts.types import ROLES, NotYourPost, permissions_of

from .conftest import ADMIN, NOON


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_the_clerk_accepts_but_does_not_sign(commune):
    actor = queries.actor_for(user("ngan"), "P-clerk", NOON)
    assert "dossiers.accept" in actor.permissions and "dossiers.sign" not in actor.permissions
    assert (actor.id, actor.post_title, actor.agency_code) == ("CB2", "Cán bộ tiếp nhận", "H42.101.01")
    assert actor.agency_codes == {"H42.101", "H42.101.01"}


def test_one_person_in_another_post_is_another_actor(commune):
    clerk = queries.actor_for(user("ngan"), "P-clerk", NOON)
    registrar = queries.actor_for(user("ngan"), "P-registrar", NOON)
    assert "dossiers.accept" not in registrar.permissions
    assert "dossiers.submit_for_signature" in registrar.permissions
    assert clerk.id == registrar.id and clerk.agency_code != registrar.agency_code


def test_a_post_that_is_not_held_cannot_be_taken(commune):
    actor = queries.actor_for(user("ngan"), "P-chair", NOON)
    assert actor.post_code in ("P-clerk", "P-registrar")
    with pytest.raises(NotYourPost):
        services.choose_post(user_id=user("ngan").pk, post_code="P-chair", by=actor, at=NOON)
    assert user("ngan").last_post_code == ""


def test_the_chosen_post_is_remembered(commune):
    actor = queries.actor_for(user("ngan"), at=NOON)
    services.choose_post(user_id=user("ngan").pk, post_code="P-registrar", by=actor, at=NOON)
    assert queries.actor_for(user("ngan"), at=NOON).post_code == "P-registrar"


def test_when_the_post_ends_the_rights_end_the_next_day(commune):
    organizations.end_appointment(
        officer_code="CB1", post_code="P-chair", last_on=NOON.date(), reason="nghỉ", by=ADMIN, at=NOON
    )
    assert "dossiers.sign" in queries.actor_for(user("phong"), at=NOON).permissions
    assert queries.actor_for(user("phong"), at=NOON + timedelta(days=1)).permissions == frozenset()


def lend(**more):
    organizations.delegate(
        post_code="P-chair", to_officer_code="CB2", valid_from=NOON.date(), valid_to=NOON.date(), reason="đi họp",
        by=ADMIN, at=NOON, **more,
    )  # fmt: skip


def test_a_stand_in_acts_for_the_chair_without_signing(commune):
    lend()
    actor = queries.actor_for(user("ngan"), "P-chair", NOON)
    assert actor.acting_for == "Đỗ Thanh Phong, Chủ tịch" and actor.id == "CB2"
    assert "dossiers.reassign" in actor.permissions and "dossiers.sign" not in actor.permissions


def test_a_stand_in_with_power_signs_while_it_lasts(commune):
    lend(may_sign=True, paper="12/GUQ")
    assert "dossiers.sign" in queries.actor_for(user("ngan"), "P-chair", NOON).permissions
    later = queries.actor_for(user("ngan"), "P-chair", NOON + timedelta(days=1))
    assert later.post_code != "P-chair" and "dossiers.sign" not in later.permissions


def test_an_administrator_of_the_province_manages_everything_without_reaching_dossiers_elsewhere(
    commune, elsewhere, sign_in
):
    actor = queries.actor_for(user("duy"), at=NOON)
    assert actor.agency_codes == {"H42.101", "H42.101.01"} and "accounts.edit" in actor.permissions
    client = sign_in("duy", code=True)
    for page in ("/quan-tri/tai-khoan/ngan/", f"/quan-tri/co-quan/{elsewhere}/", "/quan-tri/vai-tro/"):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("more", ["auditor", "province_monitor", "province_admin"])
def test_a_viewing_role_does_not_carry_the_work_of_a_post_to_other_agencies(commune, elsewhere, more):
    services.set_roles(username="ngan", roles=[more], reason="kiểm tra quý IV", by=ADMIN, at=NOON)
    actor = queries.actor_for(user("ngan"), "P-clerk", NOON)
    assert access.allows(actor, "dossiers.accept", agency_code="H42.101")
    for work in ("dossiers.accept", "dossiers.process", "dossiers.refuse"):
        assert not access.allows(actor, work, agency_code=elsewhere)
        with pytest.raises(NotAllowed):
            access.require(actor, work, agency_code=elsewhere)
    assert ("dossiers.view_all" in actor.permissions) == (more != "province_admin")


def test_an_officer_without_an_account_can_be_an_actor_too(commune):
    organizations.add_officer(code="CB9", full_name="Trần Thị Hoa", by=ADMIN, at=NOON)
    organizations.appoint(officer_code="CB9", post_code="P-clerk", valid_from=NOON.date(), by=ADMIN, at=NOON)
    assert "dossiers.accept" in queries.actor_of_officer("CB9", at=NOON).permissions
    assert queries.actor_of_officer("CB1", at=NOON).user_id == user("phong").pk


def test_a_citizen_has_a_number_and_no_rights(db):
    made = services.create_citizen_user(
        personal_number="036190000001", full_name="Nguyễn Thị Lan", phone="0912345678", password=None,
        by=Actor.anonymous(), at=NOON,
    )  # fmt: skip
    actor = queries.actor_for(made)
    assert (actor.kind, actor.id, actor.permissions) == ("citizen", "036190000001", frozenset())


def test_an_actor_costs_a_bounded_number_of_queries(commune, django_assert_max_num_queries):
    someone = user("ngan")
    with django_assert_max_num_queries(6):
        queries.actor_for(someone, "P-clerk", NOON)
    with django_assert_max_num_queries(2):
        queries.actor_for(someone, "P-clerk", NOON)


@given(st.lists(st.sampled_from(sorted(ROLES))), st.sampled_from(sorted(ROLES)))
def test_one_role_more_never_takes_a_right_away(held, more):
    assert permissions_of(held) <= permissions_of([*held, more])
    assert permissions_of([*held, "khong-co"]) == permissions_of(held)


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_session_is_over_when_idle_or_old_and_never_comes_back(idle, age):
    start = NOON - timedelta(minutes=max(idle, age))
    seen = NOON - timedelta(minutes=idle)
    limits = {"idle": 30, "whole": 480}
    over = rules.session_over(started_at=start, seen_at=seen, now=NOON, limits=limits)
    assert over == (idle > 30 or max(idle, age) > 480)
    if over:
        assert rules.session_over(
            started_at=start, seen_at=seen, now=NOON + timedelta(minutes=1), limits=limits
        )
