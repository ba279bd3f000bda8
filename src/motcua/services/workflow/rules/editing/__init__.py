"""Changing a process one wish at a time: a definition in, the changed definition out, refused when it cannot be."""

from motcua.services.workflow.rules.editing.branching import (
    Branch,
    ask_agency,
    branch_by_field,
    put_before,
    put_beside,
    set_branches,
)
from motcua.services.workflow.rules.editing.graph import merged
from motcua.services.workflow.rules.editing.moving import duplicate, earlier, later, remove
from motcua.services.workflow.rules.editing.steps import (
    NewLane,
    WantedWay,
    add_end,
    add_step,
    change_step,
    change_whole,
    set_hours,
    set_ways,
)

__all__ = [
    "Branch",
    "NewLane",
    "WantedWay",
    "add_end",
    "add_step",
    "ask_agency",
    "branch_by_field",
    "change_step",
    "change_whole",
    "duplicate",
    "earlier",
    "later",
    "merged",
    "put_before",
    "put_beside",
    "remove",
    "set_branches",
    "set_hours",
    "set_ways",
]
