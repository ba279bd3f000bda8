"""A limit is longer only with its signed paper, a slow register is the agency's own time, a clock that stands is told of."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import rules
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, Dossier, IssuedPaper, Pause
from motcua.services.dossiers.queries.lists import standing_long
from motcua.services.dossiers.services import standing_still
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.workflow import queries as processes

from .test_share_lateness import CALENDAR

BIRTH = "1.001193"


@pytest.fixture
def verified(province):
    """A birth whose parents' residence must be verified elsewhere, and who may sign."""
    dossier = province.taken_in(BIRTH)
    by = province.officers("tu_phap_ho_tich")[0]
    with clock.fixed(province.at):
        dossiers.finish_step(
            code=dossier.code,
            outcome="can_xac_minh",
            opinion="Cần xác minh nơi cư trú.",
            by=by,
            at=province.at,
        )
    dossier.refresh_from_db()
    return dossier


def signed(province, dossier, at):
    row = Apology.objects.get(dossier=dossier)
    with clock.fixed(at):
        dossiers.sign_apology(
            code=dossier.code,
            reason=row.reason,
            new_on=clock.local(row.new_due_at).date(),
            by=province.leader,
            at=at,
        )
    dossier.refresh_from_db()


def test_a_verification_puts_its_paper_before_the_leader_and_the_limit_is_longer_once_it_is_signed(
    province, verified
):
    dossier, old = verified, verified.due_at
    row = Apology.objects.get(dossier=dossier)
    calendar = calendars.calendar(dossier.receiving_agency)
    most = counting.add_working_hours(old, Fraction(24), calendar)
    assert row.signed_at is None and row.new_due_at == most and row.extends_minutes == 24 * 60
    assert dossier.due_at == dossier.lawful_due_at == old, "nothing moves before the citizen is told"
    signed(province, dossier, province.at)
    assert dossier.due_at == dossier.lawful_due_at and old < dossier.lawful_due_at <= most
    assert dossier.first_due_at == old
    paper = IssuedPaper.objects.get(dossier=dossier, kind="apology")
    assert paper.signed_at == province.at and "xác minh" in paper.data["reason"].lower()


def test_its_one_new_date_is_given_and_neither_offered_again_nor_taken_back_by_a_new_count(
    province, verified
):
    page, by = sign_in_as(Client(), province.leader), province.officers("tu_phap_ho_tich")[0]
    where = f"/can-bo/ho-so/{verified.code}/"
    with clock.fixed(province.at):
        assert "lam/sign_apology/" in page.get(where).text
    signed(province, verified, province.at)
    given, at = verified.due_at, province.at
    with clock.fixed(at):
        assert "lam/sign_apology/" not in page.get(where).text
        dossiers.request_supplement(
            code=verified.code, items=["Giấy"], reason="Bản chụp mờ, không rõ.", by=by, at=at
        )
        dossiers.receive_supplement(code=verified.code, papers=(), answer="Đây ạ.", by=province.clerk, at=at)
    verified.refresh_from_db()
    assert verified.due_at == verified.lawful_due_at == given


def test_signed_after_the_hour_it_is_an_apology_and_the_dossier_stays_late(province, verified):
    late = verified.due_at + timedelta(hours=20)
    signed(province, verified, late)
    assert verified.due_at > verified.lawful_due_at < late


def test_a_register_that_does_not_answer_is_the_agencys_own_time(province):
    dossier = province.taken_in(BIRTH)
    by = province.officers("tu_phap_ho_tich")[0]
    with clock.fixed(province.at):
        for outcome in ("hop_le_truc_tiep", "csdl_chua_tra_loi"):
            dossiers.finish_step(code=dossier.code, outcome=outcome, opinion="Đạt.", by=by, at=province.at)
    dossier.refresh_from_db()
    assert [one.node for one in processes.open_tokens(f"dossier:{dossier.code}")] == ["w2"]
    assert dossier.paused_at is None and not Pause.objects.filter(dossier=dossier).exists()
    assert dossier.wakes_at is not None, "its hour is watched"


def test_what_stands_for_long_is_told_every_so_many_days_once_a_morning_and_stands_in_a_list(
    province, monkeypatch
):
    told = []
    monkeypatch.setattr(standing_still, "notify", lambda **one: told.append(one))
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    by, at = province.holder(dossier), province.at
    with clock.fixed(at):
        dossiers.request_payment(code=dossier.code, reason="Nộp thuế theo thông báo.", by=by, at=at)
    for days, heard in ((4, 0), (5, 1), (6, 0), (10, 1)):
        on = counting.add_working_days(at.date(), days, calendars.calendar(None))
        morning = at.replace(year=on.year, month=on.month, day=on.day, hour=9)
        assert dossiers.tell_standing(at=morning) == heard, days
        assert Dossier.objects.filter(
            standing_long(morning + timedelta(hours=2)), pk=dossier.pk
        ).exists() == (days >= 5)
    assert (
        len(told) == 2 and told[0]["officers"] == ["CB.H42.134-KT-TP"] and dossier.code in told[0]["detail"]
    )
    assert len({one["key"] for one in told}) == 2


@pytest.mark.parametrize(("since", "today", "told"), [
    (date(2026, 11, 16), date(2026, 11, 23), True),  # Monday to Monday: five working days
    (date(2026, 11, 16), date(2026, 11, 20), False),
    (date(2026, 11, 16), date(2026, 11, 22), False),  # a Sunday
    (date(2026, 11, 16), date(2026, 11, 16), False),
])  # fmt: skip
def test_every_five_working_days(since, today, told):
    assert rules.told_again(since, today, 5, CALENDAR) is told
