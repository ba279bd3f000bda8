"""`{% load dossier_columns %}`: the columns of a list of dossiers, and its lines.

A line is made here and not in the template: a page has a hundred of them with eight cells each, and the template
engine takes longer for those than everything else together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from motcua.kernel import words
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.queries import columns
from motcua.services.dossiers.queries.lists import Row
from motcua.services.dossiers.types import Channel, Status
from motcua.ui.parts.rows import due_chip, status_tag

register = template.Library()

TONES = {"late": "is-late", "pause": "is-paused"}
OPENING = format_html('<tr role="{}">', "row")
CHANNELS = {channel.value: channel.label for channel in Channel}


@register.simple_tag
def columns_or_usual(given: Sequence[columns.Column] | str) -> Sequence[columns.Column]:
    """The columns a view gave, or the usual ones."""
    return given or columns.shown()


@register.simple_tag
def dossier_lines(
    rows: Sequence[Row], shown: Sequence[columns.Column], picking: bool | str = ""
) -> SafeString:
    """All lines of a list on which nothing but the cells stands."""
    return format_html_join("\n", "{}</tr>", ((dossier_line(row, shown, picking),) for row in rows))


@register.simple_tag
def dossier_line(row: Row, shown: Sequence[columns.Column], picking: bool | str = "") -> SafeString:
    """The opening of a line and its cells; what may be done with it, and the end, are the page's."""
    tone = TONES.get(row.chip.tone)
    cells = [_pick(row.dossier)] if picking else []
    for column in shown:
        cell = CELLS.get(column.key)
        cells.append(cell(row) if cell else _plain(columns.words(column.value(row.dossier))))
    opening = format_html('<tr role="row" class="{}">', tone) if tone else OPENING
    return format_html("{}" * (1 + len(cells)), opening, *cells)


@register.simple_tag
def work_lines(rows: Sequence[Row], reader: str) -> SafeString:
    """Lines of somebody's work: ``reader`` is the officer who need not be told that they hold it."""
    return format_html_join("\n", "{}", ((_work_line(row, reader),) for row in rows))


def _work_line(row: Row, reader: str) -> SafeString:
    dossier, work = row.dossier, row.work
    assert work is not None
    marks = [TONES.get(row.chip.tone), None if work.claimed_at else "is-unread"]
    return format_html(
        '<tr role="row" class="{}">{}{}{}{}{}{}</tr>',
        " ".join(filter(None, marks)), _pick(dossier), _due(row), _code(row), _procedure(row),
        _plain(dossier.applicant_name), _state(dossier, _holding(work, reader)),
    )  # fmt: skip


def _holding(work: Work, reader: str) -> str:
    if not work.officer_name:
        return f"{work.step_name}, chưa ai nhận"
    return work.step_name if work.officer_code == reader else f"{work.step_name}, {work.officer_name} giữ"


def _plain(text: str) -> SafeString:
    return format_html('<td role="cell">{}</td>', text)


def _pick(dossier: Dossier) -> SafeString:
    return format_html(
        '<td role="cell"><input type="checkbox" name="chon" value="{code}~{seen}" aria-label="Chọn {code}"></td>',
        code=dossier.code,
        seen=dossier.version,
    )


def _due(row: Row) -> SafeString:
    return format_html('<td role="cell">{}</td>', due_chip(row.chip.sentence, row.chip.tone, row.chip.detail))


def _code(row: Row) -> SafeString:
    channel = row.dossier.channel
    return format_html(
        '<th role="rowheader" scope="row"><a class="code" href="/can-bo/ho-so/{code}/">{code}</a>'
        '<span class="at at--flush">{channel}</span></th>',
        code=row.dossier.code,
        channel=CHANNELS.get(channel, channel),
    )


def _procedure(row: Row) -> SafeString:
    name = row.dossier.procedure_name
    return format_html('<td role="cell" class="inbox__what" title="{}">{}</td>', name, _cut(name, 90))


def _state_cell(row: Row) -> SafeString:
    dossier = row.dossier
    holder = f", {_cut(dossier.holder, 50)} giữ" if dossier.holder else ""
    return _state(dossier, f"{_cut(dossier.step_name, 60)}{holder}")


def _state(dossier: Dossier, beneath: str) -> SafeString:
    tag = _status(dossier.status, words.language())
    return format_html('<td role="cell">{}<span class="at">{}</span></td>', tag, beneath)


@lru_cache(maxsize=64)
def _status(status: int, language: str) -> SafeString:
    """The tag of a status in a language; there are ten of them."""
    known = Status(status)
    return status_tag(known.label, known.tone)


def _cut(text: str, most: int) -> str:
    """At most so many characters, of whole words."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


CELLS: dict[str, Callable[[Row], SafeString]] = {
    "due": _due,
    "code": _code,
    "procedure": _procedure,
    "state": _state_cell,
}
