"""Officers of the register: who holds which post on a day, who stands in, whom one may act as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q

from motcua.kernel import clock, text
from motcua.kernel.refusals import NotThere

from .. import rules
from ..models import (
    Agency,
    Appointment,
    Delegation,
    Officer,
    Succession,
)
from ..types import (
    DelegationFact,
    Holder,
)
from .heirs import inherited, predecessors, standing_for, successors
from .keeping import kept
from .register import (
    CENTRES,
    agency,
    children,
    posts,
    posts_for_lane,
    units,
)


class OfficerNotThere(NotThere):
    code = "ORG-03"
    title = "Không có cán bộ này"


def _own_holder(row: Appointment) -> Holder:
    held = row.post
    return Holder(
        officer_code=row.officer.code,
        full_name=row.officer.full_name,
        post_code=held.code,
        post_title=held.title,
        agency_code=held.agency.code,
        unit_code=held.unit.code,
        unit_name=held.unit.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        signature_form=held.signature_form,
        can_sign=held.can_sign,
        leader_rank=held.leader_rank,
        roles=tuple(held.roles),
        lanes=tuple(lane.lane for lane in held.lane_rows.all()),
    )


def _delegation_fact(row: Delegation) -> DelegationFact:
    return DelegationFact(
        id=row.pk,
        to_officer_code=row.to_officer.code,
        to_full_name=row.to_officer.full_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        from_officer_code=row.from_officer.code if row.from_officer_id else "",
        lanes=tuple(row.lanes),
        may_sign=row.may_sign,
        revoked=row.revoked_at is not None,
    )


_HELD = Prefetch("post__lane_rows")


def appointments_with_posts():
    return Appointment.objects.select_related("officer", "post__agency", "post__unit").prefetch_related(_HELD)


def holders_of(post_codes: Iterable[str], on: date | None = None) -> dict[str, list[Holder]]:
    """Who does the work of each post on a day, stand-ins included: a bounded number of queries."""
    on = on or clock.today()
    codes = list(post_codes)
    own: dict[str, list[Holder]] = {code: [] for code in codes}
    for row in appointments_with_posts().on(on).filter(post__code__in=codes):
        own[row.post.code].append(_own_holder(row))
    lent: dict[str, list[DelegationFact]] = defaultdict(list)
    rows = Delegation.objects.on(on).filter(post__code__in=codes, revoked_at=None)
    for row in rows.select_related("post", "to_officer", "from_officer"):
        lent[row.post.code].append(_delegation_fact(row))
    return {code: rules.holders(own[code], lent[code], on) for code in codes}


@kept
def holders(post_code: str, on: date | None = None) -> list[Holder]:
    """Who does the work of one post on a day, stand-ins included."""
    return holders_of([post_code], on)[post_code]


@kept
def officers_for_lane(lane: str, agency_code: str, on: date | None = None) -> list[Holder]:
    """The people a step can go to."""
    on = on or clock.today()
    found = holders_of([p.code for p in posts_for_lane(lane, agency_code, on)], on)
    served = lane.partition("@")[0]
    return [holder for each in found.values() for holder in each if served in holder.lanes]


@kept
def hats_of(officer_id: int, on: date | None = None) -> list[Holder]:
    """All posts an officer may act in on a day: their own, then those they stand in for (at most 8 queries, usually 3)."""
    on = on or clock.today()
    own = [_own_holder(row) for row in appointments_with_posts().on(on).filter(officer_id=officer_id)]
    own.sort(key=lambda h: (h.leader_rank == 0, h.leader_rank, h.post_code))
    lent = list(
        Delegation.objects.on(on)
        .filter(to_officer_id=officer_id, revoked_at=None)
        .values_list("post__code", "pk")
    )
    if lent:
        mine = {pk for _, pk in lent}
        for each in holders_of({code for code, _ in lent}, on).values():
            own.extend(h for h in each if h.delegation_id in mine)
    return own


@kept
def reach_of(agency_code: str, on: date | None = None) -> tuple[str, frozenset[str]]:
    """The name of an agency, and the agencies whose dossiers its posts reach: itself with its desk; a desk, its agency; and
    those that have ended for which these stand, whose closed dossiers, books and votes are theirs to read now."""
    rows = list(
        Agency.objects.on(on or clock.today())
        .filter(Q(code=agency_code) | Q(parent__code=agency_code) | Q(children__code=agency_code))
        .annotate(has_past=Exists(Succession.objects.filter(new__code=OuterRef("code"))))
        .values_list("code", "kind", "name", "parent__code", "has_past")
        .distinct()
    )
    own = next((row for row in rows if row[0] == agency_code), None)
    if own is None:
        return "", frozenset({agency_code})
    is_desk = own[1] in CENTRES
    near = {
        code
        for code, kind, _, parent, _ in rows
        if (parent == agency_code and kind in CENTRES) or (is_desk and code == own[3])
    }
    near |= {agency_code}
    past = {row[0] for row in rows if row[4]} & near
    return own[2], frozenset(near.union(*(inherited(code, on or clock.today()) for code in past)))


@kept
def leaders(agency_code: str, on: date | None = None) -> list[Holder]:
    """Head first, then deputies (no stand-ins); of an agency that has ended, those of the one that stands for it."""
    on = on or clock.today()
    heirs = standing_for(agency_code, on)
    stands = heirs[0][0] if heirs else agency_code
    rows = appointments_with_posts().on(on).filter(post__agency__code=stands, post__leader_rank__gt=0)
    return [_own_holder(row) for row in rows.order_by("post__leader_rank", "post__position", "post__code")]


@kept
def officer(code: str) -> dict:
    row = Officer.objects.filter(code=code).values("code", "full_name", "email", "phone").first()
    if row is None:
        raise OfficerNotThere(f"Không có cán bộ mã “{code}”.")
    return row


def names_of_officers(codes: Iterable[str]) -> dict[str, str]:
    """Code -> full name of the officers among these codes."""
    return dict(Officer.objects.filter(code__in=list(codes)).values_list("code", "full_name"))


@kept
def officer_id(code: str) -> int:
    """The internal key, for rooms that hold a foreign key."""
    found = Officer.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise OfficerNotThere(f"Không có cán bộ mã “{code}”.")
    return found


def officer_ids_with_role(role: str, on: date | None = None) -> list[int]:
    """Keys of officers who hold a post with a role on a day."""
    rows = Appointment.objects.on(on or clock.today()).values_list("officer_id", "post__roles")
    return [officer for officer, roles in rows if role in roles]


def search_officers(words: str, *, agency_code: str = "", limit: int = 30) -> list[dict]:
    rows = Officer.objects.all()
    for word in text.fold(words).split():
        rows = rows.filter(Q(folded__contains=word) | Q(code__icontains=word))
    if agency_code:
        rows = rows.filter(appointments__post__agency__code=agency_code).distinct()
    return list(rows.order_by("code")[:limit].values("code", "full_name", "email", "phone"))


def officers_of(agency_code: str, on: date | None = None) -> list[Holder]:
    """Everyone appointed at an agency on a day."""
    rows = appointments_with_posts().on(on or clock.today()).filter(post__agency__code=agency_code)
    return [_own_holder(row) for row in rows.order_by("post__position", "post__code")]


def delegations(agency_code: str, on: date | None = None) -> list[dict]:
    """Delegations from posts of an agency, running and coming first."""
    rows = Delegation.objects.filter(post__agency__code=agency_code).select_related(
        "post", "to_officer", "from_officer"
    )
    return [
        {
            "id": row.pk,
            "post_title": row.post.title,
            "post_code": row.post.code,
            "from_name": row.from_officer.full_name if row.from_officer_id else "",
            "to_name": row.to_officer.full_name,
            "to_code": row.to_officer.code,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "reason": row.reason,
            "paper": row.paper,
            "may_sign": row.may_sign,
            "revoked_at": row.revoked_at,
            "running": row.revoked_at is None and row.in_force(on or clock.today()),
        }
        for row in rows[:50]
    ]


def page_of(agency_code: str, on: date) -> dict:
    """Everything the page of one agency shows, in a bounded number of queries."""
    found = agency(agency_code)
    all_posts = posts(found.code, on)
    held = holders_of([p.code for p in all_posts], on)
    by_unit: dict[str, list] = defaultdict(list)
    for each in all_posts:
        by_unit[each.unit_code].append({"post": each, "holders": held[each.code]})
    return {
        "agency": found,
        "units": [{"unit": u, "posts": by_unit[u["code"]]} for u in units(found.code, on)],
        "children": children(found.code, on),
        "successors": successors(found.code),
        "predecessors": predecessors(found.code),
        "delegations": delegations(found.code, on),
    }


def appointment_ids(post_code: str, officer_code: str, on: date) -> list[int]:
    return list(
        Appointment.objects.on(on)
        .filter(post__code=post_code, officer__code=officer_code)
        .values_list("pk", flat=True)
    )
