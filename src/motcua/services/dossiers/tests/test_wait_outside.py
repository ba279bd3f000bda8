"""Steps that wait for somebody outside: the citizen answers, silence answers, or the officer writes it down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers import tasks
from motcua.services.dossiers.models import Work
from motcua.services.dossiers.queries.lists import my_work
from motcua.services.dossiers.queries.waiting import step_of_citizen
from motcua.services.dossiers.types import DossierNotThere, NotYourStep, WrongState


def test_the_citizen_confirms_the_draft_and_the_dossier_goes_on(province, waiting):
    dossier, _ = waiting
    step = step_of_citizen(dossier)
    assert step is not None and dossier.holder == step.lane_name
    dossiers.answer_step(
        code=dossier.code,
        outcome=step.outcomes[0].code,
        answer="Thông tin đúng.",
        by=province.citizen(),
        at=province.at,
    )
    dossier.refresh_from_db()
    assert step_of_citizen(dossier) is None
    assert province.walk(dossier, to="end").timeliness in ("early", "on_time")


def test_a_stranger_cannot_answer_for_the_citizen(province, waiting):
    dossier, _ = waiting
    step = step_of_citizen(dossier)
    with pytest.raises(DossierNotThere):
        dossiers.answer_step(
            code=dossier.code,
            outcome=step.outcomes[0].code,
            answer="",
            by=province.citizen("037201000099", "Trần Thị Khác"),
            at=province.at,
        )
    assert step_of_citizen(dossier) is not None


def test_silence_of_a_day_is_taken_for_consent_and_not_before(province, waiting):
    dossier, _ = waiting
    with clock.fixed(province.at + timedelta(hours=23)):
        tasks.take_silence_as_consent()
    assert step_of_citizen(dossier) is not None
    with clock.fixed(province.at + timedelta(hours=25)):
        tasks.take_silence_as_consent()
    assert step_of_citizen(dossier) is None


def test_what_waits_outside_is_put_right_by_who_sent_it_there_and_submitted_by_nobody(province, waiting):
    dossier, officer = waiting
    changed = dossier.answers | {"child_name": "NGUYỄN VĂN KHÁC"}
    other = province.officers("van_thu")[0]
    assert other.id != officer.id
    for one in (other, province.clerk):
        with pytest.raises(NotYourStep, match="chờ bên ngoài"):
            dossiers.declare(
                code=dossier.code,
                answers=changed,
                reason="Ghi nhầm",
                by=one,
                at=province.at,
                seen=dossier.version,
            )
    with pytest.raises(WrongState, match="đang chờ nơi khác"):
        dossiers.submit_for_signature(code=dossier.code, by=officer, at=province.at)
    fresh = type(dossier).objects.get(pk=dossier.pk)
    assert (fresh.answers, fresh.version) == (dossier.answers, dossier.version)
    dossiers.declare(
        code=dossier.code,
        answers=changed,
        reason="Ghi nhầm",
        by=officer,
        at=province.at,
        seen=dossier.version,
    )
    assert type(dossier).objects.get(pk=dossier.pk).answers["child_name"] == "NGUYỄN VĂN KHÁC"


def test_the_officer_who_sent_it_out_keeps_it_in_sight_and_may_write_the_answer_down(province, waiting):
    dossier, officer = waiting
    assert my_work(officer).filter(dossier=dossier).exists()
    step = step_of_citizen(dossier)
    with pytest.raises(NotYourStep):
        dossiers.finish_step(
            code=dossier.code, outcome=step.outcomes[0].code, opinion="", by=province.stranger, at=province.at
        )
    dossiers.finish_step(
        code=dossier.code,
        outcome=step.outcomes[0].code,
        opinion="Công dân xác nhận qua điện thoại.",
        by=officer,
        at=province.at,
    )
    assert not Work.objects.filter(dossier=dossier, lane="cong_dan").exists()
