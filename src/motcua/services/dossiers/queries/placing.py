"""Where steps go: the units and posts behind a lane, who may be given a step, and whose work a step is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, F, Q

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import rules as register
from motcua.registries.organizations.types import Holder, LanePost
from motcua.services.accounts.types import permissions_of_post
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.rules import Deserted, Hat, Place
from motcua.services.dossiers.types import PROCESS, REASSIGN, SIGN
from motcua.services.workflow.types import ASKED_POST, DESK_LANES, LaneKind, TaskKind, TokenView

ABROAD = (LaneKind.OUTSIDE.value, LaneKind.MACHINE.value)


# --- from a lane to units and posts -----------------------------------------------------------------------


def posts_serving(lane: str, agency_code: str) -> tuple[LanePost, ...]:
    """Posts that serve a lane for an agency, whatever the dossier; a question that names no agency waits outside."""
    return () if lane == ASKED_POST else tuple(organizations.lane_posts(lane, agency_code))


def lane_agency(lane: str, receiving: str, competent: str) -> str:
    """Desk lanes work at the receiving unit, an asked agency for itself, all others for the competent agency."""
    return lane.partition("@")[2] or (receiving if lane in DESK_LANES else competent)


def agency_of_lane(dossier: Dossier, lane: str) -> str:
    """The agency a lane of this dossier works for."""
    return lane_agency(lane, dossier.receiving_agency, dossier.competent_agency)


@lru_cache(maxsize=4096)
def _folded(field: str) -> str:
    return text.fold(field)


def posts_for(dossier: Dossier, lane: str) -> tuple[LanePost, ...]:
    """Posts of the units that take the steps of a lane for this dossier, by its procedure and field."""
    return register.posts_taking(
        posts_serving(lane, agency_of_lane(dossier, lane)),
        procedure=dossier.procedure_code,
        field=_folded(dossier.field_name),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a step of a lane begins: the agency, the unit (the agency itself: its common queue), the post if there is one."""

    agency_code: str
    unit_code: str
    post_code: str = ""
    unit_name: str = ""


def standing(dossier: Dossier, lane: str) -> Standing:
    """Who a step goes to: the one post of the one unit that takes it, else that unit's queue, else the common queue."""
    posts = posts_for(dossier, lane)
    agencies = {post.agency_code for post in posts}
    agency = agencies.pop() if len(agencies) == 1 else agency_of_lane(dossier, lane)
    unit = register.unit_taking(posts)
    if not unit:
        return Standing(agency, agency)
    own = [post for post in posts if post.unit_code == unit]
    return Standing(own[0].agency_code, unit, own[0].code if len(own) == 1 else "", own[0].unit_name)


def is_abroad(dossier: Dossier, lane: str, lane_kind: str) -> bool:
    """Whether a step waits for somebody outside: the process says so, and no post of ours serves the lane."""
    return (lane_kind in ABROAD or lane == ASKED_POST) and not posts_serving(
        lane, agency_of_lane(dossier, lane)
    )


# --- whose work a step is ---------------------------------------------------------------------------------


def hat_of(by: Actor) -> Hat:
    """An officer as steps see them."""
    lanes = organizations.post(by.post_code).lanes if by.post_code else ()
    asked = tuple(f"{lane}@{by.agency_code}" for lane in lanes if lane == ASKED_POST)
    near = by.agency_codes | {by.agency_code} if access.allows(by, REASSIGN) else frozenset()
    return Hat(by.id, by.post_code, by.unit_code, by.acting_for_id, (*lanes, *asked), near - {""})


def place_of(dossier: Dossier, token: TokenView) -> Place:
    """Where an open step stands, by its token."""
    abroad = is_abroad(dossier, token.lane, token.lane_kind)
    common = token.unit_code in organizations.all_codes()
    return Place(
        lane=token.lane,
        agency_code=token.unit_code if common else standing(dossier, token.lane).agency_code,
        unit_code="" if abroad else token.unit_code,
        post_code=token.post_code,
        officer_code=token.claimed_by or token.officer_code,
    )


def works_at(by: Actor, dossier: Dossier, token: TokenView) -> bool:
    """Whether an open step that is the actor's is work on the dossier itself: its declaration, its draft.

    Who is only asked for an opinion answers it and does no more. What waits for somebody outside is written down by any
    officer who processes there, but the dossier's content stays with the officer who sent it to wait.
    """
    if token.task == TaskKind.CONSULT:
        return False
    if by.kind == "system" or place_of(dossier, token).unit_code:
        return True
    watching = Work.objects.filter(token_id=token.id).values_list("officer_code", flat=True).first()
    return bool(watching) and by.answers_for(watching)


def place_of_work(row: Work) -> Place:
    """Where an open step stands, by its row in the queues."""
    return Place(row.lane, row.agency_code, row.unit_code, row.post_code, row.officer_code)


def mine(hat: Hat) -> Q:
    """`rules.is_mine` in SQL; every arm has an index of its own."""
    free = Q(officer_code__in=["", *hat.names])
    held = Q(officer_code__in=hat.names, unit_code="")
    if hat.post_code:
        held |= free & Q(post_code=hat.post_code) & ~Q(unit_code="")
        if hat.unit_code:
            own = Q(post_code="", unit_code=hat.unit_code, lane__in=hat.lanes)
            held |= free & own & ~Q(unit_code=F("agency_code"))
    if hat.distributes and hat.lanes:
        held |= free & _common(hat) & Q(lane__in=hat.lanes)
    return held


def _common(hat: Hat) -> Q:
    near = sorted(hat.distributes)
    return Q(post_code="", unit_code__in=near, agency_code__in=near, unit_code=F("agency_code"))


def to_give(hat: Hat, deserted: Deserted) -> Q:
    """`rules.is_to_give` in SQL."""
    if not hat.distributes:
        return Q(pk__in=())
    found = _common(hat)
    near = Q(agency_code__in=sorted(hat.distributes)) & ~Q(unit_code="")
    if deserted.posts:
        found |= near & Q(post_code__in=sorted(deserted.posts))
    for unit, lanes in deserted.lanes:
        found |= near & Q(post_code="", unit_code=unit, lane__in=lanes)
    free = Q(officer_code="") & found
    return free | near & Q(officer_code__in=sorted(deserted.officers)) if deserted.officers else free


def deserted_near(hat: Hat) -> Deserted:
    """Queues nobody looks into at the agencies an officer distributes in."""
    if not hat.distributes:
        return Deserted()
    posts, lanes = organizations.deserted(hat.distributes, clock.today())
    holding = Work.objects.filter(agency_code__in=sorted(hat.distributes)).exclude(officer_code="")
    names = frozenset(holding.order_by().values_list("officer_code", flat=True).distinct())
    return Deserted(
        posts,
        tuple(sorted((unit, tuple(sorted(found))) for unit, found in lanes.items())),
        organizations.without_post(names, clock.today()),
    )


# --- who may be given a step ------------------------------------------------------------------------------


def able(dossier: Dossier, lane: str, task: str = "", *, on: date | None = None) -> list[Holder]:
    """People a step may be given to: who serves the lane in the units that take this dossier; where nobody does, whoever
    of the agency may do such a step."""
    on, agency = on or clock.today(), agency_of_lane(dossier, lane)
    taking = {post.code for post in posts_for(dossier, lane)}
    found = [h for h in organizations.officers_for_lane(lane, agency, on) if h.post_code in taking]
    if found or "@" in lane:
        return found
    needed = {PROCESS, SIGN} if task == TaskKind.SIGN else {PROCESS}
    return [
        h
        for h in organizations.officers_of(standing(dossier, lane).agency_code, on)
        if needed <= permissions_of_post(h.roles, h.can_sign)
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a step may be given to, with what they have on their table."""

    officer_code: str
    full_name: str
    post_title: str
    unit_code: str
    unit_name: str
    total: int = 0
    late: int = 0
    away: str = ""

    @property
    def words(self) -> str:
        """`Trần Thị Mai, Công chức hộ tịch: đang giữ 4 việc, 1 quá hạn`"""
        load = f"đang giữ {self.total} việc" if self.total else "chưa giữ việc nào"
        late = f", {self.late} quá hạn" if self.late else ""
        away = f" ({self.away})" if self.away else ""
        return f"{self.full_name}, {self.post_title}: {load}{late}{away}"


def candidates(holders: Iterable[Holder]) -> list[Candidate]:
    """People by how free they are: present first, then who is late with least, then who holds least. One query."""
    people: dict[str, Holder] = {}
    for holder in holders:
        if not holder.acting_for or holder.officer_code not in people:
            people.setdefault(holder.officer_code, holder)
    rows = (
        Work.objects.filter(officer_code__in=list(people))
        .order_by()
        .values_list("officer_code")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lt=clock.now(), is_paused=False)))
    )
    load = {code: (total, late) for code, total, late in rows}
    away: dict[str, str] = {}
    for agency in {holder.agency_code for holder in people.values()}:
        away |= organizations.away_now(agency)
    found = [
        Candidate(
            code,
            h.full_name,
            h.post_title,
            h.unit_code,
            h.unit_name,
            *load.get(code, (0, 0)),
            away.get(code, ""),
        )
        for code, h in people.items()
    ]
    return sorted(found, key=lambda one: (bool(one.away), one.late, one.total, one.full_name))


def gone(holders: Iterable[Holder], chosen: Holder) -> str:
    """Why somebody cannot be given work now: away, and nobody stands in; empty when they can."""
    if any(h.acting_for_code == chosen.officer_code for h in holders):
        return ""
    return organizations.away_now(chosen.agency_code).get(chosen.officer_code, "")
