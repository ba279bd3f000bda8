"""What became of agencies, and what they were called on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F

from .. import rules
from ..models import Agency, Succession
from ..types import Heir


def names_on(codes: Iterable[str], on: date) -> dict[str, str]:
    """What agencies were called on a day, or called first or last where they were not there that day: one query."""
    rows = (
        Agency.objects.filter(code__in=set(codes))
        .order_by("-valid_from")
        .values_list("code", "name", "valid_from")
    )
    found: dict[str, tuple[date, str]] = {}
    for code, name, valid_from in rows:
        if code not in found or found[code][0] > on:
            found[code] = (valid_from, name)
    return {code: name for code, (_, name) in found.items()}


def heirs(on: date) -> dict[str, list[str]]:
    """Every agency that has been succeeded by a day, to the codes of its heirs; a renamed one that kept its code has none."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Succession.objects.filter(on__lte=on).exclude(old__code=F("new__code"))
    for old, new in rows.values_list("old__code", "new__code"):
        found[old].append(new)
    return dict(found)


def successors(code: str, on: date | None = None) -> list[Heir]:
    """What became of an agency: the rows of its own succession."""
    rows = Succession.objects.filter(old__code=rules.normal(code)).select_related("old", "new")
    if on is not None:
        rows = rows.filter(on__lte=on)
    return [_heir(row) for row in rows]


def predecessors(code: str) -> list[Heir]:
    rows = Succession.objects.filter(new__code=rules.normal(code)).select_related("old", "new")
    return [_heir(row) for row in rows]


def _heir(row: Succession) -> Heir:
    return Heir(
        old_code=row.old.code, old_name=row.old.name, new_code=row.new.code, new_name=row.new.name,
        kind=row.kind, share=row.share, basis=row.basis, on=row.on,
    )  # fmt: skip
