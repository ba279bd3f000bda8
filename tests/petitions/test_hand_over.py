"""Petitions of an office that ends: its heir has them, with the limit they had; a denunciation never comes to whom it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.organizations.models import Agency, Succession
from motcua.registries.organizations.types import EDIT
from motcua.services.dossiers.tests.factories import AT
from motcua.services.petitions import queries, services
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import Kind, PetitionNotThere

from .conftest import Offices, sent

BY = Actor.system("reorganisations", EDIT)
BASIS = "Nghị quyết 12/NQ-HĐND"


@pytest.fixture
def merged(offices: Offices) -> Offices:
    """The commune is part of its neighbour from the day on which petitions are read here."""
    old = Agency.objects.get(code=offices.town.committee)
    old.valid_to = AT.date() - timedelta(days=1)
    old.save()
    Succession.objects.create(
        old=old,
        new=Agency.objects.get(code=offices.other.committee),
        kind="merger",
        basis=BASIS,
        on=AT.date(),
    )
    return offices


def at_the_commune(offices: Offices, **changes: object) -> Petition:
    """One that stands with the commune that ends."""
    row = sent(**changes)
    Petition.objects.filter(pk=row.pk).update(
        agency_code=offices.town.committee, agency_name="UBND phường cũ"
    )
    row.refresh_from_db()
    return row


def hand_over(offices: Offices) -> int:
    return services.hand_over_petitions(
        old=offices.town.committee, new=offices.other.committee, basis=BASIS, by=BY, at=AT
    )


def test_the_heir_has_what_was_open_and_what_was_answered_stays(merged: Offices) -> None:
    row, done = at_the_commune(merged), at_the_commune(merged, press="p-2")
    Petition.objects.filter(pk=done.pk).update(state="answered", ended_at=AT)
    assert queries.open_at([merged.town.committee]) == 1

    assert (hand_over(merged), hand_over(merged)) == (1, 0)

    due = row.due_at
    row.refresh_from_db()
    done.refresh_from_db()
    assert (row.agency_code, row.due_at) == (merged.other.committee, due)
    assert done.agency_code == merged.town.committee
    step = row.steps.last()
    assert step.action == "hand_over" and step.is_public and step.detail == BASIS


def test_a_denunciation_goes_up_and_not_to_whom_the_merger_makes_it_about(merged: Offices) -> None:
    row = at_the_commune(merged, kind=Kind.DENUNCIATION)
    Petition.objects.filter(pk=row.pk).update(about_agency=merged.other.committee)

    assert hand_over(merged) == 1

    row.refresh_from_db()
    assert row.agency_code == "H42"
    assert queries.one(merged.inspector, row.code) == row
    Petition.objects.filter(pk=row.pk).update(about_agency=merged.town.committee)
    heirs = replace(merged.inspector, agency_code=merged.other.committee, agency_codes=frozenset({"H42"}))
    with pytest.raises(PetitionNotThere):
        queries.one(heirs, row.code)


def test_nobody_without_the_right_hands_over(merged: Offices) -> None:
    row = at_the_commune(merged)
    with pytest.raises(NotAllowed):
        services.hand_over_petitions(
            old=merged.town.committee, new=merged.other.committee, basis=BASIS, by=merged.inspector, at=AT
        )
    row.refresh_from_db()
    assert row.agency_code == merged.town.committee and not row.steps.filter(action="hand_over").exists()
