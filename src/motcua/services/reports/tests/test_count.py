"""Every dossier in one cell: the rules by themselves, and the database asked the same."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.services.reports import rules
from motcua.services.reports.queries.fees import owed
from motcua.services.reports.types import CELLS, DONE, Known

FIRST, LAST = date(2025, 11, 1), date(2027, 2, 28)
DAYS = st.dates(FIRST, LAST)
CAME, STANDS = {"opening", "received"}, {*DONE, "running", "overdue", "ended"}


def midnight(on: date) -> datetime:
    return datetime.combine(on, time(), clock.TZ)


@st.composite
def dossiers(draw) -> Known:
    received = draw(DAYS)
    ended = draw(st.none() | st.dates(received, LAST))
    moments = st.none() | st.builds(
        datetime.combine, DAYS, st.sampled_from([time(), time(9), time(17)]), st.just(clock.TZ)
    )
    outcome = draw(st.sampled_from(["", *DONE])) if ended else ""
    return Known(received, ended, outcome, draw(moments), None if ended else draw(moments))


PERIODS = st.builds(
    rules.period_of, st.sampled_from(["ngay", "tuan", "thang", "quy", "nam"]), DAYS
) | st.builds(rules.span, DAYS, DAYS)


@given(dossiers(), PERIODS)
def test_a_dossier_of_a_period_stands_in_one_cell_of_each_kind(known: Known, period) -> None:
    found = rules.cells(known, period, midnight(period.before_on))
    assert not found or (len(found & CAME), len(found & STANDS), len(found)) == (1, 1, 2)


@given(st.lists(dossiers(), max_size=8), PERIODS)
def test_what_a_period_opens_with_is_what_the_one_before_left_open(many: list[Known], period) -> None:
    earlier = rules.before(period)
    assert earlier.before_on == period.from_on and rules.after(earlier).from_on == period.from_on
    was = rules.tally(many, earlier, midnight(earlier.before_on))
    now = rules.tally(many, period, midnight(period.before_on))
    assert now["opening"] == was["opening"] + was["received"] - was["done"] - was["ended"] == was["open"]
    assert now["total"] == now["done"] + now["open"] + now["ended"]


@given(st.lists(dossiers(), max_size=8))
def test_months_add_up_to_the_year(many: list[Known]) -> None:
    year = rules.period_of("nam", date(2026, 5, 1))
    months = [rules.period_of("thang", date(2026, month, 1)) for month in range(1, 13)]
    found: Counter[str] = Counter()
    for month in months:
        found.update(rules.tally(many, month, midnight(month.before_on)))
    whole = rules.tally(many, year, midnight(year.before_on))
    for name in ("received", "early", "on_time", "late", "done", "ended"):
        assert found[name] == whole[name]
    december = rules.tally(many, months[-1], midnight(year.before_on))
    assert [whole[n] for n in ("open", "running", "overdue")] == [
        december[n] for n in ("open", "running", "overdue")
    ]


@given(DAYS, st.sampled_from(["ngay", "tuan", "thang", "quy", "nam"]))
def test_every_day_lies_in_one_period_of_each_kind(day: date, kind) -> None:
    period = rules.period_of(kind, day)
    assert period.from_on <= day < period.before_on
    assert rules.period_of(kind, period.last_on) == period
    assert rules.period_of(kind, period.before_on).from_on == period.before_on


def test_the_edge_of_a_period_belongs_to_the_later_one() -> None:
    november, december = (rules.period_of("thang", date(2026, month, 1)) for month in (11, 12))
    at_edge = Known(date(2026, 12, 1))
    assert rules.cells(at_edge, november, midnight(november.before_on)) == frozenset()
    assert "received" in rules.cells(at_edge, december, midnight(december.before_on))


def test_a_clock_that_stands_makes_nobody_late() -> None:
    november = rules.period_of("thang", date(2026, 11, 1))
    due, end = midnight(date(2026, 11, 20)), midnight(november.before_on)
    late = Known(date(2026, 11, 2), due_at=due)
    standing = Known(date(2026, 11, 2), due_at=due, paused_at=due - timedelta(days=1))
    assert "overdue" in rules.cells(late, november, end) and "running" in rules.cells(standing, november, end)


HEIRS = {"a": ["c"], "b": ["c"], "c": ["d"], "s": ["d", "e"], "x": ["y"], "y": ["x"]}


@pytest.mark.parametrize(
    ("code", "now"), [("a", "d"), ("b", "d"), ("d", "d"), ("s", "s"), ("x", "y"), ("unknown", "unknown")]
)
def test_a_merged_agency_is_its_heir_and_a_split_one_stays_itself(code: str, now: str) -> None:
    assert rules.now_of(code, HEIRS) == now


def rate(amount: int | None, **changes):
    return SimpleNamespace(**({
        "kind": "charge", "name": "Lệ phí", "applicant_kind": "", "channel": "", "amount_vnd": amount, "formula_text": "",
        "per_unit": "dossier", "valid_from": date(2026, 1, 1), "valid_to": None,
    } | changes))  # fmt: skip


def test_what_is_owed_is_counted_only_where_the_rate_leaves_no_question() -> None:
    on = date(2026, 11, 20)
    assert owed([rate(8000)], "counter", on) == {"charge": 8000}
    assert owed([rate(8000), rate(0, channel="online")], "online", on) == {"charge": 0}
    assert owed([rate(8000), rate(5000, kind="fee", name="Phí")], "counter", on) == {
        "charge": 8000,
        "fee": 5000,
    }
    assert owed([rate(2000, per_unit="page")], "counter", on) is None
    assert owed([rate(8000, applicant_kind="tổ chức"), rate(4000)], "counter", on) is None
    assert owed([rate(None, formula_text="theo diện tích")], "counter", on) is None
    assert owed([rate(8000, valid_to=date(2026, 11, 19))], "counter", on) == {}


def test_every_cell_has_words() -> None:
    assert set(CELLS) == CAME | STANDS | {"total", "done", "open", "late_all"}
