"""What the register asks of those above it: which fields and procedures there are. Bound in ``settings.MATTERS``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Matters:
    """All fields of the catalogue, and the names of the procedures that were asked for by code."""

    fields: tuple[str, ...]
    procedures: dict[str, str]


class MattersKnown(Protocol):
    """Tells the fields of the catalogue and the names of some procedures."""

    def __call__(self, codes: Sequence[str]) -> tuple[Sequence[str], dict[str, str]]: ...


def matters(codes: Sequence[str] = ()) -> Matters:
    """What a unit may name, asked of whom settings name."""
    ask: MattersKnown = import_string(settings.MATTERS)
    fields, procedures = ask(codes)
    return Matters(tuple(fields), procedures)
