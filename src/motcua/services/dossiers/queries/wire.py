"""What programs of an agency read: a page of its dossiers, one whole, and where one stands after a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, IssuedPaper, Paper, Result
from motcua.services.dossiers.types import VIEW_AGENCY
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import StepView, TokenView

from .seeing import dossier_for

LINE = (
    "id", "code", "external_code", "status", "channel", "procedure_code", "procedure_name", "applicant_name",
    "receiving_agency", "competent_agency", "submitted_at", "accepted_at", "due_at", "finished_at", "returned_at",
    "timeliness", "step_name", "holder", "version",
)  # fmt: skip


def agency_page(by: Actor, *, before: int | None, limit: int, asked: Mapping[str, Any]) -> list[Dossier]:
    """Dossiers received or decided by the agencies of the post, newest first, going on below an id."""
    access.require(by, VIEW_AGENCY)
    codes = by.agency_codes | {by.agency_code}
    rows = Dossier.objects.filter(Q(receiving_agency__in=codes) | Q(competent_agency__in=codes))
    for key, value in asked.items():
        if value is not None:
            rows = rows.filter(**{key: value})
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.only(*LINE).order_by("-pk")[:limit])


def require_theirs(by: Actor, code: str) -> None:
    """Refuse a program a dossier that neither its agencies nor its post have to do with, before a command says more.

    Raises:
        DossierNotThere: not there, or not theirs; both answer alike.
    """
    row = (
        Dossier.objects.filter(code=code)
        .values_list("receiving_agency", "competent_agency", "helper_agency")
        .first()
    )
    if row is None or by.agency_codes.union((by.agency_code,)).isdisjoint(row):
        dossier_for(by.without(VIEW_AGENCY), code)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stands: what a program needs for its next call."""

    code: str
    status: int
    version: int
    due_at: datetime | None
    steps: list[TokenView]


def standing(code: str) -> Standing:
    """After a call that was allowed: two questions, no personal data."""
    row = Dossier.objects.values_list("code", "status", "version", "due_at").get(code=code)
    return Standing(*row, steps=open_steps(code))


def open_steps(code: str) -> list[TokenView]:
    """Steps somebody is to do now."""
    return [token for token in processes.open_tokens(f"dossier:{code}") if token.name]


@dataclass(frozen=True, slots=True)
class Whole:
    """One dossier with what belongs to it."""

    dossier: Dossier
    papers: list[Paper]
    issued: list[IssuedPaper]
    results: list[Result]
    steps: list[TokenView]
    course: list[StepView]


def whole(by: Actor, code: str) -> Whole:
    """A dossier for a program that may see it.

    Raises:
        DossierNotThere: not there, or not theirs; both answer alike.
    """
    dossier = dossier_for(by, code)
    return Whole(
        dossier=dossier,
        papers=list(dossier.papers.all()),
        issued=list(IssuedPaper.objects.filter(dossier=dossier).defer("data")),
        results=list(dossier.results.filter(superseded_at=None)),
        steps=open_steps(code),
        course=processes.describe(f"dossier:{code}"),
    )
