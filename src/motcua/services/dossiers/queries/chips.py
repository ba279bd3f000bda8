"""The deadline in words: one sentence and one tone a row, from the one clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.legal import parameter
from motcua.kernel.words import day, say
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar
from motcua.services.dossiers.types import Status

DONE = say("Xong")
DONE_WORDS = {
    "early": say("Xong trước hạn"),
    "on_time": say("Xong đúng hạn"),
    "late": say("Xong quá hạn"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """What a deadline chip shows: `Còn 2 ngày 3 giờ`, tone, and the moment beneath."""

    sentence: str
    tone: str
    detail: str = ""
    at: datetime | None = None


def chip(
    *,
    status: Status,
    due_at: datetime | None,
    now: datetime,
    calendar: Calendar,
    paused_at: datetime | None = None,
    timeliness: str = "",
    finished_at: datetime | None = None,
    answered_until: datetime | None = None,
) -> Chip:
    """The chip of one dossier. While the clock stands, the time left is what it was when it stopped, and beneath it the
    last day of who is asked for papers (``answered_until``: the midnight after it)."""
    if status is Status.RETURNED or status is Status.FINISHED:
        words = DONE_WORDS.get(timeliness, DONE)
        if status is Status.FINISHED:
            words = say("{done}, chờ trả", done=words)
        return Chip(
            words, "late" if timeliness == "late" else "done", _hour(say("xong"), finished_at), finished_at
        )
    if not status.is_open or (status is Status.STOPPED and finished_at is not None):
        return Chip(say("Đã kết thúc"), "done", _hour(say("kết thúc"), finished_at), finished_at)
    wanted = ""
    if answered_until is not None:
        last = clock.local(answered_until - timedelta(seconds=1))
        wanted = say("người dân bổ sung đến hết {last}", last=f"{last:%d/%m}")
    if due_at is None:
        return (
            Chip(say("Chờ bổ sung"), "pause", wanted, answered_until)
            if wanted
            else Chip(say("Không có hạn ấn định"), "ok")
        )
    if paused_at is not None:
        left = counting.remaining(paused_at, due_at, calendar)
        words = counting.say_remaining(left)
        return Chip(
            say("Dừng, {left}", left=words.lower()),
            "pause",
            wanted or say("từ {paused_at}", paused_at=f"{clock.local(paused_at):%d/%m}"),
            due_at,
        )
    left = counting.remaining(now, due_at, calendar)
    sentence = counting.say_remaining(left)
    if left.overdue:
        return Chip(sentence, "late", _hour(say("hẹn"), due_at), due_at)
    soon = left.minutes <= 60 * int(parameter("dossiers.soon_hours", on=now.date()))
    return Chip(sentence, "soon" if soon else "ok", _hour(say("hẹn"), due_at), due_at)


def _hour(word: str, moment: datetime | None) -> str:
    if moment is None:
        return ""
    here = clock.local(moment)
    return say("{word} {time}, {day}", word=word, time=f"{here:%H:%M}", day=day(here))


def chip_of(
    dossier,
    *,
    now: datetime | None = None,
    calendar: Calendar | None = None,
    own_due_at: datetime | None = None,
) -> Chip:
    """The chip of a dossier row. Before acceptance the clock shown is the desk's eight hours."""
    now = now or clock.now()
    status = dossier.state
    due_at = dossier.answer_due_at if status is Status.SUBMITTED else own_due_at or dossier.due_at
    return chip(
        status=status,
        due_at=due_at,
        now=now,
        calendar=calendar or calendars.calendar(dossier.receiving_agency),
        paused_at=dossier.paused_at,
        timeliness=dossier.timeliness,
        finished_at=dossier.returned_at or dossier.finished_at,
        answered_until=dossier.wakes_at if status is Status.SUPPLEMENT else None,
    )
