"""What the forms ask of the house above: which fields do others read? Bound in ``settings.EFORM_READERS``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.registries.eforms.types import FieldNeed


class FieldsNeeded(Protocol):
    """Tells the fields of a form that somebody reads: a process in its conditions, a result paper in its text."""

    def __call__(self, form_code: str) -> Iterable[FieldNeed]: ...


def fields_needed(form_code: str) -> list[FieldNeed]:
    """Everything that is read of a form, asked afresh."""
    found: list[FieldNeed] = []
    for path in settings.EFORM_READERS:
        reader: FieldsNeeded = import_string(path)
        found += reader(form_code)
    return found
