"""Quản trị: forms and their versions, the editor of drafts, the trial of a draft, the lists they share."""

from motcua.registries.eforms.views.console.conditions import condition
from motcua.registries.eforms.views.console.drafts import act, differences, discard, new, outline, start, undo
from motcua.registries.eforms.views.console.parts import paper, papers, question, section, sketch
from motcua.registries.eforms.views.console.shared import entry, lists, one_list, undo_list
from motcua.registries.eforms.views.console.trial import trial
from motcua.registries.eforms.views.console.versions import (
    download,
    form,
    forms,
    preview,
    publish,
    upload,
    withdraw,
)

__all__ = [
    "act",
    "condition",
    "differences",
    "discard",
    "download",
    "entry",
    "form",
    "forms",
    "lists",
    "new",
    "one_list",
    "outline",
    "paper",
    "papers",
    "preview",
    "publish",
    "question",
    "section",
    "sketch",
    "start",
    "trial",
    "undo",
    "undo_list",
    "upload",
    "withdraw",
]
