"""How an officer likes a list: their own filters, those their unit shares, columns, the length of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import ListTaste, SavedFilter
from motcua.services.dossiers.types import LISTS

SIZES = (25, 50, 100)
FIELDS = {
    "ho-so": ("q", "trang_thai", "han", "kenh", "thu_tuc", "xep"),
    "viec": ("q", "thu_tuc", "buoc", "kenh", "nhom"),
}
UNDO_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter as its link shows it."""

    id: int
    name: str
    url: str
    query: str
    is_shared: bool
    is_mine: bool
    keeper: str
    opens: bool
    list_words: str = ""


@dataclass(frozen=True, slots=True)
class Taste:
    """How a list is shown to one officer."""

    columns: tuple[str, ...] = ()
    size: int = 25
    opens_with: int | None = None
    opening: str = ""


def taste(by: Actor, list_name: str) -> Taste:
    """The officer's own way, or the usual one."""
    row = (
        ListTaste.objects.select_related("opens_with").filter(officer_code=by.id, list_name=list_name).first()
    )
    if row is None:
        return Taste()
    first = row.opens_with if row.opens_with and _may_use(by, row.opens_with) else None
    return Taste(tuple(row.columns), row.size, first.pk if first else None, first.query if first else "")


def _may_use(by: Actor, row: SavedFilter) -> bool:
    shared = row.is_shared and bool(by.unit_code) and row.unit_code == by.unit_code
    return row.deleted_at is None and (row.officer_code == by.id or shared)


def usable(by: Actor) -> Q:
    """Own filters, and those the officer's unit shares."""
    mine = Q(officer_code=by.id)
    return mine | Q(unit_code=by.unit_code, is_shared=True) if by.unit_code else mine


def filters(by: Actor, list_name: str = "", *, opens_with: int | None = None) -> list[Saved]:
    """Filters this officer may use, own ones first."""
    rows = SavedFilter.objects.filter(usable(by), deleted_at=None)
    if list_name:
        rows = rows.filter(list_name=list_name)
    found = [_saved(row, by, opens_with) for row in rows.order_by("name", "pk")[:100]]
    return sorted(found, key=lambda saved: not saved.is_mine)


def deleted(by: Actor) -> list[Saved]:
    """Own filters put away not long ago, which can still be taken back."""
    rows = SavedFilter.objects.filter(officer_code=by.id, deleted_at__gte=clock.now() - UNDO_WITHIN)
    return [_saved(row, by, None) for row in rows.order_by("-deleted_at")[:20]]


def _saved(row: SavedFilter, by: Actor, opens_with: int | None) -> Saved:
    path, words = LISTS.get(row.list_name, ("/can-bo/", ""))
    return Saved(
        row.pk, row.name, f"{path}?{row.query}", row.query, row.is_shared, row.officer_code == by.id, row.officer_name,
        row.pk == opens_with, words,
    )  # fmt: skip


def query_of(list_name: str, given: Mapping[str, str]) -> str:
    """What is kept of a list's address: its filters and its order, nothing else."""
    kept = [(name, text.clean(given.get(name, ""))[:120]) for name in FIELDS[list_name]]
    return urlencode([(name, value) for name, value in kept if value])
