"""The diagram as SVG: lanes, steps and flows in the roles of the design tokens, said in words as well.

No style attributes and no script, so the strict content policy holds; colours are token roles
(`var(--primary)`), so the drawing follows the theme of the page it stands in.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from html import escape

from motcua.services.workflow.rules import definition, paths
from motcua.services.workflow.rules.layout import (
    END_LABEL,
    FONT,
    HEADER,
    LINE,
    SMALL,
    SMALL_LINE,
    TASK_PAD,
    TASK_W,
    Box,
    footer,
    layout,
    small_words,
    wrap,
)
from motcua.services.workflow.types import Node, NodeKind, ProcessDefinition, TaskKind


def draw(
    d: ProcessDefinition,
    *,
    current: Collection[str] = (),
    done: Collection[str] = (),
    ident: str = "",
) -> str:
    """One `<svg>`; `current` and `done` are node ids. `ident` keeps two drawings on one page apart."""
    return _draw(d, frozenset(current), frozenset(done), ident or f"qt{_digest(d)[:8]}")


_digest = lru_cache(maxsize=512)(definition.digest)


@lru_cache(maxsize=512)
def _draw(d: ProcessDefinition, current: frozenset[str], done: frozenset[str], ident: str) -> str:
    plan = layout(d)
    w, h = round(plan.width), round(plan.height)
    out = [
        f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        f'role="img" aria-labelledby="{ident}-t {ident}-d" font-family="var(--font-ui)" font-size="{FONT}" fill="var(--ink)">',
        f'<title id="{ident}-t">{escape("Sơ đồ quy trình: " + d.name)}</title>',
        f'<desc id="{ident}-d">{escape(in_words(d, current=current, done=done))}</desc>',
        f'<defs><marker id="{ident}-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 .5 7.500 4 0 7.500z" fill="var(--field)"/></marker></defs>',
    ]
    for i, band in enumerate(plan.bands):
        fill = "var(--card)" if i % 2 == 0 else "var(--sunken)"
        out.append(
            f'<rect class="flow__lane" x=".5" y="{_n(band.y)}" width="{w - 1}" height="{_n(band.h)}" fill="{fill}" stroke="var(--line)"/>'
        )
        out.append(_lines(wrap(band.name, HEADER - 20, FONT), 12, band.y + 22, LINE, weight=600))
    out.append(f'<path d="M{HEADER} .5V{_n(plan.height - 0.5)}" stroke="var(--line)" fill="none"/>')
    for line in plan.lines:
        points = " ".join(f"{_n(x)} {_n(y)}" for x, y in line.points)
        out.append(
            f'<path class="flow__line" d="M{points}" fill="none" stroke="var(--field)" stroke-width="1.25" '
            f'stroke-linejoin="round" marker-end="url(#{ident}-a)"/>'
        )
    for node in d.nodes:
        state = "now" if node.id in current else "done" if node.id in done else ""
        out.append(_node(d, node, plan.boxes[node.id], state))
    for line in plan.lines:
        if line.label:
            rows = wrap(line.label, line.label_width, SMALL)
            x, y = line.label_at
            out.append(_label(rows, x, y - SMALL_LINE * (len(rows) - 1)))
    out.append("</svg>")
    return "".join(out)


def in_words(d: ProcessDefinition, *, current: Collection[str] = (), done: Collection[str] = ()) -> str:
    """The same course for those who do not see the drawing."""
    parts = []
    for number, node_id in enumerate(paths.main_path(d), 1):
        n = d.node(node_id)
        hours = f", {footer(n)}" if footer(n) else ""
        state = ": đang ở đây" if node_id in current else ": đã xong" if node_id in done else ""
        parts.append(f"{number}. {n.name} ({d.lane(n.lane).name}{hours}){state}.")
    aside = [d.node(c) for c in current if c not in paths.main_path(d) and d.has(c)]
    parts += [f"Đang ở bước ngoài đường chính: {n.name} ({d.lane(n.lane).name})." for n in aside]
    return " ".join(parts)


def _node(d: ProcessDefinition, n: Node, b: Box, state: str) -> str:
    match n.kind:
        case NodeKind.TASK:
            return _task(n, b, state)
        case NodeKind.START:
            return _group(
                n,
                "Bắt đầu",
                f'<circle cx="{_n(b.x + b.w / 2)}" cy="{_n(b.middle)}" r="13" fill="var(--card)" stroke="var(--field)" stroke-width="1.5"/>',
            )
        case NodeKind.END:
            words = n.name or "Kết thúc"
            inner = f'<circle cx="{_n(b.x + b.w / 2)}" cy="{_n(b.middle)}" r="13" fill="var(--card)" stroke="var(--ink)" stroke-width="3.500"/>'
            rows = wrap(end_words(words), END_LABEL, SMALL)
            return _group(
                n, words, inner + _label(rows, b.x + b.w + 6, b.middle + 4 - SMALL_LINE * (len(rows) - 1) / 2)
            )
    x, y, r = b.x + b.w / 2, b.middle, b.w / 2
    shape = f'<path d="M{_n(x)} {_n(y - r)} {_n(x + r)} {_n(y)} {_n(x)} {_n(y + r)} {_n(x - r)} {_n(y)}z" fill="var(--card)" stroke="var(--field)" stroke-width="1.5"/>'
    if n.kind is NodeKind.PARALLEL:
        mark = f'<path d="M{_n(x)} {_n(y - 9)}V{_n(y + 9)}M{_n(x - 9)} {_n(y)}H{_n(x + 9)}" stroke="var(--ink)" stroke-width="2.500" fill="none"/>'
        return _group(n, n.name or "Làm song song", shape + mark)
    mark = f'<path d="M{_n(x - 6)} {_n(y - 6)} {_n(x + 6)} {_n(y + 6)}M{_n(x + 6)} {_n(y - 6)} {_n(x - 6)} {_n(y + 6)}" stroke="var(--ink)" stroke-width="2" fill="none"/>'
    return _group(n, n.name or "Rẽ một nhánh", shape + mark)


def end_words(name: str) -> str:
    short = name.removeprefix("Kết thúc: ")
    return short[:1].upper() + short[1:]


def _task(n: Node, b: Box, state: str) -> str:
    fill = "var(--primary-wash)" if state == "now" else "var(--card)"
    stroke = "var(--primary)" if state else "var(--field)"
    width = "2.500" if state == "now" else "1.25"
    dash = (
        ' stroke-dasharray="5 3"' if n.task in (TaskKind.WAIT, TaskKind.SUPPLEMENT) and state != "now" else ""
    )
    parts = [
        f'<rect x="{_n(b.x)}" y="{_n(b.y)}" width="{_n(b.w)}" height="{_n(b.h)}" rx="6" fill="{fill}" stroke="{stroke}" stroke-width="{width}"{dash}/>'
    ]
    if state:
        parts.append(
            f'<rect x="{_n(b.x)}" y="{_n(b.y)}" width="{_n(b.w)}" height="5" rx="2" fill="var(--primary)"/>'
        )
    x, y = b.x + TASK_PAD, b.y + 24
    name = wrap(n.name, TASK_W - 2 * TASK_PAD, FONT)
    parts.append(_lines(name, x, y, LINE, weight=600 if state == "now" else 400))
    y += LINE * len(name)
    small = small_words(n)
    if small:
        parts.append(_small(small, x, y))
    y += SMALL_LINE * len(small)
    if state == "done":
        parts.append(
            f'<path d="m{_n(x)} {_n(y - 4)} 3 3 6-7" fill="none" stroke="var(--primary)" stroke-width="2"/>'
            f'<text x="{_n(x + 14)}" y="{_n(y)}" font-size="{SMALL}" font-weight="600" fill="var(--primary)">Đã xong</text>'
        )
    elif state == "now":
        parts.append(
            f'<path d="M{_n(x)} {_n(y - 9)} {_n(x + 8)} {_n(y - 4)} {_n(x)} {_n(y + 1)}z" fill="var(--primary)"/>'
            f'<text x="{_n(x + 14)}" y="{_n(y)}" font-size="{SMALL}" font-weight="600" fill="var(--primary)">Đang ở đây</text>'
        )
    return _group(n, n.name, "".join(parts), state)


def _group(n: Node, words: str, inner: str, state: str = "") -> str:
    extra = f" is-{state}" if state else ""
    return f'<g class="flow__{n.kind.value}{extra}" data-node="{escape(n.id)}"><title>{escape(words)}</title>{inner}</g>'


def _lines(rows: list[str], x: float, y: float, step: float, *, weight: int = 400) -> str:
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + i * step)}">{escape(row)}</tspan>' for i, row in enumerate(rows)
    )
    return f'<text font-weight="{weight}">{spans}</text>'


def _small(rows: list[str], x: float, y: float) -> str:
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + i * SMALL_LINE)}">{escape(row)}</tspan>' for i, row in enumerate(rows)
    )
    return f'<text font-size="{SMALL}" fill="var(--soft)">{spans}</text>'


def _label(rows: list[str], x: float, y: float) -> str:
    """Small words on a halo of the page, so that a line behind them does not strike them through."""
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + i * SMALL_LINE)}">{escape(row)}</tspan>' for i, row in enumerate(rows)
    )
    return (
        f'<text font-size="{SMALL}" fill="var(--soft)" stroke="var(--card)" stroke-width="3" '
        f'paint-order="stroke" stroke-linejoin="round">{spans}</text>'
    )


def _n(x: float) -> str:
    return f"{x:.1f}".rstrip("0").rstrip(".")
