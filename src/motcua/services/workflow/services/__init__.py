"""Commands of the process room: running processes, and keeping their definitions. `editing` has the wishes that
`change_draft` takes."""

from motcua.services.workflow.rules import editing
from motcua.services.workflow.services.definitions import (
    import_draft,
    load_processes,
    publish,
    take_back,
    version_for,
)
from motcua.services.workflow.services.drafting import (
    change_draft,
    discard_draft,
    new_process,
    save_drawing,
    start_draft,
    undo_change,
)
from motcua.services.workflow.services.handing import hand_over
from motcua.services.workflow.services.running import (
    cancel,
    claim,
    complete,
    hold,
    reassign,
    release,
    reopen,
    restate_due,
    send_back,
    start,
    uncancel,
)

__all__ = [
    "cancel",
    "change_draft",
    "claim",
    "complete",
    "discard_draft",
    "editing",
    "hand_over",
    "hold",
    "import_draft",
    "load_processes",
    "new_process",
    "publish",
    "reassign",
    "release",
    "reopen",
    "restate_due",
    "save_drawing",
    "send_back",
    "start",
    "start_draft",
    "take_back",
    "uncancel",
    "undo_change",
    "version_for",
]
