"""Small parts, cheap enough to stand in every row of a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from motcua.kernel.words import join, say
from motcua.ui.parts.words import vn_date, vn_number, vn_time

register = template.Library()

TONE_ICONS = {
    "mute": "fresh",
    "info": "run",
    "pause": "pause",
    "soon": "hourglass",
    "done": "done",
    "late": "late",
    "ok": "clock",
}

STATUS_IS = say("Trạng thái:")
_DOOR = mark_safe(
    '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
    '<path class="mark__frame" d="M3 4h34v30h-5V9.5H22.5V34h-5V9.5H8V34H3z"/>'
    '<path class="mark__leaf" d="M22.5 9.5 28 13v26l-5.5-5z"/></svg>'
)


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("ui/icons.svg")


@lru_cache(maxsize=512)
def _icon(name: str, classes: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        _sprite(),
        name,
    )


@register.simple_tag
def icon(name: str, size: str = "", css: str = "") -> SafeString:
    """A picture that repeats the words beside it; screen readers pass over it."""
    return _icon(name, " ".join(filter(None, ("icon", f"icon--{size}" if size else "", css))))


@register.simple_tag
def mark(url: str, site: Any = None, title: str = "") -> SafeString:
    """The door, the name and whose door it is."""
    name, province = say("Một Cửa"), ""
    if isinstance(site, Mapping):
        name, province = site.get("name") or name, site.get("province_name") or ""
    words = title or (
        say("Dịch vụ công {province}", province=province) if province else say("Dịch vụ công trực tuyến")
    )
    return format_html(
        '<a class="mark" href="{}">{}<span><b lang="vi">{}</b><span>{}</span></span></a>',
        url,
        _DOOR,
        name,
        words,
    )


@register.simple_tag
def status_tag(label: str, tone: str = "mute", icon: str = "", wrap: bool = False) -> SafeString:
    """A state in words, with its shape and tone."""
    return format_html(
        '<strong class="status status--{}{}">{}<span class="visually-hidden">{} </span>{}</strong>',
        tone,
        " status--wrap" if wrap else "",
        _icon(icon or TONE_ICONS.get(tone, "fresh"), "icon"),
        STATUS_IS,
        label,
    )


@register.simple_tag
def due_chip(sentence: str, tone: str = "ok", detail: str = "") -> SafeString:
    """A deadline ("Còn 2 ngày 3 giờ") is a sentence from the one clock, never a bare number."""
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
    words = say("{name}, tra lúc {at}", name=name, at=join(", ", (vn_time(at), vn_date(at)))) if at else name
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
