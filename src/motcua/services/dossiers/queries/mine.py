"""Hồ sơ của tôi: a citizen's dossiers, open and ended, and how many there are."""

from __future__ import annotations

from django.db.models import Q

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.calendars import queries as calendars
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.types import OPEN, Status

from .chips import Chip, chip_of
from .seeing import arms

STILL_OPEN = [int(status) for status in OPEN | {Status.FINISHED}]


def mine(by: Actor, *, part: str = "", said: str = "") -> Rows:
    """A citizen's dossiers, newest first: all, open ones, or ended ones."""
    query = Dossier.objects.defer("answers") if by.kind == "citizen" else Dossier.objects.none()
    rows = Rows(query, ("-submitted_at", "-id"), arms(by))
    if part == "dang":
        rows = rows.filter(status__in=STILL_OPEN)
    elif part == "xong":
        rows = rows.filter(~Q(status__in=STILL_OPEN))
    if said:
        rows = rows.filter(Q(code__icontains=said) | Q(procedure_name__icontains=said))
    return rows


def mine_counts(by: Actor) -> dict[str, int]:
    """How many drafts, open and ended ones: counted by the queries that list them."""
    drafts = (
        Draft.objects.filter(owner_user_id=by.user_id, dossier=None, discarded_at=None).count()
        if by.user_id
        else 0
    )
    return {"nhap": drafts, "dang": mine(by, part="dang").total(), "xong": mine(by, part="xong").total()}


def chips_of(rows: list[Dossier]) -> list[tuple[Dossier, Chip]]:
    """Rows with their chips; a calendar an agency, read once."""
    now = clock.now()
    known = {code: calendars.calendar(code) for code in {row.receiving_agency for row in rows}}
    return [(row, chip_of(row, now=now, calendar=known[row.receiving_agency])) for row in rows]
