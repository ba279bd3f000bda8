"""A dossier's life: its road, its story, its papers, its days, its signatures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motcua.kernel.words import WEEKDAYS, opening, say
from motcua.ui.parts.figures import percent
from motcua.ui.parts.rows_of import named
from motcua.ui.parts.words import local, spoken_moment, vn_day, vn_time

register = template.Library()

VERDICT_ICONS = {"done": "shieldok", "soon": "shieldq", "late": "shieldno"}


@register.inclusion_tag("ui/process_leaves.html")
def process_leaves(steps: Iterable[Any], label: str = say("Quy trình")) -> dict[str, Any]:
    """The legal road of a dossier, each leaf as wide as its hours.

    steps: {title, state: done|now|next, hours, share (0-100 of its time used), note}.
    """
    rows = named(steps, ("title", "state", "hours", "share", "note", "url"))
    for row in rows:
        hours = float(row["hours"] or 1)
        row["weight"] = max(1, min(40, round(3 + hours**0.8)))
        row["width"] = percent(float(row["share"] or 0), 100)
        row["state"] = row["state"] or "next"
    return {"steps": rows, "label": label}


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Any], now: int, label: str = say("Các bước")) -> dict[str, Any]:
    """The questions of a form as door leaves. items: (name, url); now counts from 1."""
    rows = named(items, ("label", "url"))
    for i, row in enumerate(rows, start=1):
        row["state"] = "is-done" if i < now else "is-now" if i == now else ""
    return {"items": rows, "now": now, "total": len(rows), "label": label}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What has happened and what comes, for the citizen. events: {title, when, text, state: done|now|next, url, action}."""
    rows = named(events, ("title", "when", "text", "state", "url", "action"))
    for row in rows:
        row["state"] = row["state"] or "done"
        if isinstance(row["when"], datetime):
            row["when"] = spoken_moment(row["when"])
    return {"events": rows}


@register.inclusion_tag("ui/journal.html")
def journal(entries: Iterable[Any]) -> dict[str, Any]:
    """What was done, for the desk, newest first, under a heading a day.

    entries: {at (datetime), icon, text, who, quote, url, action}.
    """
    days: list[dict[str, Any]] = []
    for row in named(entries, ("at", "icon", "text", "who", "quote", "url", "action")):
        at = local(row["at"]) if isinstance(row["at"], datetime) else None
        day = at.date() if at else None
        if not days or days[-1]["day"] != day:
            title = vn_day(day) if day else ""
            days.append({"day": day, "title": opening(title), "entries": []})
        row["hour"] = vn_time(at) if at else row["at"]
        row["stamp"] = at.isoformat(timespec="minutes") if at else ""
        days[-1]["entries"].append(row)
    return {"days": days}


@register.inclusion_tag("ui/days.html")
def days_counted(days: Iterable[Any]) -> dict[str, Any]:
    """Why the promise is that day. days: {on (date), note, kinds: any of off count today due}."""
    rows = []
    for row in named(days, ("on", "note", "kinds")):
        kinds = row["kinds"] or ()
        kinds = kinds.split() if isinstance(kinds, str) else kinds
        on = row["on"]
        name = WEEKDAYS[on.weekday()]
        rows.append(
            {
                "name": opening(name),
                "short": f"{on.day}/{on.month}",
                "note": row["note"],
                "css": " ".join(f"is-{kind}" for kind in kinds),
            }
        )
    return {"days": rows}


@register.inclusion_tag("ui/verdict.html")
def verdict(tone: str, title: str, text: str = "", level: int = 2) -> dict[str, Any]:
    """One verdict over a signature: done (true), soon (cannot tell), late (do not trust)."""
    return {
        "tone": tone,
        "title": title,
        "text": text,
        "icon": VERDICT_ICONS.get(tone, "shieldq"),
        "tag": f"h{level}",
    }


@register.inclusion_tag("ui/upload_row.html")
def upload_row(
    name: str, state: str = "empty", meta: str = "", error: str = "", acts: Iterable[Any] = ()
) -> dict[str, Any]:
    """One paper, one row. state: empty busy done error reused. acts: (label, url, icon)."""
    pictures = {"empty": "file", "busy": "upload", "done": "fileok", "error": "camera", "reused": "database"}
    return {
        "name": name,
        "state": state,
        "meta": meta,
        "error": error,
        "icon": pictures.get(state, "file"),
        "acts": named(acts, ("label", "url", "icon")),
    }


@register.inclusion_tag("ui/needs.html")
def needs(items: Iterable[Any], off: bool = False) -> dict[str, Any]:
    """Papers to bring, or (off) papers we look up ourselves. items: (icon, name, note)."""
    return {"items": named(items, ("icon", "name", "note")), "off": off}


@register.inclusion_tag("ui/signer.html")
def signer(name: str, office: str = "", rows: Iterable[Any] = (), seal: bool = False) -> dict[str, Any]:
    """Who signed (or, with seal, which agency sealed), and what that signature covers. rows: (label, value)."""
    return {"name": name, "office": office, "rows": named(rows, ("label", "value")), "seal": seal}


@register.inclusion_tag("ui/checks.html")
def checks(items: Iterable[Any]) -> dict[str, Any]:
    """What was tried. items: (sentence, tone); tone done, soon or late."""
    rows = named(items, ("sentence", "tone"))
    for row in rows:
        row["tone"] = row["tone"] or "done"
        row["icon"] = {"done": "done", "soon": "info", "late": "late"}.get(row["tone"], "done")
    return {"items": rows}


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code drawn in the page; the label says what it opens."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    path = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                path.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    side = len(matrix) + 4
    return format_html(
        '<svg class="qr" viewBox="-2 -2 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="currentColor" d="{2}"/></svg>',
        side,
        label,
        "".join(path),
    )


@register.inclusion_tag("ui/receipt_code.html")
def receipt_code(
    code: str, url: str, caption: str = say("Mã hồ sơ"), hint: str = "", link: str = "", action: str = ""
) -> dict[str, Any]:
    """The code a citizen carries home, with the QR that opens its page. url is the full address in the QR."""
    return {"code": code, "url": url, "caption": caption, "hint": hint, "link": link, "action": action}
