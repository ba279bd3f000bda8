"""A morning at an agency: forecasts made once, judged by what happened, read by whom they concern; people away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers.models import Dossier, Pause, Reappointment, StepTime, Work
from motcua.services.dossiers.queries import foreseeing
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT, PROCEDURE
from motcua.services.dossiers.types import Status
from motcua.services.forecasts import queries, services, tasks
from motcua.services.forecasts.models import UNKNOWN, Forecast
from motcua.services.forecasts.queries import Reach
from motcua.services.forecasts.rules import FEWEST
from motcua.services.forecasts.types import WhatIfInvalid
from motcua.services.notifications.models import Notice
from tests.support.laying import laid

URL = "/can-bo/du-bao/"
HOUR = 60


def moment(minutes: int, start=AT):
    """So many working minutes after the morning, or before it."""
    calendar = calendars.calendar(None)
    if minutes >= 0:
        return counting.add_working_hours(start, minutes // HOUR, calendar)
    return counting.working_hours_before(start, -minutes // HOUR, calendar)


def visit(
    dossier: Dossier, town, *, ago: int, hours: int = 1, who: str = "judge", number: int = 0
) -> StepTime:
    """A step somebody held some hours, done so many working hours before the morning."""
    return StepTime.objects.create(
        dossier=dossier, token_id=dossier.pk * 10 + number, procedure_code=PROCEDURE, node="s3", step_name="Thẩm định hồ sơ",
        task="task", lane="chuyen_vien", agency_code=town.committee, unit_code=f"{town.committee}-TP",
        officer_code=town.officers[who], entered_at=moment(-(ago + hours) * HOUR), left_at=moment(-ago * HOUR),
        ended="done", minutes=hours * HOUR,
    )  # fmt: skip


def _lay():
    town, other = factories.make_town(), factories.make_town("H42.96", "99601", "phường Bên Cạnh")
    factories.make_procedure()
    done = factories.dossier_rows(
        town, 12, first=100, status=Status.RETURNED, tails=False, timeliness="early"
    )
    for n, one in enumerate(done):
        one.finished_at = moment(-(3 * n + 2) * HOUR)
        one.save(update_fields=["finished_at"])
        visit(one, town, ago=3 * n + 4)
    near = factories.dossier_rows(town, 2, first=1, due_at=moment(2 * HOUR), tails=False)
    far = factories.dossier_rows(town, 3, first=3, due_at=moment(90 * HOUR), tails=False)
    factories.work_rows(town, [*near, *far])
    standing = factories.dossier_rows(town, 1, first=6, paused_at=AT, tails=False)
    factories.work_rows(town, standing, is_paused=True)
    return town, other


@pytest.fixture(scope="module")
def laid_down(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.fixed(AT), laid(_lay) as towns:
        yield towns


@pytest.fixture
def towns(laid_down, db):
    with clock.fixed(AT):
        yield laid_down


def test_each_open_dossier_has_one_forecast_a_morning_and_the_head_hears_of_it_once(towns) -> None:
    town, other = towns
    assert services.foretell_morning(at=AT) == 5 and services.foretell_morning(at=AT) == 0
    near = list(
        Forecast.objects.filter(code__endswith="0001") | Forecast.objects.filter(code__endswith="0002")
    )
    assert [one.late_percent for one in near] == [100, 100], (
        "an hour each and two hours after, with two hours left"
    )
    far = Forecast.objects.filter(code__endswith="0003").get()
    assert far.late_percent == 0 and far.middle_at == moment(5 * HOUR), "third in the queue, then two hours"
    assert not Forecast.objects.filter(code__endswith="0006").exists(), "a clock that stands has no forecast"
    tasks.tell_heads(AT)
    tasks.tell_heads(AT)
    told = Notice.objects.filter(kind="forecasts.red_list")
    heads = sorted(town.users[who].pk for who in ("head", "leader"))
    assert sorted(n.recipient_id for n in told) == heads
    assert {n.words for n in told} == {"2 hồ sơ nhiều khả năng trễ hạn, 0 hồ sơ có thể trễ"}
    assert queries.tally(Reach.of(other.actor("leader")), AT.date())["total"] == 0


def test_the_red_list_reads_the_same_for_five_and_for_fifty_and_others_see_none_of_it(towns, client) -> None:
    town, other = towns
    services.foretell_morning(at=AT)
    town.login(client, "leader")
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        answer = client.get(URL)
    body = answer.content.decode()
    assert body.index("0001<") < body.index("0003<"), "the likeliest late first"
    assert "Nhiều khả năng trễ" in body and "0006<" not in body
    more = factories.dossier_rows(town, 45, first=200, due_at=moment(80 * HOUR), tails=False)
    factories.work_rows(town, more)
    services.foretell_morning(at=AT + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as many:
        assert client.get(URL).status_code == 200
    assert len(many) == len(few)
    for bad in ("?muc=zz", "?dv=%00x", "?trang=~", "gia-dinh/?dv=H42.96-TP&xem=1", "dung-sai/"):
        assert client.get(URL + bad).status_code == 200
    assert client.get(f"/can-bo/ho-so/{more[0].code}/du-bao/").status_code == 200
    other.login(client, "leader")
    assert town.centre not in client.get(URL).content.decode()
    assert client.get(f"/can-bo/ho-so/{more[0].code}/du-bao/").status_code == 404
    assert client.get("/can-bo/ho-so/H42.khong-co/du-bao/").status_code == 404
    town.login(client, "judge")
    assert client.get(URL).status_code == 403


def test_two_people_away_leave_the_queue_to_who_is_there_and_nothing_is_written(towns) -> None:
    town, _ = towns
    by, unit = town.actor("leader"), f"{town.committee}-TP"
    before = (Work.objects.count(), Forecast.objects.count())
    found = queries.suppose(by, unit=unit, absent=[town.officers["judge"]], now=AT)
    assert (found.total, found.stuck, found.likely_now, found.likely_then) == (5, 5, 2, 0), (
        "nobody is left for any"
    )
    done = factories.dossier_rows(
        town, FEWEST, first=300, status=Status.RETURNED, tails=False, timeliness="early"
    )
    for n, one in enumerate(done):
        one.finished_at = moment(-(3 * n + 2) * HOUR)
        one.save(update_fields=["finished_at"])
        visit(one, town, ago=3 * n + 4, who="judge2")
    again = queries.suppose(by, unit=unit, absent=[town.officers["judge"]], now=AT)
    assert (again.stuck, again.likely_then, again.empty_then) == (0, 2, moment(7 * HOUR)), "one does it all"
    for absent, where in (([], unit), (["CB-khac"], unit), ([town.officers["judge"]], "H42.96-TP")):
        with pytest.raises(WhatIfInvalid):
            queries.suppose(by, unit=where, absent=absent, now=AT)
    assert (Work.objects.count(), Forecast.objects.count()) == before


def test_a_forecast_is_judged_by_the_end_without_the_stops_of_the_clock(towns) -> None:
    services.foretell_morning(at=AT)
    kept = Forecast.objects.get(code__endswith="0003")
    dossier = Dossier.objects.get(pk=kept.dossier_id)
    Pause.objects.create(
        dossier=dossier, kind="supplement", from_at=moment(1 * HOUR), to_at=moment(11 * HOUR), reason="", asked_by="x"
    )  # fmt: skip
    Dossier.objects.filter(pk=dossier.pk).update(
        status=Status.FINISHED, finished_at=moment(16 * HOUR), timeliness="on_time"
    )
    assert services.judge(dossier_ids=[dossier.pk]) == 1 and services.judge(dossier_ids=[dossier.pk]) == 0
    row = Forecast.objects.get(pk=kept.pk)
    assert (row.was_late, row.missed_by, row.ended_within) == (False, HOUR, False), (
        "6 hours ran, 5 were foretold"
    )
    assert (row.middle_at, row.late_percent) == (kept.middle_at, kept.late_percent), (
        "what was said stays said"
    )
    gone = Forecast.objects.get(code__endswith="0004")
    Dossier.objects.filter(pk=gone.dossier_id).update(status=Status.WITHDRAWN, finished_at=moment(HOUR))
    services.judge()
    gone.refresh_from_db()
    assert gone.was_late is None and gone.ended_at is not None
    good = queries.score_of(Reach((gone.agency_code,)), AT + timedelta(days=5))
    assert (good.score.total, good.score.late) == (1, 0), "who withdrew was neither late nor in time"


def test_a_past_morning_is_told_from_what_was_known_on_it_and_nothing_after(towns) -> None:
    town, _ = towns
    past = moment(-12 * HOUR)
    slow = factories.dossier_rows(
        town, 1, first=400, status=Status.RETURNED, tails=False, timeliness="late", due_at=moment(-5 * HOUR)
    )[0]
    slow.finished_at = moment(-2 * HOUR)
    slow.save(update_fields=["finished_at"])
    visit(slow, town, ago=4, hours=10)
    assert services.retell_morning(at=past) >= 1
    row = Forecast.objects.get(code=slow.code)
    assert row.retold and row.officer_code == "" and row.morning == clock.local(past).date()
    Forecast.objects.all().delete()
    for n, one in enumerate(factories.dossier_rows(town, 20, first=500, status=Status.RETURNED, tails=False)):
        visit(one, town, ago=1, hours=1 + n)  # all after that morning, and long
    services.retell_morning(at=past)
    again = Forecast.objects.get(code=slow.code)
    assert (again.late_percent, again.middle_at) == (row.late_percent, row.middle_at)


def test_without_a_past_the_page_says_so_and_guesses_nothing(towns, client) -> None:
    town, _ = towns
    StepTime.objects.all().delete()
    services.foretell_morning(at=AT)
    assert set(Forecast.objects.values_list("late_percent", "middle_at")) == {(UNKNOWN, None)}
    town.login(client, "leader")
    assert "Chưa đủ số liệu" in client.get(URL).content.decode()
    tasks.tell_heads(AT)
    assert not Notice.objects.filter(kind="forecasts.red_list").exists()


def test_the_overdue_come_first_and_what_cannot_be_foretold_but_is_due_soon_before_the_safe(towns) -> None:
    town, _ = towns
    over = factories.dossier_rows(town, 1, first=500, due_at=moment(-9 * HOUR), tails=False)
    factories.work_rows(town, over)
    services.foretell_morning(at=AT)
    blind = Forecast.objects.get(code__endswith="0004")
    Forecast.objects.filter(pk=blind.pk).update(late_percent=UNKNOWN, due_at=AT + timedelta(days=1))
    with clock.fixed(AT):
        reach = Reach.of(town.actor("leader"))
        found = [one.code[-4:] for one in queries.red_list(reach, AT.date()).page("", 50)]
        tally = queries.tally(reach, AT.date())
    assert found[0] == over[0].code[-4:] and set(found[1:3]) == {"0001", "0002"} and found[3] == "0004"
    assert (tally["overdue"], tally["likely"], tally["unknown"]) == (1, 2, 1)


def test_a_retold_forecast_knows_the_promise_of_its_morning_and_is_judged_by_it(towns) -> None:
    town, _ = towns
    (one,) = factories.dossier_rows(
        town, 1, first=600, status=Status.FINISHED, due_at=moment(40 * HOUR), tails=False,
        finished_at=moment(20 * HOUR), timeliness="early",
    )  # fmt: skip
    Dossier.objects.filter(pk=one.pk).update(lawful_due_at=moment(40 * HOUR))
    visit(one, town, ago=-20, hours=21)
    Reappointment.objects.create(
        dossier=one, old_due_at=moment(4 * HOUR), new_due_at=moment(40 * HOUR), reason="Tính lại", at=moment(8 * HOUR), by="x"
    )  # fmt: skip
    (standing,) = [row for row in foreseeing.standing_at(AT) if row.dossier_id == one.pk]
    assert standing.due_at == moment(4 * HOUR), "not moved yet on that morning"
    row = Forecast.objects.create(
        dossier_id=one.pk, morning=AT.date(), made_at=AT, retold=True, code=one.code, agency_code=town.committee,
        procedure_code=PROCEDURE, due_at=standing.due_at, middle_at=moment(2 * HOUR), four_fifths_at=moment(3 * HOUR),
        late_percent=30,
    )  # fmt: skip
    services.judge(dossier_ids=[one.pk])
    row.refresh_from_db()
    assert row.was_late is True, "late by the promise it was made against, whatever a later pause gave"
