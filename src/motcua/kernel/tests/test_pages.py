"""Pages by key: every row once, in order, forwards and back, while others come in; flat in the length of the list."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.pages import Rows, values_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 9, tzinfo=clock.TZ)


def pour(seconds: list[int], kinds: str = "abc") -> None:
    Entry.objects.bulk_create(
        Entry(at=MORNING + timedelta(seconds=second), actor_kind="system", actor_id="x", actor_name="x",
              action=kinds[n % len(kinds)], subject="s", leaf=b"1" * 32)
        for n, second in enumerate(seconds)
    )  # fmt: skip


def walk(rows: Rows, size: int, bound: int) -> list[int]:
    """Every page from the first to the last, then back again: both ways show the same."""
    there, page = [], rows.page("", size, bound)
    while True:
        there.append([row.pk for row in page])
        assert page.start_index == 1 + sum(map(len, there[:-1]))
        if not page.next:
            break
        page = rows.page(page.next, size, bound)
    back = [there[-1]]
    while page.previous:
        page = rows.page(page.previous, size, bound)
        back.append([row.pk for row in page])
    assert back[::-1] == there and page.start_index == 1
    return [pk for rows in there for pk in rows]


class Walking(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        seconds=st.lists(st.integers(0, 6), max_size=40),
        size=st.integers(1, 12),
        bound=st.sampled_from([3, 1000]),
        turned=st.booleans(),
        arms=st.sampled_from(
            [(Q(),), (Q(action="a"), Q(action="b")), (Q(action="a"), Q(action__in=["a", "c"]))]
        ),
    )
    def test_every_row_is_seen_once_in_order_whatever_the_arms(self, seconds, size, bound, turned, arms):
        known = set(Entry.objects.values_list("pk", flat=True))
        pour(seconds)
        rows = Rows(Entry.objects.exclude(pk__in=known), ("at", "id"), arms)
        rows = rows.turned() if turned else rows
        whole = Q()
        for arm in arms:
            whole |= arm
        wanted = list(rows.query.filter(whole).order_by(*rows.order).values_list("pk", flat=True))

        assert walk(rows, size, bound) == wanted
        assert [row.pk for row in rows.each(1000, batch=size)] == wanted
        assert rows.total() == len(wanted)


def test_rows_that_come_in_meanwhile_move_nothing_that_was_on_the_page():
    pour(list(range(30)))
    rows = Rows(Entry.objects.all(), ("-at", "-id"))
    first = rows.page("", 10, 5)
    pour([100, 101, 102])

    second = rows.page(first.next, 10, 5)

    assert [row.at for row in second] == [MORNING + timedelta(seconds=n) for n in range(19, 9, -1)]


def test_a_long_list_is_counted_no_further_than_the_bound():
    pour(list(range(30)))
    rows = Rows(Entry.objects.all(), ("at", "id"))

    long, short = rows.page("", 5, 20), rows.page("", 5, 40)

    assert (long.total, long.more) == (20, True)
    assert (short.total, short.more) == (30, False)


@pytest.mark.parametrize(
    "mark",
    ["x", "2", "²", "A" * 3000, "W10", "bnVsbA", "WzEsMCwiYXQsaWQiLCJhIiwiYiJd", "WzEsMCwiYXQsaWQiLHsidCI6IngifSwxXQ",
     "WzEsMCwiYXQsaWQiLHsidCI6IjIwMjYtMDEtMDEifSwxXQ", "WzEsMCwiYXQsaWQiLDEsMV0", "W1tbW1tbW1tb", "////"],
)  # fmt: skip
def test_a_mark_made_by_hand_gives_the_first_page(mark):
    pour(list(range(9)))
    rows = Rows(Entry.objects.all(), ("at", "id"))

    assert [row.pk for row in rows.page(mark, 3)] == [row.pk for row in rows.page("", 3)]


def test_a_mark_of_another_order_gives_the_first_page():
    pour(list(range(9)))
    mark = Rows(Entry.objects.all(), ("at", "id")).page("", 3).next
    other = Rows(Entry.objects.all(), ("action", "id"))

    assert other.page(mark, 3).is_first


@pytest.mark.parametrize("count", [50, 1000])
def test_a_page_takes_three_queries_however_long_the_list(count):
    pour([n % 60 for n in range(count)])
    rows = Rows(Entry.objects.all(), ("at", "id"), (Q(action="a"), Q(action="b")))
    with CaptureQueriesContext(connection) as asked:
        rows.page(rows.page("", 10, 20).next, 10, 20)
    assert len(asked) == 6


def test_the_values_of_a_column_are_hopped_over():
    pour([1] * 9, "cab")

    assert set("abc") <= set(values_of(Entry, "action"))
