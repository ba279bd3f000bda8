"""The words of the clock: marked days, office hours, the calendar they make, and a counted due moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from motcua.kernel import access, words
from motcua.kernel.refusals import Invalid, NotThere
from motcua.kernel.words import opening, say

EDIT = access.permission("calendars.edit", "Sửa lịch làm việc")

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = tuple(opening(day) for day in words.WEEKDAYS)

Unit = Literal["working_days", "calendar_days", "working_hours"]
DueHour = Literal["accepted_clock_time", "close_of_office"]
StartRule = Literal["day_zero", "day_one"]
AfterPause = Literal["resume", "restart"]
Outcome = Literal["early", "on_time", "late"]

UNIT_WORDS: dict[str, str] = {
    "working_days": say("ngày làm việc"),
    "calendar_days": say("ngày"),
    "working_hours": say("giờ làm việc"),
}
OUTCOME_WORDS: dict[str, str] = {
    "early": say("Trước hạn"),
    "on_time": say("Đúng hạn"),
    "late": say("Quá hạn"),
}
LONGEST_LIMIT = 20_000


class BadCalendar(Invalid):
    """A day, an hour or a week that cannot stand in the calendar."""

    code = "CAL-01"
    title = "Lịch chưa hợp lệ"


class NoSuchDay(NotThere):
    """The day is not marked."""

    code = "CAL-02"
    title = "Không có ngày này trong lịch"


class BadLimit(Invalid):
    """A limit or a unit the clock does not count."""

    code = "CAL-03"
    title = "Thời hạn chưa hợp lệ"


class DayKind(StrEnum):
    """Why a day differs from the plain week."""

    HOLIDAY = "holiday"
    COMPENSATORY = "compensatory"
    SWAPPED_OFF = "swapped_off"
    WORKING_SWAP = "working_swap"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self.value]


_KIND_LABELS = {
    "holiday": "Nghỉ lễ, tết",
    "compensatory": "Nghỉ bù",
    "swapped_off": "Nghỉ hoán đổi",
    "working_swap": "Làm bù",
}


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day that is off, or worked, against the plain week."""

    on: date
    kind: DayKind
    name: str
    basis: str
    confirmed: bool = True
    confirmed_by: str = ""

    @property
    def off(self) -> bool:
        return self.kind is not DayKind.WORKING_SWAP


Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Week:
    """Office hours from a day on: per weekday (0 = Monday) the intervals in minutes of the day."""

    valid_from: date
    hours: tuple[tuple[Minutes, ...], ...]
    basis: str = ""

    def of(self, weekday: int) -> tuple[Minutes, ...]:
        """Intervals of a weekday that is worked; a worked Saturday keeps Monday's hours when it has none."""
        return self.hours[weekday] or next((day for day in self.hours if day), ())


@dataclass(frozen=True)
class Settings:
    """The figures that a decree or a province may change, read from law/parameters/calendars."""

    same_day_cutoff: int = 15 * 60
    hours_a_day: int = 8
    due_hour: DueHour = "accepted_clock_time"
    start_rule: StartRule = "day_zero"
    after_pause: AfterPause = "restart"


@dataclass(frozen=True, eq=False)
class Calendar:
    """Plain data of one agency's working time. The tables below it are counted once and kept.

    ``known_from``/``known_to`` bound the years whose official days are known; outside them only the
    plain week counts, and the caller says so.
    """

    marks: Mapping[date, DayMark]
    weeks: tuple[Week, ...]
    known_from: date
    known_to: date
    settings: Settings = field(default_factory=Settings)
    agency_code: str = ""
    rest_days: frozenset[int] = frozenset({5, 6})

    def is_off(self, on: date) -> bool:
        """Whether nobody works on that day: marked off, or a rest day of the week not swapped in."""
        mark = self.marks.get(on)
        if mark is not None:
            return mark.off
        return on.weekday() in self.rest_days

    def reason(self, on: date) -> str:
        """Why the day is off or specially worked, in words; empty for a plain working day."""
        mark = self.marks.get(on)
        if mark is not None:
            return say("{kind}: {name}", kind=mark.kind.label, name=say(mark.name))
        if on.weekday() in self.rest_days:
            return say("Nghỉ hằng tuần ({weekday})", weekday=WEEKDAYS[on.weekday()])
        return ""

    def hours(self, on: date) -> tuple[Minutes, ...]:
        """Office hours of a day, empty when it is off."""
        return () if self.is_off(on) else self.week(on).of(on.weekday())

    def week(self, on: date) -> Week:
        """The week table in force on a day; before the first one, the first."""
        chosen = self.weeks[0]
        for week in self.weeks:
            if week.valid_from <= on:
                chosen = week
        return chosen

    def knows(self, on: date) -> bool:
        """Whether the official days of that day's year are in the calendar."""
        return self.known_from <= on <= self.known_to

    @cached_property
    def table(self) -> Table:
        """Prefix counts of working days and minutes (grown on demand)."""
        return Table(self)


class Table:
    """Working days and minutes counted from a first day, so that any span is two look-ups."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._build(
            date(calendar.known_from.year - 1, 1, 1).toordinal(),
            date(calendar.known_to.year + 3, 12, 31).toordinal(),
        )

    def _build(self, first: int, last: int) -> None:
        calendar = self.calendar
        marks, rest, weeks = calendar.marks, calendar.rest_days, calendar.weeks
        per_day = [sum(end - begin for begin, end in weeks[0].of(weekday)) for weekday in range(7)]
        starts = {week.valid_from.toordinal(): week for week in weeks[1:]}
        for ordinal in sorted(starts):
            if ordinal < first:
                per_day = [sum(e - b for b, e in starts[ordinal].of(weekday)) for weekday in range(7)]
        marked = {on.toordinal(): mark.off for on, mark in marks.items()}
        self.first, self.last = first, last
        self.worked: list[int] = []
        self.rank: list[int] = []
        self.before: list[int] = []
        total = 0
        weekday = (first + 6) % 7
        for ordinal in range(first, last + 1):
            if ordinal in starts:
                per_day = [sum(e - b for b, e in starts[ordinal].of(day)) for day in range(7)]
            self.before.append(total)
            off = marked.get(ordinal)
            if not (weekday in rest if off is None else off):
                self.worked.append(ordinal)
                total += per_day[weekday]
            self.rank.append(len(self.worked))
            weekday = (weekday + 1) % 7
        self.total = total

    def reach(self, first: int, last: int) -> None:
        """Make sure the days are in the table."""
        if first < self.first or last > self.last:
            self._build(
                max(1, min(first - 4000, self.first)), min(date.max.toordinal(), max(last + 4000, self.last))
            )

    def nth_after(self, ordinal: int, count: int) -> int:
        """The ``count``-th working day after a day."""
        self.reach(ordinal, ordinal)
        while True:
            place = self.rank[ordinal - self.first] + count - 1
            if place < len(self.worked):
                return self.worked[place]
            self.reach(self.first, self.last + 2 * (place - len(self.worked)) + 400)

    def first_from(self, ordinal: int) -> int:
        """The day itself when it is worked, else the next one that is."""
        self.reach(ordinal, ordinal + 60)
        while True:
            place = bisect_left(self.worked, ordinal)
            if place < len(self.worked):
                return self.worked[place]
            self.reach(self.first, self.last + 400)

    def position(self, moment: datetime) -> int:
        """Working minutes from the first day of the table to a local moment.

        Two positions may only be compared when no `reach` came between them; `between` sees to that.
        """
        ordinal = moment.toordinal()
        passed = self.before[ordinal - self.first]
        minute = moment.hour * 60 + moment.minute
        for begin, end in self.calendar.hours(moment.date()):
            if minute <= begin:
                break
            passed += min(minute, end) - begin
        return passed

    def between(self, begin: datetime, end: datetime) -> int:
        """Working minutes from one local moment to another (negative when it lies before)."""
        first, last = sorted((begin.toordinal(), end.toordinal()))
        self.reach(first, last)
        return self.position(end) - self.position(begin)

    def after(self, begin: datetime, minutes: int) -> datetime:
        """The earliest local moment ``minutes`` (> 0) working minutes after another."""
        self.reach(begin.toordinal(), begin.toordinal())
        while True:
            target = self.position(begin) + minutes
            if target <= self.total:
                break
            self.reach(self.first, self.last + (target - self.total) // 200 + 400)
        place = bisect_left(self.before, target)
        on = date.fromordinal(self.first + place - 1)
        left = target - self.before[place - 1]
        for start, stop in self.calendar.hours(on):
            if left <= stop - start:
                return at_minute(on, start + left)
            left -= stop - start
        raise AssertionError("a position always lies in office hours")

    def worked_between(self, begin: int, end: int) -> int:
        """How many working days lie in the span, both ends included."""
        return bisect_right(self.worked, end) - bisect_left(self.worked, begin)


def at_minute(on: date, minute: int) -> datetime:
    """A local moment from a day and its minute."""
    return datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=TZ)


def local_minute(moment: datetime) -> datetime:
    """The moment in local time, to the minute; a naive moment is read as local."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=TZ)
    elif moment.tzinfo is not TZ:
        moment = moment.astimezone(TZ)
    return moment.replace(second=0, microsecond=0)


def minute_of(clock: str | time) -> int:
    """Minutes of the day from ``"07:30"`` or a time."""
    if isinstance(clock, str):
        clock = time.fromisoformat(clock)
    return clock.hour * 60 + clock.minute


def clock_of(minute: int) -> str:
    """``"07:30"`` from minutes of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass(frozen=True, slots=True)
class DayCount:
    """One line of the count: whether the day counts, as which number, and by which article."""

    date: date
    counted: bool
    reason: str
    basis: str
    number: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """Where counting begins: the day that is day 0, and the moment inside office hours."""

    day_zero: date
    moment: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Hạn trả: the due moment and how it was counted."""

    accepted_at: datetime
    due_at: datetime
    unit: Unit
    limit: int
    start: Start
    days: tuple[DayCount, ...]
    warnings: tuple[str, ...] = ()

    @property
    def due_on(self) -> date:
        return self.due_at.date()


@dataclass(frozen=True, slots=True)
class Pause:
    """Tạm dừng: the clock stands while money or papers are awaited; open when ``to`` is None."""

    from_at: datetime
    to_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """Working time left, or passed since the due moment."""

    minutes: int
    overdue: bool


DAY = timedelta(days=1)
