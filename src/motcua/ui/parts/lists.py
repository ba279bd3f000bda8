"""What stands around a list: crumbs, tabs, filters, pages, and what to say when it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext

from motcua.kernel import pages
from motcua.kernel.words import say
from motcua.ui.parts.rows import TONE_ICONS, query
from motcua.ui.parts.words import vn_number

register = template.Library()

NOTICE_ICONS = {**TONE_ICONS, "mute": "info", "info": "info"}


def _pairs(items: Sequence[Any]) -> list[dict[str, Any]]:
    """("Thủ tục", "/thu-tuc/", "Khai sinh") or [("Thủ tục", "/thu-tuc/"), ...] or [{label, url}, ...]."""
    items = [str(item) if isinstance(item, Promise) else item for item in items]
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
def notice(
    tone: str, title: str, text: str = "", icon: str = "", url: str = "", action: str = ""
) -> dict[str, Any]:
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
def pager(
    context, page_obj, noun: str = say("hồ sơ"), param: str = "trang", label: str = "Trang"
) -> dict[str, Any]:
    """Pages of a list; keeps the rest of the query. A long list turns by marks, a counted one by numbers."""
    if isinstance(page_obj, pages.Page):
        return {
            "page": page_obj,
            "noun": noun,
            "label": label,
            "total": how_many(page_obj) if page_obj.total else 0,
            "first": query(context, **{param: None}) if page_obj.previous else "",
            "previous": query(context, **{param: page_obj.previous}) if page_obj.previous else "",
            "next": query(context, **{param: page_obj.next}) if page_obj.next else "",
        }
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


@register.filter
def how_many(page_obj: pages.Page) -> str:
    """`1.234`, or `hơn 1.000` where counting stopped."""
    number = vn_number(page_obj.total)
    return gettext("hơn %s") % number if page_obj.more else number


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = say("Các phần")) -> dict[str, Any]:
    """items: {label, url, count?, tone?, current?}."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/filters.html", takes_context=True)
def filters(
    context, form, label: str = say("Lọc danh sách"), grow: str = "", action: str = ""
) -> dict[str, Any]:
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
                {
                    "label": bound.label,
                    "value": words,
                    "url": query(context, **{bound.html_name: None, "trang": None}),
                }
            )
    return {
        "form": form,
        "label": label,
        "grow": grow,
        "action": action,
        "on": on,
        "clear": getattr(context.get("request"), "path", "?"),
    }
