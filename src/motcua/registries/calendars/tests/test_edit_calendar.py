"""Who changes the calendar, what is written down, and that the clock follows at once."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage

from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.calendars import queries, rules, services
from motcua.registries.calendars.models import DayRule, OfficeHours
from motcua.registries.calendars.types import EDIT, TZ, BadCalendar, DayKind, NoSuchDay
from motcua.registries.calendars.views import console

pytestmark = [pytest.mark.django_db, pytest.mark.urls("motcua.registries.calendars.urls")]

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=TZ)
ADMIN = Actor(
    kind="officer", id="QT01", name="Trần Thị Lịch", post_title="Quản trị viên", permissions=frozenset({EDIT})
)
CLERK = Actor(kind="officer", id="CB01", name="Lê Văn Bàn")
STORM = {
    "on": date(2026, 12, 1),
    "kind": DayKind.HOLIDAY,
    "name": "Nghỉ tránh bão",
    "basis": "Công văn 99/UBND-VP",
    "reason": "Bão số 12",
}
HOURS = {day: [(time(8), time(12)), (time(13), time(17))] for day in range(5)}


def test_without_rows_the_official_calendar_holds():
    assert queries.calendar() is queries.default_calendar()
    assert queries.calendar("H42.1").is_off(date(2026, 11, 24))


def test_the_official_days_load_once_and_a_second_load_changes_nothing(news):
    first = services.load_days(by=ADMIN, at=NOW)
    assert first == DayRule.objects.count() > 100
    assert len(news("calendars.changed")) == 1
    assert services.load_days(by=ADMIN, at=NOW) == 0
    assert len(news("calendars.changed")) == 1
    assert queries.working_days_in(2026) == 249
    assert DayRule.objects.filter(on_date__year=2027, confirmed=True).count() == 0


def test_a_load_leaves_the_days_an_administrator_edited():
    services.load_days(by=ADMIN, at=NOW)
    services.set_day(**{**STORM, "on": date(2026, 11, 24), "name": "Tên khác"}, by=ADMIN, at=NOW)
    assert services.load_days(by=ADMIN, at=NOW) == 0
    assert queries.day(date(2026, 11, 24)).name == "Tên khác"


def test_a_new_day_off_moves_the_clock_at_once_and_is_written_down():
    services.load_days(by=ADMIN, at=NOW)
    start = datetime(2026, 11, 30, 9, 0, tzinfo=TZ)
    assert rules.due_at(start, 1, "working_days", queries.calendar()).date() == date(2026, 12, 1)
    services.set_day(**STORM, by=ADMIN, at=NOW)
    assert rules.due_at(start, 1, "working_days", queries.calendar()).date() == date(2026, 12, 2)
    entry = Entry.objects.get(action="calendars.set_day")
    assert entry.reason == "Bão số 12"
    assert entry.after["name"] == "Nghỉ tránh bão"
    assert queries.day(date(2026, 12, 1)).confirmed_by == "Trần Thị Lịch, Quản trị viên"


def test_a_day_taken_out_follows_the_plain_week_again():
    services.load_days(by=ADMIN, at=NOW)
    services.remove_day(on=date(2026, 11, 24), reason="Không áp dụng", by=ADMIN, at=NOW)
    assert not queries.calendar().is_off(date(2026, 11, 24))
    with pytest.raises(NoSuchDay):
        services.remove_day(on=date(2026, 11, 24), reason="Lần hai", by=ADMIN, at=NOW)


def test_a_year_is_confirmed_after_the_notice():
    services.load_days(by=ADMIN, at=NOW)
    assert services.confirm_year(year=2027, reason="Thông báo 1/TB", by=ADMIN, at=NOW) > 10
    assert all(mark.confirmed for on, mark in queries.calendar().marks.items() if on.year == 2027)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"name": ""},
        {"kind": "party"},
        {"kind": DayKind.WORKING_SWAP},
        {"kind": DayKind.COMPENSATORY, "on": date(2026, 12, 5)},
        {"on": date(1800, 1, 1)},
    ],
)
def test_a_day_that_cannot_stand_is_refused_and_nothing_moves(wrong):
    with pytest.raises(BadCalendar):
        services.set_day(**{**STORM, **wrong}, by=ADMIN, at=NOW)
    assert not DayRule.objects.exists()
    assert not Entry.objects.exists()


def test_who_has_not_the_permission_changes_nothing(news):
    commands = [
        lambda: services.set_day(**STORM, by=CLERK, at=NOW),
        lambda: services.remove_day(on=STORM["on"], reason="x", by=CLERK, at=NOW),
        lambda: services.load_days(by=CLERK, at=NOW),
        lambda: services.confirm_year(year=2027, reason="x", by=CLERK, at=NOW),
        lambda: services.set_office_hours(
            agency_code="", valid_from=NOW.date(), hours=HOURS, by=CLERK, at=NOW
        ),
    ]
    for command in commands:
        with pytest.raises(NotAllowed):
            command()
    assert not DayRule.objects.exists()
    assert not OfficeHours.objects.exists()
    assert news() == []


def test_an_agency_works_by_its_own_hours_from_the_day_they_hold():
    services.set_office_hours(
        agency_code="H42.7", valid_from=date(2026, 12, 1), hours=HOURS, by=ADMIN, at=NOW
    )
    own, other = queries.calendar("H42.7"), queries.calendar("H42.8")
    assert own.hours(date(2026, 12, 1)) == ((480, 720), (780, 1020))
    assert other.hours(date(2026, 12, 1)) == ((420, 690), (810, 1020))
    assert own.is_off(date(2026, 11, 24))
    services.set_office_hours(
        agency_code="H42.7", valid_from=date(2026, 12, 1), hours=HOURS, by=ADMIN, at=NOW
    )
    assert OfficeHours.objects.count() == 10


@pytest.mark.parametrize(
    "wrong", [{0: []}, {1: [(time(12), time(8))]}, {2: [(time(8), time(12)), (time(11), time(17))]}]
)
def test_hours_that_overlap_run_backwards_or_lack_a_weekday_are_refused(wrong):
    with pytest.raises(BadCalendar):
        services.set_office_hours(
            agency_code="", valid_from=date(2026, 12, 1), hours={**HOURS, **wrong}, by=ADMIN, at=NOW
        )
    assert not OfficeHours.objects.exists()


def test_the_calendar_is_read_with_one_small_query_when_nothing_changed(django_assert_num_queries):
    services.load_days(by=ADMIN, at=NOW)
    queries.calendar("H42.7")
    with django_assert_num_queries(1):
        queries.calendar("H42.7")


def ask(rf, view, url, *, by=ADMIN, data=None, **arguments):
    request = rf.post(url, data) if data is not None else rf.get(url)
    request.actor = by
    request.session = {}
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return view(request, **arguments)


def test_the_year_page_says_every_special_day_in_words_with_its_basis(rf):
    services.load_days(by=ADMIN, at=NOW)
    page = ask(rf, console.year, "/quan-tri/lich/?nam=2026").content.decode()
    assert "249 ngày làm việc" in page
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Nghị quyết 80-NQ/TW" in page
    assert "làm bù" in page
    assert "Dự kiến" in ask(rf, console.year, "/quan-tri/lich/?nam=2027").content.decode()
    assert "Sửa giờ làm việc" not in ask(rf, console.year, "/quan-tri/lich/", by=CLERK).content.decode()


def test_the_day_form_marks_a_day_and_says_what_is_wrong_beside_the_field(rf):
    given = {**STORM, "on": "01/12/2026", "kind": "holiday", "confirmed": "on"}
    done = ask(rf, console.day, "/quan-tri/lich/ngay/", data=given)
    assert done.status_code == 302
    assert queries.day(date(2026, 12, 1)).name == "Nghỉ tránh bão"
    wrong = ask(rf, console.day, "/quan-tri/lich/ngay/", data={**given, "on": "31/02/2026"})
    assert wrong.status_code == 422
    assert "không có ngày 31" in wrong.content.decode()


def test_the_day_page_takes_a_day_out_with_a_reason(rf):
    services.load_days(by=ADMIN, at=NOW)
    url = "/quan-tri/lich/ngay/2026-11-24/"
    assert (
        ask(rf, console.day, url, data={"remove": "1", "bo-reason": ""}, on="2026-11-24").status_code == 422
    )
    assert (
        ask(rf, console.day, url, data={"remove": "1", "bo-reason": "Thử"}, on="2026-11-24").status_code
        == 302
    )
    assert queries.day(date(2026, 11, 24)) is None


def test_the_hours_form_reads_intervals_as_people_write_them(rf):
    given = {f"d{day}": "7h30-11h30, 13:00 - 17:00" for day in range(5)}
    given |= {"agency_code": "H42.7", "valid_from": "01/12/2026", "reason": "Quyết định 5/QĐ"}
    assert ask(rf, console.hours, "/quan-tri/lich/gio-lam-viec/", data=given).status_code == 302
    assert queries.calendar("H42.7").hours(date(2026, 12, 1)) == ((450, 690), (780, 1020))
    wrong = ask(rf, console.hours, "/quan-tri/lich/gio-lam-viec/", data={**given, "d0": "sáng"})
    assert wrong.status_code == 422
    assert "chưa phải một buổi" in wrong.content.decode()
    assert ask(rf, console.hours, "/quan-tri/lich/gio-lam-viec/").status_code == 200
