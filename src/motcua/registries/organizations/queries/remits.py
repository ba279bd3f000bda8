"""What units handle, and who takes the steps of a lane."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from motcua.kernel import clock, text
from motcua.kernel.refusals import NotThere

from ..models import Agency, Appointment, Delegation, Officer, OrgUnit, Post, PostLane, Remit
from ..ports import matters
from ..types import LANES, LanePost, RemitRow
from .keeping import kept
from .register import posts_for_lane, units


class UnitNotThere(NotThere):
    code = "ORG-18"
    title = "Không có đơn vị này"


def _in_force(units: Iterable[str], on: date) -> dict[str, Remit]:
    """Unit to the row that counts on a day: the latest begun, of two of one day the later written."""
    rows = Remit.objects.filter(unit__code__in=list(units), valid_from__lte=on, withdrawn_at=None)
    return {row.unit.code: row for row in rows.select_related("unit").order_by("valid_from", "pk")}


@kept
def lane_posts(lane: str, agency_code: str, on: date | None = None) -> list[LanePost]:
    """Posts that serve a lane for an agency, with what their units take and whether somebody holds them."""
    on = on or clock.today()
    found = posts_for_lane(lane, agency_code, on)
    if not found:
        return []
    held = set(
        Appointment.objects.on(on)
        .filter(post__code__in=[post.code for post in found])
        .values_list("post__code", flat=True)
    )
    remits = _in_force({post.unit_code for post in found}, on)
    return [
        LanePost(
            code=post.code,
            unit_code=post.unit_code,
            unit_name=post.unit_name,
            agency_code=post.agency_code,
            is_held=post.code in held,
            fields=frozenset(text.fold(name) for name in remit.fields) if remit else frozenset(),
            procedures=frozenset(remit.procedures) if remit else frozenset(),
        )
        for post in found
        for remit in (remits.get(post.unit_code),)
    ]


def _row(row: Remit) -> RemitRow:
    return RemitRow(
        id=row.pk,
        valid_from=row.valid_from,
        fields=tuple(row.fields),
        procedures=tuple(row.procedures),
        set_at=row.set_at,
        set_by=row.set_by,
        is_withdrawn=row.withdrawn_at is not None,
    )


@kept
def remits_of_agency(agency_code: str, on: date | None = None) -> dict[str, RemitRow]:
    """Unit code to what it handles on a day; units that never named anything are left out."""
    codes = OrgUnit.objects.filter(agency__code=agency_code).values_list("code", flat=True)
    return {code: _row(row) for code, row in _in_force(codes, on or clock.today()).items()}


def remits(unit_code: str) -> list[RemitRow]:
    """Every row of a unit, the latest written first."""
    return [_row(row) for row in Remit.objects.filter(unit__code=unit_code).order_by("-pk")[:50]]


def unit_page(code: str, on: date) -> dict:
    """What the page of one unit shows: what it handles, since when, and who of its agency handles the same."""
    unit = (
        OrgUnit.objects.filter(code=code)
        .values("code", "name", "is_desk", "valid_from", "valid_to", "agency__code", "agency__name")
        .first()
    )
    if unit is None:
        raise UnitNotThere(f"Không có đơn vị mã “{code[:60]}”.", next="Hãy mở trang cơ quan và chọn đơn vị.")
    history = remits(code)
    around = remits_of_agency(unit["agency__code"], on)
    standing = around.pop(code, None)
    names = {row["code"]: row["name"] for row in units(unit["agency__code"], on)}
    shared = [
        f"{names.get(other, other)}: {'; '.join(both)}"
        for other, row in around.items()
        if standing
        and (both := sorted({*standing.fields, *standing.procedures} & {*row.fields, *row.procedures}))
    ]
    return {
        "unit": unit,
        "standing": standing,
        "matters": matters(standing.procedures if standing else ()).procedures,
        "shared": ". ".join(shared),
        "history": history,
        "undo_id": next((row.id for row in history if not row.is_withdrawn), None),
    }


@kept
def deserted(
    agency_codes: frozenset[str], on: date | None = None
) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Of some agencies the posts nobody holds, and unit by unit the lanes that only such posts serve (an asked agency's
    written with its name): what stands in those queues is seen by nobody."""
    on = on or clock.today()
    held = set(
        Appointment.objects.on(on)
        .filter(post__agency__code__in=agency_codes)
        .values_list("post__code", flat=True)
    )
    rows = PostLane.objects.filter(post__agency__code__in=agency_codes)
    empty: set[str] = set()
    manned: dict[tuple[str, str], bool] = {}
    for lane, post, unit, agency in rows.values_list(
        "lane", "post__code", "post__unit__code", "post__agency__code"
    ):
        if post not in held:
            empty.add(post)
        for name in (lane, f"{lane}@{agency}"):
            manned[unit, name] = manned.get((unit, name), False) or post in held
    lanes: dict[str, set[str]] = {}
    for (unit, lane), somebody in manned.items():
        if not somebody:
            lanes.setdefault(unit, set()).add(lane)
    return frozenset(empty), {unit: frozenset(found) for unit, found in lanes.items()}


@kept
def without_post(officer_codes: frozenset[str], on: date | None = None) -> frozenset[str]:
    """Of some officers those who neither hold a post on a day nor stand in for who does: nobody works in their name."""
    on = on or clock.today()
    found = Officer.objects.filter(code__in=officer_codes)
    held = Appointment.objects.on(on).values("officer_id")
    lent = Delegation.objects.on(on).filter(revoked_at=None).values("to_officer_id")
    return frozenset(found.exclude(pk__in=held).exclude(pk__in=lent).values_list("code", flat=True))


@kept
def empty_lanes(on: date | None = None) -> list[tuple[str, str, list[str]]]:
    """(agency, its name, lanes in words) where posts of its own serve a lane and nobody holds one: what an administrator
    has to fill; such work waits for whoever distributes there. Three queries over the whole register."""
    on = on or clock.today()
    rows = PostLane.objects.filter(post__in=Post.objects.on(on), post__agency__in=Agency.objects.on(on))
    held = set(Appointment.objects.on(on).values_list("post__code", flat=True))
    manned: dict[tuple[str, str], bool] = {}
    for lane, post, agency in rows.values_list("lane", "post__code", "post__agency__code"):
        manned[agency, lane] = manned.get((agency, lane), False) or post in held
    empty: dict[str, list[str]] = {}
    for (agency, lane), somebody in sorted(manned.items()):
        if not somebody:
            empty.setdefault(agency, []).append(LANES.get(lane, lane))
    names = dict(Agency.objects.on(on).values_list("code", "name"))
    return [(code, names[code], found) for code, found in empty.items()]
