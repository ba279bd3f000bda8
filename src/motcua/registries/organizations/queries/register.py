"""Reading the organization register. Nothing here is personal: names and posts of officers are public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q

from motcua.kernel import clock, text
from motcua.kernel.refusals import NotThere

from .. import rules
from ..models import (
    Agency,
    Appointment,
    Delegation,
    Officer,
    OrgUnit,
    Post,
    PostLane,
)
from ..types import (
    AgencyInfo,
    AgencyKind,
    DelegationFact,
    Holder,
    Level,
    PostInfo,
)
from .heirs import predecessors, successors
from .keeping import kept

PROVINCE_WIDE = (AgencyKind.VERTICAL.value, AgencyKind.LAND_OFFICE.value)
CENTRES = (AgencyKind.PROVINCE_CENTRE.value, AgencyKind.COMMUNE_CENTRE.value, AgencyKind.DISTRICT_DESK.value)


class AgencyNotThere(NotThere):
    code = "ORG-01"
    title = "Không có cơ quan này"


class PostNotThere(NotThere):
    code = "ORG-02"
    title = "Không có chức vụ này"


class OfficerNotThere(NotThere):
    code = "ORG-03"
    title = "Không có cán bộ này"


# --- agencies -------------------------------------------------------------------------------------------


def _info(row: Agency) -> AgencyInfo:
    return AgencyInfo(
        id=row.pk,
        code=row.code,
        name=row.name,
        short_name=row.short_name or row.name,
        kind=row.kind,
        level=row.level,
        parent_code=row.parent.code if row.parent_id else "",
        place_code=row.place_code,
        address=row.address,
        phone=row.phone,
        email=row.email,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        former_code=row.former_code,
        sectors=tuple(row.sectors),
    )


@kept
def find_agency(code: str, on: date | None = None) -> AgencyInfo | None:
    """The agency of a code in either form, in force on a day; without a day the newest bearer of the code."""
    wanted = rules.normal(code)
    rows = Agency.objects.select_related("parent").order_by("-valid_from")
    if on is not None:
        rows = rows.on(on)
    row = rows.filter(code=wanted).first()
    if row is None:
        row = rows.filter(former_code=wanted).first()
    if row is None and rules.is_former(wanted):
        row = rows.filter(code=rules.from_former(wanted)).first()
    return _info(row) if row else None


def agency(code: str, on: date | None = None) -> AgencyInfo:
    """Like `find_agency`, but refuses when there is none."""
    found = find_agency(code, on)
    if found is None:
        raise AgencyNotThere(
            f"Không có cơ quan mã “{code}”" + (f" vào ngày {on:%d/%m/%Y}." if on else "."),
            next="Hãy kiểm tra lại mã định danh.",
        )
    return found


def agencies(codes: Iterable[str]) -> dict[str, AgencyInfo]:
    """Many at once by present code, for lists: one query."""
    return _agencies(frozenset(codes))


@kept
def _agencies(codes: frozenset[str]) -> dict[str, AgencyInfo]:
    rows = Agency.objects.select_related("parent").filter(code__in=codes).order_by("valid_from")
    return {row.code: _info(row) for row in rows}


def search(
    words: str = "",
    *,
    on: date | None = None,
    kind: str = "",
    level: str = "",
    parent: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[AgencyInfo], int]:
    """Agencies by name (marks or not), code in either form, kind, level; with the count of all."""
    rows = Agency.objects.select_related("parent")
    if on is not None:
        rows = rows.on(on)
    if kind:
        rows = rows.filter(kind=kind)
    if level:
        rows = rows.filter(level=level)
    if parent:
        rows = rows.filter(parent__code=parent)
    for word in text.fold(words).split():
        rows = rows.filter(
            Q(folded__contains=word) | Q(code__istartswith=word) | Q(former_code__icontains=word)
        )
    return [_info(row) for row in rows.order_by("code", "valid_from")[offset : offset + limit]], rows.count()


def children(code: str, on: date | None = None) -> list[AgencyInfo]:
    rows = Agency.objects.select_related("parent").filter(parent__code=code)
    if on is not None:
        rows = rows.on(on)
    return [_info(row) for row in rows.order_by("code")]


def descendants(code: str, on: date) -> frozenset[str]:
    """Codes of an agency and all under it, by the directory (never by the shape of the code)."""
    below: dict[str, list[str]] = defaultdict(list)
    for child, parent in Agency.objects.on(on).values_list("code", "parent__code"):
        if parent:
            below[parent].append(child)
    found, waiting = {code}, [code]
    while waiting:
        for child in below[waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


@kept
def all_codes() -> frozenset[str]:
    """Codes of all agencies that ever were."""
    return frozenset(Agency.objects.values_list("code", flat=True))


@kept
def desks_of(*, agency_code: str = "", place_code: str = "", on: date | None = None) -> list[AgencyInfo]:
    """Where people bring papers for an agency or a place: centres (and agencies with a desk unit of their own).

    A commune has its own centre; departments share the provincial centre.
    """
    on = on or clock.today()
    rows = Agency.objects.select_related("parent").on(on)
    if place_code:
        return [_info(row) for row in rows.filter(kind__in=CENTRES, place_code=place_code).order_by("code")]
    own = agency(agency_code, on)
    found = rows.filter(Q(code=own.code) | Q(parent__code=own.code)).filter(
        Q(kind__in=CENTRES) | Q(units__is_desk=True)
    )
    desks = [_info(row) for row in found.distinct().order_by("code")]
    if not desks and own.level == Level.PROVINCE:
        root = rules.level_one(own.code)
        desks = [
            _info(row)
            for row in rows.filter(kind=AgencyKind.PROVINCE_CENTRE.value).filter(
                Q(code=root) | Q(code__startswith=root + ".")
            )
        ]
    return desks


@kept
def desks(on: date | None = None) -> list[AgencyInfo]:
    """All one-stop desks of the province, provincial first."""
    rows = Agency.objects.select_related("parent").on(on or clock.today()).filter(kind__in=CENTRES)
    return [_info(row) for row in rows.order_by("-level", "code")]


@kept
def competent_agency(
    *, level: str, place_code: str = "", department: str = "", on: date | None = None
) -> AgencyInfo | None:
    """Who decides: the committee of the commune (or district) at a place, or the department of a sector.

    ``department`` is free text: a ministry ("Bộ Xây dựng"), a department ("Sở Xây dựng tỉnh Ninh Bình") or a code.
    """
    on = on or clock.today()
    rows = Agency.objects.select_related("parent").on(on)
    if level in (Level.COMMUNE.value, Level.DISTRICT.value):
        kind = AgencyKind.COMMUNE_COMMITTEE if level == Level.COMMUNE else AgencyKind.DISTRICT_COMMITTEE
        row = rows.filter(kind=kind.value, place_code=place_code).first() if place_code else None
        return _info(row) if row else None
    if department:
        if by_code := find_agency(department, on):
            return by_code
        wanted = text.fold(department)
        own = rows.filter(level=Level.PROVINCE.value).exclude(kind__in=CENTRES).order_by("code")
        for row in own:
            names = [text.fold(n) for n in (row.name, row.short_name) if n]
            if any(n and (wanted.startswith(n) or n in wanted) for n in names) and row.kind != "ubnd_tinh":
                return _info(row)
        for row in own:
            if any(text.fold(sector) in wanted for sector in row.sectors):
                return _info(row)
    row = rows.filter(kind=AgencyKind.PROVINCE_COMMITTEE.value).first()
    return _info(row) if row else None


# --- units and posts ------------------------------------------------------------------------------------


@kept
def units(agency_code: str, on: date | None = None) -> list[dict]:
    rows = OrgUnit.objects.filter(agency__code=agency_code)
    if on is not None:
        rows = rows.on(on)
    return list(rows.values("code", "name", "is_desk", "valid_from", "valid_to"))


def _post_info(row: Post) -> PostInfo:
    return PostInfo(
        code=row.code,
        title=row.title,
        agency_code=row.agency.code,
        unit_code=row.unit.code,
        unit_name=row.unit.name,
        lanes=tuple(lane.lane for lane in row.lane_rows.all()),
        roles=tuple(row.roles),
        leader_rank=row.leader_rank,
        can_sign=row.can_sign,
        signature_form=row.signature_form,
    )


def _posts():
    return Post.objects.select_related("agency", "unit").prefetch_related("lane_rows")


@kept
def post(code: str) -> PostInfo:
    row = _posts().filter(code=code).first()
    if row is None:
        raise PostNotThere(f"Không có chức vụ mã “{code}”.")
    return _post_info(row)


def post_titles(codes: Iterable[str]) -> dict[str, str]:
    """Titles of many posts, for lists: one query. A code that is no post is left out."""
    return dict(Post.objects.filter(code__in=set(codes)).values_list("code", "title"))


@kept
def posts(agency_code: str, on: date | None = None) -> list[PostInfo]:
    rows = _posts().filter(agency__code=agency_code)
    if on is not None:
        rows = rows.on(on)
    return [_post_info(row) for row in rows]


@kept
def posts_for_lane(lane: str, agency_code: str, on: date | None = None) -> list[PostInfo]:
    """Posts that serve a lane for an agency: its own, else its desk's, else the province's one where only those
    have such posts (tax, land, police).

    A lane ``post@agency`` asks the agency it names and no other.
    """
    on = on or clock.today()
    served, _, asked = lane.partition("@")
    if asked:
        return [post for post in posts(asked, on) if served in post.lanes]
    serving = _posts().on(on).filter(lane_rows__lane=lane)
    own = list(serving.filter(agency__code=agency_code))
    if not own:
        around = [d.code for d in desks_of(agency_code=agency_code, on=on)]
        parent = agency(agency_code, on).parent_code
        own = list(serving.filter(agency__code__in=[*around, *([parent] if parent else [])]))
    if not own and not _is_ordinary(lane):
        root = find_agency(rules.level_one(agency_code), on)
        own = list(
            serving.filter(
                agency__kind__in=PROVINCE_WIDE,
                agency__place_code=root.place_code if root else "",
            )
        )
    return [_post_info(row) for row in own]


def _is_ordinary(lane: str) -> bool:
    """Whether agencies of every kind serve a lane (specialist, head of the agency): the tax office's do not do it for others."""
    rows = PostLane.objects.filter(lane=lane).exclude(post__agency__kind__in=PROVINCE_WIDE)
    return rows.exists()


def lanes_served(agency_code: str, on: date | None = None) -> frozenset[str]:
    on = on or clock.today()
    return frozenset(
        PostLane.objects.filter(post__agency__code=agency_code, post__in=Post.objects.on(on)).values_list(
            "lane", flat=True
        )
    )


# --- officers -------------------------------------------------------------------------------------------


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
    """The name of an agency, and the agencies whose dossiers its posts reach: itself with its desk; a desk, its agency."""
    rows = list(
        Agency.objects.on(on or clock.today())
        .filter(Q(code=agency_code) | Q(parent__code=agency_code) | Q(children__code=agency_code))
        .values_list("code", "kind", "name", "parent__code")
        .distinct()
    )
    own = next((row for row in rows if row[0] == agency_code), None)
    if own is None:
        return "", frozenset({agency_code})
    is_desk = own[1] in CENTRES
    near = {
        code
        for code, kind, _, parent in rows
        if (parent == agency_code and kind in CENTRES) or (is_desk and code == own[3])
    }
    return own[2], frozenset(near | {agency_code})


@kept
def leaders(agency_code: str, on: date | None = None) -> list[Holder]:
    """Head first, then deputies (no stand-ins)."""
    on = on or clock.today()
    rows = appointments_with_posts().on(on).filter(post__agency__code=agency_code, post__leader_rank__gt=0)
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
