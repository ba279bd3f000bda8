"""Many machines at once, and one intake sent by many at once: no gap, no twin, one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as some

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.types import INTAKE
from motcua.services.offline import rules, services
from motcua.services.offline.models import Intake, Number
from motcua.services.offline.types import IntakeState, Sent

AT = datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)
CLERK = Actor(
    kind="officer", id="lan", name="Lan", agency_code="H42.15.3", agency_name="Một cửa",
    permissions=frozenset({INTAKE}),
)  # fmt: skip
HOURS = some.datetimes(
    datetime(2026, 11, 20),
    datetime(2026, 11, 26),
    timezones=some.just(clock.TZ),
)


def prepare(n: int) -> list[str]:
    made = services.prepare(
        device_key=f"machine-{n}-00000000000000",
        name="",
        waiting=0,
        clock_behind_s=0,
        used=[],
        by=CLERK,
        at=AT,
    )
    return [one.code for one in made.numbers]


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run them in as many threads; what each got."""
    gate, got = threading.Barrier(len(jobs)), []

    def one(job: Callable[[], Any]) -> None:
        try:
            gate.wait()
            got.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return got


def test_machines_prepared_at_once_share_no_number_and_one_intake_sent_at_once_is_one(
    own_database: None,
) -> None:
    given_out = at_once([lambda n=n: prepare(n % 3) for n in range(6)])

    assert len(given_out) == 6
    rows = list(Number.objects.order_by("number").values_list("number", flat=True))
    assert rows == list(range(1, 181))
    assert len({code for codes in given_out for code in codes}) == 180
    sent = Sent(
        device="machine-0-00000000000000", key="the-same-key-of-the-draft", claimed_at=AT, digest="0" * 64,
        number=Number.objects.filter(block__device__key="machine-0-00000000000000")[0].code, fields=(),
        procedure={"code": "9.999999", "name": "Đã bỏ", "version": 1, "papers": []},
    )  # fmt: skip
    answers = at_once(
        [
            lambda: services.receive(sent=sent, filing=None, limit=None, faults=[], by=CLERK, at=AT)
            for _ in range(4)
        ]
    )
    assert len(answers) == 4 and len(set(answers)) == 1
    assert Intake.objects.get().state == IntakeState.CONFLICT


@examples(max_examples=60)
@given(claimed=HOURS, reserved=HOURS, after=some.integers(0, 10_000))
def test_the_moment_that_counts_lies_between_reserving_and_receiving_and_is_the_receipts_where_it_can(
    claimed: datetime, reserved: datetime, after: int
) -> None:
    received = reserved + timedelta(minutes=after)

    moment = rules.accepted_at(claimed, reserved_at=reserved, received_at=received)

    assert reserved <= moment.at <= received
    assert (moment.at == claimed) == (reserved <= claimed <= received)
    assert bool(moment.why) == (moment.at != claimed)


@pytest.mark.parametrize(
    ("on", "years"), [((2026, 12, 14), [2026]), ((2026, 12, 15), [2026, 2027]), ((2027, 1, 1), [2027])]
)
def test_numbers_of_the_next_year_are_there_before_its_eve(
    on: tuple[int, int, int], years: list[int]
) -> None:
    assert rules.years_held(datetime(*on, tzinfo=clock.TZ).date()) == years
