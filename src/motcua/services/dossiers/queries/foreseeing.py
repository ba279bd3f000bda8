"""What forecasts read of dossiers: finished visits of steps, steps that are open, how long the clock ran since a moment.

Steps before acceptance and after the result count for nothing here: the promise is kept or broken between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars.types import Pause as Span
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Pause, Reappointment, StepTime, Work
from motcua.services.dossiers.types import OPEN, Status
from motcua.services.workflow.types import TaskKind

OUTSIDE_THE_PROMISE = (TaskKind.RECEIVE.value, TaskKind.RETURN.value, TaskKind.SUPPLEMENT.value)
RUNNING = sorted(int(status) for status in OPEN - {Status.FINISHED})


@dataclass(frozen=True, slots=True)
class Visit:
    """A finished visit of a step, and when its dossier came to an end."""

    dossier_id: int
    procedure_code: str
    node: str
    agency_code: str
    unit_code: str
    officer_code: str
    entered_at: datetime
    left_at: datetime
    minutes: int
    paused_minutes: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that is open, or was at a moment; ``officer_code`` is empty where it was not known then."""

    token_id: int
    dossier_id: int
    code: str
    procedure_code: str
    node: str
    step_name: str
    agency_code: str
    unit_code: str
    officer_code: str
    officer_name: str
    entered_at: datetime
    due_at: datetime


def visits(
    left_from: datetime, left_before: datetime, *, agency_code: str = "", procedures: Collection[str] = ()
) -> Iterator[Visit]:
    """Visits that ended in a span, a dossier's one after another; of all, or of an agency and some procedures anywhere."""
    rows = StepTime.objects.filter(left_at__gte=left_from, left_at__lt=left_before, ended="done")
    rows = rows.exclude(task__in=OUTSIDE_THE_PROMISE)
    if agency_code:
        rows = rows.filter(Q(agency_code=agency_code) | Q(procedure_code__in=procedures))
    found = rows.order_by("dossier_id", "entered_at", "id").values_list(
        "dossier_id", "procedure_code", "node", "agency_code", "unit_code", "officer_code", "entered_at", "left_at",
        "minutes", "paused_minutes", "dossier__finished_at",
    )  # fmt: skip
    for row in found.iterator(chunk_size=5000):
        yield Visit(*row)


def _standing(rows: QuerySet, *dues: str) -> Iterator[Standing]:
    """Steps with the first of these moments that there is."""
    found = rows.order_by("id").values_list(
        "token_id", "dossier_id", "dossier__code", "dossier__procedure_code", "node", "step_name", "agency_code", "unit_code",
        "officer_code", "officer_name", "entered_at", *dues,
    )  # fmt: skip
    for row in found.iterator(chunk_size=5000):
        yield Standing(*row[:11], next(filter(None, row[11:])))


LAWFUL = ("dossier__lawful_due_at", "dossier__due_at")


def standing_now(*, unit_code: str = "") -> Iterator[Standing]:
    """Open steps of dossiers with a promise whose clock runs."""
    rows = Work.objects.filter(is_paused=False, dossier__status__in=RUNNING, dossier__due_at__isnull=False)
    rows = rows.filter(dossier__finished_at=None).exclude(task__in=OUTSIDE_THE_PROMISE)
    return _standing(rows.filter(unit_code=unit_code) if unit_code else rows, *LAWFUL)


def standing_at(moment: datetime) -> Iterator[Standing]:
    """Steps that were open at a moment past, of dossiers that have ended since; who held them is not told, for it is
    known only by who finished them, and the promise is that of the moment: no pause that came after has moved it."""
    stood = Pause.objects.filter(dossier=OuterRef("dossier"), from_at__lte=moment)
    stood = stood.filter(Q(to_at=None) | Q(to_at__gt=moment))
    rows = StepTime.objects.filter(
        entered_at__lte=moment, left_at__gt=moment, dossier__finished_at__gt=moment, dossier__due_at__isnull=False,
        dossier__finished_at__gte=F("left_at"),
    ).exclude(Exists(stood))  # fmt: skip
    moved = Reappointment.objects.filter(dossier=OuterRef("dossier"))
    first = moved.filter(at__gt=moment, paper_number="").order_by("at", "id")
    given = moved.exclude(
        paper_number=""
    )  # a new day that was given hides what the law's was between two pauses
    then = Case(When(Exists(given), then=None), default=Subquery(first.values("old_due_at")[:1]))
    rows = rows.exclude(task__in=OUTSIDE_THE_PROMISE).annotate(due_then=then)
    for one in _standing(rows, "due_then", *LAWFUL):
        yield Standing(
            one.token_id, one.dossier_id, one.code, one.procedure_code, one.node, one.step_name, one.agency_code,
            one.unit_code, "", "", one.entered_at, one.due_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """How a dossier ended; ``timeliness`` is empty where it was withdrawn or stopped."""

    dossier_id: int
    ended_at: datetime
    timeliness: str
    competent_agency: str


def ended(ids: Iterable[int]) -> list[Ended]:
    """Those of some dossiers that have come to an end."""
    rows = Dossier.objects.filter(pk__in=list(ids), finished_at__isnull=False)
    return [Ended(*row) for row in rows.values_list("id", "finished_at", "timeliness", "competent_agency")]


def dossier_id_of(code: str) -> int | None:
    """The key of a dossier by its code."""
    return Dossier.objects.filter(code=code).values_list("id", flat=True).first()


class Running:
    """Working minutes in which the clock of a dossier ran between two moments; pauses are read once for many dossiers."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.spans: dict[int, list[Span]] = {}
        rows = Pause.objects.filter(dossier_id__in=list(ids)).values_list("dossier_id", "from_at", "to_at")
        for dossier_id, from_at, to_at in rows:
            self.spans.setdefault(dossier_id, []).append(Span(from_at, to_at))

    def minutes(self, dossier_id: int, begin: datetime, end: datetime, agency_code: str) -> int:
        """Minutes by the calendar of the agency."""
        calendar = calendars.calendar(agency_code or None)
        return rules.held(rules.Stay(begin, end), self.spans.get(dossier_id, []), calendar).minutes
