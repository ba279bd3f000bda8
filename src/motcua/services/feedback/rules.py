"""Rules of rating, pure: the nine criteria, points, grades, what is low, on how many ratings a score is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from motcua.kernel.legal import basis, parameter

from .types import ANSWERS, CRITERIA, Criterion, Option, Score

WHOLE = 18
"""Nine criteria of at most two points: what a score is told out of."""


@basis("01/2018/TT-VPCP", note="chapter III: what a rating asks")
def criteria(on: date) -> list[Criterion]:
    """The nine criteria as the form asks them on a day."""
    found: list[dict[str, Any]] = parameter("feedback.criteria", on=on)
    return [
        Criterion(
            one["code"],
            CRITERIA[one["code"]],
            tuple(Option(int(score), ANSWERS[key]) for key, score in one["options"].items()),
        )
        for one in found
    ]


def score_of(answers: Mapping[str, int], asked: Iterable[Criterion]) -> Score | None:
    """Points of the answers; a criterion left open counts neither way. Nothing where an answer is not offered or none
    was given."""
    points = most = known = 0
    for one in asked:
        if one.code not in answers:
            continue
        offered = [option.score for option in one.options]
        if answers[one.code] not in offered:
            return None
        points, most, known = points + answers[one.code], most + max(offered), known + 1
    return Score(points, most) if most and known == len(answers) else None


def of_whole(score: Score) -> float:
    """A score out of 18, to the hundredth, whatever number of criteria was answered."""
    return round(score.points * WHOLE / score.most, 2)


def grade(score: Score, on: date) -> str:
    """Xếp loại by the published bounds; decided on whole numbers, not on the rounded score."""
    found: list[dict[str, Any]] = parameter("feedback.grades", on=on)
    return str(next(one["label"] for one in found if score.points * WHOLE >= one["from"] * score.most))


def is_low(score: Score, on: date) -> bool:
    """Whether the head of the unit has to look into it."""
    return score.points * 100 < int(parameter("feedback.low_percent", on=on)) * score.most


def change_hours(on: date) -> int:
    """For how many hours a rater may change what they said."""
    return int(parameter("feedback.change_hours", on=on))


def fewest(on: date) -> int:
    """On fewer ratings nobody is shown a score or a comment."""
    return int(parameter("feedback.fewest_ratings", on=on))


def follow_up_days(on: date) -> int:
    """Working days the head of the unit has to look into a low rating."""
    return int(parameter("feedback.follow_up_days", on=on))
