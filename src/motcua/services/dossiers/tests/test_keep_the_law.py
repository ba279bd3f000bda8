"""Days a dossier must not be helped out of its lateness, nor a citizen kept in the dark; found by reading, held by tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, Dossier, IssuedPaper, Pause, Reappointment
from motcua.services.dossiers.queries import apologies, own_papers
from motcua.services.dossiers.services import apologising, sealing, sweeping
from motcua.services.dossiers.types import (
    AlreadyReappointed,
    ApologyMissing,
    DayCannotBe,
    FormNotValid,
    PaperCount,
    Status,
)

from .test_sweep_the_clocks import WHY, sweep, working_day_after

REASON = "Bản chụp mờ quá."


def ask(province, dossier: Dossier, **more) -> None:
    with clock.fixed(province.at):
        by = province.clerk if dossier.accepted_at is None else province.holder(dossier)
        dossiers.request_supplement(
            code=dossier.code, items=["Bản vẽ"], reason=REASON, by=by, at=province.at, **more
        )
    dossier.refresh_from_db()


def receive(province, dossier: Dossier, answer: str = "Đã nộp đủ.") -> None:
    with clock.fixed(province.at):
        dossiers.receive_supplement(
            code=dossier.code, papers=(), answer=answer, by=province.clerk, at=province.at
        )
    dossier.refresh_from_db()


def apologise(province, dossier: Dossier, days: int = 2) -> None:
    with clock.fixed(province.at):
        dossiers.sign_apology(
            code=dossier.code,
            reason=WHY,
            new_on=working_day_after(dossier, days),
            by=province.leader,
            at=province.at,
        )
    dossier.refresh_from_db()


def test_asking_for_papers_makes_no_late_dossier_on_time(province):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    lawful = dossier.due_at
    province.at = lawful + timedelta(days=20)
    with pytest.raises(ApologyMissing):
        ask(province, dossier)
    dossier.refresh_from_db()
    assert dossier.state is Status.PROCESSING and not Pause.objects.exists()
    apologise(province, dossier, days=22)
    promised = dossier.due_at
    ask(province, dossier)
    province.at += timedelta(hours=2)
    receive(province, dossier)
    assert dossier.lawful_due_at == lawful and dossier.due_at >= promised, (
        "late for ever, the promise not taken back"
    )
    with clock.fixed(province.at):
        province.walk(dossier, to="return")
    assert dossier.timeliness == "late"


def test_a_supplement_without_paper_or_word_does_not_set_the_clock_going(province):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    ask(province, dossier)
    for papers in ((), (PaperCount(position=1),)):
        with pytest.raises(FormNotValid), clock.fixed(province.at):
            dossiers.receive_supplement(
                code=dossier.code, papers=papers, answer=" ", by=province.clerk, at=province.at
            )
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT and dossier.paused_at is not None


def test_time_waited_for_two_things_at_once_is_given_back_once(province, waiting):
    dossier, officer = waiting
    due, began = dossier.due_at, province.at
    with clock.fixed(province.at):
        dossiers.request_payment(code=dossier.code, reason="Nộp lệ phí.", by=officer, at=province.at)
    province.at += timedelta(days=2)
    calendar = calendars.calendar(dossier.receiving_agency)
    waited = counting.working_minutes_between(began, province.at, calendar)
    with clock.fixed(province.at):
        dossiers.confirm_payment(code=dossier.code, proof="Biên lai số 7.", by=officer, at=province.at)
        outcome = province.token(dossier).outcomes[0].code
        dossiers.answer_step(
            code=dossier.code, outcome=outcome, answer="Đúng.", by=province.citizen(), at=province.at
        )
    dossier.refresh_from_db()
    assert waited > 0 and dossier.paused_at is None
    assert counting.working_minutes_between(due, dossier.due_at, calendar) == waited


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=6), st.integers(0, 40))
def test_what_is_given_back_covers_each_minute_once_and_nothing_before_the_clock_began_anew(
    spans, since
) -> None:
    base = datetime(2026, 11, 2, 8, 0, tzinfo=clock.TZ)
    many = [
        Span(base + timedelta(minutes=begin), base + timedelta(minutes=begin + length))
        for begin, length in spans
    ]
    credited, minutes = [], set()
    for span in many:
        for piece in rules.uncredited([span], credited, base + timedelta(minutes=since)):
            for n in range(
                int((piece.from_at - base).total_seconds() // 60),
                int((piece.to_at - base).total_seconds() // 60),
            ):
                assert n not in minutes and n >= since
                minutes.add(n)
        credited.append(span)
    wanted = {n for begin, length in spans for n in range(begin, begin + length) if n >= since}
    assert minutes == wanted


def test_a_promise_given_with_an_apology_is_never_brought_forward_and_its_hour_is_told(province, monkeypatch):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    apologise(province, dossier, days=12)
    promised = dossier.due_at
    ask(province, dossier)
    province.at += timedelta(hours=2)
    receive(province, dossier)
    assert dossier.due_at >= promised and dossier.wakes_at is not None
    told: list[dict] = []
    monkeypatch.setattr(sweeping, "notify", lambda **one: told.append(one))
    assert sweep(dossier.due_at + timedelta(minutes=1)) == {"again": 1}
    assert ["hẹn lại" in one["words"] and bool(one["officers"]) for one in told] == [True]
    assert Apology.objects.get().signed_at is not None, "asked once"


def test_what_was_asked_for_an_old_hour_is_asked_again_for_the_new_one(province):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    sweep(dossier.wakes_at)
    province.at = dossier.due_at - timedelta(hours=3)
    ask(province, dossier)
    province.at += timedelta(hours=2)
    receive(province, dossier)
    wanted = lambda: [row.code for row in apologies.wanted(province.leader).each(5)]  # noqa: E731
    assert wanted() == [] and Apology.objects.get().closed_at is not None
    sweep(dossier.wakes_at)
    assert wanted() == [dossier.code] and Apology.objects.get().due_was_at == dossier.due_at


def test_a_refusal_taken_back_during_a_supplement_waits_again_with_the_days_left(province):
    dossier = province.submitted("1.004873")
    ask(province, dossier)
    until, asked_on = dossier.pauses.get().expires_on, clock.local(province.at).date()
    province.at += timedelta(days=3)
    with clock.fixed(province.at):
        dossiers.refuse_at_reception(
            code=dossier.code, reason="Từ chối nhầm hồ sơ.", by=province.clerk, at=province.at
        )
        dossiers.take_back_refusal(
            code=dossier.code, reason="Nhầm hồ sơ bên cạnh.", by=province.clerk, at=province.at
        )
    dossier.refresh_from_db()
    pause = dossier.pauses.get()
    assert dossier.state is Status.SUPPLEMENT and dossier.paused_at == pause.from_at and pause.to_at is None
    assert pause.expires_on >= until > asked_on and dossier.wakes_at is not None
    receive(province, dossier)
    assert dossier.state is Status.SUBMITTED and dossier.answer_due_at > province.at


def test_one_row_that_cannot_be_done_holds_no_other_up(province, monkeypatch):
    rows = [province.submitted("1.004873") for _ in range(3)]
    for row in rows:
        ask(province, row)
    broken, real = rows[0].code, sweeping.end_unanswered

    def end(*, code, **more):
        if code == broken:
            raise RuntimeError("poison")
        return real(code=code, **more)

    monkeypatch.setattr(sweeping, "end_unanswered", end)
    at = province.at + timedelta(days=60)
    with clock.fixed(at):
        dossiers.sweep(at=at)
    assert [Dossier.objects.get(code=row.code).state for row in rows] == [
        Status.SUPPLEMENT, Status.NOT_ACCEPTED, Status.NOT_ACCEPTED,
    ]  # fmt: skip
    first, *others = IssuedPaper.objects.filter(seal_at__isnull=False).order_by("seal_at", "pk")
    tried: list[int] = []

    def seal(row, *, at):
        tried.append(row.pk)
        if row.pk == first.pk:
            raise RuntimeError("poison")
        return True

    monkeypatch.setattr(sealing, "seal", seal)
    assert others and sealing.seal_waiting(at=at) == len(others) and len(tried) == len(others) + 1
    first.refresh_from_db()
    assert first.seal_at > at


def test_a_last_day_off_gives_way_to_the_next_working_day_and_far_days_are_refused(province):
    dossier = province.submitted("1.004873")
    calendar = calendars.calendar(dossier.receiving_agency)
    off = next(
        day
        for n in range(2, 20)
        if calendar.is_off(day := clock.local(province.at).date() + timedelta(days=n))
    )
    for day in (date(9999, 12, 31), clock.local(province.at).date() + timedelta(days=366)):
        with pytest.raises(DayCannotBe):
            ask(province, dossier, expires_on=day)
    dossier.refresh_from_db()
    assert dossier.state is Status.SUBMITTED
    ask(province, dossier, expires_on=off)
    moved = counting.next_working_day(off, calendar)
    assert dossier.pauses.get().expires_on == moved
    assert (
        f"ngày {moved.day:02d}" in IssuedPaper.objects.get(dossier=dossier, kind="supplement").data["until"]
    )
    Pause.objects.update(expires_on=off)  # as an older copy of this code kept it
    assert (
        sweep(clock.local(province.at).replace(year=moved.year, month=moved.month, day=moved.day, hour=23))
        == {}
    )
    dossier.refresh_from_db()
    assert dossier.state is Status.SUPPLEMENT


def test_paper_and_dossier_say_the_same_new_day(province, monkeypatch):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    due, real = dossier.due_at, apologising.signing.sign_pdf

    def meanwhile(**more):
        signed = real(**more)
        dossiers.propose_apology(
            code=dossier.code, reason="Lý do khác hẳn của người thụ lý.", new_on=working_day_after(dossier, 6),
            by=province.leader, at=province.at,
        )  # fmt: skip
        return signed

    monkeypatch.setattr(apologising.signing, "sign_pdf", meanwhile)
    with pytest.raises(AlreadyReappointed):
        apologise(province, dossier)
    dossier.refresh_from_db()
    paper = IssuedPaper.objects.get(dossier=dossier, kind="apology")
    assert dossier.due_at == due and paper.signed_sha256 == "" and not Reappointment.objects.exists()
    assert paper not in own_papers.given_out(), "what is not signed was not given out"


def test_a_refusal_taken_back_is_neither_sealed_nor_on_the_citizens_shelf(province):
    dossier = province.submitted("1.004873")
    with clock.fixed(province.at):
        dossiers.refuse_at_reception(
            code=dossier.code, reason="Không thuộc thẩm quyền.", by=province.clerk, at=province.at
        )
        paper = IssuedPaper.objects.get(dossier=dossier, kind="refusal")
        assert paper in own_papers.given_out()
        dossiers.take_back_refusal(
            code=dossier.code, reason="Nhầm hồ sơ bên cạnh.", by=province.clerk, at=province.at
        )
        dossiers.seal_waiting(at=province.at)
    paper.refresh_from_db()
    assert (paper.signed_sha256, paper.seal_at) == ("", None) and paper not in own_papers.given_out()
