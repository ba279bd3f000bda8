"""Rút nhầm: a withdrawal is taken back within the rule, the dossier stands where it stood, and nothing is gained by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.events import DossierStatusChanged, WithdrawalTakenBack
from motcua.services.dossiers.handlers import tell_citizen, tell_of_withdrawal_taken_back
from motcua.services.dossiers.models import IssuedPaper, StepTime
from motcua.services.dossiers.queries.dossier_page import page_of
from motcua.services.dossiers.services.next_steps import next_steps
from motcua.services.dossiers.types import CannotUndo, DoneBySomeone, Status, WrongState
from motcua.services.workflow import queries as processes

WHY = "Rút nhầm hồ sơ của người đứng sau."
pytestmark = pytest.mark.django_db


def withdrawn(province, dossier):
    with clock.fixed(province.at):
        dossiers.withdraw(
            code=dossier.code, reason="Người dân đề nghị rút.", by=province.clerk, at=province.at
        )
    dossiers.keep_step_times(dossier.code)
    return dossier


def taken_back(province, dossier, **given):
    return dossiers.take_back_withdrawal(
        **({"code": dossier.code, "reason": WHY, "by": province.clerk, "at": province.at} | given)
    )


def queue(dossier):
    """Every open row as queues and lists read it."""
    names = ("token_id", "node", "lane", "agency_code", "unit_code", "post_code", "officer_code", "claimed_at",
             "entered_at", "step_due_at", "due_at", "is_paused")  # fmt: skip
    return sorted(dossier.work.values_list(*names))


def standing(dossier):
    dossier.refresh_from_db()
    names = ("status", "due_at", "lawful_due_at", "first_due_at", "finished_at", "paused_at", "step_name", "holder",
             "timeliness", "wakes_at", "answer_due_at")  # fmt: skip
    open_now = [step for step in processes.history(f"dossier:{dossier.code}") if step.done_at is None]
    return {name: getattr(dossier, name) for name in names}, queue(dossier), open_now


def test_a_dossier_withdrawn_in_error_stands_where_it_stood_with_who_held_it(province):
    dossier = province.taken_in("1.004873")
    with clock.fixed(province.at):
        province.step(dossier)
    before = standing(dossier)
    withdrawn(province, dossier)
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN and not dossier.work.exists()
    page = page_of(province.clerk, dossier.code)
    assert (
        "take_back_withdrawal"
        in next_steps(
            page.dossier, province.clerk, tokens=page.tokens, course=page.course, result=page.result
        ).actions
    )
    cancelled = StepTime.objects.filter(dossier=dossier, ended="cancelled")
    assert cancelled.exists(), "the end was timed"
    paper = IssuedPaper.objects.get(dossier=dossier, kind="stop")
    province.at += timedelta(hours=2)
    taken_back(province, dossier)
    assert standing(dossier) == before and not cancelled.exists()
    paper.refresh_from_db()
    assert paper.revoked_at == province.at and paper.revoked_reason == WHY
    with pytest.raises(DoneBySomeone):
        taken_back(province, dossier)
    with clock.fixed(province.at):
        province.walk(dossier, to="return")
    assert dossiers.keep_step_times(dossier.code)
    assert not StepTime.objects.filter(dossier=dossier, ended="cancelled").exists()


def test_a_pause_goes_on_and_the_citizen_has_the_days_that_were_left(province):
    dossier = province.taken_in("1.004873")
    with clock.fixed(province.at):
        dossiers.request_supplement(
            code=dossier.code, items=["Ảnh"], reason="Bản chụp mờ.", legal_basis="Điều 19",
            approved_by=province.leader.id, by=province.holder(dossier), at=province.at,
        )  # fmt: skip
    dossier.refresh_from_db()
    until = dossier.supplement_until
    withdrawn(province, dossier)
    province.at += timedelta(hours=1)
    taken_back(province, dossier)
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT and dossier.paused_at is not None
    assert dossier.supplement_until == until and dossier.pauses.filter(to_at=None).count() == 1


def test_a_filing_not_yet_taken_in_waits_for_its_answer_again(province):
    dossier = province.submitted("1.004873")
    before = standing(dossier)
    withdrawn(province, dossier)
    assert not IssuedPaper.objects.filter(dossier=dossier).exists()
    taken_back(province, dossier)
    assert standing(dossier) == before


def test_not_by_a_stranger_nor_without_a_reason_nor_after_the_hours_nor_where_nothing_was_withdrawn(province):
    dossier = province.taken_in("1.004873")
    with pytest.raises(WrongState):
        taken_back(province, dossier)
    withdrawn(province, dossier)
    for given in ({"by": province.stranger}, {"reason": " "}):
        with pytest.raises(Refusal):
            taken_back(province, dossier, **given)
    with pytest.raises(CannotUndo):
        taken_back(province, dossier, at=province.at + timedelta(days=6))
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN


def test_a_stopped_dossier_is_its_owners_to_withdraw_and_stops_again_when_that_is_taken_back(province):
    dossier = province.taken_in("1.004873")
    with clock.fixed(province.at):
        province.step(dossier)
        dossiers.stop(
            code=dossier.code, reason=WHY, legal_basis="Điều 19", approved_by=province.leader.id,
            by=province.holder(dossier), at=province.at,
        )  # fmt: skip
    withdrawn(province, dossier)
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN and dossier.paused_at is None
    taken_back(province, dossier)
    dossier.refresh_from_db()
    assert dossier.state is Status.STOPPED and dossier.finished_at is None and dossier.paused_at is not None


def test_the_citizen_hears_once_that_it_goes_on(province, monkeypatch):
    dossier = province.submitted("1.004873")
    withdrawn(province, dossier)
    taken_back(province, dossier)
    told = []
    monkeypatch.setattr("motcua.services.dossiers.handlers._tell", lambda text, at: told.append(text))
    tell_citizen(DossierStatusChanged(
        code=dossier.code, occurred_at=province.at, before=int(Status.WITHDRAWN), after=int(Status.SUBMITTED)))  # fmt: skip
    tell_of_withdrawal_taken_back(WithdrawalTakenBack(code=dossier.code, occurred_at=province.at, reason=WHY))
    assert len(told) == 1 and dossier.code in told[0].words
