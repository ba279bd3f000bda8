"""What the clock says to people."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.words import say
from motcua.registries.calendars.types import WEEKDAYS, Due, Remaining


def say_minutes(minutes: int, hours_a_day: int = 8) -> str:
    """Working time in words, the two largest parts that matter: "2 ngày 3 giờ", "3 giờ 20 phút", "30 phút"."""
    days, rest = divmod(minutes, hours_a_day * 60)
    hours, left = divmod(rest, 60)
    if days:
        return (
            say("{days} ngày {hours} giờ", days=days, hours=hours) if hours else say("{days} ngày", days=days)
        )
    if hours:
        return (
            say("{hours} giờ {left} phút", hours=hours, left=left)
            if left
            else say("{hours} giờ", hours=hours)
        )
    return say("{left} phút", left=left)


def say_remaining(left: Remaining, hours_a_day: int = 8) -> str:
    """ "Còn 2 ngày 3 giờ" or "Quá hạn 1 giờ", in working time."""
    if left.minutes == 0:
        return say("Vừa quá hạn") if left.overdue else say("Đến giờ hẹn")
    time = say_minutes(left.minutes, hours_a_day)
    return say("Quá hạn {time}", time=time) if left.overdue else say("Còn {time}", time=time)


def say_limit(limit: int, unit: str) -> str:
    """ "5 ngày làm việc", "8 giờ làm việc", "Trong ngày"."""
    if limit == 0 and unit != "working_hours":
        return say("Trong ngày")
    if unit == "working_days":
        return say("{limit} ngày làm việc", limit=limit)
    if unit == "calendar_days":
        return say("{limit} ngày", limit=limit)
    return say("{limit} giờ làm việc", limit=limit)


def say_moment(moment: datetime) -> str:
    """ "16 giờ 20 phút, Thứ Sáu ngày 21/03/2025"."""
    return say(
        "{moment} giờ {moment2} phút, {weekdays} ngày {moment3}",
        moment=f"{moment:%H}",
        moment2=f"{moment:%M}",
        weekdays=WEEKDAYS[moment.weekday()],
        moment3=f"{moment:%d/%m/%Y}",
    )


def explain(due: Due) -> list[str]:
    """The count day by day, each line with its reason and its article."""
    lines = []
    for day in due.days:
        head = f"{WEEKDAYS[day.date.weekday()]} {day.date:%d/%m/%Y}"
        if day.minutes:
            said = say("tính {minutes}", minutes=say_minutes(day.minutes, 24))
        elif day.counted and day.number:
            said = say("ngày thứ {number}", number=day.number)
        elif day.counted:
            said = say("tính")
        else:
            said = say("không tính")
        parts = [f"{head}: {said}"]
        if day.reason:
            parts.append(f" – {day.reason}")
        if day.basis and (day.reason or day.minutes):
            parts.append(f" [{day.basis}]")
        lines.append("".join(parts))
    return lines
