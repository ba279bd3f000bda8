"""`{% load dossier_columns %}`: the columns of a list of dossiers and their plain cells."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries import columns

register = template.Library()


@register.simple_tag
def columns_or_usual(given: Sequence[columns.Column] | str) -> Sequence[columns.Column]:
    """The columns a view gave, or the usual ones."""
    return given or columns.shown()


@register.filter
def cell(column: columns.Column, dossier: Dossier) -> str:
    """What a plain column says of a dossier."""
    return columns.words(column.value(dossier))
