"""Xem hồ sơ: a look at somebody's data leaves a trace, once an officer, dossier and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.registries.people import queries as people
from motcua.services.dossiers.models import Dossier, IssuedPaper


@transaction.atomic
def note_look(*, dossier: Dossier, by: Actor, at: datetime, action: str = "look") -> bool:
    """Write down that an officer opened a dossier; the citizen reads it beside their own record.

    Returns whether this was the first look of the day.
    """
    if not audit.record_once_a_day(by, f"dossiers.{action}", dossier, at=at, reason="Giải quyết hồ sơ"):
        return False
    number = dossier.applicant_id_number
    if by.kind == "officer" and number.isdigit() and len(number) == 12:
        people.find_person(number, by=by, reason=f"Giải quyết hồ sơ {dossier.code}")
    return True


@transaction.atomic
def note_export(
    *, by: Actor, at: datetime, what: str, rows: int, kind: str = "pdf", columns: Sequence[str] = ()
) -> None:
    """Write down that a list with people's names left the house as a file: which, how many rows, which columns."""
    after = {"rows": rows, "kind": kind, "columns": list(columns)}
    audit.record(by, "dossiers.export", f"list:{what}", at=at, after=after)


@transaction.atomic
def note_print(*, paper: IssuedPaper, by: Actor, at: datetime, copy: bool) -> None:
    """Write down that a statutory paper was printed, first or again."""
    IssuedPaper.objects.filter(pk=paper.pk, printed_at=None).update(printed_at=at)
    audit.record(
        by,
        "dossiers.print",
        paper.dossier,
        at=at,
        after={"paper": paper.number, "kind": paper.kind, "copy": copy},
    )
