"""Commands of the room."""

from motcua.registries.procedures.services.adopting import adopt_procedures
from motcua.registries.procedures.services.drafting import (
    discard_draft,
    publish_draft,
    publish_due,
    rebase_draft,
    save_draft,
    start_draft,
    undo_change,
    unschedule_draft,
)
from motcua.registries.procedures.services.editing import (
    add_fee_rule,
    edit_adoption,
    edit_procedure,
    publish_procedure,
    remove_synonym,
    save_synonym,
    withdraw_procedure,
)
from motcua.registries.procedures.services.importing import (
    UnreadableCatalogue,
    compare_catalogue,
    difference_lines,
    export_catalogue,
    import_catalogue,
    import_upload,
    keep_upload,
    load_synonyms,
)

__all__ = [
    "UnreadableCatalogue",
    "add_fee_rule",
    "adopt_procedures",
    "compare_catalogue",
    "difference_lines",
    "discard_draft",
    "edit_adoption",
    "edit_procedure",
    "export_catalogue",
    "import_catalogue",
    "import_upload",
    "keep_upload",
    "load_synonyms",
    "publish_draft",
    "publish_due",
    "publish_procedure",
    "rebase_draft",
    "remove_synonym",
    "save_draft",
    "save_synonym",
    "start_draft",
    "undo_change",
    "unschedule_draft",
    "withdraw_procedure",
]
