"""What reports read of dossiers: accepted ones as plain facts, steps that made them late, hand-overs, the list behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.dossiers.models import Dossier, HandOver, Paper, Result, StepTime, Work

from .seeing import arms


@dataclass(frozen=True, slots=True)
class Reportable:
    """One accepted dossier without a person in it."""

    id: int
    code: str
    procedure_code: str
    field_name: str
    channel: str
    result_channel: str
    competent_agency: str
    accepted_at: datetime
    due_at: datetime | None
    paused_at: datetime | None
    finished_at: datetime | None
    timeliness: str
    returned_at: datetime | None
    digitised: bool | None
    reused: bool
    stored: bool
    result_form: str


_COLUMNS = (
    "id", "code", "procedure_code", "field_name", "channel", "result_channel", "competent_agency", "accepted_at",
    "lawful_due_at", "due_at", "paused_at", "finished_at", "timeliness", "returned_at",
)  # fmt: skip


_DIGITAL = ("applicant_id_number", "has_papers", "on_paper_alone", "reused", "has_file", "by_hand")


def _rows() -> QuerySet:
    """Accepted dossiers with what is asked of their papers and results."""
    own = Paper.objects.filter(dossier=OuterRef("pk"))
    by_hand = Q(originals__gt=0) | Q(certified__gt=0) | Q(copies__gt=0)
    results = Result.objects.filter(dossier=OuterRef("pk"), superseded_at=None, signed_at__isnull=False)
    rows = Dossier.objects.filter(accepted_at__isnull=False).annotate(
        has_papers=Exists(own.filter(by_hand | ~Q(sha256=""))),
        on_paper_alone=Exists(own.filter(by_hand, sha256="", digitised_at=None)),
        reused=Exists(own.exclude(vault_key="")),
        has_file=Exists(results.exclude(signed_sha256="")),
        by_hand=Exists(results.filter(on_paper=True)),
    )
    return rows.values_list(*_COLUMNS, *_DIGITAL)


def _reportable(row: tuple[Any, ...]) -> Reportable:
    *first, lawful_due_at, due_at, paused_at, finished_at, timeliness, returned_at = row[: len(_COLUMNS)]
    number, has_papers, on_paper_alone, reused, has_file, by_hand = row[len(_COLUMNS) :]
    form = ("scanned" if has_file else "paper") if by_hand else "electronic" if has_file else ""
    kept = bool(finished_at and has_file and number)
    return Reportable(
        *first, lawful_due_at or due_at, paused_at, finished_at, timeliness, returned_at,
        digitised=not on_paper_alone if has_papers else None, reused=reused, stored=reused or kept, result_form=form,
    )  # fmt: skip


def reportable(code: str, *, held: bool = False) -> Reportable | None:
    """One dossier, if it has been accepted; ``held`` until the caller's transaction ends."""
    if held:
        list(Dossier.objects.select_for_update().filter(code=code).values_list("pk", flat=True))
    row = _rows().filter(code=code).first()
    return _reportable(row) if row else None


def all_reportable() -> Iterator[Reportable]:
    """Every accepted dossier, a few thousand at a time."""
    for row in _rows().order_by("id").iterator(chunk_size=5000):
        yield _reportable(row)


def how_many() -> int:
    """All dossiers, for a bar of progress."""
    return Dossier.objects.count()


def handled_by_unit(agency_code: str, unit_code: str) -> tuple[QuerySet, QuerySet]:
    """Ids of dossiers a unit has had a step of, and of those it has one of now."""
    done = StepTime.objects.filter(agency_code=agency_code, unit_code=unit_code)
    return done.values("dossier_id"), Work.objects.filter(unit_code=unit_code).values("dossier_id")


def among(by: Actor, ids: QuerySet) -> Rows:
    """The dossiers of a figure, as far as this post may see them, oldest first."""
    return Rows(Dossier.objects.defer("answers").filter(pk__in=ids), ("id",), arms(by))


def late_steps(left_from: datetime, left_before: datetime, ids: QuerySet | None = None) -> QuerySet:
    """Steps that ended in a span and made their dossier late."""
    rows = StepTime.objects.filter(left_at__gte=left_from, left_at__lt=left_before, late_minutes__gt=0)
    return rows if ids is None else rows.filter(dossier_id__in=ids)


def lateness(steps: QuerySet) -> list[dict[str, Any]]:
    """By agency, unit and officer: dossiers made late, steps, working minutes of lateness."""
    return list(
        steps.values("agency_code", "unit_code", "officer_code", "officer_name")
        .annotate(dossiers=Count("dossier_id", distinct=True), steps=Count("id"), minutes=Sum("late_minutes"))
        .order_by("-minutes", "agency_code", "officer_name")
    )


def hand_overs(ids: QuerySet, given_from: datetime, given_before: datetime) -> Iterator[tuple[Any, ...]]:
    """Lines of the control slips given in a span: from, to, given, received."""
    rows = HandOver.objects.filter(dossier_id__in=ids, given_at__gte=given_from, given_at__lt=given_before)
    return rows.order_by().values_list("from_agency", "to_agency", "given_at", "received_at").iterator(5000)
