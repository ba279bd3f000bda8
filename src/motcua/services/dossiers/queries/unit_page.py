"""The load of a unit for its head: who holds how much, how late, how long; and the rows behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Work
from motcua.services.dossiers.types import Status

NOBODY = "Chưa có người nhận"


@dataclass(frozen=True, slots=True)
class Load:
    """One holder's work."""

    unit_code: str
    unit_name: str
    officer_code: str
    officer_name: str
    total: int
    late: int
    step_late: int
    today: int
    paused: int
    old: int
    since: datetime | None

    @property
    def is_nobody(self) -> bool:
        return not self.officer_code


def work_under(by: Actor) -> QuerySet[Work]:
    """Open steps at the agencies this post reaches."""
    return Work.objects.filter(agency_code__in=by.agency_codes | {by.agency_code})


def loads(by: Actor) -> list[Load]:
    """Holders by lateness, then by how much they hold: one query for the figures, one for the units' names."""
    now = clock.now()
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    running = Q(is_paused=False) & ~Q(dossier__status=int(Status.FINISHED))
    rows = list(
        work_under(by)
        .values("agency_code", "unit_code", "officer_code", "officer_name")
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=running & Q(due_at__lt=now)),
            step_late=Count("pk", filter=running & Q(step_due_at__lt=now)),
            today=Count("pk", filter=running & Q(due_at__gte=now, due_at__lt=tomorrow)),
            paused=Count("pk", filter=Q(is_paused=True)),
            old=Count("pk", filter=running & Q(entered_at__lt=now - timedelta(days=7))),
            since=Min("entered_at", filter=running),
        )
        .order_by("-late", "-total", "officer_name")[:300]
    )
    names: dict[str, str] = {}
    for code in sorted({row["agency_code"] for row in rows})[:5]:
        names |= {unit["code"]: unit["name"] for unit in organizations.units(code)}
    return [
        Load(
            unit_code=row["unit_code"],
            unit_name=names.get(row["unit_code"], row["unit_code"]),
            officer_code=row["officer_code"],
            officer_name=row["officer_name"] or NOBODY,
            **{key: row[key] for key in ("total", "late", "step_late", "today", "paused", "old", "since")},
        )
        for row in rows
    ]


def held(by: Actor, *, officer: str = "", unit: str = "", kind: str = "") -> QuerySet[Work]:
    """The rows behind one figure. ``officer`` is a code, `-` for what nobody has taken, empty for all."""
    now = clock.now()
    rows = work_under(by)
    if officer == "-":
        rows = rows.filter(officer_code="")
    elif officer:
        rows = rows.filter(officer_code=officer)
    if unit:
        rows = rows.filter(unit_code=unit)
    running = Q(is_paused=False) & ~Q(dossier__status=int(Status.FINISHED))
    if kind == "late":
        rows = rows.filter(running, due_at__lt=now)
    elif kind == "step_late":
        rows = rows.filter(running, step_due_at__lt=now)
    elif kind == "today":
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        rows = rows.filter(running, due_at__gte=now, due_at__lt=tomorrow)
    elif kind == "paused":
        rows = rows.filter(is_paused=True)
    elif kind == "old":
        rows = rows.filter(running, entered_at__lt=now - timedelta(days=7))
    return rows.select_related("dossier").defer("dossier__answers")
