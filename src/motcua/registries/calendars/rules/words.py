"""What the clock says to people."""

from __future__ import annotations

from datetime import datetime

from motcua.registries.calendars.types import UNIT_WORDS, WEEKDAYS, Due, Remaining


def say_minutes(minutes: int, hours_a_day: int = 8) -> str:
    """Working time in words, the two largest parts that matter: "2 ngày 3 giờ", "3 giờ 20 phút", "30 phút"."""
    days, rest = divmod(minutes, hours_a_day * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
    if hours:
        return f"{hours} giờ {left} phút" if left else f"{hours} giờ"
    return f"{left} phút"


def say_remaining(left: Remaining, hours_a_day: int = 8) -> str:
    """ "Còn 2 ngày 3 giờ" or "Quá hạn 1 giờ", in working time."""
    if left.minutes == 0:
        return "Vừa quá hạn" if left.overdue else "Đến giờ hẹn"
    return f"{'Quá hạn' if left.overdue else 'Còn'} {say_minutes(left.minutes, hours_a_day)}"


def say_limit(limit: int, unit: str) -> str:
    """ "5 ngày làm việc", "8 giờ làm việc", "Trong ngày"."""
    return "Trong ngày" if limit == 0 and unit != "working_hours" else f"{limit} {UNIT_WORDS[unit]}"


def say_moment(moment: datetime) -> str:
    """ "16 giờ 20 phút, Thứ Sáu ngày 21/03/2025"."""
    return f"{moment:%H} giờ {moment:%M} phút, {WEEKDAYS[moment.weekday()]} ngày {moment:%d/%m/%Y}"


def explain(due: Due) -> list[str]:
    """The count day by day, each line with its reason and its article."""
    lines = []
    for day in due.days:
        head = f"{WEEKDAYS[day.date.weekday()]} {day.date:%d/%m/%Y}"
        if day.minutes:
            said = f"tính {say_minutes(day.minutes, 24)}"
        elif day.counted and day.number:
            said = f"ngày thứ {day.number}"
        elif day.counted:
            said = "tính"
        else:
            said = "không tính"
        parts = [f"{head}: {said}"]
        if day.reason:
            parts.append(f" – {day.reason}")
        if day.basis and (day.reason or day.minutes):
            parts.append(f" [{day.basis}]")
        lines.append("".join(parts))
    return lines
