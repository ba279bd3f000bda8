"""Clocks as pure functions: worked cases, and what holds for every clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import yamls
from motcua.kernel.legal import LAW
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import TZ
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers.rules import clocks
from motcua.services.dossiers.types import OPEN, Status

CALENDAR = counting.official_calendar()
CASES = yamls.read(LAW / "cases" / "dossiers" / "apology_asked_at.yaml")
MOMENTS = st.integers(0, 60 * 24 * 300).map(lambda n: datetime(2026, 1, 5, tzinfo=TZ) + timedelta(minutes=n))


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=TZ)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one["case"])
def test_the_apology_is_asked_when_the_worked_case_says(one):
    told = one["given"]
    assert clocks.apology_asked_at(at(told["begin"]), at(told["due_at"]), CALENDAR) == at(one["expect"])


@settings(deadline=None, max_examples=60)
@given(MOMENTS, st.integers(0, 60), st.sampled_from(sorted(OPEN)), st.booleans())
def test_hours_come_in_order_before_what_they_warn_of_and_each_is_met_once(begin, days, status, paused):
    due = counting.due_at(begin, days, "working_days", CALENDAR)
    hours = rules.Hours(
        status=status, submitted_at=begin, answer_due_at=due, clock_from_at=begin, due_at=due, paused=paused,
        supplement_until=due.date(),
    )  # fmt: skip
    found = [moment for moment, _ in rules.wakes(hours, CALENDAR)]
    assert found == sorted(found)
    if status not in (Status.SUPPLEMENT,):
        assert all(moment <= due for moment in found)
    assert not (paused and found and status in (Status.ACCEPTED, Status.PROCESSING))
    met, after = [], None
    while (moment := rules.wakes_at(hours, CALENDAR, after=after)) is not None:
        assert after is None or moment > after
        met.append(moment)
        after = moment
    assert met == sorted(set(found))


@settings(deadline=None, max_examples=100)
@given(
    st.integers(-10, 50_000),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=9),
)
def test_shares_of_lateness_add_up_and_only_who_overran_bears_any(late, stays):
    overruns, after_due = [one for one, _ in stays], [two for _, two in stays]
    shares = rules.share_lateness(late, overruns, after_due)
    bearing = overruns if any(overruns) else after_due
    if not any(bearing):  # late, and nobody past a limit or the promised hour: whoever had it last
        bearing = [*[0] * (len(stays) - 1), 1]
    assert all(share >= 0 for share in shares)
    assert sum(shares) == max(0, late), "no minute late is nobody's"
    assert all(share == 0 for share, weight in zip(shares, bearing, strict=True) if weight == 0)


@settings(deadline=None, max_examples=60)
@given(
    MOMENTS, st.integers(0, 9000), st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 3000)), max_size=4)
)
def test_held_and_paused_time_are_the_whole_of_a_stay(entered, lasted, pauses):
    left = entered + timedelta(minutes=lasted)
    spans = [
        Span(entered + timedelta(minutes=a - 500), entered + timedelta(minutes=a - 500 + b))
        for a, b in pauses
    ]
    found = rules.held(rules.Stay(entered, left), spans, CALENDAR)
    assert found.minutes + found.paused_minutes == counting.working_minutes_between(entered, left, CALENDAR)
    assert found.minutes >= 0 and found.paused_minutes >= 0
    whole = rules.held(rules.Stay(entered, left), [Span(entered, None)], CALENDAR)
    assert whole.minutes == 0


def test_a_new_appointment_keeps_its_clock_time_within_the_hours_of_its_day():
    old = at("2026-11-16T10:20")
    assert rules.new_due_at(at("2026-11-18T00:00").date(), old, CALENDAR) == at("2026-11-18T10:20")
