"""A department that processes ask becomes part of another: what is asked already, and what is asked later, goes to the heir."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from tests.support.province import Province, standing

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries import consulting
from motcua.services.dossiers.tests.factories import Dossier, Work
from motcua.services.reorganisations import queries, services
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.services.planning import line_of
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import ASKED_POST

from .conftest import FIRST, SECOND, carry_out

CODE, HEIR = "1.013225", "Sở Xây dựng và Môi trường"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Province:
    return Province()


def asking(province: Province) -> list[str]:
    """A building permit that asks a department; that department and another."""
    admin, at = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"})), province.at
    manned = organizations.agencies(organizations.manned_lanes()[ASKED_POST]).values()
    both = sorted(one.code for one in manned if one.kind == "so")[:2]
    draft = workflow.start_draft(process_code=CODE, number=1, by=admin, at=at)
    for seen, change in enumerate(
        (
            lambda d: workflow.editing.set_hours(d, {n.id: 4 for n in d.tasks if n.clock == "run"}),
            lambda d: workflow.editing.ask_agency(
                d, agency=both[0], agency_name=organizations.agency(both[0]).name, hours=16, silence=True,
                ask="Khu đất có vướng quy hoạch không?", place="beside", node_id="s3", shows=("@giay_to",),
            ),
        ),
        start=1,
    ):  # fmt: skip
        workflow.change_draft(version_id=draft.version_id, seen=seen, by=admin, at=at, change=change)
    workflow.publish(version_id=draft.version_id, by=admin, at=at)
    return both


def walk_to_the_question(province: Province, dossier: Dossier) -> None:
    for _ in range(6):
        tokens = processes.open_tokens(f"dossier:{dossier.code}")
        if len(tokens) > 1:
            return
        dossiers.finish_step(
            code=dossier.code, outcome=tokens[0].outcomes[0].code, opinion="Đạt.",
            by=province.officers(tokens[0].lane)[0], at=province.at,
        )  # fmt: skip
    raise AssertionError("the question was never asked")


def merged(both: list[str], at: datetime) -> datetime:
    """The two departments become one at the next midnight; the minute after."""
    midnight = datetime.combine(at.date() + timedelta(days=1), time(0, 1), clock.TZ)
    head = next(one.officer_code for one in organizations.officers_of(both[0], at.date()) if one.can_sign)
    line = line_of({
        "kind": "merge", "old": both, "into": "H42.990", "parent": "H42", "name": HEIR, "head": head,
    })  # fmt: skip
    code = services.draft(
        name="Hợp nhất hai sở", basis="Nghị quyết 18-NQ/TW", effective_on=midnight.date(), by=FIRST, at=at
    )
    services.add_line(code=code, line=line, seen=1, by=FIRST, at=at)
    seen = Reorganisation.objects.get(code=code).version
    assert queries.dry_run(Reorganisation.objects.get(code=code)).processes == (CODE,)
    services.submit(code=code, seen=seen, by=FIRST, at=at)
    services.approve(code=code, seen=seen + 1, by=SECOND, at=at)
    with clock.fixed(midnight):
        carry_out(code, midnight)
    return midnight


def test_the_heir_is_asked_and_answers_for_the_department_that_ended(province: Province) -> None:
    with clock.fixed(province.at):
        both = asking(province)
        asked, later = province.taken_in(CODE), province.taken_in(CODE)
        walk_to_the_question(province, asked)
        assert Work.objects.get(dossier=asked, task="consult").agency_code == both[0]

    province.at = merged(both, province.at) + timedelta(hours=9)
    with clock.fixed(province.at):
        walk_to_the_question(province, later)

        for dossier in (asked, later):
            row = Work.objects.get(dossier=dossier, task="consult")
            assert (row.agency_code, row.lane, row.lane_name) == ("H42.990", f"{ASKED_POST}@H42.990", HEIR)
            token = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.task == "consult")
            assert (token.lane_name, token.lane_kind) == (HEIR, "agency")
            expert = next(
                h for h in organizations.officers_of("H42.990", province.at.date()) if ASKED_POST in h.lanes
            )
            who = accounts.actor_of_officer(expert.officer_code, expert.post_code)
            assert consulting.question_to(who, dossier.code).dossier == dossier
            dossiers.answer_consultation(
                code=dossier.code,
                token_id=token.id,
                outcome="dong_y",
                opinion="Không vướng.",
                by=who,
                at=province.at,
            )
            assert "consult" not in {t.task for t in processes.open_tokens(f"dossier:{dossier.code}")}
