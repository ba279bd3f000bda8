"""Numbers of the catalogue: which may become a due date or a price, and which must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.registries.procedures.rules.fees import settled_fee
from motcua.registries.procedures.rules.limits import (
    limit_for,
    limits_by_channel,
    sensible_limits,
    usable_limit,
)
from motcua.registries.procedures.types import Limit, MethodRecord, Record


@given(st.floats(min_value=0, max_value=1000) | st.none(), st.text(max_size=20))
def test_a_number_without_a_unit_never_becomes_a_limit(value, text):
    assert usable_limit(value, None, text) is None


@given(
    st.integers(min_value=1, max_value=400),
    st.sampled_from(["working_days", "calendar_days", "working_hours"]),
)
def test_a_whole_number_with_its_unit_is_the_limit(value, unit):
    assert usable_limit(value, unit, "") == Limit(value, unit)


@pytest.mark.parametrize(
    ("value", "unit", "text", "expected"),
    [
        (0.5, "working_days", "0.5 ngày làm việc", Limit(4, "working_hours")),
        (0, "working_days", "0 ngày", None),
        (4, "months", "4 tháng", None),
        (8, "hours", "8 giờ", None),
        (2.5, "calendar_days", "2.5 ngày", None),
        (3, "working_days", "theo quy định của HĐND", None),
    ],
)
def test_what_says_too_little_is_left_open(value, unit, text, expected):
    assert usable_limit(value, unit, text) == expected


@pytest.mark.parametrize(
    ("vnd", "text", "expected"),
    [
        (0, "Miễn phí", 0),
        (None, "Miễn phí", 0),
        (None, "", None),
        (0, "Miễn phí (Lệ phí cấp thẻ 135.000 đồng)", None),
        (0, "Miễn phí (Không)", 0),
        (None, "Miễn phí (Theo quy định của Hội đồng nhân dân cấp tỉnh)", None),
        (0, "Phí : 0 Đồng", 0),
        (2000, "2,000 Việt Nam Đồng (/trang)", 2000),
        (None, "10 USD (/bản)", None),
    ],
)
def test_free_is_nothing_only_where_no_word_contradicts_it(vnd, text, expected):
    assert settled_fee(vnd, text) == expected


def _row(channel, value, unit="working_days"):
    return MethodRecord(channel=channel, time_text=f"{value}", time_value=value, time_unit=unit)


def test_rows_of_one_channel_that_disagree_choose_no_limit():
    assert "counter" not in limits_by_channel([_row("counter", 3), _row("counter", 10)])


def test_a_channel_with_a_limit_of_its_own_keeps_it():
    record = Record(
        code="1.000001", name="A", field="Hộ tịch", methods=(_row("counter", 5), _row("online", 3))
    )
    base, others = sensible_limits(record)
    assert (base.value, limit_for("online", base, others).value, limit_for("post", base, others).value) == (
        5,
        3,
        5,
    )


def test_land_matters_take_the_usual_limit_not_the_one_for_remote_communes():
    record = Record(
        code="1.012784", name="Tách thửa", field="Đất đai", methods=(_row("counter", 22), _row("online", 12))
    )
    base, others = sensible_limits(record)
    assert (base.value, others) == (12, {})


def test_two_sources_that_agree_on_a_bare_number_are_believed():
    bare = MethodRecord(channel="counter", time_text="3 ngày", time_value=3)
    record = Record(
        code="1.004873",
        name="A",
        methods=(bare,),
        limit_value=3,
        limit_unit="working_days",
        confidence="verified",
    )
    assert sensible_limits(record)[0] == Limit(3, "working_days", source="agreed")
    assert sensible_limits(record.model_copy(update={"limit_value": 5.0}))[0] is None
