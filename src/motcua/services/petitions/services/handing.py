"""Bàn giao đơn khi sắp xếp bộ máy: what an office had open goes to its heir, with its limit; what was answered stays."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import EDIT
from motcua.services.petitions import queries
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import HANDED_OVER, OPEN

from .common import keep, tell_sender, wind


@command
def hand_over_petitions(*, old: str, new: str, basis: str, by: Actor, at: datetime) -> int:
    """Open petitions of an agency that has ended go to the one that takes the rest of it; how many.

    A denunciation about one of the two agencies does not come to whom it is about by a merger: it goes up to the province.
    """
    access.require(by, EDIT)
    on = clock.local(at).date()
    names = organizations.names_on({new, queries.province()}, on)
    rows = Petition.objects.select_for_update().filter(agency_code=old, state__in=[one.value for one in OPEN])
    moved = 0
    for row in rows.order_by("id"):
        up = row.kind_of.is_secret and is_about(row, new, on)
        before, to = row.agency_name, queries.province() if up else new
        row.agency_code, row.agency_name = to, names[to]
        wind(row)
        keep(
            row, by, "hand_over", f"Chuyển từ {before} sang {row.agency_name} khi sắp xếp bộ máy", at=at, detail=basis,
            public=True,
        )  # fmt: skip
        tell_sender(row, HANDED_OVER, name=row.agency_name, at=at)
        moved += 1
    return moved


def is_about(row: Petition, to: str, on: date) -> bool:
    """Whether an agency is what a denunciation is about, stands for it now, or stands under one that does."""
    whose = {row.about_agency} | {code for code, _ in organizations.standing_for(row.about_agency, on)}
    return bool(row.about_agency) and any(
        to == one or to in organizations.descendants(one, on) for one in whose
    )
