"""A plan carried out: what changes hands, what never changes, and what a break in the middle does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.models import Agency, Appointment
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.queries import lists
from motcua.services.dossiers.queries.dossier_page import page_of
from motcua.services.dossiers.queries.lists import Filters
from motcua.services.dossiers.queries.register import desk_of
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.tests.factories import AT, Dossier, JournalEntry, Work, draft_row
from motcua.services.dossiers.types import OPEN, DossierNotThere, Status
from motcua.services.notifications import queries as notices
from motcua.services.reorganisations import queries, services
from motcua.services.reorganisations.models import Minutes, Passage
from motcua.services.reorganisations.services import carrying

from .conftest import MIDNIGHT, OF_EACH, ON, Two, carry_out, merging

CLOCK = ("code", "submitted_at", "answer_due_at", "accepted_at", "clock_from_at", "first_due_at", "due_at",
         "lawful_due_at", "paused_at", "finished_at", "returned_at", "timeliness", "limit_value", "limit_unit",
         "register_volume", "register_number", "status", "field_name")  # fmt: skip
MOVING = len(OPEN) * OF_EACH


def clocks() -> list[tuple]:
    return list(Dossier.objects.order_by("id").values_list(*CLOCK))


def test_two_communes_become_one_and_no_promise_moves(two: Two, planned) -> None:
    before = clocks()
    row = planned(*merging(two))
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)

    assert clocks() == before
    new = Dossier.objects.filter(competent_agency="H42.97")
    assert new.count() == 2 * MOVING
    assert set(new.values_list("receiving_agency", "helper_agency", "competent_agency_name")) == {
        ("H42.97.1", "H42.97.1", "Ủy ban nhân dân phường Mới")
    }
    waiting = Dossier.objects.filter(status=Status.FINISHED)
    assert set(waiting.values_list("receiving_agency", flat=True)) == {"H42.97.1"}
    assert set(waiting.values_list("competent_agency", flat=True)) == {two.east.committee, two.west.committee}
    ended = Dossier.objects.filter(status__in=[Status.RETURNED, Status.WITHDRAWN, Status.NOT_ACCEPTED])
    assert set(ended.values_list("receiving_agency", flat=True)) == {two.east.centre, two.west.centre}

    row.refresh_from_db()
    sums = queries.sums(row)
    assert (row.state, sums["equal"], sums["before"], sums["after"]) == (
        "done",
        True,
        len(before),
        len(before),
    )
    assert {m.old: m.number for m in Minutes.objects.filter(new="H42.97")} == {
        two.east.committee: "01/BBBG", two.west.committee: "02/BBBG",
    }  # fmt: skip


def test_the_page_of_a_dossier_says_what_its_agencies_were_and_are_called(two: Two, planned) -> None:
    row = planned(*merging(two))
    old = two.east.committee
    assert organizations.became(old, ON) == "", "nothing is said before the day"
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)
        assert organizations.became(old, ON) == "nay là Ủy ban nhân dân phường Mới, từ 01/12/2026"
        assert organizations.became("H42.97", ON) == ""
        ended = Dossier.objects.filter(status=Status.RETURNED, competent_agency=old).first()
        page = page_of(Actor.system("reader"), ended.code)
        assert "phường Mới" in page.competent_now and "phường Mới" in page.receiving_now
        assert page.handed_over is None, "a closed one stays"
        moved = page_of(Actor.system("reader"), Dossier.objects.filter(status=Status.PROCESSING).first().code)
        assert moved.competent_now == "" and "phường Đông Thử" in moved.handed_over.agency_name


def test_the_heir_keeps_what_the_old_agencies_closed_and_nobody_else_does(two: Two, planned) -> None:
    closed = Dossier.objects.filter(status=Status.RETURNED, competent_agency=two.east.committee).first()
    before = two.east.actor("leader")
    assert dossier_for(before, closed.code) == closed and "H42.97" not in before.agency_codes
    with clock.fixed(MIDNIGHT):
        carry_out(planned(*merging(two)).code)
        after = accounts.actor_of_officer(two.east.officers["leader"])
        assert after.agency_code == "H42.97"
        assert {two.east.committee, two.west.centre} <= after.agency_codes
        assert dossier_for(after, closed.code) == closed
        assert closed.code in [row.code for row in lists.dossiers(after, Filters(q=closed.code)).page()]
        assert desk_of(after).code == "H42.97.1", "the book it writes in is its own"
        with pytest.raises(DossierNotThere):
            dossier_for(
                replace(after, agency_code="H42.96X", agency_codes=frozenset({"H42.96X"})), closed.code
            )
        assert (
            [one.officer_code for one in organizations.leaders(two.east.committee, ON)]
            == [one.officer_code for one in organizations.leaders("H42.97", ON)]
            != []
        )


def test_steps_stay_in_the_hands_that_hold_them(two: Two, planned) -> None:
    row = planned(*merging(two))
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)
        holders = {h.officer_code for h in organizations.officers_of("H42.97", ON)}
        head = organizations.heads_on(["H42.97"], ON)["H42.97"]

    east, west = two.east.officers, two.west.officers
    assert {east["judge"], west["judge"], east["head"]} <= holders
    assert [code for code, _ in head] == [east["leader"]]
    work = Work.objects.filter(agency_code="H42.97")
    assert set(work.values_list("officer_code", "unit_code")) == {
        (east["judge"], "H42.97-TP"), (west["judge"], "H42.97-TP"),
    }  # fmt: skip
    assert not Work.objects.filter(agency_code__in=[two.east.committee, two.west.committee]).exists()
    row.refresh_from_db()
    assert {item["code"] for item in row.left} == {west["leader"]}
    old = Agency.objects.get(code=two.east.committee)
    assert (
        f"{old.valid_to}" == "2026-11-30" and not Appointment.objects.on(ON).filter(post__agency=old).exists()
    )


def test_a_worker_killed_in_the_middle_moves_nothing_twice(two: Two, planned, monkeypatch) -> None:
    row = planned(*merging(two))
    monkeypatch.setattr(carrying, "CHUNK", 5)
    calls, seen = [], []

    def dying(**given) -> None:
        calls.append(given)
        if len(calls) in (2, 4):
            raise KeyboardInterrupt

    monkeypatch.setattr(carrying.scans, "hand_over", dying)
    with clock.fixed(MIDNIGHT):
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                carry_out(row.code)
            dead = Passage.objects.count()
            assert Dossier.objects.exclude(hand_overs=None).values("hand_overs").count() == dead
            seen.append(dead)
        carry_out(row.code)
        again = services.advance(code=row.code, at=MIDNIGHT)

    assert (seen, again) == ([5, 10], False)
    passed = Passage.objects.filter(reorganisation=row)
    assert passed.count() == JournalEntry.objects.filter(action="hand_over_agency").count()
    assert passed.count() == passed.values("old", "dossier_id").distinct().count() == 4 * MOVING + 2 * OF_EACH


def test_an_unfinished_filing_finds_its_new_agency_and_its_owner_is_told(two: Two, planned) -> None:
    owner = two.east.users["clerk"].pk
    draft = draft_row(two.east, owner)
    Dossier.objects.filter(competent_agency=two.east.committee).update(owner_user_id=owner)
    row = planned(*merging(two))
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)

    draft.refresh_from_db()
    assert (draft.competent_agency, draft.place_code, draft.answers) == ("H42.97", "99701", {"ten": "Ẫm"})
    told = [note.words for note in notices.shelf(two.east.actor("clerk")).notes]
    assert len(told) == 3 and "Nơi nhận hồ sơ bạn khai dở nay là Ủy ban nhân dân phường Mới." in told


def test_before_its_day_nothing_moves(two: Two, planned) -> None:
    row = planned(*merging(two))
    with clock.fixed(AT):
        assert services.advance(code=row.code, at=AT) is False
    assert Passage.objects.count() == 0 and organizations.find_agency("H42.97") is None
