"""Who mans the lanes of processes, over the whole register at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from motcua.kernel import clock

from ..models import Agency, Appointment, Post, PostLane
from .register import kept, posts_for_lane


def codes_of_kind(kind: str, on: date | None = None) -> list[str]:
    """Codes of all agencies of a kind in force on a day."""
    return list(Agency.objects.on(on or clock.today()).filter(kind=kind).values_list("code", flat=True))


@kept
def manned_lanes(on: date | None = None) -> dict[str, frozenset[str]]:
    """Lane to the agencies that have somebody in a post which serves it: one query for the whole register."""
    on = on or clock.today()
    rows = PostLane.objects.filter(
        post__in=Post.objects.on(on), post__appointments__in=Appointment.objects.on(on)
    ).values_list("lane", "post__agency__code")
    found: dict[str, set[str]] = defaultdict(set)
    for lane, agency_code in rows.distinct():
        found[lane].add(agency_code)
    return {lane: frozenset(codes) for lane, codes in found.items()}


def without_anybody(lane: str, agency_codes: Iterable[str], on: date | None = None) -> list[str]:
    """Those of the agencies for which nobody serves a lane, sought where `posts_for_lane` seeks."""
    manned = manned_lanes(on).get(lane, frozenset())
    missing = [code for code in agency_codes if code not in manned]
    if not manned:
        return missing
    return [
        code
        for code in missing
        if not any(post.agency_code in manned for post in posts_for_lane(lane, code, on))
    ]
