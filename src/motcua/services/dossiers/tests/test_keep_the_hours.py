"""The hours of the desk and of the agency leave a trace: late answers, late apologies, days given to the citizen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, ReceptionAnswer
from motcua.services.dossiers.queries import counting as figures
from motcua.services.dossiers.queries.chips import chip_of
from motcua.services.dossiers.queries.lists import at_desk
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import DayCannotBe, Status

REASON = "Bản chụp mờ, không đọc được số."
PAGE = "/can-bo/tra-loi/"


def asked(province, code, at, **more):
    with clock.fixed(at):
        return dossiers.request_supplement(
            code=code, items=["Ảnh"], reason=REASON, by=province.clerk, at=at, **more
        )


def test_every_answer_of_the_desk_is_kept_with_its_hour_and_the_head_reads_who_was_late(province):
    dossier = province.submitted("1.004873")
    first, filed = dossier.answer_due_at, dossier.submitted_at
    late = first + timedelta(days=5)
    asked(province, dossier.code, late)
    back = late + timedelta(days=1)
    with clock.fixed(back):
        dossiers.receive_supplement(code=dossier.code, papers=(), answer="Đây ạ.", by=province.clerk, at=back)
        dossiers.accept(code=dossier.code, by=province.clerk, at=back)
    one, two = ReceptionAnswer.objects.filter(dossier=dossier)
    calendar = calendars.calendar(dossier.receiving_agency)
    assert (one.how, one.asked_at, one.due_at, one.officer_name) == (
        "supplement",
        filed,
        first,
        province.clerk.name,
    )
    assert one.late_minutes == counting.working_minutes_between(first, late, calendar) > 0
    assert (two.how, two.asked_at, two.late_minutes) == ("accepted", back, 0)

    head = sign_in_as(Client(), province.officers("lanh_dao_trung_tam")[0])
    with clock.fixed(back):
        page = head.get(PAGE).text
        assert dossier.code in page and province.clerk.name in page and "Quá" in page
        assert dossier.code in head.get(PAGE, {"ky": "x"}).text, "a span nobody offers is the usual one"
        assert sign_in_as(Client(), province.clerk).get(PAGE).status_code == 403
        assert "Quá giờ" in head.get(f"/can-bo/ho-so/{dossier.code}/?phan=dong-ho").text


def test_what_is_taken_in_over_the_counter_had_no_hour_to_answer_in(province):
    assert not ReceptionAnswer.objects.filter(dossier=province.taken_in("1.004873")).exists()


def test_a_late_refusal_at_reception_is_kept_too(province):
    dossier = province.submitted("1.004873")
    late = dossier.answer_due_at + timedelta(days=9)
    with clock.fixed(late):
        dossiers.refuse_at_reception(code=dossier.code, reason=REASON, by=province.clerk, at=late)
    row = ReceptionAnswer.objects.get(dossier=dossier)
    assert row.how == "refused" and row.late_minutes > 0


def test_the_citizen_has_at_least_until_the_next_working_day(province):
    dossier = province.submitted("1.004873")
    at = province.at.replace(hour=16, minute=59)
    with pytest.raises(DayCannotBe, match="sớm nhất"):
        asked(province, dossier.code, at, expires_on=at.date())
    dossier.refresh_from_db()
    assert dossier.state is Status.SUBMITTED and not ReceptionAnswer.objects.exists()


def test_what_waits_for_papers_shows_the_last_day_and_the_nearest_comes_first(province):
    days = [province.at.date() + timedelta(days=n) for n in (9, 2)]
    codes = [province.submitted("1.004873", by=province.citizen(f"03709600001{n}")).code for n in (4, 5)]
    for code, day in zip(codes, days, strict=True):
        asked(province, code, province.at, expires_on=day)
    with clock.fixed(province.at):
        found = list(at_desk(province.clerk, Status.SUPPLEMENT).query.order_by("due_key"))
        assert [one.code for one in found] == [codes[1], codes[0]]
        seen = chip_of(found[0])
    assert seen.tone == "pause" and f"{days[1]:%d/%m}" in seen.detail


@pytest.mark.parametrize(("before", "in_time"), [(timedelta(days=2), True), (timedelta(minutes=5), False)])
def test_an_apology_knows_whether_it_went_out_a_day_before(province, before, in_time):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    at = dossier.due_at - before
    new_on = counting.add_working_days(
        clock.local(dossier.due_at).date(), 2, calendars.calendar(province.desk.code)
    )
    with clock.fixed(at):
        dossiers.sign_apology(code=dossier.code, reason=REASON, new_on=new_on, by=province.leader, at=at)
    assert Apology.objects.get(dossier=dossier).in_time is in_time
    past = dossier.due_at + timedelta(hours=1)
    assert figures.open_by_agency(past)[dossier.competent_agency] == (1, 1), (
        "late by law, though a new day was given"
    )


def test_a_stopped_dossier_is_refused_with_its_signed_answer(province):
    dossier = province.taken_in("1.013225")
    province.step(dossier)
    by, at = province.holder(dossier), province.at
    after = dossier.due_at + timedelta(days=30)
    with clock.fixed(at):
        dossiers.stop(
            code=dossier.code,
            reason=REASON,
            legal_basis="Điều 19",
            approved_by=province.leader.id,
            by=by,
            at=at,
        )
    with clock.fixed(after):
        dossiers.draft_result(code=dossier.code, by=by, at=after, fields={"reason": REASON}, is_refusal=True)
        dossiers.sign_result(code=dossier.code, by=province.leader, at=after)
    dossier.refresh_from_db()
    assert dossier.state is Status.FINISHED and dossier.timeliness in ("early", "on_time"), "its clock stood"
