"""Commands of the room."""

from motcua.registries.procedures.services.additions import hand_over_additions, set_addition
from motcua.registries.procedures.services.adopting import adopt_procedures
from motcua.registries.procedures.services.bulk import change_many, preview_many, undo_many
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
    turn_limits,
    withdraw_procedure,
)
from motcua.registries.procedures.services.importing import (
    UnreadableCatalogue,
    compare_catalogue,
    difference_lines,
    export_catalogue,
    import_catalogue,
    load_synonyms,
)
from motcua.registries.procedures.services.receiving import receive_draft
from motcua.registries.procedures.services.uploads import (
    ask_import,
    give_up_import,
    keep_upload,
    second_import,
    work_on_imports,
)
from motcua.registries.procedures.services.workbooks import preview_workbook

__all__ = [
    "UnreadableCatalogue",
    "add_fee_rule",
    "adopt_procedures",
    "ask_import",
    "change_many",
    "compare_catalogue",
    "difference_lines",
    "discard_draft",
    "edit_adoption",
    "edit_procedure",
    "export_catalogue",
    "give_up_import",
    "hand_over_additions",
    "import_catalogue",
    "keep_upload",
    "load_synonyms",
    "preview_many",
    "preview_workbook",
    "publish_draft",
    "publish_due",
    "publish_procedure",
    "rebase_draft",
    "receive_draft",
    "remove_synonym",
    "save_draft",
    "save_synonym",
    "second_import",
    "set_addition",
    "start_draft",
    "turn_limits",
    "undo_change",
    "undo_many",
    "unschedule_draft",
    "withdraw_procedure",
    "work_on_imports",
]
