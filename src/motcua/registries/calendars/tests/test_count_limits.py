"""The clock: worked examples of the law, and what must hold for every limit and every start."""

from __future__ import annotations

import time as stopwatch
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import legal, yamls
from motcua.registries.calendars import rules
from motcua.registries.calendars.rules.official import week_of
from motcua.registries.calendars.types import TZ, BadCalendar, BadLimit, Pause, Remaining, clock_of

CALENDAR = rules.official_calendar()
CASES = yamls.read(legal.LAW / "cases" / "calendars" / "due_at.yaml")

moments = st.datetimes(datetime(2018, 1, 1), datetime(2027, 6, 30)).map(lambda at: at.replace(tzinfo=TZ))
limits = st.integers(0, 90)
day_units = st.sampled_from(["working_days", "calendar_days"])
units = st.sampled_from(["working_days", "calendar_days", "working_hours"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_worked_example(case):
    given_ = case["given"]
    due = rules.due(at(given_["accepted"]), given_["limit"], given_["unit"], CALENDAR)
    assert due.due_at.strftime("%Y-%m-%dT%H:%M").startswith(case["expect"])


def test_there_are_22_worked_examples():
    assert len(CASES) == 22


def test_working_days_of_each_year_agree_with_the_official_count():
    counted = {
        year: CALENDAR.table.worked_between(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
        for year in range(2020, 2027)
    }
    assert counted == {2020: 252, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 250, 2026: 249}


def test_every_day_off_of_the_holidays_package_is_off_here_save_the_swap_it_misses():
    import holidays

    for year in range(2018, 2028):
        known = holidays.country_holidays("VN", years=year)
        for on in known:
            assert CALENDAR.is_off(on), on
        ours = {on for on, mark in CALENDAR.marks.items() if on.year == year and mark.off}
        assert ours - set(known) <= {date(2026, 1, 2)}


@given(moments, limits, units)
def test_a_longer_limit_is_never_due_earlier(start, limit, unit):
    shorter = rules.due_at(start, limit, unit, CALENDAR)
    assert shorter <= rules.due_at(start, limit + 1, unit, CALENDAR)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), limits, units)
def test_a_later_start_is_never_due_earlier(start, later, limit, unit):
    assert rules.due_at(start, limit, unit, CALENDAR) <= rules.due_at(start + later, limit, unit, CALENDAR)


@given(moments, limits, units, st.sampled_from(["accepted_clock_time", "close_of_office"]))
def test_the_due_moment_is_never_on_a_day_off_nor_outside_office_hours(start, limit, unit, due_hour):
    due = rules.due_at(start, limit, unit, CALENDAR, due_hour=due_hour)
    minute = due.hour * 60 + due.minute
    assert not CALENDAR.is_off(due.date())
    assert any(begin <= minute <= end for begin, end in CALENDAR.hours(due.date()))


@given(moments, st.integers(1, 60))
def test_n_working_days_and_8n_working_hours_end_at_the_same_point_of_working_time(start, days):
    by_days = rules.due_at(start, days, "working_days", CALENDAR)
    by_hours = rules.due_at(start, days * 8, "working_hours", CALENDAR)
    assert rules.working_minutes_between(by_hours, by_days, CALENDAR) == 0


@given(moments, st.integers(0, 600))
def test_the_working_time_up_to_the_due_moment_is_the_limit(start, hours):
    due = rules.add_working_hours(start, hours, CALENDAR)
    assert rules.working_minutes_between(start, due, CALENDAR) == hours * 60


@given(st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 20)), st.integers(1, 60))
def test_so_many_hours_before_is_the_last_minute_that_old(end, hours):
    end = end.replace(second=0, microsecond=0, tzinfo=TZ)
    begin = rules.working_hours_before(end, hours, CALENDAR)
    assert rules.working_minutes_between(begin, end, CALENDAR) >= hours * 60
    assert rules.working_minutes_between(begin + timedelta(minutes=1), end, CALENDAR) < hours * 60


@given(moments, limits, units)
@settings(max_examples=50)
def test_the_count_tells_as_many_days_as_the_limit_and_gives_every_skipped_day_a_reason(start, limit, unit):
    due = rules.due(start, limit, unit, CALENDAR)
    assert due.due_at == rules.due_at(start, limit, unit, CALENDAR)
    assert [day.date for day in due.days] == [
        date.fromordinal(n) for n in range(due.accepted_at.toordinal(), due.due_at.toordinal() + 1)
    ]
    if unit == "working_hours":
        assert sum(day.minutes for day in due.days) == limit * 60
    elif limit:
        assert sum(day.counted for day in due.days) == limit
    assert all(day.basis for day in due.days)
    assert all(day.reason for day in due.days if not day.counted)


@given(moments, moments, moments)
def test_working_time_adds_up(one, two, three):
    between = rules.working_minutes_between
    assert between(one, two, CALENDAR) + between(two, three, CALENDAR) == between(one, three, CALENDAR)


def test_received_after_closing_the_next_working_day_is_day_0_or_day_1_by_the_parameter():
    late = at("2025-03-14T17:30")
    assert rules.due_at(late, 3, "working_days", CALENDAR).date() == date(2025, 3, 20)
    assert rules.due_at(late, 3, "working_days", CALENDAR, start_rule="day_one").date() == date(2025, 3, 19)
    assert rules.due_at(at("2025-03-15T10:00"), 3, "working_days", CALENDAR).date() == date(2025, 3, 20)


def test_received_before_opening_or_at_lunch_the_same_day_stays_day_0():
    assert rules.due_at(at("2025-03-10T06:10"), 1, "working_days", CALENDAR) == at("2025-03-11T07:00")
    assert rules.due_at(at("2025-03-10T12:10"), 1, "working_days", CALENDAR) == at("2025-03-11T13:30")


def test_the_due_hour_is_the_accepted_clock_time_or_the_close_of_office():
    assert rules.due_at(at("2025-03-14T16:20"), 5, "working_days", CALENDAR) == at("2025-03-21T16:20")
    closing = rules.due_at(at("2025-03-14T16:20"), 5, "working_days", CALENDAR, due_hour="close_of_office")
    assert closing == at("2025-03-21T17:00")


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-01-30T09:00", "2026-01-30T17:00"),
        ("2026-01-30T15:00", "2026-01-30T17:00"),
        ("2026-01-30T15:01", "2026-02-02T15:01"),
        ("2026-01-30T18:00", "2026-02-02T17:00"),
        ("2026-01-31T09:00", "2026-02-02T17:00"),
    ],
)
def test_same_day_procedures_are_answered_today_or_after_15_00_on_the_next_working_day(accepted, due):
    assert rules.due_at(at(accepted), 0, "working_days", CALENDAR) == at(due)


def test_paused_time_is_given_back_or_the_limit_is_counted_again():
    accepted, now = at("2025-03-10T09:00"), at("2025-03-14T09:00")
    pause = [
        Pause(at("2025-03-11T09:00"), at("2025-03-13T09:00")),
        Pause(at("2025-03-12T09:00"), at("2025-03-13T08:00")),
    ]
    resumed = rules.due_after_pauses(accepted, 5, "working_days", CALENDAR, pause, now=now, mode="resume")
    again = rules.due_after_pauses(accepted, 5, "working_days", CALENDAR, pause, now=now, mode="restart")
    assert resumed == at("2025-03-19T09:00")
    assert again == at("2025-03-20T09:00")
    assert rules.due_after_pauses(accepted, 5, "working_days", CALENDAR, [], now=now) == at(
        "2025-03-17T09:00"
    )


def test_an_open_pause_pushes_calendar_days_back_until_now_and_off_a_weekend():
    pause = [Pause(at("2025-03-11T09:00"), None)]
    due = rules.due_after_pauses(
        at("2025-03-10T09:00"),
        10,
        "calendar_days",
        CALENDAR,
        pause,
        now=at("2025-03-13T09:00"),
        mode="resume",
    )
    assert due == at("2025-03-24T09:00")


@pytest.mark.parametrize(
    ("finished", "outcome"),
    [
        ("2025-03-20T17:00", "early"),
        ("2025-03-21T08:00", "on_time"),
        ("2025-03-21T16:20", "on_time"),
        ("2025-03-21T16:21", "late"),
        ("2025-03-24T08:00", "late"),
    ],
)
def test_early_before_the_day_on_time_up_to_the_hour_late_after(finished, outcome):
    assert rules.classify(at(finished), at("2025-03-21T16:20")) == outcome


@pytest.mark.parametrize(
    ("minutes", "overdue", "said"),
    [
        (2 * 480 + 180, False, "Còn 2 ngày 3 giờ"),
        (30, False, "Còn 30 phút"),
        (480, True, "Quá hạn 1 ngày"),
        (60, True, "Quá hạn 1 giờ"),
        (200, False, "Còn 3 giờ 20 phút"),
        (0, False, "Đến giờ hẹn"),
        (0, True, "Vừa quá hạn"),
    ],
)
def test_what_is_left_is_said_in_working_time(minutes, overdue, said):
    assert rules.say_remaining(Remaining(minutes, overdue)) == said


def test_what_is_left_jumps_over_nights_and_weekends():
    friday, monday = at("2025-03-14T16:20"), at("2025-03-17T08:00")
    assert rules.say_remaining(rules.remaining(friday, monday, CALENDAR)) == "Còn 1 giờ 40 phút"
    assert rules.say_remaining(rules.remaining(monday, friday, CALENDAR)) == "Quá hạn 1 giờ 40 phút"


def test_nearly_due_begins_half_a_working_day_before():
    assert rules.half_day_before(at("2025-03-17T09:00"), CALENDAR) == at("2025-03-14T15:00")


def test_an_agency_with_its_own_hours_counts_by_them():
    hours = {day: [["07:30", "11:30"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    own = rules.build(CALENDAR.marks.values(), (week_of(hours, date(2024, 1, 1)),))
    assert rules.due_at(at("2025-03-14T16:20"), 8, "working_hours", own) == at("2025-03-17T16:20")
    assert [clock_of(begin) for begin, _ in own.hours(date(2025, 4, 26))] == ["07:30", "13:00"]
    assert own.hours(date(2025, 4, 27)) == ()


def test_fractions_of_an_hour_are_counted_to_the_minute():
    assert rules.add_working_hours(at("2025-03-14T16:20"), Fraction(3, 2), CALENDAR) == at("2025-03-17T07:50")


def test_outside_the_known_years_weekends_count_and_a_warning_says_so():
    due = rules.due(at("2031-01-01T09:00"), 1, "working_days", CALENDAR)
    assert due.due_on == date(2031, 1, 2)
    assert "2031" in due.warnings[0]
    assert any(
        "dự kiến" in text for text in rules.due(at("2027-02-03T09:00"), 1, "working_days", CALENDAR).warnings
    )


def test_what_cannot_be_counted_is_refused():
    for limit, unit in ((-1, "working_days"), (1, "weeks"), (10**6, "working_days")):
        with pytest.raises(BadLimit):
            rules.due_at(at("2025-03-14T09:00"), limit, unit, CALENDAR)


def test_a_malformed_day_file_is_refused_by_year_and_line(tmp_path):
    file = tmp_path / "days.yaml"
    file.write_text(
        "years:\n  2025:\n    basis: x\n    days:\n      - {date: 2024-01-01, kind: holiday, name: a}\n"
    )
    with pytest.raises(BadCalendar, match="2025, dòng 1"):
        rules.read_days(file)
    file.write_text("[1, 2")
    with pytest.raises(BadCalendar):
        rules.read_days(file)


def test_what_is_left_of_fifty_rows_takes_less_than_five_milliseconds():
    now = at("2026-11-22T10:00")
    rules.remaining(now, now, CALENDAR)
    took = []
    for _ in range(5):
        began = stopwatch.perf_counter()
        for row in range(50):
            rules.say_remaining(rules.remaining(now, now + timedelta(hours=row * 7), CALENDAR))
        took.append(stopwatch.perf_counter() - began)
    assert min(took) < 0.005
