"""Cells and heads of the administrators' table of procedures."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from motcua.kernel.words import say
from motcua.registries.eforms.types import SOURCES
from motcua.registries.procedures.rules.fees import PER_UNIT
from motcua.registries.procedures.types import REPLACED_BY_LABELS
from motcua.ui.parts.rows import sort_head

register = template.Library()
_SORTS = {
    "field": "linh-vuc", "level": "cap", "limit": "thoi-han", "online": "truc-tuyen", "published": "cong-bo",
    "competent": "co-quan", "changed": "sua",
}  # fmt: skip


@register.filter
def at(table: dict[str, Any], key: str) -> Any:
    """The value under a key."""
    return table.get(key, "")


@register.filter
def beside(names: list[str], cells: list[str]) -> list[tuple[str, str]]:
    """The cells of a row, each with the name of its column."""
    return list(zip(names, cells, strict=True))


@register.filter
def replaced_by(key: str) -> str:
    """The database a paper is taken from, by name."""
    return REPLACED_BY_LABELS.get(key) or SOURCES.get(key, key)


@register.filter
def per_unit(key: str) -> str:
    """What a fee is paid for each of."""
    return PER_UNIT[key]


@register.filter
def originals(number: int) -> str:
    """How many originals a paper is wanted in."""
    return say("{n} bản chính", n=number)


@register.filter
def copies(number: int) -> str:
    """How many copies a paper is wanted in."""
    return say("{n} bản sao", n=number)


@register.simple_tag(takes_context=True)
def column_head(context: Any, key: str, label: str) -> SafeString:
    """The head of a column, a link where the table sorts by it."""
    if key in _SORTS:
        return sort_head(context, _SORTS[key], label)
    return format_html('<th role="columnheader" scope="col">{}</th>', label)


@register.simple_tag
def cell_input(row: Any, column: str, choices: dict[str, str], label: str) -> SafeString:
    """The control a cell is edited in, named by its row."""
    value = row.cells["limit_value" if column == "limit" else column]
    name = f"{label} của {row.code}"
    typed = format_html(
        '<input class="input input--num" name="v-{}" value="{}" aria-label="{}" maxlength="500">',
        row.code,
        value,
        name,
    )
    if not choices:
        return typed
    chosen = row.cells["limit_unit"] if column == "limit" else value
    options = format_html_join(
        "", '<option value="{}"{}>{}</option>',
        [(key, format_html(" selected") if key == chosen else "", words) for key, words in {"": "Chưa chọn", **choices}.items()],
    )  # fmt: skip
    if column == "limit":
        unit = format_html(
            '<select class="select" name="u-{}" aria-label="Đơn vị, {}">{}</select>', row.code, name, options
        )
        return format_html('<span class="cell-edit">{}{}</span>', typed, unit)
    return format_html(
        '<select class="select" name="v-{}" aria-label="{}">{}</select>', row.code, name, options
    )
