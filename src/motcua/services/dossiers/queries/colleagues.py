"""Notes and followers as the officers' pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier, Follower, Note
from motcua.services.dossiers.types import OPEN

from .lists import due_key
from .seeing import arms

MOST_NOTES = 200
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note, and whether its reader may still mend it."""

    id: int
    author: str
    text: str
    names: str
    codes: tuple[str, ...]
    created_at: datetime
    edited_at: datetime | None
    removed: bool
    mine: bool


def notes_of(by: Actor, dossier: Dossier, *, change_within) -> list[NoteLine]:
    """The notes of a dossier this officer may see, newest first."""
    now = clock.now()
    return [
        NoteLine(
            id=row.pk,
            author=", ".join(filter(None, (row.author_name, row.post_title))),
            text=row.text,
            names=", ".join(name for _, name in row.mentions),
            codes=tuple(code for code, _ in row.mentions),
            created_at=row.created_at,
            edited_at=row.edited_at,
            removed=row.removed_at is not None,
            mine=row.author_code == by.id
            and row.removed_at is None
            and now - row.created_at <= change_within,
        )
        for row in Note.objects.filter(dossier=dossier)[:MOST_NOTES]
    ]


def follows(by: Actor, dossier: Dossier) -> bool:
    """Whether this officer hears of the dossier's moves; no query where nobody does."""
    return bool(dossier.followers) and Follower.objects.filter(dossier=dossier, officer_code=by.id).exists()


def colleagues(by: Actor, dossier: Dossier) -> list[tuple[str, str]]:
    """(code, name and post) of those at the agencies of the dossier, whom a note may call."""
    found: dict[str, str] = {}
    for agency in dict.fromkeys((dossier.competent_agency, dossier.receiving_agency)):
        for holder in organizations.officers_of(agency):
            if holder.officer_code != by.id:
                found.setdefault(holder.officer_code, f"{holder.full_name}, {holder.post_title}")
    return sorted(found.items(), key=lambda pair: pair[1])[:MOST_NAMES]


def followed(by: Actor) -> Rows:
    """The dossiers this officer follows and may still see: open ones first, by the promised hour."""
    mine = Follower.objects.filter(officer_code=by.id, dossier=OuterRef("pk"))
    rows = Dossier.objects.defer("answers").annotate(
        since=Subquery(mine.values("since_at")[:1]),
        is_over=Case(When(finished_at=None, then=Value(0)), default=Value(1)),
        due_key=due_key(),
    )
    followed = Follower.objects.filter(officer_code=by.id).values("dossier_id")
    return Rows(rows.filter(pk__in=followed), ("is_over", "due_key", "id"), arms(by))


def followers_of(code: str) -> tuple[Dossier | None, list[str]]:
    """A dossier and the officers who follow it."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return None, []
    return dossier, list(Follower.objects.filter(dossier=dossier).values_list("officer_code", flat=True))


def followed_due_before(moment: datetime) -> QuerySet[Dossier]:
    """Followed dossiers whose running clock ends before a moment."""
    return Dossier.objects.filter(
        followers__gt=0, status__in=[int(s) for s in OPEN], paused_at=None, due_at__lt=moment
    ).order_by("due_at", "id")
