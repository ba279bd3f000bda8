"""Two communes and a third that takes them both, with dossiers in every state, laid once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from tests.support.laying import laid as kept

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations.models import Post
from motcua.services.accounts.types import ROLES
from motcua.services.dossiers.tests.factories import (
    AT,
    Dossier,
    Town,
    dossier_rows,
    make_procedure,
    make_town,
    work_rows,
)
from motcua.services.dossiers.types import Status
from motcua.services.reorganisations import services
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.services.planning import line_of
from motcua.services.reorganisations.types import Line

ON = date(2026, 12, 1)
MIDNIGHT = datetime(2026, 12, 1, 0, 1, tzinfo=clock.TZ)
ADMIN = ROLES["province_admin"].permissions
FIRST = Actor(kind="officer", id="QT1", name="Bùi Thị Lập", permissions=ADMIN)
SECOND = Actor(kind="officer", id="QT2", name="Hà Văn Duyệt", permissions=ADMIN)
LIVING = ("Tổ 1, Xã Đông", "Thôn 2, xã Tây", "Tổ 3")
OF_EACH = 2
STATES = tuple(Status)


@dataclass
class Two:
    """The towns that end, and the officers who head them."""

    east: Town
    west: Town


def fill(town: Town, first: int) -> None:
    """Two dossiers of each state, in two fields, from three places; steps in hands where one runs."""
    for number, state in enumerate(STATES):
        rows = dossier_rows(town, OF_EACH, status=state, first=first + number * OF_EACH, tails=False)
        for place, row in enumerate(rows):
            row.applicant_address = LIVING[(number + place) % len(LIVING)]
            row.field_name = ("Hộ tịch", "Đất đai")[place % 2]
        Dossier.objects.bulk_update(rows, ["applicant_address", "field_name"])
        if state is Status.PROCESSING:
            work_rows(town, rows)


def lay() -> Two:
    make_procedure()
    two = Two(
        make_town("H42.95", "99501", "phường Đông Thử"),
        make_town("H42.96", "99601", "phường Tây Thử"),
    )
    Post.objects.filter(can_sign=True).update(leader_rank=1)
    fill(two.east, 1)
    fill(two.west, 1)
    return two


@pytest.fixture(scope="package")
def towns(django_db_setup: None, django_db_blocker) -> Iterator[Two]:
    with django_db_blocker.unblock(), kept(lay) as two:
        yield two


@pytest.fixture
def two(towns: Two, db: None) -> Two:
    return towns


def merging(two: Two) -> tuple[Line, ...]:
    """Both communes become one, each committee and each centre."""
    return (
        line_of({
            "kind": "merge", "old": [two.east.committee, two.west.committee], "into": "H42.97", "parent": "H42",
            "name": "Ủy ban nhân dân phường Mới", "place_code": "99701", "head": two.east.officers["leader"],
        }),
        line_of({
            "kind": "merge", "old": [two.east.centre, two.west.centre], "into": "H42.97.1", "parent": "H42.97",
            "name": "Trung tâm Phục vụ hành chính công phường Mới", "head": two.east.officers["clerk"],
            "place_code": "99701",
        }),
    )  # fmt: skip


@pytest.fixture
def planned(two: Two) -> Callable[..., Reorganisation]:
    """A plan of these lines, as far as wanted."""

    def make(*lines: Line, state: str = "approved", on: date = ON) -> Reorganisation:
        code = services.draft(
            name="Sắp xếp hai phường", basis="Nghị quyết 12/NQ-HĐND", effective_on=on, by=FIRST, at=AT
        )
        for number, line in enumerate(lines, start=1):
            services.add_line(code=code, line=line, seen=number, by=FIRST, at=AT)
        row = Reorganisation.objects.get(code=code)
        if state != "draft":
            services.submit(code=code, seen=row.version, by=FIRST, at=AT)
        if state == "approved":
            services.approve(code=code, seen=row.version + 1, by=SECOND, at=AT + timedelta(hours=1))
        row.refresh_from_db()
        return row

    return make


def carry_out(code: str, at: datetime = MIDNIGHT) -> int:
    """Every chunk of a plan; how many there were."""
    number = 1
    while services.advance(code=code, at=at):
        number += 1
    return number
