"""Two communes that are to become one: a plan that waits for the second person, to be dry-run, sent back or called off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.reorganisations import services
from motcua.services.reorganisations.types import PREPARE, Kind, Line

from .play import Desk

AHEAD = timedelta(days=60)
BY = Actor.system("demo", PREPARE)


def wait_for_the_second(played: list[Desk], *, at: datetime) -> str:
    """The plan's code; empty where the scenario plays no two communes beside the first."""
    today = clock.local(at).date()
    two = [desk for desk in played[1:] if desk.place_code and _head(desk.code, today)][-2:]
    if len(two) < 2:
        return ""
    model = organizations.agency(two[0].committee, today)
    new = f"{model.parent_code}.999"
    lines = (
        Line(
            kind=Kind.MERGE, old=tuple(desk.committee for desk in two), into=new, parent=model.parent_code,
            name="Ủy ban nhân dân xã Đồng Tâm", place_code=model.place_code, head=_head(model.code, today),
        ),
        Line(
            kind=Kind.MERGE, old=tuple(desk.code for desk in two), into=f"{new}.1", parent=new,
            name="Trung tâm Phục vụ hành chính công xã Đồng Tâm", place_code=model.place_code,
            head=_head(two[0].code, today),
        ),
    )  # fmt: skip
    code = services.draft(
        name="Hợp nhất hai xã (thử)", basis="Nghị quyết thử nghiệm của Hội đồng nhân dân tỉnh", effective_on=today + AHEAD,
        by=BY, at=at,
    )  # fmt: skip
    for seen, line in enumerate(lines, start=1):
        services.add_line(code=code, line=line, seen=seen, by=BY, at=at)
    services.submit(code=code, seen=len(lines) + 1, by=BY, at=at)
    return code


def _head(code: str, on: date) -> str:
    """Who is to head the heir: the head of an old agency, else anybody who works there."""
    heads = organizations.heads_on([code], on).get(code, ())
    return next(
        iter(
            [officer for officer, _ in heads]
            or [one.officer_code for one in organizations.officers_of(code, on)]
        ),
        "",
    )
