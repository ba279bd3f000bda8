"""Two communes that are to become one: a plan that waits for the second person, to be dry-run, sent back or called off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import AgencyKind
from motcua.services.reorganisations import services
from motcua.services.reorganisations.types import PREPARE, Kind, Line

from .play import Desk

AHEAD = timedelta(days=60)
BY = Actor.system("demo", PREPARE)
NAMES = {
    AgencyKind.COMMUNE_COMMITTEE: "Ủy ban nhân dân xã Đồng Tâm",
    AgencyKind.COMMUNE_CENTRE: "Trung tâm Phục vụ hành chính công xã Đồng Tâm",
}


def wait_for_the_second(main: Desk, *, at: datetime) -> str:
    """The plan's code; empty where the scenario has no two other communes."""
    on, today = at.date() + AHEAD, clock.local(at).date()
    committees = [
        code
        for code in organizations.codes_of_kind(AgencyKind.COMMUNE_COMMITTEE.value, today)
        if code != main.committee
    ][-2:]
    if len(committees) < 2:
        return ""
    old = [organizations.agency(code, today) for code in committees]
    centres = [
        child.code
        for one in old
        for child in organizations.children(one.code, today)
        if child.kind == AgencyKind.COMMUNE_CENTRE
    ]
    new = f"{old[0].parent_code}.999"
    lines = (
        Line(
            kind=Kind.MERGE, old=tuple(committees), into=new, name=NAMES[AgencyKind.COMMUNE_COMMITTEE],
            parent=old[0].parent_code, place_code=old[0].place_code, head=_head(committees[0], today),
        ),
        Line(
            kind=Kind.MERGE, old=tuple(centres), into=f"{new}.1", name=NAMES[AgencyKind.COMMUNE_CENTRE],
            parent=new, place_code=old[0].place_code, head=_head(centres[0], today),
        ),
    )  # fmt: skip
    code = services.draft(
        name="Hợp nhất hai xã (thử)", basis="Nghị quyết thử nghiệm của Hội đồng nhân dân tỉnh", effective_on=on,
        by=BY, at=at,
    )  # fmt: skip
    for seen, line in enumerate(lines, start=1):
        services.add_line(code=code, line=line, seen=seen, by=BY, at=at)
    services.submit(code=code, seen=len(lines) + 1, by=BY, at=at)
    return code


def _head(code: str, on: date) -> str:
    return next((officer for officer, _ in organizations.heads_on([code], on).get(code, ())), "")
