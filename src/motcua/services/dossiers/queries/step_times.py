"""Thời gian ở từng bước: who held what for how long, in working hours.

Other rooms read `finished_steps`: one `StepTime` row a finished visit of a step, with procedure, node, agency, unit, post,
officer, entered, left, working minutes held (without the time the clock stood), paused minutes, the step's own limit and
its share of the dossier's lateness. Rows are written seconds after the step by the worker (`services.timing`), so a step
that has just been finished may be missing for a moment. Walk them by `left_at`: two indexes stand for it
(procedure, node, left_at) and (agency, left_at). Open steps stand in `Work`; their time so far is `held_now`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Pause as Span
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, StepTime
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import TokenView

from .placing import Standing, standing


def finished_steps(
    *,
    left_from: datetime,
    left_before: datetime,
    procedure_code: str = "",
    node: str = "",
    agency_code: str = "",
) -> QuerySet[StepTime]:
    """Finished steps that ended in a span (its end not counted), narrowed by procedure and node, or by agency."""
    rows = StepTime.objects.filter(left_at__gte=left_from, left_at__lt=left_before)
    if procedure_code:
        rows = rows.filter(procedure_code=procedure_code)
    if node:
        rows = rows.filter(node=node)
    if agency_code:
        rows = rows.filter(agency_code=agency_code)
    return rows.order_by("left_at", "id")


def timed_until() -> datetime:
    """When the newest written step was left; long ago where none is written."""
    newest = StepTime.objects.aggregate(newest=Max("left_at"))["newest"]
    return newest or datetime(2000, 1, 1, tzinfo=clock.TZ)


def stays_of(dossier: Dossier) -> Iterator[tuple[Standing, TokenView]]:
    """Every visit of every step of a dossier with where it stood."""
    for token in processes.history(f"dossier:{dossier.code}"):
        if token.name:
            yield standing(dossier, token.lane), token


def post_of(officer_code: str, token: TokenView, agency_code: str) -> str:
    """The post an officer did a step in, where the queue was a unit's: the one of theirs that serves the lane there."""
    if not officer_code or token.done_at is None:
        return ""
    on = clock.local(token.done_at).date()
    lane = token.lane.partition("@")[0]
    people = organizations.officers_for_lane(lane, agency_code, on)
    return next((one.post_code for one in people if one.officer_code == officer_code), "")


@dataclass(frozen=True, slots=True)
class StepLine:
    """One visit of a step on the dossier's page."""

    name: str
    who: str
    entered_at: datetime
    left_at: datetime | None
    used: str
    limit: str
    paused: str
    over: str
    late: str


def lines_of(dossier: Dossier, *, now: datetime | None = None) -> list[StepLine]:
    """Who held the dossier how long against each step's limit, counted now; shares of lateness once it has ended."""
    now = now or clock.now()
    calendar = calendars.calendar(dossier.competent_agency)
    spans = [Span(p.from_at, p.to_at) for p in dossier.pauses.all()]
    late = dict(StepTime.objects.filter(dossier=dossier).values_list("token_id", "late_minutes"))
    found = []
    for place, token in stays_of(dossier):
        limit = round(token.hours * 60)
        span = rules.held(rules.Stay(token.entered_at, token.done_at or now, limit), spans, calendar)
        over = span.minutes - limit if limit else 0
        share = late.get(token.id, 0)
        found.append(
            StepLine(
                name=token.name,
                who=token.done_by_name or token.claimed_by_name or place.unit_name or token.lane_name,
                entered_at=token.entered_at,
                left_at=token.done_at,
                used=counting.say_minutes(span.minutes),
                limit=counting.say_minutes(limit) if limit else "",
                paused=counting.say_minutes(span.paused_minutes) if span.paused_minutes else "",
                over=counting.say_minutes(over) if over > 0 else "",
                late=counting.say_minutes(share) if share else "",
            )
        )
    return found
