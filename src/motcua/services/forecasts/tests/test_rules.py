"""The arithmetic of a forecast, where every draw is the same and the answer can be counted by hand; and its properties."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.services.forecasts import rules
from motcua.services.forecasts.types import BANDS, Held, Judged, Past

ENOUGH = rules.FEWEST


def held(token: int, *, officer: str = "", elapsed: int = 0, left: int = 1000, unit: str = "TP") -> Held:
    return Held(token, token, "1.1", "s3", "A", unit, officer, elapsed, left)


def past(
    number: int, officer: str = "o1", *, minutes: int = 60, after: int | None = 30, gap: int = 1000
) -> Past:
    """A visit that found its officer free."""
    begin = number * gap
    return Past("1.1", "s3", "A", "TP", officer, begin, begin + minutes, minutes, after)


def lately(officers: int, minutes: int = 60, after: int = 30) -> rules.Lately:
    return rules.learn(
        past(n, f"o{n % officers + 1}", minutes=minutes, after=after) for n in range(ENOUGH * officers)
    )


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(0, 4), st.integers(1, 12), st.integers(1, 300), st.integers(0, 300))
def test_a_queue_ends_when_the_hands_at_work_have_done_it(officers, absent, tasks, minutes, after) -> None:
    """ceil(tasks / hands) rounds of the same time, then what comes after the step; nobody left, no forecast."""
    away = {f"o{n + 1}" for n in range(min(absent, officers))}
    hands = officers - len(away)
    found = rules.foretell([held(n) for n in range(tasks)], lately(officers, minutes, after), absent=away)
    if not hands:
        assert all(one.middle is None and one.four_fifths is None for one in found.values())
        return
    ends = sorted(one.middle for one in found.values() if one.middle is not None)
    assert ends == [(n // hands + 1) * minutes + after for n in range(tasks)]


def test_what_is_due_first_is_done_first_and_chances_follow_the_promise() -> None:
    found = rules.foretell([held(1, left=90), held(2, left=80), held(3, left=500)], lately(1))
    assert (found[2].middle, found[1].middle, found[3].middle) == (90, 150, 210)
    assert [found[n].late_percent for n in (1, 2, 3)] == [100, 100, 0]


def test_time_already_passed_is_taken_off_and_longer_stays_are_drawn_from_longer_ones() -> None:
    assert rules.foretell([held(1, elapsed=50)], lately(1))[1].middle == 10 + 30
    mixed = rules.learn(
        [*(past(n) for n in range(ENOUGH)), *(past(n, minutes=600) for n in range(50, 50 + ENOUGH))]
    )
    assert rules.foretell([held(1, elapsed=100)], mixed)[1].middle == 500 + 30


def test_a_paper_that_waited_its_turn_counts_from_when_its_turn_came() -> None:
    """Ten papers came together and each took an hour: an hour is learnt, not ten."""
    together = [
        Past("1.1", "s3", "A", "TP", "o1", 0, 60 * (n + 1), 60 * (n + 1), 0) for n in range(ENOUGH + 1)
    ]
    kept = rules.learn(together)
    assert set(kept.busy["1.1", "s3", "TP"]) == {60} and kept.idle["1.1", "s3", "TP"] == [60]


def test_too_little_past_is_no_forecast() -> None:
    few = rules.learn(past(n) for n in range(ENOUGH - 1))
    unfinished = rules.learn(past(n, after=None) for n in range(ENOUGH * 2))
    for known in (few, unfinished, rules.Lately()):
        assert rules.foretell([held(1)], known)[1].middle is None
    assert rules.foretell([], lately(1)) == {}


def test_what_waits_outside_has_no_queue() -> None:
    found = rules.foretell([held(n, unit="") for n in range(5)], lately(1))
    assert {one.middle for one in found.values()} == {90}


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900)), min_size=ENOUGH, max_size=30),
    st.lists(st.tuples(st.integers(0, 500), st.integers(-500, 3000)), min_size=1, max_size=8),
)
def test_a_forecast_is_a_spread_and_the_same_dice_fall_the_same(history, queue) -> None:
    known = rules.learn(past(n, minutes=m, after=a) for n, (m, a) in enumerate(history))
    steps = [held(n, elapsed=elapsed, left=left) for n, (elapsed, left) in enumerate(queue)]
    found = rules.foretell(steps, known, seed="TP:2026-11-23")
    assert found == rules.foretell(steps, known, seed="TP:2026-11-23")
    for one in found.values():
        assert one.middle is not None and one.four_fifths is not None
        assert 0 < one.middle <= one.four_fifths and 0 <= one.late_percent <= 100
        assert rules.band(one.late_percent) in BANDS
    for step in steps:
        if step.left_minutes <= 0:
            assert found[step.token].late_percent == 100, "past its promise and not done"


def test_a_score_sets_what_was_said_beside_what_happened() -> None:
    said = (
        [Judged(90, True, False, 40)] * 9 + [Judged(90, False, True, -5)] + [Judged(10, False, True, 10)] * 10
    )
    score = rules.score(said)
    assert (score.total, score.late, score.in_four_fifths) == (20, 9, 55)
    assert score.bins == ((0, 10, 10, 0), (80, 10, 90, 90))
    assert (
        score.error
        == round((9 * 0.01 + 0.81 + 10 * 0.01) / 20, 4)
        < score.plain_error
        == round(0.45 * 0.55, 4)
    )
    assert rules.score([]).total == 0
