"""Counting: from the moment of acceptance and a limit to the due moment, day by day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.calendars.types import (
    DAY,
    LONGEST_LIMIT,
    UNIT_WORDS,
    AfterPause,
    BadLimit,
    Calendar,
    DayCount,
    Due,
    DueHour,
    Outcome,
    Pause,
    Remaining,
    Start,
    StartRule,
    Unit,
    at_minute,
    local_minute,
)

FIRST_DAY = say("khoản 2 Điều 147 Bộ luật Dân sự (91/2015/QH13)")
LAST_DAY_OFF = say("khoản 5 Điều 148 Bộ luật Dân sự (91/2015/QH13)")
WEEKLY_REST = say("Điều 111 Bộ luật Lao động (45/2019/QH14)")
OFFICE_HOURS = say("Điều 105 Bộ luật Lao động (45/2019/QH14); giờ làm việc của cơ quan")
SAME_DAY = say("Điều 7 Nghị định 23/2015/NĐ-CP")


@basis("91/2015/QH13", article=147, clause=2, note="the first day is not counted")
@basis("61/2018/NĐ-CP", article=17, note="what counts is acceptance, not filing")
def effective_start(accepted_at: datetime, calendar: Calendar, *, rule: StartRule | None = None) -> Start:
    """Day 0 and the first moment of work.

    After closing, or on a day off, the next working day is day 0 (rule ``day_zero``) or day 1
    (``day_one``). Before opening and in the lunch break the same day stays day 0.
    """
    at = local_minute(accepted_at)
    on, minute = at.date(), at.hour * 60 + at.minute
    hours = calendar.hours(on)
    if hours and minute <= hours[-1][1]:
        for begin, end in hours:
            if minute <= end:
                return Start(on, at if minute >= begin else at_minute(on, begin))
    why = (
        say("Tiếp nhận sau giờ làm việc")
        if hours
        else say("Tiếp nhận vào ngày nghỉ ({on})", on=calendar.reason(on))
    )
    first = next_working_day(on, calendar)
    opening = at_minute(first, calendar.hours(first)[0][0])
    if (rule or calendar.settings.start_rule) == "day_one":
        return Start(first - DAY, opening, say("{why}: ngày làm việc tiếp theo là ngày thứ nhất", why=why))
    return Start(first, opening, say("{why}: ngày làm việc tiếp theo là ngày tiếp nhận", why=why))


@basis("45/2019/QH14", article=111, note="weekly rest")
@basis("45/2019/QH14", article=112, note="public holidays")
def add_working_days(start: date, count: int, calendar: Calendar) -> date:
    """The ``count``-th working day after a day; the day itself is not counted."""
    if count <= 0:
        return start
    return date.fromordinal(calendar.table.nth_after(start.toordinal(), count))


def next_working_day(on: date, calendar: Calendar) -> date:
    """The first working day after a day."""
    return add_working_days(on, 1, calendar)


@basis("91/2015/QH13", article=147, clause=2, note="the first day is not counted")
@basis("91/2015/QH13", article=148, clause=5, note="a last day off gives way to the next working day")
def add_calendar_days(start: date, count: int, calendar: Calendar) -> date:
    """``count`` days after a day, moved off a last day that nobody works."""
    return date.fromordinal(calendar.table.first_from(start.toordinal() + count))


@basis("45/2019/QH14", article=105, note="normal hours of work")
@basis("45/2020/NĐ-CP", article=14, note="online dossiers are answered within 8 working hours")
def add_working_hours(start: datetime, hours: int | Fraction, calendar: Calendar) -> datetime:
    """The earliest moment with that many office hours behind it; counted to the minute."""
    start = local_minute(start)
    minutes = int(hours * 60)
    return calendar.table.after(start, minutes) if minutes > 0 else start


@basis("23/2015/NĐ-CP", article=7, note="received after 15:00: the next working day")
def same_day(start: Start, calendar: Calendar) -> date:
    """Trả kết quả trong ngày: today, or the next working day when received after the cut-off."""
    on = start.moment.date()
    minute = start.moment.hour * 60 + start.moment.minute
    return next_working_day(on, calendar) if minute > calendar.settings.same_day_cutoff else on


@basis("61/2018/NĐ-CP", article=19, note="the result reaches the desk before the appointment hour")
def due_clock(on: date, start: Start, calendar: Calendar, *, rule: DueHour | None = None) -> datetime:
    """The hour of the appointment: the accepted clock time moved into office hours, or close of office."""
    hours = calendar.hours(on)
    if (rule or calendar.settings.due_hour) == "close_of_office":
        return at_minute(on, hours[-1][1])
    minute = start.moment.hour * 60 + start.moment.minute
    for begin, end in hours:
        if minute <= end:
            return at_minute(on, max(minute, begin))
    return at_minute(on, hours[-1][1])


def check_limit(limit: int, unit: str) -> None:
    """Refuse what cannot be counted.

    Raises:
        BadLimit: unknown unit, negative or absurd limit.
    """
    if unit not in UNIT_WORDS:
        raise BadLimit(
            say("Không có đơn vị thời hạn “{unit}”.", unit=unit),
            next=say("Dùng working_days, calendar_days hoặc working_hours."),
        )
    if not 0 <= limit <= LONGEST_LIMIT:
        raise BadLimit(
            say("Thời hạn {limit} không đếm được.", limit=limit),
            why=say("Thời hạn phải từ 0 đến {longest_limit}.", longest_limit=LONGEST_LIMIT),
        )


@basis("61/2018/NĐ-CP", article=17)
@basis("118/2025/NĐ-CP", note="from 01/07/2025")
def due_at(
    accepted_at: datetime,
    limit: int,
    unit: Unit,
    calendar: Calendar,
    *,
    due_hour: DueHour | None = None,
    start_rule: StartRule | None = None,
) -> datetime:
    """Hạn trả, without the day-by-day count. A limit of 0 days is the same-day rule."""
    check_limit(limit, unit)
    start = effective_start(accepted_at, calendar, rule=start_rule)
    return _due_moment(start, limit, unit, calendar, due_hour)


def _due_moment(
    start: Start, limit: int, unit: Unit, calendar: Calendar, due_hour: DueHour | None
) -> datetime:
    if unit == "working_hours":
        return add_working_hours(start.moment, limit, calendar)
    if limit == 0:
        on = same_day(start, calendar)
        return due_clock(
            on, start, calendar, rule="close_of_office" if on == start.moment.date() else due_hour
        )
    add = add_working_days if unit == "working_days" else add_calendar_days
    return due_clock(add(start.day_zero, limit, calendar), start, calendar, rule=due_hour)


def due(
    accepted_at: datetime,
    limit: int,
    unit: Unit,
    calendar: Calendar,
    *,
    due_hour: DueHour | None = None,
    start_rule: StartRule | None = None,
) -> Due:
    """Hạn trả with every day of the count, its reason and its article."""
    check_limit(limit, unit)
    accepted = local_minute(accepted_at)
    start = effective_start(accepted, calendar, rule=start_rule)
    end = _due_moment(start, limit, unit, calendar, due_hour)
    days = tuple(_count(accepted, start, end, limit, unit, calendar))
    unknown = {day.date.year for day in days if not calendar.knows(day.date)}
    warnings = tuple(filter(None, [say_unknown(unknown)])) + tuple(
        say("{name} {on} là dự kiến, chưa được xác nhận.", name=mark.name, on=f"{mark.on:%d/%m/%Y}")
        for mark in (calendar.marks.get(day.date) for day in days)
        if mark is not None and not mark.confirmed
    )
    return Due(accepted, end, unit, limit, start, days, warnings)


def say_unknown(years: Collection[int]) -> str:
    """The warning that some years' official days are not known; empty when all are."""
    if not years:
        return ""
    said = (
        say("năm {years}", years=min(years))
        if len(years) == 1
        else say("các năm {years}–{years2}", years=min(years), years2=max(years))
    )
    return say("Chưa có lịch nghỉ lễ chính thức {said}: chỉ trừ ngày nghỉ hằng tuần.", said=said)


def _count(
    accepted: datetime, start: Start, end: datetime, limit: int, unit: Unit, calendar: Calendar
) -> list[DayCount]:
    lines: list[DayCount] = []
    on, number, last = accepted.date(), 0, end.date()
    target = start.day_zero + limit * DAY
    while on <= last:
        off = calendar.is_off(on)
        mark = calendar.marks.get(on)
        why_off = mark.basis if mark is not None and mark.off else WEEKLY_REST
        if unit == "working_hours":
            begin = max(start.moment, at_minute(on, 0))
            finish = min(end, at_minute(on, 23 * 60 + 59))
            minutes = calendar.table.between(begin, finish) if begin < finish and not off else 0
            if minutes:
                number += 1
                lines.append(DayCount(on, True, calendar.reason(on), OFFICE_HOURS, number, minutes))
            else:
                reason = calendar.reason(on) if off else start.reason or say("Hết giờ làm việc")
                lines.append(DayCount(on, False, reason, why_off if off else OFFICE_HOURS))
        elif on <= start.day_zero:
            if off and on != start.day_zero:
                lines.append(DayCount(on, False, calendar.reason(on), why_off))
            elif on == start.moment.date() and limit == 0 and on == last:
                lines.append(DayCount(on, True, say("Trả trong ngày tiếp nhận"), SAME_DAY))
            elif on != start.day_zero:
                lines.append(DayCount(on, False, start.reason, FIRST_DAY))
            else:
                lines.append(DayCount(on, False, say("Ngày tiếp nhận"), FIRST_DAY))
        elif limit == 0:
            reason = (
                calendar.reason(on)
                if off
                else say("Tiếp nhận sau giờ chốt trong ngày: trả ngày làm việc tiếp theo")
            )
            lines.append(DayCount(on, not off, reason, why_off if off else SAME_DAY))
        elif unit == "working_days":
            number += not off
            basis_text = why_off if off else (mark.basis if mark else FIRST_DAY)
            lines.append(DayCount(on, not off, calendar.reason(on), basis_text, 0 if off else number))
        elif on <= target:
            number += 1
            text = (
                say("Ngày cuối của thời hạn là ngày nghỉ ({on})", on=calendar.reason(on))
                if on == target and off
                else ""
            )
            lines.append(DayCount(on, True, text, LAST_DAY_OFF if text else FIRST_DAY, number))
        else:
            reason = calendar.reason(on) if off else say("Ngày làm việc tiếp theo sau ngày nghỉ")
            lines.append(DayCount(on, False, reason, LAST_DAY_OFF))
        on += DAY
    return lines


def working_minutes_between(begin: datetime, end: datetime, calendar: Calendar) -> int:
    """Office minutes from one moment to another; negative when the second lies before the first."""
    return calendar.table.between(local_minute(begin), local_minute(end))


def working_hours_before(end: datetime, hours: int, calendar: Calendar) -> datetime:
    """The last minute from which so many office hours have passed until ``end``: what entered by then is that old."""
    end = local_minute(end)
    low, high = 0, 60 * 24 * (hours + 40)
    while high - low > 1:
        middle = (low + high) // 2
        if calendar.table.between(end - timedelta(minutes=middle), end) >= hours * 60:
            high = middle
        else:
            low = middle
    return end - timedelta(minutes=high)


def remaining(now: datetime, due_at: datetime, calendar: Calendar) -> Remaining:
    """Working time left until the due moment, or passed since."""
    now, due_at = local_minute(now), local_minute(due_at)
    return Remaining(abs(calendar.table.between(now, due_at)), now > due_at)


@basis("61/2018/NĐ-CP", article=31, note="trước hạn, đúng hạn, quá hạn")
def classify(finished_at: datetime, due_at: datetime) -> Outcome:
    """Early before the appointment day, on time on that day up to the hour, late after."""
    finished, due_minute = local_minute(finished_at), local_minute(due_at)
    if finished.date() < due_minute.date():
        return "early"
    return "on_time" if finished <= due_minute else "late"


def merged(pauses: Sequence[Pause], now: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses as spans that do not overlap; an open one lasts until now."""
    spans: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((local_minute(p.from_at), local_minute(p.to_at or now)) for p in pauses):
        if end <= begin:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans


@basis("61/2018/NĐ-CP", article=19, note="time waited for the citizen is not the agency's")
def resume(
    due_moment: datetime, pauses: Sequence[Pause], unit: Unit, calendar: Calendar, *, now: datetime
) -> datetime:
    """Push the due moment back by the time paused.

    Working units get the paused office time back; calendar days get the paused days back, and a last day
    off gives way to the next working day.
    """
    end = local_minute(due_moment)
    for begin, until in merged(pauses, now):
        if unit == "calendar_days":
            on = add_calendar_days(end.date(), (until.date() - begin.date()).days, calendar)
            hours = calendar.hours(on)
            minute = min(max(end.hour * 60 + end.minute, hours[0][0]), hours[-1][1])
            end = at_minute(on, minute)
        else:
            end = add_working_hours(
                end, Fraction(working_minutes_between(begin, until, calendar), 60), calendar
            )
    return end


@basis("61/2018/NĐ-CP", article=17, note="counted again once the complete dossier is received")
def due_after_pauses(
    accepted_at: datetime,
    limit: int,
    unit: Unit,
    calendar: Calendar,
    pauses: Sequence[Pause],
    *,
    now: datetime,
    mode: AfterPause | None = None,
) -> datetime:
    """Hạn trả with pauses: counted again from the last resumption, or the first due moment pushed back."""
    spans = merged(pauses, now)
    if not spans:
        return due_at(accepted_at, limit, unit, calendar)
    if (mode or calendar.settings.after_pause) == "restart":
        return due_at(spans[-1][1], limit, unit, calendar)
    return resume(due_at(accepted_at, limit, unit, calendar), pauses, unit, calendar, now=now)


def half_day_before(due_moment: datetime, calendar: Calendar) -> datetime:
    """When a dossier is called nearly due: half a working day of office time before the appointment."""
    end = local_minute(due_moment)
    back = end - timedelta(days=1)
    half = calendar.settings.hours_a_day * 30
    while working_minutes_between(back, end, calendar) < half:
        back -= timedelta(days=1)
    return add_working_hours(
        back, Fraction(working_minutes_between(back, end, calendar) - half, 60), calendar
    )
