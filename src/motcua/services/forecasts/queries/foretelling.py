"""From the dossiers' words to those of the rules: moments become working minutes, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar
from motcua.services.dossiers.queries import foreseeing
from motcua.services.dossiers.queries.foreseeing import Standing, Visit
from motcua.services.forecasts import rules
from motcua.services.forecasts.types import Foretold, Held, Past

LATELY = timedelta(days=90)


class Minutes:
    """Working minutes of agencies, from one beginning; each calendar is asked for once."""

    def __init__(self, now: datetime) -> None:
        self.begin = (now - LATELY).replace(hour=0, minute=0, second=0, microsecond=0)
        self._calendars: dict[str, Calendar] = {}

    def calendar(self, agency_code: str) -> Calendar:
        """The calendar of an agency."""
        kept = self._calendars.get(agency_code)
        if kept is None:
            kept = self._calendars[agency_code] = calendars.calendar(agency_code or None)
        return kept

    def between(self, begin: datetime, end: datetime, agency_code: str) -> int:
        """Working minutes from one moment to another, negative backwards."""
        return counting.working_minutes_between(begin, end, self.calendar(agency_code))

    def of(self, moment: datetime, agency_code: str) -> int:
        """A moment as a number on one line."""
        return self.between(self.begin, moment, agency_code)

    def moment(self, start: datetime, minutes: int, agency_code: str) -> datetime:
        """The moment so many working minutes after another."""
        return counting.add_working_hours(start, Fraction(minutes, 60), self.calendar(agency_code))


def learnt(now: datetime, *, queue: Collection[Standing] = ()) -> rules.Lately:
    """What visits that ended in the last ninety days teach; nothing that happened after ``now`` is looked at. For one
    queue only its agency and its procedures are read."""
    agency = next((one.agency_code for one in queue), "")
    visits = foreseeing.visits(
        now - LATELY, now, agency_code=agency, procedures={one.procedure_code for one in queue}
    )
    return rules.learn(_pasts(visits, now, Minutes(now)))


def _pasts(visits: Iterable[Visit], now: datetime, minutes: Minutes) -> Iterator[Past]:
    for _, group in groupby(visits, key=lambda one: one.dossier_id):
        ones = list(group)
        for one in ones:
            after = None
            end = one.finished_at
            if end is not None and one.entered_at < end < now:
                stood = sum(later.paused_minutes for later in ones if one.left_at <= later.entered_at < end)
                after = max(0, minutes.between(one.left_at, end, one.agency_code) - stood)
            yield Past(
                procedure=one.procedure_code, node=one.node, agency=one.agency_code, unit=one.unit_code,
                officer=one.officer_code, entered=minutes.of(one.entered_at, one.agency_code),
                left=minutes.of(one.left_at, one.agency_code), minutes=one.minutes, after=after,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A step as the dossiers tell it beside what was foretold of it, in moments."""

    step: Standing
    middle_at: datetime | None = None
    four_fifths_at: datetime | None = None
    late_percent: int | None = None


def queues(steps: Iterable[Standing]) -> dict[str, list[Standing]]:
    """Open steps by the unit they lie with; what waits outside lies with none."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for one in steps:
        found[one.unit_code].append(one)
    return found


def held_of(one: Standing, now: datetime, minutes: Minutes) -> Held:
    """An open step in the words of the rules."""
    return Held(
        token=one.token_id, dossier=one.dossier_id, procedure=one.procedure_code, node=one.node, agency=one.agency_code,
        unit=one.unit_code, officer=one.officer_code,
        elapsed=max(0, minutes.between(one.entered_at, now, one.agency_code)),
        left_minutes=minutes.between(now, one.due_at, one.agency_code),
    )  # fmt: skip


def foretold(
    queue: list[Standing],
    lately: rules.Lately,
    now: datetime,
    *,
    minutes: Minutes | None = None,
    absent: Collection[str] = (),
) -> list[Told]:
    """The forecast of every step of one unit's queue. The dice of a unit and a morning fall the same way each time."""
    minutes = minutes or Minutes(now)
    seed = f"{queue[0].unit_code}:{clock.local(now):%Y-%m-%d}" if queue else ""
    answers = rules.foretell([held_of(one, now, minutes) for one in queue], lately, absent=absent, seed=seed)
    return [_told(one, answers[one.token_id], now, minutes) for one in queue]


def _told(one: Standing, answer: Foretold, now: datetime, minutes: Minutes) -> Told:
    if answer.middle is None or answer.four_fifths is None:
        return Told(one)
    return Told(
        one,
        minutes.moment(now, answer.middle, one.agency_code),
        minutes.moment(now, answer.four_fifths, one.agency_code),
        answer.late_percent,
    )
