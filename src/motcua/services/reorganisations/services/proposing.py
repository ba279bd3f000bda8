"""Lập dòng từ danh mục địa bàn: communes and districts of old provinces, as the list of administrative units tells their heirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import rules as codes
from motcua.registries.organizations.models import Agency
from motcua.registries.organizations.types import AgencyKind
from motcua.registries.places import queries as places
from motcua.registries.places.types import Place
from motcua.services.reorganisations import rules
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.queries.plans import plan
from motcua.services.reorganisations.types import PREPARE, Kind, Line, LineUnread, State

from .common import locked

COMMUNES = (AgencyKind.COMMUNE_COMMITTEE.value, AgencyKind.COMMUNE_CENTRE.value)
DISTRICTS = (AgencyKind.DISTRICT_COMMITTEE.value, AgencyKind.DISTRICT_DESK.value)
TITLES = {
    AgencyKind.COMMUNE_COMMITTEE.value: "Ủy ban nhân dân {place}",
    AgencyKind.COMMUNE_CENTRE.value: "Trung tâm Phục vụ hành chính công {place}",
}
SHARES = ("whole", "main_part", "part")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed: how many lines, and old communes whose heir the list does not tell."""

    lines: int
    unknown: tuple[str, ...]


@command
def propose_places(
    *,
    code: str,
    old: tuple[str, ...],
    prefix: str,
    first: int,
    parent: str,
    seen: int,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Every commune under ``old`` into the heir of its place, numbered under ``prefix``; every district ended, its dossiers to
    the commune its people live in now. Lines that stand are kept; what the list calls a part is left to a line by hand."""
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="sửa", seen=seen)
    if not old or codes.code_fault(prefix):
        raise LineUnread("Cần mã cơ quan cũ và đầu mã mới.", next="Ví dụ: cũ H40; H21, đầu mã mới H37.")
    lines, unknown = _propose(row, old, prefix, first, parent)
    row.lines = [line.plain() for line in (*plan(row), *lines)]
    if len(row.lines) > rules.MOST_LINES:
        raise LineUnread(
            f"Thành {len(row.lines)} dòng, nhiều quá {rules.MOST_LINES}.", next="Hãy chia phương án."
        )
    row.version += 1
    row.save()
    audit.record(
        by, "reorganisations.propose_places", f"reorganisation:{code}", at=at,
        after={"lines": len(lines), "under": list(old), "unknown": len(unknown)},
    )  # fmt: skip
    return Proposal(len(lines), tuple(unknown))


def _propose(
    row: Reorganisation, old: tuple[str, ...], prefix: str, first: int, parent: str
) -> tuple[list[Line], list[str]]:
    last = rules.last_day_to_undo(row.effective_on)
    known = rules.ending(plan(row))
    agencies = [
        one
        for one in Agency.objects.on(last).filter(kind__in=[*COMMUNES, *DISTRICTS]).order_by("code")
        if one.code not in known and any(one.code == top or one.code.startswith(f"{top}.") for top in old)
    ]
    heads = organizations.heads_on([one.code for one in agencies], last)
    ended = {one.place_code for one in agencies if one.kind in COMMUNES}
    heirs = {place: _heir(place, row.effective_on) for place in ended}
    into = {place: heir for place, heir in heirs.items() if heir is not None}
    unknown = [one.name for one in agencies if one.kind in COMMUNES and one.place_code not in into]
    numbers = {
        place: f"{prefix}.{number}"
        for number, place in enumerate(sorted({heir.code for heir in into.values()}), start=first)
    }
    lines = _of_communes(agencies, into, numbers, parent, heads)
    return lines + _of_districts(agencies, into, numbers, {line.into for line in lines}, last), unknown


def _heir(place_code: str, on: date) -> Place | None:
    """Whom a place went to, for the greatest part; itself where it stands on."""
    found = [one for one in places.successors(place_code, "ward") if one.on == on and one.place.stands(on)]
    if found:
        return min(found, key=lambda one: SHARES.index(one.share)).place
    own = places.unit(place_code, on)
    return own if own is not None and own.level == "ward" else None


def _of_communes(
    agencies: list[Agency], into: dict[str, Place], numbers: dict[str, str], parent: str,
    heads: dict[str, list[tuple[str, str]]],
) -> list[Line]:  # fmt: skip
    groups: dict[tuple[str, str], list[Agency]] = defaultdict(list)
    for one in agencies:
        if one.kind in COMMUNES and one.place_code in into:
            groups[one.kind, into[one.place_code].code].append(one)
    by_code = {place.code: place for place in into.values()}
    lines = []
    for (kind, place), olds in sorted(groups.items(), reverse=True):
        committee = kind == AgencyKind.COMMUNE_COMMITTEE
        named = [code for one in olds for code, _ in heads.get(one.code, ())]
        lines.append(
            Line(
                kind=Kind.MERGE, old=tuple(one.code for one in olds),
                into=numbers[place] if committee else f"{numbers[place]}.1",
                name=TITLES[kind].format(place=_inside(by_code[place])), place_code=place,
                parent=parent if committee else numbers[place], head=named[0] if named else "",
            )
        )  # fmt: skip
    return lines


def _inside(place: Place) -> str:
    return f"{place.kind.lower()} {place.name}"


def _of_districts(
    agencies: list[Agency], into: dict[str, Place], numbers: dict[str, str], founded: set[str], last: date
) -> list[Line]:
    """A district ends: people of each old commune are served by its heir; who cannot be placed, by the largest."""
    lines = []
    for one in agencies:
        if one.kind not in DISTRICTS:
            continue
        by_heir: dict[str, list[str]] = defaultdict(list)
        for ward in places.children(one.place_code, last):
            if ward.code in into:
                tail = "" if one.kind == AgencyKind.DISTRICT_COMMITTEE else ".1"
                code = numbers[into[ward.code].code] + tail
                by_heir[code if code in founded else code.removesuffix(".1")].append(_inside(ward))
        for place, code in enumerate(sorted(by_heir, key=lambda code: (-len(by_heir[code]), code))):
            named = tuple(by_heir[code]) if place else ()
            lines.append(Line(kind=Kind.ABOLISH, old=(one.code,), into=code, places=named))
    return lines
