"""Commands of the process room: running processes, and keeping their definitions."""

from motcua.services.workflow.services.definitions import (
    import_draft,
    load_processes,
    publish,
    same_day_version,
    standard_version,
)
from motcua.services.workflow.services.running import (
    cancel,
    claim,
    complete,
    reassign,
    release,
    reopen,
    restate_due,
    send_back,
    start,
)

__all__ = [
    "cancel",
    "claim",
    "complete",
    "import_draft",
    "load_processes",
    "publish",
    "reassign",
    "release",
    "reopen",
    "restate_due",
    "same_day_version",
    "send_back",
    "standard_version",
    "start",
]
