"""So often and no oftener: whoever asks, at whatever pace, as many get through within the time as may."""

import time
from unittest import mock

import pytest
from django.core.cache import caches
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import limits
from motcua.kernel.limits import HOUR, Limit

PAUSES = st.lists(st.tuples(st.sampled_from([0, 1, 290, HOUR - 1, HOUR]), st.sampled_from("AB")), max_size=12)


@pytest.fixture
def held(monkeypatch):
    monkeypatch.setattr(limits, "cache", caches["quick"])
    caches["quick"].clear()
    yield caches["quick"]
    caches["quick"].clear()


@settings(max_examples=60)
@given(PAUSES, st.integers(0, 3))
def test_within_any_hour_each_has_as_many_as_may_and_not_one_less(pauses, most):
    now, taken = float(int(time.time())), {"A": [], "B": []}
    with mock.patch.object(limits, "cache", caches["quick"]), mock.patch("time.time", lambda: now):
        caches["quick"].clear()
        for pause, who in pauses:
            now += pause
            lately = [at for at in taken[who] if at + HOUR > now]
            limit = Limit("test", who, most=most, seconds=HOUR)
            assert limit.count() == len(lately)
            assert limit.take() is (len(lately) < most)
            taken[who] += [now] if len(lately) < most else []


def test_the_cache_holds_no_address_and_a_full_limit_forgets_nothing(held):
    limit = Limit("test", "192.0.2.7", most=2, seconds=HOUR)
    assert [limit.take() for _ in range(4)] == [True, True, False, False]
    assert limit.count() == 2 and Limit("other", "192.0.2.7", most=2, seconds=HOUR).count() == 0
    assert len(held._cache) == 2 and not any("192.0.2.7" in key for key in held._cache)
