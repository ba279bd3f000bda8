"""A refusal on the merits is a signed answer: it ends the process, waits at the desk, and is returned like any result."""

from __future__ import annotations

import pytest

from motcua.kernel.refusals import NotAllowed
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import IssuedPaper, Pause, Reappointment, Result, Work
from motcua.services.dossiers.queries.lists import signing_tray
from motcua.services.dossiers.types import MissingResult, ResultChannel, Status, WrongState


@pytest.fixture
def refusable(province):
    """A dossier in the specialist's hands."""
    dossier = province.taken_in("1.001193")
    return dossier, province.officers("tu_phap_ho_tich")[0]


def test_no_process_ends_without_a_signed_answer(province, refusable):
    dossier, officer = refusable
    token = province.token(dossier)
    ending = next(o.code for o in token.outcomes if "khong" in o.code)
    dossiers.finish_step(
        code=dossier.code, outcome=ending, opinion="Không đủ điều kiện.", by=officer, at=province.at
    )
    dossier.refresh_from_db()
    assert province.token(dossier).task == "refuse"
    before = dossier.version
    with pytest.raises(MissingResult):
        dossiers.finish_step(
            code=dossier.code, outcome="", opinion="", by=province.holder(dossier), at=province.at
        )
    dossier.refresh_from_db()
    assert dossier.version == before and dossier.state is Status.PROCESSING


def test_a_signed_refusal_ends_the_dossier_and_the_desk_hands_it_out(province, refusable):
    dossier, officer = refusable
    dossiers.draft_result(
        code=dossier.code,
        by=officer,
        at=province.at,
        fields={"reason": "Thiếu căn cứ pháp lý."},
        is_refusal=True,
    )
    rows, (_, refusals) = signing_tray(province.leader)
    assert [work.dossier_id for work in rows.filter(refusals)] == [dossier.pk]
    dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    dossier.refresh_from_db()
    assert dossier.state is Status.FINISHED and dossier.finished_at == province.at
    assert not Work.objects.filter(dossier=dossier).exists()
    dossiers.return_result(
        code=dossier.code,
        receiver="Nguyễn Văn Ẫm",
        authority="Giấy hẹn",
        channel=ResultChannel.COUNTER,
        by=province.clerk,
        at=province.at,
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.RETURNED
    assert Result.objects.get(dossier=dossier, superseded_at=None).is_refusal


def test_an_accepted_dossier_is_not_refused_at_reception(province, refusable):
    dossier, officer = refusable
    dossiers.request_supplement(
        code=dossier.code, items=["Bản chụp"], reason="Bản chụp mờ.", by=officer, at=province.at
    )
    with pytest.raises(WrongState):
        dossiers.refuse_at_reception(
            code=dossier.code, reason="Không thuộc thẩm quyền.", by=province.clerk, at=province.at
        )
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT


def test_an_officer_of_another_commune_stops_nothing(province, refusable):
    dossier, _ = refusable
    stranger = province.stranger.with_permissions("dossiers.process")
    with pytest.raises(NotAllowed):
        dossiers.stop(
            code=dossier.code,
            reason="Tạm dừng xem lại.",
            legal_basis="Điều 19",
            approved_by=province.leader.id,
            by=stranger,
            at=province.at,
        )
    dossier.refresh_from_db()
    assert dossier.state is Status.ACCEPTED


def test_nothing_moves_while_the_citizen_is_asked_for_papers(province, refusable):
    dossier, officer = refusable
    dossiers.draft_result(code=dossier.code, by=officer, at=province.at)
    dossiers.request_supplement(
        code=dossier.code, items=["Bản chụp"], reason="Bản chụp mờ.", by=officer, at=province.at
    )
    due = dossier.due_at
    for command in (
        lambda: dossiers.submit_for_signature(code=dossier.code, by=officer, at=province.at),
        lambda: dossiers.stop(
            code=dossier.code,
            reason="Tạm dừng xem lại.",
            legal_basis="Điều 19",
            approved_by=province.leader.id,
            by=officer,
            at=province.at,
        ),
    ):
        with pytest.raises(WrongState):
            command()
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT and dossier.due_at == due


def test_withdrawing_makes_no_new_promise(province, refusable):
    dossier, officer = refusable
    dossiers.request_supplement(
        code=dossier.code, items=["Bản chụp"], reason="Bản chụp mờ.", by=officer, at=province.at
    )
    due = dossier.due_at
    dossiers.withdraw(code=dossier.code, reason="Không còn nhu cầu.", by=province.citizen(), at=province.at)
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN and dossier.due_at == due
    assert not Reappointment.objects.filter(dossier=dossier).exists()
    assert not Pause.objects.filter(dossier=dossier, to_at=None).exists()


def test_the_process_asks_for_papers_once_with_the_statutory_paper_and_a_reason(province, refusable):
    dossier, officer = refusable
    dossiers.finish_step(
        code=dossier.code,
        outcome="thieu",
        opinion="Thiếu giấy chứng sinh bản chính.",
        by=officer,
        at=province.at,
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT
    assert IssuedPaper.objects.filter(dossier=dossier, kind="supplement").count() == 1


def test_a_draft_after_a_failed_signature_keeps_the_reserved_number(province):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    first = Result.objects.get(dossier=dossier, superseded_at=None)
    Result.objects.filter(pk=first.pk).update(number="7", number_year=2026)
    token = province.token(dossier)
    dossiers.send_back_step(
        code=dossier.code,
        to_node=next(t.node for t in _done(dossier) if t.task == "task"),
        reason="Sửa lại tên.",
        by=province.leader,
        at=province.at,
        token_id=token.id,
    )
    dossiers.draft_result(code=dossier.code, by=province.holder(dossier), at=province.at)
    assert Result.objects.get(dossier=dossier, superseded_at=None).number == "7"
    assert Result.objects.filter(dossier=dossier, number="7").count() == 1


def _done(dossier):
    from motcua.services.workflow import queries

    return [t for t in queries.history(f"dossier:{dossier.code}") if t.done_at]
