"""Lists of petitions: an office's open and ended ones, a citizen's own, what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from motcua.kernel import access, text
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import HANDLE, OPEN, Kind, State

from .scope import not_there, scope

TABS = (
    ("cho", "Chờ phân loại"),
    ("lam", "Đang giải quyết"),
    ("tre", "Quá hạn"),
    ("xong", "Đã xong"),
)
LEAN = ("sealed", "content", "answer", "public_question", "public_answer", "public_folded")


def open_ones(by: Actor, now: datetime, *, tab: str = "", kind: str = "", words: str = "") -> Rows:
    """What an office has to deal with, the nearest limit first."""
    access.require(by, HANDLE)
    rows = Petition.objects.filter(scope(by), state__in=OPEN).defer(*LEAN)
    if tab == "cho":
        rows = rows.filter(state=State.NEW)
    elif tab == "lam":
        rows = rows.filter(state=State.WORKING)
    elif tab == "tre":
        rows = rows.filter(due_at__lt=now)
    return Rows(_narrowed(rows, kind, words), ("due_at", "id"))


def open_at(agencies: Iterable[str]) -> int:
    """How many stand open with some agencies: a number for who plans, whoever may read them."""
    return Petition.objects.filter(agency_code__in=sorted(agencies), state__in=OPEN).count()


def ended(by: Actor, *, kind: str = "", words: str = "") -> Rows:
    """What an office has answered or refused, the latest first."""
    access.require(by, HANDLE)
    rows = Petition.objects.filter(scope(by), ended_at__isnull=False).defer(*LEAN)
    return Rows(_narrowed(rows, kind, words), ("-ended_at", "-id"))


def _narrowed(rows, kind: str, words: str):  # type: ignore[no-untyped-def]
    if kind in set(Kind):
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(
            Q(code__iexact=words) | Q(dossier_code__iexact=words) | Q(about_name__icontains=words) | Q(content__icontains=words)
        )  # fmt: skip
    return rows


def own(by: Actor) -> Rows:
    """What a signed-in citizen has sent, the latest first; denunciations are tied to no account."""
    rows = Petition.objects.filter(owner_user_id=by.user_id) if by.user_id else Petition.objects.none()
    return Rows(rows.defer("sealed"), ("-id",))


def published(words: str = "") -> Rows:
    """Answers anybody may read, the latest first."""
    rows = Petition.objects.filter(published_at__isnull=False).defer("sealed", "content", "answer")
    for word in text.fold(words).split()[:8]:
        rows = rows.filter(public_folded__contains=word)
    return Rows(rows, ("-published_at", "-id"))


def published_one(code: str) -> Petition:
    """One published answer.

    Raises:
        PetitionNotThere: none, or not published.
    """
    found = Petition.objects.filter(published_at__isnull=False, code=code).defer("sealed").first()
    if found is None:
        raise not_there()
    return found
