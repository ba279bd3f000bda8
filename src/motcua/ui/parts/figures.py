"""Facts and figures: the words say it, the drawing shows it, and the same numbers stand in a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motcua.kernel.words import say
from motcua.ui.parts.rows_of import named
from motcua.ui.parts.words import vn_number, vn_percent

register = template.Library()


@register.inclusion_tag("ui/facts.html")
def facts(items: Iterable[Any]) -> dict[str, Any]:
    """The questions every citizen asks. items: (icon, label, value, note) or mappings of these names."""
    return {"items": named(items, ("icon", "label", "value", "note"))}


@register.inclusion_tag("ui/summary.html")
def summary(
    items: Iterable[Any], wide: bool = False, panel: bool = False, files_at: str = ""
) -> dict[str, Any]:
    """A dl of facts to check. items: (label, value, url, action, source, source_at); url gives a link "Sửa". An item with
    files (path, name) links each of them under ``files_at``."""
    names = ("label", "value", "url", "action", "source", "source_at", "files", "rows")
    return {"items": named(items, names), "wide": wide, "panel": panel, "files_at": files_at}


@register.inclusion_tag("ui/figure.html")
def figure(value: Any, label: str, url: str = "", unit: str = "", tone: str = "") -> dict[str, Any]:
    """One number anyone can check; the url opens the dossiers behind it."""
    return {"value": vn_number(value), "label": label, "url": url, "unit": unit, "tone": tone}


def percent(part: float, whole: float) -> int:
    return 0 if not whole else max(0, min(100, round(100 * part / whole)))


@register.inclusion_tag("ui/meter.html")
def meter(label: str, value: float, maximum: float = 100, words: str = "", url: str = "") -> dict[str, Any]:
    """A measure against its full mark: the words say it, the bar shows it."""
    return {
        "label": label,
        "words": words or f"{vn_number(value)} / {vn_number(maximum)}",
        "width": percent(value, maximum),
        "url": url,
    }


@register.inclusion_tag("ui/donut.html")
def donut(
    share: float,
    label: str,
    sentence: str = "",
    note: str = "",
    url: str = "",
    action: str = "",
    late: bool = True,
) -> dict[str, Any]:
    """A share of one hundred as a ring, its sentence beside it."""
    around = 2 * math.pi * 54
    rest = 0.0 if share >= 100 else max(around * (100 - share) / 100, 4.0)
    return {
        "label": label,
        "words": vn_percent(share),
        "sentence": sentence,
        "note": note,
        "url": url,
        "action": action,
        "on": f"{around - rest:.1f} {rest:.1f}",
        "off": f"{rest:.1f} {around - rest:.1f}" if rest and late else "",
        "offset": f"{rest:.1f}",
    }


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(
    title: str,
    labels: Sequence[str],
    first: Sequence[float],
    second: Sequence[float] = (),
    names: Sequence[str] = (),
    head: str = say("Lúc"),
    last_open: bool = False,
) -> dict[str, Any]:
    """One or two rows of bars, drawn here, with the same figures in a table below.

    names: what each row is ("nhận", "trả"). last_open draws the last bar as not yet finished.
    """
    first, second = [value or 0 for value in first], [value or 0 for value in second]
    top = max([*first, *second, 1])
    height, slot = 160.0, 100.0
    width = 78.0 if not second else 36.0
    bars = []
    for i, value in enumerate(first):
        tall = round(value / top * (height - 4), 1)
        soft = last_open and i == len(first) - 1
        bars.append(
            {"x": round(i * slot + 11, 1), "y": round(height - tall, 1), "w": width, "h": tall, "soft": soft}
        )
    for i, value in enumerate(second):
        tall = round(value / top * (height - 4), 1)
        bars.append(
            {"x": round(i * slot + 53, 1), "y": round(height - tall, 1), "w": width, "h": tall, "soft": True}
        )
    names = list(names) + [say("số lượng"), say("số lượng khác")][len(names) :]
    rows = [
        {"label": label, "first": vn_number(first[i]), "second": vn_number(second[i]) if second else ""}
        for i, label in enumerate(labels)
    ]
    return {
        "title": title,
        "bars": bars,
        "rows": rows,
        "two": bool(second),
        "names": names,
        "head": head,
        "width": int(slot * len(first)) or 100,
        "height": int(height),
        "labelled": len(rows) <= 10,
        "ends": (rows[0], rows[-1]) if rows else (),
    }


@register.simple_tag
def spark(values: Sequence[float], label: str) -> SafeString:
    """A line of a few days, in a row of a table; the label says it in words."""
    values = [float(value) for value in values]
    if len(values) < 2:
        return format_html('<span class="small soft">{}</span>', label)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = 92 / (len(values) - 1)
    points = [(round(2 + i * step, 1), round(21 - (v - low) / span * 18, 1)) for i, v in enumerate(values)]
    return format_html(
        '<svg class="chart spark" viewBox="0 0 96 24" role="img" aria-label="{}"><polyline class="line" points="{}"/>'
        '<circle class="dot" cx="{}" cy="{}" r="2.5"/></svg>',
        label,
        " ".join(f"{x:g},{y:g}" for x, y in points),
        f"{points[-1][0]:g}",
        f"{points[-1][1]:g}",
    )
