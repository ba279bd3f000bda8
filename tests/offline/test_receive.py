"""The line is back: each intake once, at the moment its receipt says; what does not fit moves nothing and is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.refusals import NotAllowed
from motcua.services.dossiers.models import Dossier, IssuedPaper, Work
from motcua.services.dossiers.queries import tracking
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import DossierNotThere
from motcua.services.offline import services
from motcua.services.offline.models import Device, Intake, Number
from motcua.services.offline.types import (
    DraftDiffers,
    IntakeState,
    Kind,
    NumberNotThere,
    NumberState,
    NumberTaken,
)


def test_what_was_taken_in_without_a_line_counts_from_the_hour_on_its_receipt(machine, told):
    sent = machine.sent(minutes=30)

    answer = machine.send(sent, hours=30)

    dossier = Dossier.objects.get()
    assert (answer.state, answer.dossier_code) == (IntakeState.TAKEN, dossier.code)
    assert dossier.accepted_at == sent.claimed_at == dossier.clock_from_at == dossier.submitted_at
    usual = Dossier.objects.get(code=machine.province.taken_in("1.001612").code)
    assert dossier.due_at.date() == usual.due_at.date()  # the same promise as had the line not failed
    receipt = IssuedPaper.objects.get(dossier=dossier, kind="receipt")
    assert receipt.data["notes"] == [f"Giấy này thay phiếu tiếp nhận tạm số {sent.number}."]
    assert receipt.issued_at == machine.at + timedelta(hours=30)
    kept = Intake.objects.get()
    assert (kept.claimed_at, kept.received_at) == (sent.claimed_at, machine.at + timedelta(hours=30))
    assert Number.objects.get(code=sent.number).state == NumberState.USED
    assert "dossiers.accepted" in told()


def test_a_lost_answer_and_a_second_send_give_the_same_dossier(machine, told):
    sent = machine.sent()

    first = machine.send(sent)
    before = told()
    second = machine.send(sent, hours=9)

    assert first == second
    assert Dossier.objects.count() == Intake.objects.count() == 1
    assert told() == before


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"digest": "f" * 64}, DraftDiffers),
        ({"key": "another-key-of-this-machine"}, NumberTaken),
        ({"device": "another-machine-000000000000"}, NumberNotThere),
        ({"number": "TAM-H42.1-26-00001"}, NumberNotThere),
    ],
)
def test_another_content_another_intake_or_another_machine_moves_nothing(machine, told, changes, refused):
    sent = machine.sent()
    machine.send(sent)
    before = told()

    with pytest.raises(refused):
        machine.send(replace(sent, **changes))

    assert Dossier.objects.count() == Intake.objects.count() == 1
    assert told() == before


@pytest.mark.parametrize(("minutes", "at"), [(-600, 0), (600, 240)])
def test_a_clock_that_cannot_be_right_is_moved_and_both_hours_stay(machine, minutes, at):
    sent = machine.sent(minutes=minutes)

    machine.send(sent, hours=4)

    kept = Intake.objects.get()
    assert kept.claimed_at == sent.claimed_at and kept.moment_reason
    assert kept.accepted_at == machine.at + timedelta(minutes=at) == Dossier.objects.get().accepted_at


def test_who_filed_the_same_online_meanwhile_is_a_conflict_and_nobody_is_told(machine, told):
    other = machine.province.submitted("1.001612")
    before = told()

    answer = machine.send(machine.sent())

    assert answer.state is IntakeState.CONFLICT
    assert [(one.kind, one.codes) for one in answer.conflicts] == [(Kind.DUPLICATE, (other.code,))]
    assert list(Dossier.objects.values_list("code", flat=True)) == [other.code]
    assert told() == before
    assert Intake.objects.get().fields  # nothing of it is lost


def test_what_has_changed_since_is_named_beside_what_it_was(machine, told):
    sent = machine.sent()
    papers = [{"name": "Đơn theo mẫu cũ", "required": True}, *sent.procedure["papers"][1:]]
    old = replace(sent, procedure=sent.procedure | {"version": 1, "papers": papers, "limit": "9 ngày"})
    before = told()

    answer = machine.send(old)

    assert [one.kind for one in answer.conflicts] == [Kind.VERSION, Kind.PAPERS]
    assert "“Đơn theo mẫu cũ”" in answer.conflicts[1].words
    assert "9 ngày" in answer.conflicts[0].then and "Đơn theo mẫu cũ" not in answer.conflicts[1].now
    assert not Dossier.objects.exists() and told() == before


def test_an_officer_who_lost_the_permission_still_sends_and_the_desk_settles_it(machine, told):
    clerk = machine.province.clerk.without("dossiers.intake")
    sent, secret = machine.sent(), machine.made.secret

    held = machine.prepare(by=clerk)
    answer = machine.send(sent, by=clerk)

    assert (held.secret, held.numbers) == (secret, ())
    assert [one.kind for one in answer.conflicts] == [Kind.PERMISSION]
    assert not Dossier.objects.exists() and told() == []
    with pytest.raises(NotAllowed):
        machine.prepare(by=machine.province.officers("mot_cua")[1].without("dossiers.intake"))


def test_papers_that_lack_are_a_conflict_not_a_loss(machine):
    answer = machine.send(machine.sent(), papers=())

    assert [one.kind for one in answer.conflicts] == [Kind.REFUSED]
    assert "Chưa đủ giấy tờ bắt buộc" in answer.conflicts[0].words
    assert not Dossier.objects.exists() and Intake.objects.get().state == IntakeState.CONFLICT


def test_the_number_on_the_provisional_receipt_opens_the_dossier_for_its_citizen_alone(machine):
    sent = machine.sent()
    with pytest.raises(DossierNotThere):
        tracking.tracked(sent.number, "037096000014")
    machine.send(sent)

    assert tracking.tracked(sent.number.lower(), "037096000014") == Dossier.objects.get()
    with pytest.raises(DossierNotThere):
        tracking.tracked(sent.number, "037096000015")


def test_a_number_annulled_on_the_machine_is_annulled_once_and_never_given_again(machine):
    number = machine.made.numbers[0].code
    for _ in range(2):
        services.spoil(
            device=machine.key,
            number=number,
            reason="In hỏng, đã thu lại",
            by=machine.province.clerk,
            at=machine.at,
        )

    row = Number.objects.get(code=number)
    assert (row.state, row.reason) == (NumberState.ANNULLED, "In hỏng, đã thu lại")
    assert number not in {one.code for one in machine.prepare().numbers}
    used = machine.sent(machine.made.numbers[1].code)
    machine.send(used)
    with pytest.raises(NumberTaken):
        services.spoil(
            device=machine.key, number=used.number, reason="", by=machine.province.clerk, at=machine.at
        )
    assert Number.objects.get(code=used.number).state == NumberState.USED


def test_numbers_run_without_gap_or_twin_over_machines_and_a_key_is_its_officers_alone(machine):
    first = machine.made
    other = type(machine)(machine.province, key="may-quay-2-0000000000000000")
    other.prepare()
    again = machine.prepare()
    colleague = machine.prepare(by=machine.province.officers("mot_cua")[1])

    assert again == first
    assert colleague.secret != first.secret and len(first.secret) == 64
    mine, theirs = ({one.code for one in made.numbers} for made in (first, other.made))
    assert not mine & theirs
    assert list(Number.objects.values_list("number", flat=True)) == list(range(1, len(mine | theirs) + 1))
    refilled = machine.prepare(used=[one.code for one in first.numbers[:40]])
    assert {one.code for one in first.numbers[40:]} < {one.code for one in refilled.numbers}
    assert not {one.code for one in first.numbers[:40]} & {one.code for one in refilled.numbers}


def test_at_the_turn_of_the_year_numbers_of_both_years_are_there_and_the_old_are_closed_with_a_reason(
    machine,
):
    machine.at = machine.at.replace(month=12, day=30)
    made = machine.prepare()
    assert {one.year for one in made.numbers} == {2026, 2027}

    machine.at = machine.at.replace(year=2027, month=1, day=4)
    with clock.fixed(machine.at):
        made = machine.prepare()

    assert {one.year for one in made.numbers} == {2027}
    closed = Number.objects.filter(year=2026)
    assert set(closed.values_list("state", "reason")) == {(NumberState.ANNULLED, "Hết năm, không dùng")}
    assert Device.objects.count() == 1


def test_two_counters_without_a_line_take_the_same_matter_in_on_one_day_and_a_person_looks(machine):
    first, second = machine.send(machine.sent(minutes=10)), machine.send(machine.sent(minutes=40))
    assert (first.state, second.state) == (IntakeState.TAKEN, IntakeState.CONFLICT)
    assert second.conflicts[0].kind is Kind.DUPLICATE and second.conflicts[0].codes == (first.dossier_code,)


def test_what_another_agency_decides_is_named_beside_the_receipt_and_not_told(machine):
    first, second = machine.send(machine.sent(minutes=10)), machine.send(machine.sent(minutes=40))
    desk, where = sign_in_as(Client(), machine.province.clerk), f"/can-bo/tiep-nhan/so-tam/{second.number}/"
    with clock.fixed(machine.at):
        page = desk.get(where).content.decode()
        assert f'href="/can-bo/ho-so/{first.dossier_code}/"' in page and "bạn không mở được" not in page
        away = {name: "H99.1" for name in ("helper_agency", "receiving_agency", "competent_agency")}
        Dossier.objects.filter(code=first.dossier_code).update(**away)
        Work.objects.filter(dossier__code=first.dossier_code).delete()
        page = desk.get(where).content.decode()
    assert first.dossier_code in page and "bạn không mở được" in page
    assert f'href="/can-bo/ho-so/{first.dossier_code}/"' not in page
