"""The main job: from filing to the signed result in the citizen's hand."""

from __future__ import annotations

import pytest

from motcua.kernel import audit, clock
from motcua.kernel.audit.models import Entry
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import HandOver, IssuedPaper, JournalEntry, Result, Work
from motcua.services.dossiers.types import Status
from motcua.services.files import queries as files
from motcua.services.signing import queries as signatures


@pytest.mark.parametrize("code", ["1.001193", "2.000815", "1.001612", "1.013225", "1.004873"])
def test_a_dossier_taken_in_at_the_counter_ends_with_a_signed_result_in_the_citizens_hand(province, code):
    dossier = province.taken_in(code)
    assert dossier.state is Status.ACCEPTED and dossier.due_at == dossier.first_due_at

    province.walk(dossier, to="end", most=20)

    assert dossier.state is Status.RETURNED
    assert dossier.timeliness in ("early", "on_time")
    result = Result.objects.get(dossier=dossier, superseded_at=None)
    verdict = signatures.verify(files.read(result.signed_sha256))
    assert verdict.conclusion == "TOTAL-PASSED", verdict
    assert len(verdict.signatures) == 2  # the person, then the agency's seal
    assert not Work.objects.filter(dossier=dossier).exists()
    assert audit.verify() is None


def test_an_online_filing_waits_for_the_desk_and_gets_its_receipt_when_accepted(province, told):
    dossier = province.submitted()
    assert dossier.state is Status.SUBMITTED
    assert dossier.due_at is None and dossier.answer_due_at is not None
    assert not IssuedPaper.objects.filter(dossier=dossier).exists()

    with clock.fixed(province.at):
        receipt = dossiers.accept(code=dossier.code, by=province.clerk, at=province.at)

    dossier.refresh_from_db()
    paper = IssuedPaper.objects.get(dossier=dossier, kind="receipt")
    assert dossier.state is Status.ACCEPTED
    assert receipt.paper_number == paper.number and paper.number.endswith("/TNHS")
    assert paper.data["dossier_code"] == dossier.code
    assert "dossiers.submitted" in told() and "dossiers.accepted" in told()


def test_every_command_leaves_a_line_in_the_journal_and_a_row_in_the_ledger(province):
    dossier = province.walk(province.taken_in("1.001193"), to="end")
    lines = list(JournalEntry.objects.filter(dossier=dossier).values_list("action", flat=True))
    rows = Entry.objects.filter(subject=f"dossier:{dossier.code}").values_list("action", flat=True)
    assert lines[0] == "take_in" and lines[-1] == "return_result" and "sign_result" in lines
    assert sorted(f"dossiers.{line}" for line in lines) == sorted(rows)


def test_the_control_slip_has_a_line_for_every_hand_over_with_giver_and_receiver(province):
    dossier = province.walk(province.taken_in("1.001612"), to="end")
    slips = list(HandOver.objects.filter(dossier=dossier))
    assert [slip.to_agency for slip in slips][:1] == ["Phòng Kinh tế, Hạ tầng và Đô thị"]
    assert len(slips) >= 2
    assert all(slip.from_name and slip.to_agency and slip.given_at for slip in slips)
    assert all(slip.received_at for slip in slips[:-1])
