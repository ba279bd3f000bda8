"""What did not fit is settled by a person, once, with the citizen's hour kept; the head watches the machines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier
from motcua.services.offline import queries, services
from motcua.services.offline.models import Intake, Number
from motcua.services.offline.types import (
    OVERSEE,
    DeviceLocked,
    IntakeState,
    NotSettled,
    NumberNotThere,
    NumberState,
    Settled,
)


@pytest.fixture
def doubled(machine):
    """An intake of somebody who has filed the same online: (its number, the other dossier)."""
    other = machine.province.submitted("1.001612")
    sent = machine.sent()
    machine.send(sent)
    return sent, other


def test_taken_in_all_the_same_it_keeps_the_hour_of_its_receipt(machine, doubled):
    sent, _ = doubled

    code = services.settle(
        number=sent.number, filing=machine.filing(), by=machine.province.clerk, at=machine.at
    )

    dossier = Dossier.objects.get(code=code)
    assert (dossier.accepted_at, dossier.provisional_number) == (sent.claimed_at, sent.number)
    assert Intake.objects.get().state == IntakeState.TAKEN
    assert machine.send(sent).dossier_code == code  # the machine asks again and hears what came of it


def test_tied_to_the_other_dossier_nothing_new_is_made(machine, doubled):
    sent, other = doubled

    services.settle(number=sent.number, into=other.code, by=machine.province.clerk, at=machine.at)

    other.refresh_from_db()
    assert other.provisional_number == sent.number
    assert Dossier.objects.count() == 1 and Intake.objects.get().state == IntakeState.MERGED


def test_a_second_officer_a_foreign_dossier_or_no_reason_moves_nothing(machine, doubled, told):
    sent, other = doubled
    clerk, at = machine.province.clerk, machine.at
    before = told()
    with pytest.raises(NotSettled):
        services.settle(number=sent.number, into="H42.1-261116-0001", by=clerk, at=at)
    with pytest.raises(NotSettled):
        services.void(number=sent.number, reason="  nhầm ", by=clerk, at=at)
    with pytest.raises(NumberNotThere):
        services.void(number=sent.number, reason="đã báo người dân", by=machine.province.stranger, at=at)
    assert Intake.objects.get().state == IntakeState.CONFLICT
    assert Dossier.objects.count() == 1 and told() == before

    services.void(number=sent.number, reason="Đã nộp trực tuyến, đã báo người dân", by=clerk, at=at)
    with pytest.raises(Settled):
        services.settle(number=sent.number, into=other.code, by=clerk, at=at)
    assert Intake.objects.get().state == IntakeState.VOID and told() == before


def test_the_head_takes_numbers_back_and_locks_a_machine_but_what_it_took_in_still_arrives(machine):
    head = machine.province.officers("lanh_dao_trung_tam")[0]
    assert OVERSEE in head.permissions
    sent = machine.sent()
    row = queries.devices(head)[0]
    assert (row.open, row.used, row.first) == (60, 0, machine.made.numbers[0].code)

    services.lock_device(device_id=row.id, reason="Máy bị mất", by=head, at=machine.at)
    assert services.annul_unused(device_id=row.id, reason="Máy bị mất", by=head, at=machine.at) == 60
    with pytest.raises(DeviceLocked):
        machine.prepare(by=machine.province.officers("mot_cua")[1])
    held = machine.prepare()
    assert (held.numbers, len(held.secret), bool(held.stopped)) == ((), 64, True)  # to send what it holds
    with pytest.raises(NumberNotThere):
        services.unlock_device(
            device_id=row.id, by=machine.province.stranger.with_permissions(OVERSEE), at=machine.at
        )

    assert machine.send(sent).state is IntakeState.CONFLICT
    assert Number.objects.get(code=sent.number).state == NumberState.USED
    services.unlock_device(device_id=row.id, by=head, at=machine.at)
    stroke = queries.devices(head)[0].strokes[0]
    assert (stroke.count, stroke.reason) == (59, "Máy bị mất")  # one of the sixty stood on a receipt
    assert len(machine.prepare().numbers) == 60


def test_lists_cost_the_same_whatever_their_length(machine, django_assert_num_queries):
    clerk = machine.province.clerk
    machine.send(machine.sent())
    for _ in range(3):
        machine.send(replace(machine.sent(), procedure=machine.sent().procedure | {"version": 1}))
    with django_assert_num_queries(2):
        rows = [queries.shown(row) for row in queries.received(clerk).page()]
    assert len(rows) == 4


def test_machines_and_what_they_sent_go_with_their_office(machine, doubled):
    """The desk's own officers are at the new office then; here its neighbour stands for it."""
    sent, _ = doubled
    stranger, desk, at = machine.province.stranger, machine.province.desk.code, machine.at
    setter = Actor.system("reorganisations", OVERSEE)
    with pytest.raises(NumberNotThere):
        queries.conflict(stranger, sent.number)

    for count in (1, 0):
        moved = services.hand_over_machines(old_code=desk, new_code=stranger.agency_code, by=setter, at=at)
        assert moved == count

    assert queries.conflict(stranger, sent.number).state is IntakeState.CONFLICT
    assert Number.objects.get(code=sent.number).office == desk
