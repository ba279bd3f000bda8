"""However a dossier ends, what was late while its clock ran stays late, and no clock is stopped that has run out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Pause, StepTime
from motcua.services.dossiers.services import approving
from motcua.services.dossiers.types import ApologyMissing, ApproverUnknown, ReasonMissing, Status, WrongState
from motcua.services.workflow import queries as processes

from .factories import sign_in_as

REASON = "Người dân đề nghị bằng đơn ngày hôm nay."
HOUSE, BIRTH, COPIES = "1.013225", "1.001193", "2.000815"


@pytest.fixture
def late(province):
    """A house permit three days past its hour, and when that is."""
    dossier = province.taken_in(HOUSE)
    province.step(dossier)
    return dossier, dossier.due_at + timedelta(days=3)


def asked_with(province, way):
    """What a command takes besides a reason."""
    ground = {"legal_basis": "Điều 19 Nghị định 61/2018/NĐ-CP", "approved_by": province.leader.id}
    return {"request_supplement": {"items": ["Bản vẽ"]}, "stop": ground}.get(way, {})


def unmoved(dossier):
    was = dossier.state
    dossier.refresh_from_db()
    lines = JournalEntry.objects.filter(
        dossier=dossier, action__in=("withdraw", "stop", "request_payment", "finish_step")
    )
    return dossier.state is was and not Pause.objects.filter(dossier=dossier).exists() and lines.count() <= 1


def shares(dossier):
    dossiers.keep_step_times(dossier.code)
    return sum(StepTime.objects.filter(dossier=dossier).values_list("late_minutes", flat=True))


@pytest.mark.parametrize("way", ["withdraw", "stop", "request_payment", "request_supplement"])
def test_an_officer_neither_ends_nor_stops_a_late_dossier_without_its_apology(province, late, way):
    dossier, at = late
    by = province.clerk if way == "withdraw" else province.holder(dossier)
    more = asked_with(province, way)
    with clock.fixed(at), pytest.raises(ApologyMissing):
        getattr(dossiers, way)(code=dossier.code, reason=REASON, by=by, at=at, **more)
    assert unmoved(dossier)


def test_the_citizen_may_withdraw_a_late_dossier_and_it_stays_late(province, late):
    dossier, at = late
    owner = province.citizen(dossier.applicant_id_number)
    with clock.fixed(at):
        dossiers.withdraw(code=dossier.code, reason=REASON, by=owner, at=at)
    dossier.refresh_from_db()
    whole = counting.working_minutes_between(dossier.due_at, at, calendars.calendar(dossier.competent_agency))
    assert (dossier.state, dossier.timeliness) == (Status.WITHDRAWN, "late")
    assert shares(dossier) == whole > 0
    assert not IssuedPaper.objects.filter(dossier=dossier, kind="apology").exists()


def test_what_is_withdrawn_in_time_or_while_the_clock_stood_is_not_late(province):
    dossier = province.taken_in(HOUSE)
    province.step(dossier)
    before, after = dossier.due_at - timedelta(days=1), dossier.due_at + timedelta(days=20)
    with clock.fixed(before):
        dossiers.request_supplement(
            code=dossier.code, items=["Bản vẽ"], reason=REASON, by=province.holder(dossier), at=before
        )
    with clock.fixed(after):
        dossiers.withdraw(code=dossier.code, reason=REASON, by=province.clerk, at=after)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.timeliness, shares(dossier)) == (Status.WITHDRAWN, "", 0)


def test_a_step_that_asks_for_papers_is_no_way_around_the_apology(province):
    dossier = province.taken_in(BIRTH)
    province.walk(dossier, to="task")
    by, at = province.holder(dossier), dossier.due_at + timedelta(days=2)
    with clock.fixed(at), pytest.raises(ApologyMissing):
        dossiers.finish_step(
            code=dossier.code, outcome="thieu", opinion="Thiếu giấy chứng sinh.", by=by, at=at
        )
    dossier.refresh_from_db()
    assert dossier.state is not Status.SUPPLEMENT and not Pause.objects.filter(dossier=dossier).exists()


@pytest.mark.parametrize("way", ["stop", "request_supplement", "request_payment"])
def test_no_clock_is_stopped_once_a_result_is_signed(province, way):
    dossier = province.walk(province.taken_in(COPIES), to="sign")
    signed = province.step(dossier)
    assert signed.state is Status.PROCESSING and signed.results.signed().exists()
    by = province.officers("tu_phap_chung_thuc")[0]
    more = asked_with(province, way)
    with clock.fixed(province.at), pytest.raises(WrongState, match="kết quả được ký"):
        getattr(dossiers, way)(code=dossier.code, reason=REASON, by=by, at=province.at, **more)
    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING and not Pause.objects.filter(dossier=dossier).exists()


def opened_again(province, dossier, at):
    node = next(one for one in processes.history(f"dossier:{dossier.code}") if one.task == "task").node
    head = province.officers("lanh_dao_trung_tam")[0]
    with clock.fixed(at):
        dossiers.reopen(code=dossier.code, to_node=node, reason="Ghi sai chữ đệm, cấp lại.", by=head, at=at)
    dossier.refresh_from_db()


def test_late_once_is_late_for_good_though_it_is_opened_again(province):
    dossier = province.walk(province.taken_in("1.004873"), to="end")
    Dossier.objects.filter(pk=dossier.pk).update(timeliness="late")
    opened_again(province, dossier, province.at)
    assert (dossier.state, dossier.timeliness) == (Status.PROCESSING, "late")
    province.walk(dossier, to="end")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.timeliness) == (Status.RETURNED, "late")


def test_the_time_a_dossier_lay_done_is_not_held_against_whoever_mends_it(province):
    dossier = province.walk(province.taken_in("1.004873"), to="end")
    done_at, due_at, first = dossier.finished_at, dossier.due_at, dossier.first_due_at
    again = done_at + timedelta(days=60)
    opened_again(province, dossier, again)
    calendar = calendars.calendar(dossier.receiving_agency)
    left = counting.working_minutes_between(done_at, due_at, calendar)
    assert abs(counting.working_minutes_between(again, dossier.due_at, calendar) - left) <= 8 * 60
    assert (
        dossier.due_at > again and dossier.lawful_due_at == dossier.due_at and dossier.first_due_at == first
    )
    assert Pause.objects.filter(dossier=dossier, kind="done", from_at=done_at, to_at=again).exists()
    province.at = again
    province.walk(dossier, to="end")
    dossier.refresh_from_db()
    assert dossier.timeliness in ("early", "on_time")


def test_a_stop_says_on_which_law_and_who_approved_and_the_approver_hears_of_it(province, monkeypatch):
    dossier = province.taken_in(HOUSE)
    province.step(dossier)
    by, at, chief = province.holder(dossier), province.at, province.leader
    told = []
    monkeypatch.setattr(approving, "notify", lambda **one: told.append(one))
    stop = {"code": dossier.code, "reason": REASON, "by": by, "at": at}
    ground = "Điều 19 Nghị định 61/2018/NĐ-CP"
    with clock.fixed(at):
        for legal_basis, approver, refusal in (
            ("", chief.id, ReasonMissing), (ground, "", ReasonMissing), (ground, province.clerk.id, ApproverUnknown),
        ):  # fmt: skip
            with pytest.raises(refusal):
                dossiers.stop(**stop, legal_basis=legal_basis, approved_by=approver)
        assert unmoved(dossier) and not told
        dossiers.stop(**stop, legal_basis=ground, approved_by=chief.id)
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.legal_basis, pause.approved_by.partition(",")[0]) == (ground, chief.name)
    assert [one["officers"] for one in told] == [[chief.id]] and by.name in told[0]["words"]


def test_a_step_that_asks_for_papers_says_each_of_them_its_law_and_who_approved(province, client):
    dossier = province.taken_in(BIRTH)
    province.walk(dossier, to="task")
    by, chief = province.holder(dossier), province.leader
    sign_in_as(client, by)
    with clock.fixed(province.at):
        page = client.get(f"/can-bo/ho-so/{dossier.code}/").text
        assert "Căn cứ yêu cầu bổ sung" in page and chief.name in page
        asked = {"code": dossier.code, "outcome": "thieu", "by": by, "at": province.at}
        two = "Giấy chứng sinh\n\nGiấy ủy quyền có chứng thực"
        with pytest.raises(ApproverUnknown):
            dossiers.finish_step(**asked, opinion=two, approved_by="khong-co")
        dossiers.finish_step(**asked, opinion=two, legal_basis="Điều 16 Luật Hộ tịch", approved_by=chief.id)
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.legal_basis, pause.approved_by.partition(",")[0]) == ("Điều 16 Luật Hộ tịch", chief.name)
    told = IssuedPaper.objects.get(dossier=dossier, kind="supplement").data
    assert told["wanted"] == ["Giấy chứng sinh", "Giấy ủy quyền có chứng thực"]
    assert "Điều 16 Luật Hộ tịch" in str(told)


def test_a_step_that_asks_for_nothing_has_no_field_for_its_law(province, client):
    dossier = province.walk(province.taken_in(COPIES), to="sign")
    sign_in_as(client, province.holder(dossier))
    with clock.fixed(province.at):
        assert "Căn cứ yêu cầu bổ sung" not in client.get(f"/can-bo/ho-so/{dossier.code}/").text
