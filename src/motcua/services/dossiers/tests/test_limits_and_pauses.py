"""What a step, a part and a question are due by moves with the clock of the dossier, and answers come in while it stands."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import HandOver, Member, StepTime, Work
from motcua.services.dossiers.queries import consulting
from motcua.services.dossiers.queries.dossier_page import page_of
from motcua.services.dossiers.types import Status
from motcua.services.workflow import queries as processes

from .test_ask_another_agency import asked  # noqa: F401, a permit with a question beside it
from .test_joint import begun, deliver, insurance, part, police  # noqa: F401, the played insurance
from .test_share_lateness import CALENDAR, MOMENTS

REASON = "Bản chụp mờ, không đọc được số."


@given(MOMENTS, st.integers(1, 40 * 60), st.lists(st.tuples(MOMENTS, st.integers(1, 20_000)), max_size=4))
def test_a_step_held_to_its_limit_is_held_for_as_long_as_the_limit_says(begin, limit, stood):
    pauses = [Span(at, at + timedelta(minutes=long)) for at, long in stood]
    due = rules.step_due(begin, limit, pauses, CALENDAR)
    assert rules.held(rules.Stay(begin, due), pauses, CALENDAR).minutes == limit
    assert due >= counting.add_working_hours(begin, 0, CALENDAR)


def paid(province, dossier, days):
    """The dossier waits for money so many days; when it goes on."""
    by, at = province.holder(dossier), province.at
    back = at + timedelta(days=days)
    with clock.fixed(at):
        dossiers.request_payment(code=dossier.code, reason=REASON, by=by, at=at)
    with clock.fixed(back):
        dossiers.confirm_payment(code=dossier.code, proof="Chứng từ số 12.", by=by, at=back)
    return back


def test_a_step_keeps_its_hours_over_a_pause_and_its_limit_says_what_the_statistics_say(province):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    token = province.token(dossier)
    left = counting.working_minutes_between(province.at, token.due_at, calendars.calendar(province.desk.code))
    back = paid(province, dossier, 10)
    after = province.token(dossier)
    assert Work.objects.get(token_id=token.id).step_due_at == after.due_at > back > token.due_at
    assert (
        counting.working_minutes_between(back, after.due_at, calendars.calendar(province.desk.code)) == left
    )
    with clock.fixed(back):
        leaf = next(
            one for one in page_of(province.holder(dossier), dossier.code).leaves if one["state"] == "now"
        )
    assert leaf["share"] < 100 and "0 phút" in leaf["note"], "ten days of waiting are not the holder's"
    province.at = back
    province.step(dossier, minutes=5)
    dossiers.keep_step_times(dossier.code)
    time = StepTime.objects.get(token_id=token.id)
    assert time.minutes <= time.limit_minutes and time.paused_minutes > 0


def test_silence_of_an_asked_agency_is_not_counted_while_the_clock_stands(province, asked):  # noqa: F811
    dossier = asked[0]
    token = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.task == "consult")
    by, at = province.officers("phong_kinh_te")[0], province.at
    with clock.fixed(at):
        dossiers.request_payment(code=dossier.code, reason=REASON, by=by, at=at)
    later = token.due_at + timedelta(days=9)
    with clock.fixed(later):
        dossiers.confirm_payment(code=dossier.code, proof="Chứng từ số 12.", by=by, at=later)
        assert consulting.overdue_questions(later + timedelta(minutes=10)) == []
    moved = processes.token(token.id).due_at
    assert [row[1] for row in consulting.overdue_questions(moved + timedelta(minutes=1))] == [token.id]


def test_an_asked_agency_says_no_while_the_dossier_waits_for_money_and_the_wait_goes_on(province, asked):  # noqa: F811
    dossier, expert, _ = asked
    token = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.task == "consult")
    by, at = province.officers("phong_kinh_te")[0], province.at
    with clock.fixed(at):
        dossiers.request_payment(code=dossier.code, reason=REASON, by=by, at=at)
        dossiers.answer_consultation(
            code=dossier.code, token_id=token.id, outcome="khong_dong_y", opinion="Vướng quy hoạch.", by=expert, at=at
        )  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.state is Status.PAYING and dossier.paused_at == at
    assert processes.token(token.id).outcome == "khong_dong_y"


def test_partners_keep_their_hours_answer_while_the_parent_stands_and_it_goes_on_with_their_answers(
    province,
    insurance,  # noqa: F811
):
    joint = begun(province, "2.002621")
    parent, at = province.officers("tu_phap_ho_tich")[0], province.at
    before = {one.node: one.due_at for one in Member.objects.filter(dossier=joint)}
    by = police(province, joint)
    with clock.fixed(at):
        dossiers.request_supplement(code=joint.code, items=["Giấy"], reason=REASON, by=parent, at=at)
    middle, back = at + timedelta(days=3), at + timedelta(days=6)
    deliver(province, joint, "t1", by=by, at=middle)
    joint.refresh_from_db()
    assert joint.state is Status.SUPPLEMENT and part(joint, "t1").answered_at == middle
    assert [one.node for one in processes.open_tokens(f"dossier:{joint.code}")] == ["t1", "t2"], (
        "nothing moves yet"
    )
    with clock.fixed(back):
        dossiers.receive_supplement(code=joint.code, papers=(), answer="Đây ạ.", by=province.clerk, at=back)
        assert [one.node for one in processes.open_tokens(f"dossier:{joint.code}")] == ["t2"]
        card = part(joint, "t2")
        assert card.due_at > before["t2"] and card.half_at > back
        assert dossiers.remind_partners(at=back + timedelta(minutes=30)) == 0, "nobody was silent"
    line = HandOver.objects.get(dossier=joint, step_name=part(joint, "t1").name)
    assert line.timeliness == "on_time"
