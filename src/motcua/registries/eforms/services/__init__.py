"""Changing forms: load, take in and give out a file, edit a draft, publish, take back."""

from motcua.registries.eforms.services.drafting import (
    create_form,
    discard_draft,
    edit_draft,
    start_draft,
    undo_edit,
)
from motcua.registries.eforms.services.listing import change_list, undo_list
from motcua.registries.eforms.services.loading import as_yaml, load_forms, read_definition, save_draft
from motcua.registries.eforms.services.publishing import publish_form, withdraw_form

__all__ = [
    "as_yaml",
    "change_list",
    "create_form",
    "discard_draft",
    "edit_draft",
    "load_forms",
    "publish_form",
    "read_definition",
    "save_draft",
    "start_draft",
    "undo_edit",
    "undo_list",
    "withdraw_form",
]
