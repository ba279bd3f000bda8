"""Reading plans: lists, checks, dry runs, minutes."""

from .checking import checked, dry_run, families, known
from .plans import (
    AREA,
    approved_due,
    lines_of,
    listing,
    minutes_of,
    name_line,
    page_of,
    passages_of,
    plan,
    progress,
    reorganisation,
    sums,
    told_of,
    waiting,
)

__all__ = [
    "AREA",
    "approved_due",
    "checked",
    "dry_run",
    "families",
    "known",
    "lines_of",
    "listing",
    "minutes_of",
    "name_line",
    "page_of",
    "passages_of",
    "plan",
    "progress",
    "reorganisation",
    "sums",
    "told_of",
    "waiting",
]
