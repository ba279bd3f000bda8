"""What statistics may read of dossiers: plain facts without a person in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.dossiers.models import Dossier

from .lists import NOT_OVER, OPEN_CODES, ORDERS, due_key, late_by_law
from .seeing import arms


@dataclass(frozen=True, slots=True)
class Countable:
    """One dossier as statistics see it."""

    code: str
    procedure_code: str
    field_name: str
    agency_code: str
    filed_on: date
    received_on: date | None
    finished_on: date | None
    timeliness: str
    returned_on: date | None


_COLUMNS = (
    "code", "procedure_code", "field_name", "competent_agency", "submitted_at", "accepted_at", "finished_at",
    "timeliness", "returned_at",
)  # fmt: skip


def countable(code: str) -> Countable | None:
    """One dossier."""
    row = Dossier.objects.filter(code=code).values_list(*_COLUMNS).first()
    return _countable(row) if row else None


def all_countable() -> Iterator[Countable]:
    """Every dossier, a few thousand at a time."""
    for row in Dossier.objects.order_by("id").values_list(*_COLUMNS).iterator(chunk_size=5000):
        yield _countable(row)


def _countable(row: tuple) -> Countable:
    code, procedure, field, agency, filed, accepted, finished, timeliness, returned = row
    return Countable(
        code,
        procedure,
        field,
        agency,
        clock.local(filed).date(),
        _day(accepted),
        _day(finished),
        timeliness,
        _day(returned),
    )


def _day(moment: datetime | None) -> date | None:
    return clock.local(moment).date() if moment else None


def open_by_agency(now: datetime) -> dict[str, tuple[int, int]]:
    """Competent agency to (open, late now): over the open dossiers alone."""
    rows = (
        Dossier.objects.filter(NOT_OVER, status__in=OPEN_CODES, accepted_at__isnull=False)
        .values_list("competent_agency")
        .annotate(open=Count("id"), late=Count("id", filter=late_by_law(now)))
    )
    return {agency: (opened, late) for agency, opened, late in rows}


def behind(by: Actor, what: str, agency_code: str, from_on: date, to_on: date, now: datetime) -> Rows:
    """The dossiers behind one public figure, as far as this post may see them.

    ``what``: received, done, early, on_time, late, returned in the span; open, late_now at this moment.
    """
    rows = Rows(Dossier.objects.defer("answers").filter(competent_agency=agency_code), ("id",), arms(by))
    span = (datetime.combine(from_on, time(), clock.TZ),
            datetime.combine(to_on + timedelta(days=1), time(), clock.TZ))  # fmt: skip
    if what == "received":
        return _within(rows, "accepted_at", *span)
    if what == "returned":
        return _within(rows, "returned_at", *span)
    if what in ("done", "early", "on_time", "late"):
        kinds = ["early", "on_time", "late"] if what == "done" else [what]
        return _within(rows.filter(timeliness__in=kinds), "finished_at", *span)
    opened = rows.filter(NOT_OVER, status__in=OPEN_CODES, accepted_at__isnull=False)
    if what == "late_now":
        opened = opened.filter(late_by_law(now))
    return replace(opened, query=opened.query.annotate(due_key=due_key()), order=ORDERS["due"])


def _within(rows: Rows, column: str, begin: datetime, end: datetime) -> Rows:
    return rows.filter(**{f"{column}__gte": begin, f"{column}__lt": end}).ordered(column, "id")


def taken_at_desk(desk: str, since: date, most: int) -> list[str]:
    """Codes of the procedures a desk took in since a day, the most frequent first."""
    begin = datetime.combine(since, time.min, clock.TZ)
    rows = Dossier.objects.filter(receiving_agency=desk, submitted_at__gte=begin).values("procedure_code")
    counted = rows.annotate(times=Count("id")).order_by("-times", "procedure_code")
    return [row["procedure_code"] for row in counted[:most]]
