"""Clocks as plain functions: when a dossier is looked at next, when an apology is asked, who made it late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from motcua.kernel.legal import basis, parameter
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import TZ, Calendar
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers.types import RUNNING, Status


class Wake(StrEnum):
    """What the hour of a dossier is for."""

    ANSWER_SOON = "answer_soon"
    ANSWER_LATE = "answer_late"
    ASK_APOLOGY = "ask_apology"
    LATE = "late"
    SUPPLEMENT_OVER = "supplement_over"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Hours:
    """What the clocks of one dossier read."""

    status: Status
    submitted_at: datetime
    answer_due_at: datetime | None = None
    clock_from_at: datetime | None = None
    due_at: datetime | None = None
    paused: bool = False
    supplement_until: date | None = None


def warned_at(begin: datetime, end: datetime, hours: int, calendar: Calendar) -> datetime:
    """So many working hours before a clock ends, but never before half of its time has passed."""
    minutes = counting.working_minutes_between(begin, end, calendar)
    if minutes <= 0:
        return end
    wait = max(minutes - hours * 60, minutes // 2)
    return min(counting.add_working_hours(begin, Fraction(wait, 60), calendar), end)


@basis("45/2020/NĐ-CP", note="online filings are answered within eight working hours")
def answer_warned_at(begin: datetime, answer_due_at: datetime, calendar: Calendar) -> datetime:
    """When the desk is told that the time to answer a filing is running out."""
    hours = int(parameter("dossiers.reception_warn_hours", on=answer_due_at.date()))
    return warned_at(begin, answer_due_at, hours, calendar)


@basis("61/2018/NĐ-CP", article=19, note="the apology goes out at the latest one day before the limit ends")
def apology_asked_at(begin: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    """When the agency is asked for an apology and a new date: so early that it can go out a day before."""
    return warned_at(begin, due_at, int(parameter("dossiers.apology_ask_hours", on=due_at.date())), calendar)


@basis("61/2018/NĐ-CP", article=19, note="the apology goes out at the latest one day before the limit ends")
def apology_in_time(signed_at: datetime, due_at: datetime, calendar: Calendar) -> bool:
    """Whether an apology went out a working day before the hour it is for."""
    day = 60 * int(parameter("calendars.hours_a_day", on=due_at.date()))
    return counting.working_minutes_between(signed_at, due_at, calendar) >= day


def wakes(hours: Hours, calendar: Calendar) -> list[tuple[datetime, Wake]]:
    """The hours at which a dossier is looked at in its present state, in order."""
    found: list[tuple[datetime, Wake]] = []
    if hours.status is Status.SUBMITTED and hours.answer_due_at is not None:
        soon = answer_warned_at(hours.submitted_at, hours.answer_due_at, calendar)
        found = [(soon, Wake.ANSWER_SOON), (hours.answer_due_at, Wake.ANSWER_LATE)]
    elif hours.status is Status.SUPPLEMENT and hours.supplement_until is not None:
        ends = datetime.combine(last_day(hours.supplement_until, calendar) + timedelta(days=1), time(), TZ)
        found = [(ends, Wake.SUPPLEMENT_OVER)]
    elif hours.status in RUNNING and hours.due_at is not None and not hours.paused:
        begin = hours.clock_from_at or hours.submitted_at
        asked = apology_asked_at(begin, hours.due_at, calendar)
        found = [(asked, Wake.ASK_APOLOGY), (hours.due_at, Wake.LATE)]
    return found


def wakes_at(hours: Hours, calendar: Calendar, *, after: datetime | None = None) -> datetime | None:
    """The next of these hours; all of them count where the clock has just been set."""
    return next((at for at, _ in wakes(hours, calendar) if after is None or at > after), None)


@basis(
    "61/2018/NĐ-CP",
    article=17,
    note="the citizen is told until when; the figure is the procedure's or the province's",
)
def supplement_until(asked_on: date, calendar: Calendar) -> date:
    """Hạn bổ sung where the officer names none: so many working days."""
    days = int(parameter("dossiers.supplement_days", on=asked_on))
    return counting.add_working_days(asked_on, days, calendar)


@basis("91/2015/QH13", article=148, clause=5, note="a last day off gives way to the next working day")
def last_day(until: date, calendar: Calendar) -> date:
    """The day a time of days ends with."""
    return counting.next_working_day(until, calendar) if calendar.is_off(until) else until


@basis(
    "61/2018/NĐ-CP",
    article=19,
    note="time waited for the citizen is given back once, whatever was waited for",
)
def uncredited(spans: Sequence[Span], credited: Sequence[Span], since: datetime | None) -> list[Span]:
    """What is left of pauses that end now when the pauses given back before, and all before the clock began anew, are
    taken out. Spans have an end."""
    left: list[Span] = []
    for span in spans:
        assert span.to_at is not None
        parts = [(max(span.from_at, since) if since else span.from_at, span.to_at)]
        for other in credited:
            assert other.to_at is not None
            parts = [
                piece
                for begin, end in parts
                for piece in ((begin, min(end, other.from_at)), (max(begin, other.to_at), end))
                if piece[0] < piece[1]
            ]
        left += [Span(begin, end) for begin, end in parts if begin < end]
    return left


@basis("118/2025/NĐ-CP", note="not accepted before acceptance (3), stopped after it (8)")
@basis("61/2018/NĐ-CP", article=17)
def ended_by_silence(accepted: bool) -> Status:
    """What becomes of a dossier whose supplement never came."""
    return Status.STOPPED if accepted else Status.NOT_ACCEPTED


def after_supplement(accepted_on: date) -> str:
    """`restart` or `resume`, by the rules the dossier was accepted under."""
    return str(parameter("calendars.after_pause", on=accepted_on))


@basis("61/2018/NĐ-CP", article=19, note="re-appointed only once")
def may_reappoint(signed_before: bool) -> bool:
    """Whether a new date may still be given."""
    return not signed_before


def new_due_at(new_on: date, due_at: datetime, calendar: Calendar) -> datetime:
    """The new appointment: the old clock time moved into the hours of the new day."""
    hours = calendar.hours(new_on)
    local = counting_minute(due_at)
    minute = next((max(local, begin) for begin, end in hours if local <= end), hours[-1][1])
    return datetime.combine(new_on, time(minute // 60, minute % 60), TZ)


def counting_minute(moment: datetime) -> int:
    """Minutes of the local day."""
    local = moment.astimezone(TZ)
    return local.hour * 60 + local.minute


@basis("61/2018/NĐ-CP", article=19, note="what is past its limit is late however it ends")
def was_late(clock_ran_until: datetime, due_at: datetime | None) -> bool:
    """Whether the hour had passed while the clock still ran."""
    return due_at is not None and counting.classify(clock_ran_until, due_at) == "late"


def told_again(stands_since: date, today: date, every: int, calendar: Calendar) -> bool:
    """Whether today is the morning, after every so many working days, on which a clock that stands is told of."""
    told = stands_since
    while told < today:
        told = counting.add_working_days(told, max(1, every), calendar)
    return told == today != stands_since


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit of one step: when it began and ended, its own limit in minutes (0: none)."""

    entered_at: datetime
    left_at: datetime
    limit_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """Working minutes a stay took from its holder, and those in which the clock stood."""

    minutes: int
    paused_minutes: int


@basis("61/2018/NĐ-CP", article=19, note="time waited for the citizen is not the holder's")
def held(stay: Stay, pauses: Sequence[Span], calendar: Calendar) -> Held:
    """How long a step was held, in working time, without the time the clock stood."""
    whole = max(0, counting.working_minutes_between(stay.entered_at, stay.left_at, calendar))
    paused, seen = 0, stay.entered_at
    for begin, end in sorted(
        (max(p.from_at, stay.entered_at), min(p.to_at or stay.left_at, stay.left_at)) for p in pauses
    ):
        begin = max(begin, seen)
        if end > begin:
            paused += max(0, counting.working_minutes_between(begin, end, calendar))
            seen = end
    paused = min(paused, whole)
    return Held(whole - paused, paused)


@basis("61/2018/NĐ-CP", article=19, note="time waited for the citizen is not the holder's")
def step_due(entered_at: datetime, minutes: int, pauses: Sequence[Span], calendar: Calendar) -> datetime:
    """When the own limit of a step ends: its working minutes counted on without those in which the clock stood; what
    began to stand after the limit had run out moves it no more. Pauses have an end."""
    due, seen = counting.add_working_hours(entered_at, Fraction(minutes, 60), calendar), entered_at
    for begin, end in sorted((max(p.from_at, entered_at), p.to_at or entered_at) for p in pauses):
        begin = max(begin, seen)
        if begin >= end or begin > due:
            continue
        stood = max(0, counting.working_minutes_between(begin, end, calendar))
        due, seen = counting.add_working_hours(due, Fraction(stood, 60), calendar), end
    return due


@basis("61/2018/NĐ-CP", article=19, note="the agency that let its time pass answers for the lateness")
def share_lateness(late_minutes: int, overruns: Sequence[int], after_due: Sequence[int]) -> list[int]:
    """Minutes of a dossier's lateness, step by step: by how far each went past its own limit; where none did, by how
    long each was held after the promised hour; where nobody did either, the last. The shares add up to the whole."""
    weights = list(overruns) if any(overruns) else list(after_due)
    total = sum(weights)
    if late_minutes <= 0 or not weights:
        return [0] * len(weights)
    if total <= 0:  # nobody went past a limit, and it ended outside office hours: whoever had it last
        return [*[0] * (len(weights) - 1), late_minutes]
    exact = [Fraction(late_minutes * weight, total) for weight in weights]
    shares = [int(one) for one in exact]
    rest = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in rest[: late_minutes - sum(shares)]:
        shares[n] += 1
    return shares


@basis("118/2025/NĐ-CP", note="what was ended in error is taken back by who ended it, with its reason")
def may_take_back(ended_at: datetime, now: datetime, calendar: Calendar) -> bool:
    """Whether a refusal at reception or a withdrawal may still be taken back: within some working hours."""
    hours = int(parameter("dossiers.refusal_undo_hours", on=ended_at.date()))
    return counting.working_minutes_between(ended_at, now, calendar) <= hours * 60
