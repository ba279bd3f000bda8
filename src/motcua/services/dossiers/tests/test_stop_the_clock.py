"""Supplement, money, stop, withdrawal, reopening: what the clock and the first promise do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Reappointment, Result
from motcua.services.dossiers.queries.chips import chip_of
from motcua.services.dossiers.types import ApologyMissing, PaperCount, ResultChannel, Status, WrongState

REASON = "Bản chụp mờ, không đọc được số."


def processing(province, code="1.013225"):
    dossier = province.taken_in(code)
    province.step(dossier)
    assert dossier.state is Status.PROCESSING
    return dossier


def test_a_supplement_stops_the_clock_and_counts_again_from_the_start_keeping_the_first_promise(province):
    dossier = processing(province)
    first = dossier.first_due_at
    officer = province.holder(dossier)
    dossiers.request_supplement(
        code=dossier.code, items=["Bản vẽ"], reason=REASON, by=officer, at=province.at
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT and dossier.paused_at == province.at
    assert chip_of(dossier, now=province.at + timedelta(days=9)).sentence.startswith("Dừng, ")

    back = province.at + timedelta(days=9)
    dossiers.receive_supplement(
        code=dossier.code, papers=(PaperCount(position=1, copies=1),), answer="", by=province.clerk, at=back
    )
    dossier.refresh_from_db()
    expected = counting.due_at(
        back, dossier.limit_value, dossier.limit_unit, calendars.calendar(dossier.receiving_agency)
    )
    assert dossier.state is Status.PROCESSING and dossier.paused_at is None
    assert dossier.due_at == expected > first
    assert dossier.first_due_at == first
    moved = Reappointment.objects.get(dossier=dossier)
    assert (moved.old_due_at, moved.new_due_at) == (first, expected)


def test_only_one_supplement_may_be_asked_while_processing(province):
    dossier = processing(province)
    officer = province.holder(dossier)
    dossiers.request_supplement(
        code=dossier.code, items=["Bản vẽ"], reason=REASON, by=officer, at=province.at
    )
    dossiers.receive_supplement(
        code=dossier.code, papers=(), answer="Đã nộp đủ.", by=province.clerk, at=province.at
    )
    with pytest.raises(WrongState) as refused:
        dossiers.request_supplement(
            code=dossier.code, items=["Thêm"], reason=REASON, by=officer, at=province.at
        )
    assert "một lần" in refused.value.message
    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING


def test_money_and_stop_give_the_waited_working_time_back(province):
    dossier = processing(province)
    officer, due = province.holder(dossier), dossier.due_at
    calendar = calendars.calendar(dossier.receiving_agency)
    dossiers.request_payment(code=dossier.code, reason="Nộp thuế theo thông báo.", by=officer, at=province.at)
    later = province.at + timedelta(days=2)
    waited = counting.working_minutes_between(province.at, later, calendar)
    dossiers.confirm_payment(code=dossier.code, proof="Chứng từ số 12.", by=officer, at=later)
    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING
    if dossier.limit_unit == "calendar_days":
        assert dossier.due_at.date() >= due.date()
    else:
        assert counting.working_minutes_between(due, dossier.due_at, calendar) == waited


def test_a_stopped_dossier_goes_on_only_with_a_reason(province):
    dossier = processing(province)
    officer = province.holder(dossier)
    dossiers.stop(
        code=dossier.code,
        reason="Chờ giải quyết tranh chấp.",
        legal_basis="Điều 19 Nghị định 61/2018/NĐ-CP",
        approved_by=province.leader.id,
        by=officer,
        at=province.at,
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.STOPPED
    token = province.token(dossier)
    with pytest.raises(WrongState):
        dossiers.finish_step(
            code=dossier.code, outcome=token.outcomes[0].code, opinion="", by=officer, at=province.at
        )
    dossiers.resume(
        code=dossier.code, reason="Tranh chấp đã xong.", by=officer, at=province.at + timedelta(hours=3)
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING and dossier.paused_at is None


def test_the_citizen_may_withdraw_until_a_result_is_signed(province):
    owner = province.citizen()
    dossier = province.taken_in("1.004873")
    dossiers.withdraw(code=dossier.code, reason="Không còn nhu cầu.", by=owner, at=province.at)
    dossier.refresh_from_db()
    assert dossier.state is Status.WITHDRAWN and not dossier.work.exists()

    signed = province.walk(province.taken_in("1.004873"), to="return")
    with pytest.raises(WrongState):
        dossiers.withdraw(code=signed.code, reason="Không còn nhu cầu.", by=owner, at=province.at)


def test_reopening_takes_the_result_back_and_the_first_promise_stays(province):
    dossier = province.walk(province.taken_in("1.004873"), to="end")
    first, old = dossier.first_due_at, Result.objects.get(dossier=dossier, superseded_at=None)
    node = next(t for t in _history(dossier) if t.task == "task").node
    head = province.officers("lanh_dao_trung_tam")[0]
    dossiers.reopen(
        code=dossier.code,
        to_node=node,
        reason="Ghi sai chữ đệm, thu hồi để cấp lại.",
        by=head,
        at=province.at,
    )
    dossier.refresh_from_db()
    old.refresh_from_db()
    assert dossier.state is Status.PROCESSING and dossier.returned_at is None
    assert dossier.first_due_at == first and old.superseded_at is not None
    province.walk(dossier, to="end")
    new = Result.objects.get(dossier=dossier, superseded_at=None)
    assert dossier.state is Status.RETURNED and new.number != old.number


def _history(dossier):
    from motcua.services.workflow import queries

    return queries.history(f"dossier:{dossier.code}")


def test_a_result_reaching_the_desk_after_the_promised_hour_is_late_for_ever(province):
    dossier = province.walk(province.taken_in("1.001193"), to="sign")
    province.at = dossier.due_at + timedelta(minutes=1)
    with clock.fixed(province.at):
        with pytest.raises(ApologyMissing):
            province.step(dossier, minutes=1)
        dossiers.sign_apology(
            code=dossier.code, reason="Phải xác minh thêm nơi cư trú.",
            new_on=counting.next_working_day(province.at.date(), calendars.calendar(province.desk.code)),
            by=province.leader, at=province.at,
        )  # fmt: skip
        province.step(dossier, minutes=1)
    assert dossier.state is Status.FINISHED and dossier.timeliness == "late"
    dossiers.return_result(
        code=dossier.code,
        receiver="Nguyễn Văn Ẫm",
        channel=ResultChannel.ONLINE,
        by=province.clerk,
        at=province.at,
    )
    dossier.refresh_from_db()
    assert dossier.timeliness == "late"
