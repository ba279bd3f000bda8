"""Limits, hiding and figures of petitions."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel import clock, yamls
from motcua.kernel.legal import LAW
from motcua.registries.calendars.rules import official_calendar
from motcua.services.petitions import rules
from motcua.services.petitions.types import Kind, Sender

CALENDAR = official_calendar()
CASES = yamls.read(LAW / "cases" / "petitions" / "answer_by.yaml")
SENDER = Sender("Nguyễn Thị Kín", "0912345678", "kin@thu.vn", "Tổ 4, phường Thử")


def at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=clock.TZ)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one["case"])
def test_a_petition_is_answered_by(one) -> None:
    told = one["given"]
    found = rules.answer_by(at(told["at"]), Kind(told["kind"]), CALENDAR, extended=told["extended"])
    assert found == at(one["expect"])


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(2024, 1, 2), datetime(2026, 6, 1)), st.sampled_from(list(Kind)))
def test_warned_before_due_and_every_limit_lies_ahead(moment, kind) -> None:
    begun = moment.replace(tzinfo=clock.TZ)
    for due in (rules.accept_by(begun, kind, CALENDAR), rules.answer_by(begun, kind, CALENDAR)):
        assert begun < due and rules.warned_at(due, CALENDAR) < due


@settings(max_examples=80, deadline=None)
@given(
    st.text("abc đ.,", max_size=20),
    st.sampled_from(
        [
            SENDER.name,
            SENDER.name.upper(),
            SENDER.phone,
            "0912 345 678",
            SENDER.email,
            "037190000014",
            "+84912345678",
        ]
    ),
    st.text("xyz .,", max_size=20),
)
def test_what_is_hidden_names_nobody_and_what_is_not_is_found(before, secret, after) -> None:
    words = f"{before} {secret} {after}"
    assert rules.names_somebody(words, SENDER)
    assert not rules.names_somebody(rules.hide(words, SENDER), SENDER)


@given(st.integers(0, 900), st.integers(0, 900))
def test_points_lie_between_nothing_and_six(received, part) -> None:
    part = min(part, received)
    for found in (rules.in_time_points(received, part), rules.content_points(received, part)):
        assert 0 <= found <= 6
    assert rules.in_time_points(0, 0) == rules.content_points(0, 0) == Fraction(6)
