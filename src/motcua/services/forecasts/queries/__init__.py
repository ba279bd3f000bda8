"""Questions to forecasts."""

from .foretelling import foretold, learnt, queues
from .reading import (
    Reach,
    any_made,
    morning_of,
    of_dossier,
    red_list,
    reds_by_unit,
    score_of,
    tally,
    unjudged,
)
from .what_if import Supposed, hands_of, suppose, units_to_ask

__all__ = [
    "Reach",
    "Supposed",
    "any_made",
    "foretold",
    "hands_of",
    "learnt",
    "morning_of",
    "of_dossier",
    "queues",
    "red_list",
    "reds_by_unit",
    "score_of",
    "suppose",
    "tally",
    "units_to_ask",
    "unjudged",
]
