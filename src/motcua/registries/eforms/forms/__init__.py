"""Filling a form step by step: one section a page, no script needed."""

from motcua.registries.eforms.forms.console import FormFilters, PublishForm, UploadForm, WithdrawForm
from motcua.registries.eforms.forms.controls import Control, Row
from motcua.registries.eforms.forms.step import (
    Chapter,
    SectionStep,
    StepLink,
    chapters,
    first_step,
    section_of,
    steps,
)

__all__ = [
    "Chapter",
    "Control",
    "FormFilters",
    "PublishForm",
    "Row",
    "SectionStep",
    "StepLink",
    "UploadForm",
    "WithdrawForm",
    "chapters",
    "first_step",
    "section_of",
    "steps",
]
