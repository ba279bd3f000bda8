"""Rules of public figures: shares, periods, and what one dossier adds."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.dossiers.queries.counting import Countable
from motcua.services.indicators import rules


@pytest.mark.parametrize(
    ("tally", "expected"),
    [((0, 0, 0), None), ((1, 0, 0), 100.0), ((38000, 412, 62), 99.83), ((0, 99999, 1), 99.99)],
)
def test_one_late_dossier_never_reads_as_one_hundred(
    tally: tuple[int, int, int], expected: float | None
) -> None:
    assert rules.share_on_time(*tally) == expected


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.sampled_from(["thang", "quy", "nam"]))
def test_periods_cover_every_day_once(day: date, kind: Any) -> None:
    period = rules.period_of(kind, day)
    assert period.from_on <= day <= period.to_on
    assert rules.before(period).to_on == period.from_on - timedelta(days=1)
    assert rules.period_of(kind, period.to_on) == period


_days = st.dates(date(2026, 11, 1), date(2026, 11, 5))
_states = st.builds(
    Countable, st.just("a"), st.sampled_from(["p", "q"]), st.sampled_from(["f", "g"]), st.sampled_from(["x", "y"]), _days,
    st.none() | _days, st.none() | _days, st.sampled_from(["", "early", "on_time", "late"]), st.none() | _days,
)  # fmt: skip


@given(st.lists(_states, min_size=1, max_size=6))
def test_moving_from_state_to_state_ends_where_counting_the_last_one_begins(states: list[Countable]) -> None:
    kept: Counter[rules.Cell] = Counter()
    old = None
    for new in states:
        for cell, by in rules.moves(old, new):
            kept[cell] += by
        old = new
    assert +kept == rules.cells(states[-1]) and min(kept.values(), default=0) >= 0
