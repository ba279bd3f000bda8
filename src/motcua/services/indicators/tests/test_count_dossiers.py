"""The facts of a day are what one finds by counting dossiers one by one, however they came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from tests.support.province import MORNING, Province, standing

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import worker
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.counting import Countable, all_countable
from motcua.services.dossiers.types import Status
from motcua.services.indicators import queries, rules, services
from motcua.services.indicators.models import Counted, DailyFact, DailyFiling


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Iterator[Province]:
    cache.clear()
    yield Province()
    cache.clear()


def stored() -> Counter[rules.Cell]:
    """The facts as they stand, in the form of a direct count."""
    found: Counter[rules.Cell] = Counter()
    for fact in DailyFact.objects.all():
        for column in ("received", "finished_early", "finished_on_time", "finished_late", "returned"):
            if value := getattr(fact, column):
                found[column, fact.day, fact.agency_code, fact.field_name] = value
    for row in DailyFiling.objects.exclude(filed=0):
        found["filed", row.day, row.procedure_code, ""] = row.filed
    return found


def direct() -> Counter[rules.Cell]:
    return rules.total(all_countable())


def test_facts_moved_by_news_equal_a_direct_count_and_a_recount(province: Province) -> None:
    walked = province.walk(province.taken_in(), to="end")
    late = province.taken_in()
    filed = province.submitted()
    with clock.fixed(province.at):
        dossiers.withdraw(code=filed.code, reason="Nộp nhầm thủ tục", by=province.clerk, at=province.at)
    with clock.fixed(province.at + timedelta(minutes=5)):
        worker.drain()
    moved = stored()
    assert moved == direct() and moved["returned", clock.local(walked.returned_at).date(), walked.competent_agency, walked.field_name] == 1
    assert services.recount(by=Actor.system("test"), at=province.at) == Dossier.objects.count()
    assert stored() == moved
    assert late.state is not Status.RETURNED


def test_hearing_twice_counts_once_and_a_correction_moves_the_figure(province: Province) -> None:
    dossier = province.taken_in()
    assert services.count_dossier(code=dossier.code) is True
    assert services.count_dossier(code=dossier.code) is False
    Dossier.objects.filter(pk=dossier.pk).update(
        status=int(Status.FINISHED), finished_at=province.at, timeliness="late", returned_at=None
    )
    services.count_dossier(code=dossier.code)
    assert stored() == direct()
    Dossier.objects.filter(pk=dossier.pk).update(status=int(Status.PROCESSING), finished_at=None, timeliness="")
    services.count_dossier(code=dossier.code)
    assert stored() == direct() and not stored()["finished_late", province.at.date(), dossier.competent_agency, dossier.field_name]
    assert services.count_dossier(code="H42-khong-co") is False
    assert Counted.objects.count() == 1


def test_public_figures_say_what_happened_today_and_who_is_late(province: Province) -> None:
    dossier = province.taken_in()
    services.count_dossier(code=dossier.code)
    with clock.fixed(MORNING):
        found = queries.public_figures(MORNING)
    assert (found.received_today, found.returned_today, found.open_now, found.late_now) == (1, 0, 1, 0)
    assert len(found.days) == 14 and found.days[-1] == MORNING.date() and found.share is None
    cache.clear()
    Dossier.objects.filter(pk=dossier.pk).update(due_at=MORNING - timedelta(hours=1))
    assert queries.public_figures(MORNING).late_now == 1
    (row,) = queries.by_agency(rules.month_of(MORNING.date()), MORNING)
    assert (row.code, row.tally.received, row.open, row.late_now) == (dossier.competent_agency, 1, 1, 1)
    Dossier.objects.filter(pk=dossier.pk).update(status=int(Status.SUPPLEMENT))
    cache.clear()
    assert queries.public_figures(MORNING).late_now == 0, "a dossier whose clock stands is not late"


@pytest.mark.parametrize(("tally", "expected"), [((0, 0, 0), None), ((1, 0, 0), 100.0), ((38000, 412, 62), 99.83), ((0, 99999, 1), 99.99)])
def test_one_late_dossier_never_reads_as_one_hundred(tally: tuple[int, int, int], expected: float | None) -> None:
    assert rules.share_on_time(*tally) == expected


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.sampled_from(["thang", "quy", "nam"]))
def test_periods_cover_every_day_once(day: date, kind: Any) -> None:
    period = rules.period_of(kind, day)
    assert period.from_on <= day <= period.to_on
    assert rules.before(period).to_on == period.from_on - timedelta(days=1)
    assert rules.period_of(kind, period.to_on) == period


_days = st.dates(date(2026, 11, 1), date(2026, 11, 5))
_states = st.builds(
    Countable, st.just("a"), st.sampled_from(["p", "q"]), st.sampled_from(["f", "g"]), st.sampled_from(["x", "y"]), _days,
    st.none() | _days, st.none() | _days, st.sampled_from(["", "early", "on_time", "late"]), st.none() | _days,
)  # fmt: skip


@given(st.lists(_states, min_size=1, max_size=6))
def test_moving_from_state_to_state_ends_where_counting_the_last_one_begins(states: list[Countable]) -> None:
    kept: Counter[rules.Cell] = Counter()
    old = None
    for new in states:
        for cell, by in rules.moves(old, new):
            kept[cell] += by
        old = new
    assert +kept == rules.cells(states[-1]) and min(kept.values(), default=0) >= 0
