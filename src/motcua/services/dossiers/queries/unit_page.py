"""The board of a unit's head: who holds how much, how late, how long; who waits for whom; and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.types import OPEN, Status
from motcua.services.workflow.types import ASKED_POST

from .lists import with_dossiers

NOBODY = "Chưa có người nhận"
AGES = (8, 16, 40)
"""Working hours a step has lain in somebody's hands: one day, two days, a week."""
AGE_WORDS = ("dưới 1 ngày", "1 đến 2 ngày", "2 đến 5 ngày", "trên 5 ngày")
WITH_STEPS = sorted(int(status) for status in OPEN | {Status.FINISHED})
"""States in which a dossier has an open step; a result that waits for its owner is one. Said in every question of the
board, or a planner reads all dossiers there ever were for the state of those that have a step."""
COUNTED = ("total", "late", "step_late", "soon", "today", "paused", "age0", "age1", "age2", "age3")


@dataclass(frozen=True, slots=True)
class Load:
    """One holder's work."""

    unit_code: str
    unit_name: str
    officer_code: str
    officer_name: str
    away: str
    total: int
    late: int
    step_late: int
    soon: int
    today: int
    paused: int
    age0: int
    age1: int
    age2: int
    age3: int
    since: datetime | None

    @property
    def address(self) -> str:
        """How the address names the holder and the unit; `-` for none."""
        return urlencode({"nguoi": self.officer_code or "-", "dv": self.unit_code or "-"})


@dataclass(frozen=True, slots=True)
class Wait:
    """One place that holds what another waits for."""

    who: str
    whom: str
    lane: str
    agency_code: str
    total: int
    late: int
    since: datetime | None


class Moments:
    """The moments the figures speak of, counted once in the working hours of the agency."""

    def __init__(self, by: Actor) -> None:
        self.now = clock.now()
        calendar = calendars.calendar(by.agency_code or None)
        self.tomorrow = self.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        soon = int(parameter("dossiers.soon_hours", on=self.now.date()))
        self.soon = counting.add_working_hours(self.now, soon, calendar)
        self.ages = [counting.working_hours_before(self.now, hours, calendar) for hours in AGES]

    def kind(self, name: str) -> Q:
        """The rows of one figure."""
        running = Q(is_paused=False) & ~Q(dossier__status=int(Status.FINISHED))
        found = {
            "late": running & Q(due_at__lt=self.now),
            "step_late": running & Q(step_due_at__lt=self.now),
            "soon": running & Q(due_at__gte=self.now, due_at__lt=self.soon),
            "today": running & Q(due_at__gte=self.now, due_at__lt=self.tomorrow),
            "paused": Q(is_paused=True),
        }
        # A result waiting to be handed over lies in somebody's hands as well.
        edges = [None, *self.ages, None]
        for number, (newest, oldest) in enumerate(pairwise(edges)):
            span = Q(is_paused=False)
            if newest is not None:
                span &= Q(entered_at__lte=newest)
            if oldest is not None:
                span &= Q(entered_at__gt=oldest)
            found[f"age{number}"] = span
        return found.get(name, Q())


def _here(by: Actor) -> tuple[str, ...]:
    """The agencies of the post that stand today: its own with its desk, without those it has inherited."""
    return organizations.still_there(by.agency_codes | {by.agency_code}, clock.today())


def work_under(by: Actor) -> QuerySet[Work]:
    """Open steps at the agencies this post reaches."""
    mine = by.agency_codes | {by.agency_code}
    return Work.objects.filter(agency_code__in=mine, dossier__status__in=WITH_STEPS)


def loads(by: Actor) -> list[Load]:
    """Holders by lateness, then by how much they hold: one query for the figures, kept answers for names."""
    moments = Moments(by)
    figures = {name: Count("pk", filter=moments.kind(name)) for name in COUNTED if name != "total"}
    rows = list(
        work_under(by)
        .values("unit_code", "officer_code", "officer_name")
        .annotate(total=Count("pk"), since=Min("entered_at", filter=Q(is_paused=False)), **figures)
        .order_by("-late", "-total", "officer_name")[:300]
    )
    names: dict[str, str] = {}
    away: dict[str, str] = {}
    for code in _here(by):
        names |= {unit["code"]: unit["name"] for unit in organizations.units(code)}
        away |= organizations.away_now(code)
    return [
        Load(
            unit_code=row["unit_code"],
            unit_name=names.get(row["unit_code"]) or row["unit_code"] or "Chưa thuộc phòng nào",
            officer_code=row["officer_code"],
            officer_name=row["officer_name"] or NOBODY,
            away=away.get(row["officer_code"], ""),
            since=row["since"],
            **{key: row[key] for key in COUNTED},
        )
        for row in rows
    ]


def _served(by: Actor) -> frozenset[str]:
    """The lanes that posts of the agencies in reach serve; steps of other lanes wait for somebody outside."""
    mine = _here(by)
    asked = {f"{ASKED_POST}@{code}" for code in mine}
    return frozenset(asked).union(*(organizations.lanes_served(code) for code in mine))


def _outside(by: Actor, served: Iterable[str]) -> QuerySet[Work]:
    """Steps of this unit's dossiers that lie elsewhere: with another agency, the citizen, a national database.

    The dossiers are found first, each way by its own index: an OR over two columns of another table reads all of it.
    """
    mine = sorted(by.agency_codes | {by.agency_code})
    running = Dossier.objects.filter(status__in=WITH_STEPS).order_by().values("pk")
    ours = Q(dossier_id__in=running.filter(competent_agency__in=mine))
    ours |= Q(dossier_id__in=running.filter(receiving_agency__in=mine))
    work = Work.objects.filter(ours, dossier__status__in=WITH_STEPS)
    return work.filter(~Q(agency_code__in=mine) | ~Q(lane__in=served))


def waits(by: Actor) -> tuple[list[Wait], list[Wait]]:
    """Whom this unit waits for, and who waits for it."""
    served = _served(by)
    return _we_wait(by, served), _others_wait(by, served)


def _we_wait(by: Actor, served: Iterable[str]) -> list[Wait]:
    """Where this unit's dossiers lie, how many, since when."""
    moments = Moments(by)
    rows = list(
        _outside(by, served)
        .values("lane", "lane_name", "agency_code")
        .annotate(total=Count("pk"), late=Count("pk", filter=moments.kind("late")), since=Min("entered_at"))
        .order_by("-late", "-total", "lane_name")[:30]
    )
    mine = by.agency_codes | {by.agency_code}
    names = organizations.agencies({row["agency_code"] for row in rows} - mine)
    return [
        Wait(
            who="Đơn vị tôi",
            whom=", ".join(
                filter(
                    None,
                    (row["lane_name"], names[row["agency_code"]].name if row["agency_code"] in names else ""),
                )
            ),
            lane=row["lane"],
            agency_code=row["agency_code"],
            total=row["total"],
            late=row["late"],
            since=row["since"],
        )
        for row in rows
    ]


def _others_wait(by: Actor, served: Iterable[str]) -> list[Wait]:
    """Dossiers received or decided elsewhere whose open step lies here, by post."""
    moments = Moments(by)
    rows = list(
        work_under(by)
        .filter(lane__in=served)
        .exclude(dossier__receiving_agency=by.agency_code)
        .values("dossier__receiving_agency", "lane", "lane_name")
        .annotate(total=Count("pk"), late=Count("pk", filter=moments.kind("late")), since=Min("entered_at"))
        .order_by("-late", "-total", "lane_name")[:30]
    )
    names = organizations.agencies({row["dossier__receiving_agency"] for row in rows})
    return [
        Wait(
            who=names[row["dossier__receiving_agency"]].name
            if row["dossier__receiving_agency"] in names
            else row["dossier__receiving_agency"],
            whom=row["lane_name"],
            lane=row["lane"],
            agency_code=row["dossier__receiving_agency"],
            total=row["total"],
            late=row["late"],
            since=row["since"],
        )
        for row in rows
    ]


def held(
    by: Actor, *, officer: str = "", unit: str = "", kind: str = "", lane: str = "", agency: str = ""
) -> QuerySet[Work]:
    """The rows behind one figure. ``officer`` is a code, `-` for what nobody has taken, empty for all;
    ``kind`` "out" and "in" are the waiting tables, narrowed by lane and agency."""
    if kind == "out":
        rows = _outside(by, _served(by))
        rows = rows.filter(lane=lane) if lane else rows
        rows = rows.filter(agency_code=agency) if agency else rows
        return with_dossiers(rows)
    rows = work_under(by)
    if kind == "in":
        rows = rows.filter(lane__in=_served(by)).exclude(dossier__receiving_agency=by.agency_code)
        rows = rows.filter(lane=lane) if lane else rows
        rows = rows.filter(dossier__receiving_agency=agency) if agency else rows
        return with_dossiers(rows)
    if officer == "-":
        rows = rows.filter(officer_code="")
    elif officer:
        rows = rows.filter(officer_code=officer)
    if unit:
        rows = rows.filter(unit_code="" if unit == "-" else unit)
    return with_dossiers(rows.filter(Moments(by).kind(kind)))
