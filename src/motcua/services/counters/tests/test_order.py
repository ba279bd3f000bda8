"""The order of calling: priority first, nobody starves; numbers as written and as spoken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.services.counters import rules
from motcua.services.counters.types import Waiting

EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)


def queue(*priority: bool) -> list[Waiting]:
    return [Waiting(n, EIGHT + timedelta(minutes=n), one) for n, one in enumerate(priority)]


def played(waiting: list[Waiting], run: int) -> list[Waiting]:
    """All of them called at one counter, one after the other."""
    called: list[Waiting] = []
    left = list(waiting)
    while left:
        last = [one.has_priority for one in reversed(called)]
        chosen = rules.next_of(left, last, run)
        assert chosen is not None
        left.remove(chosen)
        called.append(chosen)
    return called


def test_priority_comes_first_and_after_two_in_a_row_one_of_the_others():
    order = played(queue(False, False, True, True, True), run=2)
    assert [one.id for one in order] == [2, 3, 0, 4, 1]


def test_nobody_waiting_is_nobody_called():
    assert rules.next_of([], [], 2) is None


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 4))
def test_everybody_is_called_once_and_each_kind_in_the_order_it_came(kinds, run):
    waiting = queue(*kinds)
    order = played(waiting, run)
    assert sorted(one.id for one in order) == [one.id for one in waiting]
    for kind in (True, False):
        ids = [one.id for one in order if one.has_priority is kind]
        assert ids == sorted(ids)


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 4))
def test_no_more_with_priority_in_a_row_than_the_rule_says_while_others_wait(kinds, run):
    order = played(queue(*kinds), run)
    others_left = [any(not later.has_priority for later in order[n + 1 :]) for n in range(len(order))]
    in_a_row = 0
    for one, still in zip(order, others_left, strict=True):
        in_a_row = in_a_row + 1 if one.has_priority else 0
        assert in_a_row <= run or not still


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (1, "A001", "Mời số A, không không một, đến quầy số 3."),
        (15, "A015", "Mời số A, không một năm, đến quầy số 3."),
        (1240, "A1240", "Mời số A, một hai bốn không, đến quầy số 3."),
    ],
)
def test_a_number_is_spoken_as_it_stands_on_the_board(number, code, said):
    assert rules.ticket_code("A", number) == code
    assert rules.spoken(code, 3) == said


@pytest.mark.parametrize(
    ("ahead", "case", "counters", "minutes"),
    [(4, timedelta(minutes=6), 2, 12), (1, timedelta(minutes=5), 2, 3), (0, timedelta(minutes=5), 1, 0),
     (3, None, 2, None), (3, timedelta(minutes=5), 0, None)],
)  # fmt: skip
def test_the_wait_is_those_ahead_shared_by_the_counters(ahead, case, counters, minutes):
    assert rules.expected_minutes(ahead, case, counters) == minutes


def test_the_law_says_who_is_called_first():
    codes = [one.code for one in rules.grounds(date(2026, 11, 23))]
    assert codes == ["elderly", "disabled", "pregnant", "infant", "merit"]
    assert rules.priority_run(date(2026, 11, 23)) == 2


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_nine_of_ten_waited_no_longer_and_no_shorter_span_covers_as_many(seconds):
    spans = [timedelta(seconds=one) for one in seconds]
    told = rules.nine_in_ten(spans)
    if not spans:
        assert told is None
        return
    assert told in spans and sum(one <= told for one in spans) * 10 >= 9 * len(spans)
    assert all(sum(one <= other for one in spans) * 10 < 9 * len(spans) for other in spans if other < told)
