"""`{% load ui %}`: the parts of a page.

Small parts that stand in every row (icon, status_tag, due_chip, count, code, figures of time and money)
are plain functions, so that a list of fifty rows stays under a few milliseconds. Larger parts are inclusion
tags with a template in `ui/`. Every part says its state in words first, then by a shape, then by a tone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from motcua.kernel import money

register = template.Library()

TONES = ("mute", "info", "pause", "soon", "done", "late")
TONE_ICONS = {
    "mute": "fresh",
    "info": "run",
    "pause": "pause",
    "soon": "hourglass",
    "done": "done",
    "late": "late",
    "ok": "clock",
}
NOTICE_ICONS = {**TONE_ICONS, "mute": "info", "info": "info"}
VERDICT_ICONS = {"done": "shieldok", "soon": "shieldq", "late": "shieldno"}
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
MESSAGE_TONES = {"debug": "mute", "info": "info", "success": "done", "warning": "soon", "error": "late"}

_DOOR = mark_safe(
    '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
    '<path class="mark__frame" d="M3 4h34v30h-5V9.5H22.5V34h-5V9.5H8V34H3z"/>'
    '<path class="mark__leaf" d="M22.5 9.5 28 13v26l-5.5-5z"/></svg>'
)


# ---------- words and figures ----------


def both(function):
    """One function, two ways to call it: `{{ x|name }}` and `{% name x %}`."""
    register.filter(function.__name__, function)
    register.simple_tag(function, name=function.__name__)
    return function


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@both
def vnd(amount: int | None) -> str:
    """5000 → 5.000 đồng."""
    return "" if amount is None or amount == "" else money.vnd(int(amount))


@both
def vn_number(value: Any) -> str:
    """38412 → 38.412; 99.84 → 99,84."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


@both
def vn_percent(value: Any) -> str:
    """99.84 → 99,84 %."""
    return "" if value is None or value == "" else f"{vn_number(value)}\u00a0%"


@both
def vn_date(value: date | None) -> str:
    """23/11/2026."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


@both
def vn_day(value: date | None) -> str:
    """thứ Hai 23/11/2026."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{WEEKDAYS[value.weekday()]} {vn_date(value)}"


@both
def vn_time(value: datetime | time | None) -> str:
    """14:10."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.hour}:{value.minute:02d}"


@both
def moment(value: datetime | None) -> str:
    """14:10, 23/11/2026, inside a <time>."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), vn_date(value))
    here = _local(value)
    return format_html(
        '<time datetime="{}">{}, {}</time>', here.isoformat(timespec="minutes"), vn_time(value), vn_date(value)
    )


@both
def spoken_moment(value: datetime | None) -> str:
    """9 giờ 15, thứ Năm 26/11/2026: how a citizen is told an hour."""
    if not value:
        return ""
    here = _local(value)
    minutes = f" {here.minute:02d}" if here.minute else ""
    return format_html(
        '<time datetime="{}">{} giờ{}, {}</time>',
        here.isoformat(timespec="minutes"),
        here.hour,
        minutes,
        vn_day(value),
    )


@both
def file_size(size: int | None) -> str:
    """2516582 → 2,4 MB."""
    if size is None or size == "":
        return ""
    if size < 1024:
        return f"{size} byte"
    if size < 1024 * 1024:
        return f"{vn_number(round(size / 1024))} kB"
    return f"{vn_number(round(size / 1024 / 1024, 1))} MB"


@register.filter
def message_tone(message) -> str:
    return MESSAGE_TONES.get(message.level_tag, "info")


# ---------- small parts, cheap enough for every row ----------


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("ui/icons.svg")


@lru_cache(maxsize=512)
def _icon(name: str, classes: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', classes, _sprite(), name
    )


@register.simple_tag
def icon(name: str, size: str = "", css: str = "") -> SafeString:
    """A picture that repeats the words beside it; screen readers pass over it."""
    return _icon(name, " ".join(filter(None, ("icon", f"icon--{size}" if size else "", css))))


@register.simple_tag
def mark(url: str, site: Any = None, title: str = "") -> SafeString:
    """The door, the name and whose door it is."""
    name, province = "Một Cửa", ""
    if isinstance(site, Mapping):
        name, province = site.get("name") or name, site.get("province_name") or ""
    elif site:
        name, province = getattr(site, "name", "") or name, getattr(site, "province_name", "") or ""
    words = title or (f"Dịch vụ công {province}" if province else "Dịch vụ công trực tuyến")
    return format_html('<a class="mark" href="{}">{}<span><b>{}</b><span>{}</span></span></a>', url, _DOOR, name, words)


@register.simple_tag
def status_tag(label: str, tone: str = "mute", icon: str = "", wrap: bool = False) -> SafeString:
    """A state in words, with its shape and tone."""
    return format_html(
        '<strong class="status status--{}{}">{}<span class="visually-hidden">Trạng thái: </span>{}</strong>',
        tone,
        " status--wrap" if wrap else "",
        _icon(icon or TONE_ICONS.get(tone, "fresh"), "icon"),
        label,
    )


@register.simple_tag
def due_chip(sentence: str, tone: str = "ok", detail: str = "") -> SafeString:
    """"Còn 2 ngày 3 giờ": a deadline is a sentence from the one clock, never a bare number."""
    chip = format_html(
        '<span class="due due--{}">{}{}</span>', tone, _icon(TONE_ICONS.get(tone, "clock"), "icon"), sentence
    )
    return format_html('{}<span class="at">{}</span>', chip, detail) if detail else chip


@register.simple_tag
def count(number: Any, tone: str = "") -> SafeString | str:
    """A small number beside a word; nothing when there is no number."""
    if number is None or number == "":
        return ""
    late = " count--late" if tone == "late" and number else ""
    return format_html(' <span class="count{}">{}</span>', late, vn_number(number))


@register.simple_tag
def code(text: str, url: str = "") -> SafeString:
    """A code people read aloud, on figures of one width; a link when a url is given."""
    if url:
        return format_html('<a class="code" href="{}">{}</a>', url, text)
    return format_html('<span class="code">{}</span>', text)


@register.simple_tag
def source(name: str, at: datetime | None = None) -> SafeString:
    """Where a borrowed fact comes from, and when it was asked."""
    words = format_html("{}, tra lúc {}", name, moment(at)) if at else name
    return format_html('<span class="source">{}<span>{}</span></span>', _icon("database", "icon"), words)


@register.simple_tag
def kbd(*keys: str) -> SafeString:
    """Keys: `{% kbd "Ctrl K" %}`, `{% kbd "J" "K" %}`."""
    return mark_safe(" ".join(format_html("<kbd>{}</kbd>", key) for key in keys))


@register.simple_tag(takes_context=True)
def current(context, prefix: str, exact: bool = False) -> str:
    """` aria-current="page"` when the page asked for lies under this address."""
    request = context.get("request")
    path = getattr(request, "path", "")
    here = path == prefix if exact else path.startswith(prefix)
    return mark_safe(' aria-current="page"') if here else ""


@register.simple_tag(takes_context=True)
def query(context, **changes: Any) -> str:
    """The address's own query with some of it changed; None or "" takes a key out."""
    request = context.get("request")
    kept = request.GET.copy() if request is not None else None
    if kept is None:
        from django.http import QueryDict

        kept = QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            kept.pop(key, None)
        else:
            kept[key] = value
    return "?" + kept.urlencode()


@register.simple_tag(takes_context=True)
def sort_head(context, key: str, label: str, param: str = "xep", css: str = "") -> SafeString:
    """A column's heading that sorts by it: `{% sort_head "due" "Hẹn trả" %}`."""
    request = context.get("request")
    now = request.GET.get(param, "") if request is not None else ""
    up, down = now == key, now == f"-{key}"
    target = query(context, **{param: f"-{key}" if up else key, "trang": None})
    sort = ' aria-sort="ascending"' if up else ' aria-sort="descending"' if down else ""
    picture = _icon("up" if up else "down", "icon") if up or down else ""
    return format_html(
        '<th role="columnheader" scope="col"{}{}><a href="{}">{} {}</a></th>',
        mark_safe(sort),
        format_html(' class="{}"', css) if css else "",
        target,
        label,
        picture,
    )


# ---------- parts of a page ----------


def _pairs(items: Sequence[Any]) -> list[dict[str, Any]]:
    """("Thủ tục", "/thu-tuc/", "Khai sinh") or [("Thủ tục", "/thu-tuc/"), ...] or [{label, url}, ...]."""
    if len(items) == 1 and not isinstance(items[0], str):
        items = list(items[0])
    if items and all(isinstance(item, str) for item in items):
        flat = list(items) + [""] * (len(items) % 2)
        return [{"label": flat[i], "url": flat[i + 1]} for i in range(0, len(flat), 2)]
    out = []
    for item in items:
        if isinstance(item, Mapping):
            out.append({"label": item["label"], "url": item.get("url", "")})
        elif isinstance(item, str):
            out.append({"label": item, "url": ""})
        else:
            out.append({"label": item[0], "url": item[1] if len(item) > 1 else ""})
    return out


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*items: Any) -> dict[str, Any]:
    """`{% crumbs "Thủ tục" "/thu-tuc/" "Đăng ký khai sinh" %}`; the last stands without a link."""
    return {"items": _pairs(items)}


@register.inclusion_tag("ui/notice.html")
def notice(tone: str, title: str, text: str = "", icon: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    return {
        "tone": tone,
        "title": title,
        "text": text,
        "icon": icon or NOTICE_ICONS.get(tone, "info"),
        "url": url,
        "action": action,
    }


@register.inclusion_tag("ui/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """An empty list is an open door: say what is true and what can be done next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context, page_obj, noun: str = "hồ sơ", param: str = "trang", label: str = "Trang") -> dict[str, Any]:
    """Pages of a list; keeps the rest of the query."""
    paginator = page_obj.paginator
    numbers = []
    for number in paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1):
        gap = number == paginator.ELLIPSIS
        numbers.append(
            {
                "number": number,
                "gap": gap,
                "current": number == page_obj.number,
                "url": "" if gap else query(context, **{param: number}),
            }
        )
    return {
        "page": page_obj,
        "noun": noun,
        "label": label,
        "numbers": numbers,
        "total": paginator.count,
        "previous": query(context, **{param: page_obj.number - 1}) if page_obj.has_previous() else "",
        "next": query(context, **{param: page_obj.number + 1}) if page_obj.has_next() else "",
    }


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "Các phần") -> dict[str, Any]:
    """items: {label, url, count?, tone?, current?}."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/filters.html", takes_context=True)
def filters(context, form, label: str = "Lọc danh sách", grow: str = "", action: str = "") -> dict[str, Any]:
    """A GET form over a list. `grow` names the field that takes the room; fields already on show as pills."""
    on = []
    if form.is_bound:
        for bound in form:
            value = bound.data
            if bound.is_hidden or value in (None, "", []):
                continue
            words = value
            choices = getattr(bound.field, "choices", None)
            if choices:
                named = {str(key): text for key, text in choices if not isinstance(text, list | tuple)}
                words = named.get(str(value), value)
            on.append(
                {"label": bound.label, "value": words, "url": query(context, **{bound.html_name: None, "trang": None})}
            )
    return {
        "form": form,
        "label": label,
        "grow": grow,
        "action": action,
        "on": on,
        "clear": getattr(context.get("request"), "path", "?"),
    }


def _named(items: Iterable[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as mappings, as objects or as tuples in the order of `names`."""
    out = []
    for item in items:
        if isinstance(item, Mapping):
            out.append({name: item.get(name, "") for name in names})
        elif isinstance(item, list | tuple) and not hasattr(item, "_fields"):
            out.append({name: item[i] if i < len(item) else "" for i, name in enumerate(names)})
        else:
            out.append({name: getattr(item, name, "") for name in names})
    return out


@register.inclusion_tag("ui/facts.html")
def facts(items: Iterable[Any]) -> dict[str, Any]:
    """The questions every citizen asks. items: (icon, label, value, note) or mappings of these names."""
    return {"items": _named(items, ("icon", "label", "value", "note"))}


@register.inclusion_tag("ui/summary.html")
def summary(items: Iterable[Any], wide: bool = False, panel: bool = False) -> dict[str, Any]:
    """A dl of facts to check. items: (label, value, url, action, source, source_at); url gives a link "Sửa"."""
    names = ("label", "value", "url", "action", "source", "source_at")
    return {"items": _named(items, names), "wide": wide, "panel": panel}


@register.inclusion_tag("ui/figure.html")
def figure(value: Any, label: str, url: str = "", unit: str = "", tone: str = "") -> dict[str, Any]:
    """One number anyone can check; the url opens the dossiers behind it."""
    return {"value": vn_number(value), "label": label, "url": url, "unit": unit, "tone": tone}


def _percent(part: float, whole: float) -> int:
    return 0 if not whole else max(0, min(100, round(100 * part / whole)))


@register.inclusion_tag("ui/meter.html")
def meter(label: str, value: float, maximum: float = 100, words: str = "", url: str = "") -> dict[str, Any]:
    """A measure against its full mark: the words say it, the bar shows it."""
    return {
        "label": label,
        "words": words or f"{vn_number(value)} / {vn_number(maximum)}",
        "width": _percent(value, maximum),
        "url": url,
    }


@register.inclusion_tag("ui/donut.html")
def donut(
    share: float, label: str, sentence: str = "", note: str = "", url: str = "", action: str = "", late: bool = True
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
    title: str, labels: Sequence[str], first: Sequence[float], second: Sequence[float] = (), names: Sequence[str] = (),
    head: str = "Lúc", last_open: bool = False,
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
        bars.append({"x": round(i * slot + 11, 1), "y": round(height - tall, 1), "w": width, "h": tall, "soft": soft})
    for i, value in enumerate(second):
        tall = round(value / top * (height - 4), 1)
        bars.append({"x": round(i * slot + 53, 1), "y": round(height - tall, 1), "w": width, "h": tall, "soft": True})
    names = list(names) + ["số lượng", "số lượng khác"][len(names) :]
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


@register.inclusion_tag("ui/process_leaves.html")
def process_leaves(steps: Iterable[Any], label: str = "Quy trình") -> dict[str, Any]:
    """The legal road of a dossier, each leaf as wide as its hours.

    steps: {title, state: done|now|next, hours, share (0-100 of its time used), note}.
    """
    rows = _named(steps, ("title", "state", "hours", "share", "note", "url"))
    for row in rows:
        hours = float(row["hours"] or 1)
        row["weight"] = max(1, min(40, round(3 + hours**0.8)))
        row["width"] = _percent(float(row["share"] or 0), 100)
        row["state"] = row["state"] or "next"
    return {"steps": rows, "label": label}


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Any], now: int, label: str = "Các bước") -> dict[str, Any]:
    """The questions of a form as door leaves. items: (name, url); now counts from 1."""
    rows = _named(items, ("label", "url"))
    for i, row in enumerate(rows, start=1):
        row["state"] = "is-done" if i < now else "is-now" if i == now else ""
    return {"items": rows, "now": now, "total": len(rows), "label": label}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What has happened and what comes, for the citizen. events: {title, when, text, state: done|now|next, url, action}."""
    rows = _named(events, ("title", "when", "text", "state", "url", "action"))
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
    for row in _named(entries, ("at", "icon", "text", "who", "quote", "url", "action")):
        at = _local(row["at"]) if isinstance(row["at"], datetime) else None
        day = at.date() if at else None
        if not days or days[-1]["day"] != day:
            title = vn_day(day) if day else ""
            days.append({"day": day, "title": title[:1].upper() + title[1:], "entries": []})
        row["hour"] = vn_time(at) if at else row["at"]
        row["stamp"] = at.isoformat(timespec="minutes") if at else ""
        days[-1]["entries"].append(row)
    return {"days": days}


@register.inclusion_tag("ui/days.html")
def days_counted(days: Iterable[Any]) -> dict[str, Any]:
    """Why the promise is that day. days: {on (date), note, kinds: any of off count today due}."""
    rows = []
    for row in _named(days, ("on", "note", "kinds")):
        kinds = row["kinds"] or ()
        kinds = kinds.split() if isinstance(kinds, str) else kinds
        on = row["on"]
        name = WEEKDAYS[on.weekday()]
        rows.append(
            {
                "name": name[:1].upper() + name[1:],
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
def upload_row(name: str, state: str = "empty", meta: str = "", error: str = "", acts: Iterable[Any] = ()) -> dict[str, Any]:
    """One paper, one row. state: empty busy done error reused. acts: (label, url, icon)."""
    pictures = {"empty": "file", "busy": "upload", "done": "fileok", "error": "camera", "reused": "database"}
    return {
        "name": name,
        "state": state,
        "meta": meta,
        "error": error,
        "icon": pictures.get(state, "file"),
        "acts": _named(acts, ("label", "url", "icon")),
    }


@register.inclusion_tag("ui/needs.html")
def needs(items: Iterable[Any], off: bool = False) -> dict[str, Any]:
    """Papers to bring, or (off) papers we look up ourselves. items: (icon, name, note)."""
    return {"items": _named(items, ("icon", "name", "note")), "off": off}


# ---------- forms ----------


@register.simple_tag
def field(bound, **options: Any) -> SafeString:
    """A form's field as a part of this language: label above, hint, error, control.

    Options: label_size="lg", hint (instead of the field's own), width="short"|"mid", hide_label=True.
    """
    if bound.is_hidden:
        return bound.as_widget()
    return mark_safe(bound.form.renderer.render(bound.template_name, {**bound.get_context(), **options}))


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms) -> dict[str, Any]:
    """What is wrong, in one place, each sentence a link to its control."""
    from motcua.ui.forms import faults

    rows = [fault for form in forms if form is not None for fault in faults(form)]
    return {"faults": rows, "number": len(rows)}


@register.filter
def paragraph(text: str) -> SafeString:
    """A blank line starts a paragraph; nothing else is marked up."""
    parts = [conditional_escape(part.strip()) for part in str(text).split("\n\n") if part.strip()]
    return mark_safe("".join(f"<p>{part}</p>" for part in parts))
