"""The one clock: pure functions over a `types.Calendar`. See one function a line below."""

from motcua.registries.calendars.rules.count import (
    add_calendar_days,
    add_working_days,
    add_working_hours,
    classify,
    due,
    due_after_pauses,
    due_at,
    effective_start,
    half_day_before,
    next_working_day,
    remaining,
    resume,
    say_unknown,
    working_hours_before,
    working_minutes_between,
)
from motcua.registries.calendars.rules.official import build, official_calendar, read_days
from motcua.registries.calendars.rules.words import explain, say_limit, say_minutes, say_moment, say_remaining

__all__ = [
    "add_calendar_days",
    "add_working_days",
    "add_working_hours",
    "build",
    "classify",
    "due",
    "due_after_pauses",
    "due_at",
    "effective_start",
    "explain",
    "half_day_before",
    "next_working_day",
    "official_calendar",
    "read_days",
    "remaining",
    "resume",
    "say_limit",
    "say_minutes",
    "say_moment",
    "say_remaining",
    "say_unknown",
    "working_hours_before",
    "working_minutes_between",
]
