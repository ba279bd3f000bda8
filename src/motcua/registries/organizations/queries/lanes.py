"""Who mans the lanes of processes, over the whole register at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from motcua.kernel import clock

from ..models import Agency, Appointment, Post, PostLane
from .keeping import kept
from .register import posts_for_lane


def codes_of_kind(kind: str, on: date | None = None) -> list[str]:
    """Codes of all agencies of a kind in force on a day."""
    return list(Agency.objects.on(on or clock.today()).filter(kind=kind).values_list("code", flat=True))


Powers = tuple[tuple[str, ...], bool]
"""What decides over a post's permissions: its roles, and whether it signs."""


@kept
def manned_posts(on: date | None = None) -> dict[str, dict[str, frozenset[Powers]]]:
    """Lane to agency to the powers of its posts that somebody holds: one query for the whole register."""
    on = on or clock.today()
    rows = PostLane.objects.filter(
        post__in=Post.objects.on(on), post__appointments__in=Appointment.objects.on(on)
    ).values_list("lane", "post__agency__code", "post__roles", "post__can_sign")
    found: dict[str, dict[str, set[Powers]]] = defaultdict(lambda: defaultdict(set))
    for lane, agency_code, roles, can_sign in rows:
        found[lane][agency_code].add((tuple(roles), can_sign))
    return {
        lane: {code: frozenset(posts) for code, posts in agencies.items()} for lane, agencies in found.items()
    }


def manned_lanes(on: date | None = None) -> dict[str, frozenset[str]]:
    """Lane to the agencies that have somebody in a post which serves it."""
    return {lane: frozenset(agencies) for lane, agencies in manned_posts(on).items()}


def without_anybody(
    lane: str,
    agency_codes: Iterable[str],
    on: date | None = None,
    *,
    able: Callable[[Powers], bool] = lambda _: True,
) -> list[str]:
    """Those of the agencies for which nobody (nobody able, where that is asked) serves a lane, sought where
    `posts_for_lane` seeks."""
    serving = manned_posts(on).get(lane, {})
    manned = {code for code, posts in serving.items() if any(able(one) for one in posts)}
    missing = [code for code in agency_codes if code not in manned]
    if not manned:
        return missing
    return [
        code
        for code in missing
        if not any(post.agency_code in manned for post in posts_for_lane(lane, code, on))
    ]
