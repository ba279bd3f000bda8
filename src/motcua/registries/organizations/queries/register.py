"""Reading the organization register. Nothing here is personal: names and posts of officers are public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from motcua.kernel import clock, text
from motcua.kernel.refusals import NotThere

from .. import rules
from ..models import (
    Agency,
    OrgUnit,
    Post,
    PostLane,
)
from ..types import (
    AgencyInfo,
    AgencyKind,
    Level,
    PostInfo,
)
from .keeping import kept

BESIDE = (AgencyKind.VERTICAL.value, AgencyKind.LAND_OFFICE.value)
CENTRES = (AgencyKind.PROVINCE_CENTRE.value, AgencyKind.COMMUNE_CENTRE.value, AgencyKind.DISTRICT_DESK.value)


class AgencyNotThere(NotThere):
    code = "ORG-01"
    title = "Không có cơ quan này"


class PostNotThere(NotThere):
    code = "ORG-02"
    title = "Không có chức vụ này"


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
    """Posts that serve a lane for an agency: its own, else its desk's, else those of its place's tax, land office or
    police where only these have such posts, else of the province's.

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
        for one in filter(None, (find_agency(agency_code, on), root)):
            beside = serving.filter(agency__kind__in=BESIDE, agency__place_code=one.place_code)
            if own := list(beside):
                break
    return [_post_info(row) for row in own]


def _is_ordinary(lane: str) -> bool:
    """Whether agencies of every kind serve a lane (specialist, head of the agency): the tax office's do not do it for others."""
    rows = PostLane.objects.filter(lane=lane).exclude(post__agency__kind__in=BESIDE)
    return rows.exists()


def lanes_served(agency_code: str, on: date | None = None) -> frozenset[str]:
    on = on or clock.today()
    return frozenset(
        PostLane.objects.filter(post__agency__code=agency_code, post__in=Post.objects.on(on)).values_list(
            "lane", flat=True
        )
    )
