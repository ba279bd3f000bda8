"""Figures of petitions by agency: in time, satisfied, and the two indicators of Decision 766."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.services.petitions import rules
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import HANDLE, OPEN, Kind, State

from .scope import scope

REPEATED = [State.NEW, State.WORKING, State.ANSWERED, State.REFUSED]
ENDED = Q(state__in=[State.ANSWERED, State.REFUSED])


@dataclass(frozen=True, slots=True)
class Figures:
    """Petitions of one agency that came in a period."""

    code: str
    name: str
    received: int
    answered: int
    refused: int
    open: int
    in_time: int
    late: int
    satisfied: int
    unsatisfied: int
    first: int
    unhappy: int

    @property
    def points_in_time(self) -> float:
        """5.2, rounded as it is shown."""
        return round(float(rules.in_time_points(self.received, self.in_time)), 2)

    @property
    def points_content(self) -> float:
        """5.3, rounded as it is shown."""
        return round(float(rules.content_points(self.first, self.unhappy)), 2)


def together(rows: Sequence[Figures]) -> Figures:
    """All of them as one: points are counted anew from the sums, for points of agencies do not add up."""
    counts = [one.name for one in fields(Figures) if one.name not in ("code", "name")]
    return Figures("", "Tất cả", **{one: sum(getattr(row, one) for row in rows) for one in counts})


def figures(by: Actor, first: date, last: date, now: datetime) -> list[Figures]:
    """By agency, of those received from the first day to the last, both counted. Denunciations are no petitions of Decision
    766 and are not told of here."""
    access.require(by, HANDLE)
    since = datetime.combine(first, time(), clock.TZ)
    before = datetime.combine(last + timedelta(days=1), time(), clock.TZ)
    rows = Petition.objects.filter(scope(by), received_at__gte=since, received_at__lt=before)
    rows = rows.exclude(Q(kind=Kind.DENUNCIATION) | Q(state=State.WITHDRAWN))
    taken_late = Q(accepted_at__gt=F("accept_due_at"))
    late = taken_late | (ENDED & Q(ended_at__gt=F("due_at"))) | Q(state__in=OPEN, due_at__lt=now)
    unhappy = late | Q(satisfied=False) | Q(repeats__state__in=REPEATED)
    found = (
        rows.values("agency_code", "agency_name")
        .annotate(
            n_received=Count("pk", distinct=True),
            n_answered=Count("pk", filter=Q(state=State.ANSWERED), distinct=True),
            n_refused=Count("pk", filter=Q(state=State.REFUSED), distinct=True),
            n_open=Count("pk", filter=Q(state__in=OPEN), distinct=True),
            n_late=Count("pk", filter=late, distinct=True),
            n_satisfied=Count("pk", filter=Q(satisfied=True), distinct=True),
            n_unsatisfied=Count("pk", filter=Q(satisfied=False), distinct=True),
            n_first=Count("pk", filter=Q(again_of=None), distinct=True),
            n_unhappy=Count("pk", filter=unhappy & Q(again_of=None), distinct=True),
        )
        .order_by("agency_name", "agency_code")[:500]
    )
    return [
        Figures(
            one["agency_code"], one["agency_name"], one["n_received"], one["n_answered"], one["n_refused"], one["n_open"],
            one["n_received"] - one["n_late"], one["n_late"], one["n_satisfied"], one["n_unsatisfied"],
            one["n_first"], one["n_unhappy"],
        )
        for one in found
    ]  # fmt: skip
