"""The sweep of the clocks, the apology, what ends by silence, and what a desk may take back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel import clock
from motcua.kernel.refusals import NotAllowed
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, Dossier, IssuedPaper, Reappointment, StepTime
from motcua.services.dossiers.queries import apologies
from motcua.services.dossiers.queries.step_times import finished_steps, lines_of, stays_of
from motcua.services.dossiers.tasks import time_steps
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import (
    AlreadyReappointed,
    CannotUndo,
    DayCannotBe,
    DossierNotThere,
    Status,
)
from motcua.services.signing import queries as signatures

WHY = "Phải xác minh thêm tại nơi cư trú cũ."


def sweep(at):
    with clock.fixed(at):
        return dossiers.sweep(at=at)


def working_day_after(dossier, days=1):
    return counting.add_working_days(
        clock.local(dossier.due_at).date(), days, calendars.calendar(dossier.receiving_agency)
    )


def test_the_desk_is_told_before_the_eight_hours_pass_and_once_more_when_they_have(province):
    dossier = province.submitted("1.004873")
    assert province.at < dossier.wakes_at < dossier.answer_due_at
    assert sweep(dossier.wakes_at - timedelta(minutes=1)) == {}
    assert sweep(dossier.wakes_at) == {"answer_soon": 1} and sweep(dossier.wakes_at) == {}
    dossier.refresh_from_db()
    assert dossier.wakes_at == dossier.answer_due_at
    assert sweep(dossier.answer_due_at) == {"answer_late": 1}
    dossier.refresh_from_db()
    assert dossier.wakes_at is None


def test_an_apology_is_asked_once_before_the_limit_ends_and_nothing_is_asked_of_what_is_done(province):
    late, done = province.taken_in("1.013225"), province.walk(province.taken_in("1.004873"), to="end")
    assert done.wakes_at is None and late.wakes_at < late.due_at - timedelta(days=1)
    assert sweep(late.wakes_at) == {"ask_apology": 1}
    asked = Apology.objects.get()
    assert (asked.dossier_id, asked.due_was_at, asked.signed_at) == (late.pk, late.due_at, None)
    assert list(apologies.wanted(province.leader).each(5)) == [late] and not list(
        apologies.wanted(province.stranger).each(5)
    )
    assert sweep(late.due_at) == {"late": 1} and Apology.objects.count() == 1
    assert sweep(late.due_at + timedelta(days=9)) == {}


def test_a_new_date_is_given_once_by_who_signs_and_late_stays_late(province, told):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    first, new_on = dossier.due_at, working_day_after(dossier, 2)
    with pytest.raises(NotAllowed):  # a clerk of the desk does not sign for the agency
        dossiers.sign_apology(code=dossier.code, reason=WHY, new_on=new_on, by=province.clerk, at=province.at)
    assert not Reappointment.objects.exists()
    with pytest.raises(DayCannotBe):
        dossiers.propose_apology(
            code=dossier.code,
            reason=WHY,
            new_on=clock.local(first).date(),
            by=province.leader,
            at=province.at,
        )
    receipt = dossiers.sign_apology(
        code=dossier.code, reason=WHY, new_on=new_on, by=province.leader, at=province.at
    )
    assert told().count("dossiers.reappointed") == 1
    dossier.refresh_from_db()
    assert dossier.first_due_at == dossier.lawful_due_at == first
    assert clock.local(dossier.due_at).date() == new_on
    moved = Reappointment.objects.get()
    assert (moved.old_due_at, moved.new_due_at, moved.paper_number) == (
        first,
        dossier.due_at,
        receipt.paper_number,
    )
    with pytest.raises(AlreadyReappointed):
        dossiers.sign_apology(
            code=dossier.code,
            reason=WHY,
            new_on=working_day_after(dossier, 3),
            by=province.leader,
            at=province.at,
        )
    province.at = first + timedelta(minutes=5)  # past the first promise, before the new one
    with clock.fixed(province.at):
        province.step(dossier, minutes=1)
    assert dossier.timeliness == "late", "an apology does not make late on time"


def test_an_unanswered_supplement_ends_the_dossier_by_rule_with_its_notice(province):
    filed, taken = province.submitted("1.004873"), province.taken_in("1.013225")
    province.step(taken)
    for dossier, by in ((filed, province.clerk), (taken, province.holder(taken))):
        dossiers.request_supplement(
            code=dossier.code, items=["Bản vẽ"], reason="Bản chụp mờ.", by=by, at=province.at,
            legal_basis="Điều 19 Nghị định 61/2018/NĐ-CP", approved_by=province.leader.id,
        )  # fmt: skip
        dossier.refresh_from_db()
        paper = IssuedPaper.objects.get(dossier=dossier, kind="supplement")
        assert paper.data["until"] and paper.data["legal_basis"]
        until = dossier.pauses.get().expires_on
        assert clock.local(dossier.wakes_at).date() == until + timedelta(days=1)
    assert sweep(filed.wakes_at - timedelta(minutes=1)) == {}
    sweep(filed.wakes_at)
    filed.refresh_from_db()
    taken.refresh_from_db()
    assert (filed.state, taken.state) == (Status.NOT_ACCEPTED, Status.STOPPED)
    assert taken.finished_at is not None and not taken.work.exists() and taken.wakes_at is None
    assert IssuedPaper.objects.filter(dossier=filed, kind="refusal", number__endswith="/TCHS").exists()
    notice = IssuedPaper.objects.get(dossier=taken, kind="stop")
    assert notice.form_no == "Mẫu số 05" and notice.data["why"] == "silence"
    with pytest.raises(CannotUndo):
        dossiers.take_back_refusal(
            code=filed.code, reason="Nhầm hồ sơ.", by=province.clerk, at=filed.finished_at
        )


def test_a_refusal_of_the_wrong_dossier_is_taken_back_within_the_rule_and_its_number_kept(province):
    dossier = province.submitted("1.004873")
    until = dossier.answer_due_at
    dossiers.refuse_at_reception(
        code=dossier.code, reason="Không thuộc thẩm quyền.", by=province.clerk, at=province.at
    )
    with pytest.raises((NotAllowed, DossierNotThere)):
        dossiers.take_back_refusal(
            code=dossier.code, reason="Nhầm hồ sơ.", by=province.stranger, at=province.at
        )
    dossiers.take_back_refusal(
        code=dossier.code, reason="Nhầm hồ sơ bên cạnh.", by=province.clerk, at=province.at
    )
    dossier.refresh_from_db()
    paper = IssuedPaper.objects.get(dossier=dossier, kind="refusal")
    assert (
        dossier.state is Status.SUBMITTED and dossier.finished_at is None and dossier.answer_due_at == until
    )
    assert dossier.wakes_at is not None and paper.revoked_at == province.at
    dossiers.refuse_at_reception(
        code=dossier.code, reason="Không thuộc thẩm quyền.", by=province.clerk, at=province.at
    )
    later = IssuedPaper.objects.filter(dossier=dossier, kind="refusal").last()
    assert int(later.number.split("/")[0]) == int(paper.number.split("/")[0]) + 1
    with pytest.raises(CannotUndo):
        dossiers.take_back_refusal(
            code=dossier.code, reason="Nhầm hồ sơ.", by=province.clerk, at=province.at + timedelta(days=5)
        )


def test_steps_done_while_the_worker_stood_still_are_timed_when_it_comes_back(province):
    dossier = province.taken_in("1.004873")
    with clock.fixed(province.at):
        province.walk(dossier, to="return")
    done = [token for _, token in stays_of(dossier) if token.done_at]
    with clock.fixed(province.at + timedelta(days=3)):
        time_steps()
    assert StepTime.objects.filter(dossier=dossier).count() == len(done) > 1


def test_each_finished_step_leaves_its_time_and_lateness_falls_on_who_held_it_too_long(province):
    dossier = province.taken_in("1.004873")
    province.at = dossier.due_at + timedelta(hours=26)
    with clock.fixed(province.at):
        dossiers.sign_apology(
            code=dossier.code, reason=WHY, new_on=counting.next_working_day(
                province.at.date(), calendars.calendar(dossier.receiving_agency)),
            by=province.leader, at=province.at,
        )  # fmt: skip
        province.walk(dossier, to="return")
    dossiers.keep_step_times(dossier.code)
    rows = list(StepTime.objects.filter(dossier=dossier))
    assert dossiers.keep_step_times(dossier.code) and StepTime.objects.count() == len(rows), "heard twice"
    span = {"left_from": rows[0].left_at, "left_before": province.at + timedelta(days=1)}
    assert list(finished_steps(**span, agency_code=dossier.competent_agency)) == [
        row
        for row in sorted(rows, key=lambda r: (r.left_at, r.pk))
        if row.agency_code == dossier.competent_agency
    ]
    late = counting.working_minutes_between(
        dossier.lawful_due_at, dossier.finished_at, calendars.calendar(dossier.competent_agency)
    )
    assert dossier.timeliness == "late" and sum(row.late_minutes for row in rows) == late > 0
    worst = max(rows, key=lambda row: row.minutes - row.limit_minutes)
    assert worst.late_minutes == max(row.late_minutes for row in rows)
    assert worst.officer_code and worst.unit_code and worst.minutes > worst.limit_minutes
    lines = lines_of(dossier, now=province.at)
    assert any(line.late for line in lines) and lines[-1].left_at is None


def test_papers_get_the_seal_of_their_office_once_and_the_seal_holds(province):
    dossier = province.taken_in("1.004873")
    paper = IssuedPaper.objects.get(dossier=dossier, kind="receipt")
    assert paper.seal_at == province.at and not paper.signed_sha256
    with clock.fixed(province.at):
        assert dossiers.seal_waiting(at=province.at) == 1 and dossiers.seal_waiting(at=province.at) == 0
        paper.refresh_from_db()
        from motcua.services.files import queries as files

        verdict = signatures.verify(files.read(paper.signed_sha256))
    assert paper.seal_at is None and verdict.conclusion == "TOTAL-PASSED"


def test_the_list_of_apologies_asks_as_much_for_many_as_for_one(province, client):
    sign_in_as(client, province.leader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/can-bo/xin-loi/").status_code == 200
        return len(found)

    rows = [province.taken_in("1.013225") for _ in range(4)]
    Apology.objects.create(dossier=rows[0], agency_code=rows[0].competent_agency, due_was_at=rows[0].due_at)
    asked()
    few = asked()
    for row in rows[1:]:
        Apology.objects.create(dossier=row, agency_code=row.competent_agency, due_was_at=row.due_at)
    assert asked() <= few + 1 and rows[3].code in client.get("/can-bo/xin-loi/").content.decode()


def test_the_page_of_a_late_dossier_leads_to_the_apology_and_shows_who_held_it(province, client):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    sign_in_as(client, province.leader)
    sweep(dossier.due_at + timedelta(hours=1))
    page = client.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert "#viec-sign_apology" in page
    clocks = client.get(f"/can-bo/ho-so/{dossier.code}/?phan=dong-ho").content.decode()
    assert "Ai giữ bao lâu" in clocks
    new_on = working_day_after(dossier, 2)
    with clock.fixed(province.at):
        said = client.post(
            f"/can-bo/ho-so/{dossier.code}/lam/sign_apology/",
            {"sign_apology-reason": WHY, "sign_apology-new_on": f"{new_on:%d/%m/%Y}",
             "sign_apology-seen": dossier.version},
        )  # fmt: skip
    assert said.status_code == 302, said.content.decode()[:3000]
    assert Dossier.objects.get(pk=dossier.pk).due_at.date() >= new_on - timedelta(days=1)
