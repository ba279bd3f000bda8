"""Filling a form step by step: one section a page, no script needed."""

from motcua.registries.eforms.forms.conditions import ConditionForm
from motcua.registries.eforms.forms.console import (
    EndForm,
    EntryForm,
    FormFilters,
    LabelForm,
    PublishForm,
    UploadForm,
    WithdrawForm,
)
from motcua.registries.eforms.forms.controls import Control, Row
from motcua.registries.eforms.forms.parts import (
    AddPart,
    CheckForm,
    FormWords,
    NewForm,
    PaperWords,
    SectionWords,
)
from motcua.registries.eforms.forms.question import QuestionForm
from motcua.registries.eforms.forms.step import SectionStep
from motcua.registries.eforms.forms.steps import (
    Chapter,
    StepLink,
    chapters,
    first_step,
    section_of,
    steps,
)

__all__ = [
    "AddPart",
    "Chapter",
    "CheckForm",
    "ConditionForm",
    "Control",
    "EndForm",
    "EntryForm",
    "FormFilters",
    "FormWords",
    "LabelForm",
    "NewForm",
    "PaperWords",
    "PublishForm",
    "QuestionForm",
    "Row",
    "SectionStep",
    "SectionWords",
    "StepLink",
    "UploadForm",
    "WithdrawForm",
    "chapters",
    "first_step",
    "section_of",
    "steps",
]
