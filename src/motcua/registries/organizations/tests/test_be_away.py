"""An officer says they are away; the head agrees; the stand-in has the powers on those days and on no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.organizations import queries, rules, services
from motcua.registries.organizations.models import Absence, Agency, Delegation, OrgUnit
from motcua.registries.organizations.services.absence import BadAbsence
from motcua.registries.organizations.services.change import BadDates, BadDelegation, EndedAlready
from motcua.registries.organizations.types import APPROVE_ABSENCE

from .conftest import ADMIN, NOON, START, a_post

TODAY = NOON.date()
LAST = TODAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def noon():
    with clock.fixed(NOON):
        yield


@pytest.fixture
def office(province):
    """A head of the agency, a head of a room, two who work in it, and one of another agency."""
    agency = Agency.objects.get(code="H42.101")
    room = OrgUnit.objects.create(agency=agency, code="H42.101-X", name="Phòng thử", valid_from=START)
    top = OrgUnit.objects.create(agency=agency, code="H42.101-Y", name="Lãnh đạo thử", valid_from=START)
    a_post("T-chair", agency, top, "Chủ tịch thử", leader_rank=1, can_sign=True)
    a_post("T-head", agency, room, "Trưởng phòng thử")
    a_post("T-one", agency, room, "Chuyên viên thử", "chuyen_vien")
    a_post("T-two", agency, room, "Chuyên viên thử", "chuyen_vien")
    other = Agency.objects.get(code="H42.06")
    a_post(
        "T-far",
        other,
        OrgUnit.objects.create(agency=other, code="H42.06-X", name="Phòng xa", valid_from=START),
        "Xa",
    )
    for name in ("chair", "head", "one", "two", "far"):
        services.add_officer(code=f"T.{name}".upper(), full_name=f"Nguyễn {name}", by=ADMIN, at=NOON)
        services.appoint(
            officer_code=f"T.{name}".upper().upper(),
            post_code=f"T-{name}",
            valid_from=START,
            by=ADMIN,
            at=NOON,
        )


def actor(name: str, *permissions: str) -> Actor:
    post = queries.post(f"T-{name}")
    return Actor(
        kind="officer", id=f"T.{name}".upper(), name=f"Nguyễn {name}", post_code=post.code, post_title=post.title,
        unit_code=post.unit_code, agency_code=post.agency_code, agency_codes=frozenset({post.agency_code}),
        permissions=frozenset(permissions),
    )  # fmt: skip


def ask(name: str = "one", to: str = "two", **more) -> int:
    given = {"valid_from": TODAY, "valid_to": LAST, "reason": "Nghỉ phép"} | more
    return services.ask_absence(to_officer_code=f"T.{to}".upper(), by=actor(name), at=NOON, **given)


def hats(name: str, on: date) -> list[str]:
    with clock.fixed(NOON + (on - TODAY)):
        return [h.post_code for h in queries.hats_of(queries.officer_id(f"T.{name}".upper()), on)]


def test_the_powers_are_lent_when_agreed_and_end_by_themselves(office):
    number = ask()
    assert "T-one" not in hats("two", TODAY)
    services.decide_absence(
        absence_id=number, agree=True, words="", by=actor("head", APPROVE_ABSENCE), at=NOON
    )
    assert "T-one" in hats("two", TODAY) and "T-one" in hats("two", LAST)
    assert "T-one" not in hats("two", LAST + timedelta(days=1))
    holder = next(h for h in queries.holders("T-one", TODAY) if h.officer_code == "T.TWO")
    assert holder.acting_for == "Nguyễn one, Chuyên viên thử" and holder.acting_for_code == "T.ONE"
    assert "Nguyễn two làm thay" in queries.away_now("H42.101")["T.ONE"]
    assert [e.actor_name for e in Entry.objects.filter(action="organizations.decide_absence")] == [
        "Nguyễn head"
    ]


def test_the_head_of_the_agency_asks_nobody(office):
    ask("chair", "head", may_sign=True, paper="12/UQ-UBND")
    assert Absence.objects.get().state == "approved" and Delegation.objects.get().may_sign


def test_without_the_heads_word_nothing_is_lent(office):
    number = ask()
    services.decide_absence(
        absence_id=number,
        agree=False,
        words="Tuần này thiếu người",
        by=actor("head", APPROVE_ABSENCE),
        at=NOON,
    )
    assert Absence.objects.get().state == "refused" and not Delegation.objects.exists()
    with pytest.raises(EndedAlready):
        services.decide_absence(
            absence_id=number, agree=True, words="", by=actor("head", APPROVE_ABSENCE), at=NOON
        )


@pytest.mark.parametrize("who", ["one", "two"])
def test_neither_the_absent_nor_the_stand_in_decides(office, who):
    with pytest.raises(NotAllowed):
        services.decide_absence(
            absence_id=ask(), agree=True, words="", by=actor(who, APPROVE_ABSENCE), at=NOON
        )


def test_a_head_without_the_right_or_of_another_agency_does_not_decide(office):
    number = ask()
    for by in (actor("head"), actor("far", APPROVE_ABSENCE)):
        with pytest.raises(NotAllowed):
            services.decide_absence(absence_id=number, agree=True, words="", by=by, at=NOON)
    assert Absence.objects.get().state == "asked"


def test_back_before_the_day_the_stand_in_loses_the_powers_at_once(office):
    number = ask("chair", "head")
    assert "T-chair" in hats("head", TODAY)
    services.end_absence(absence_id=number, by=actor("chair"), at=NOON)
    assert "T-chair" not in hats("head", TODAY)
    with pytest.raises(EndedAlready):
        services.end_absence(absence_id=number, by=actor("chair"), at=NOON)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"valid_to": TODAY - timedelta(days=1)}, BadDates),
        ({"valid_from": TODAY - timedelta(days=1)}, BadDates),
        ({"valid_to": TODAY + timedelta(days=400)}, BadDates),
        ({"reason": " "}, BadAbsence),
        ({"to": "one"}, BadAbsence),
        ({"to": "far"}, BadAbsence),
        ({"may_sign": True, "paper": "1/UQ"}, BadDelegation),
        ({"name": "chair", "may_sign": True}, BadDelegation),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(office, more, refusal):
    with pytest.raises(refusal):
        ask(**more)
    assert not Absence.objects.exists()


def test_two_absences_of_one_post_and_an_absent_stand_in_are_refused(office):
    ask()
    with pytest.raises(BadAbsence):
        ask(to="head")
    with pytest.raises(BadAbsence) as refused:
        ask("head", "one")
    assert "cũng vắng" in refused.value.what


def test_who_must_ask_and_who_may_agree():
    assert not rules.needs_approval(1) and rules.needs_approval(0) and rules.needs_approval(2)
    assert rules.may_approve(unit_code="A", leader_rank=0, of_unit="A")
    assert rules.may_approve(unit_code="B", leader_rank=2, of_unit="A")
    assert not rules.may_approve(unit_code="B", leader_rank=0, of_unit="A")
