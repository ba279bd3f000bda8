"""Figures, days and money as people write them; each a filter and a tag."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from motcua.kernel import money, words
from motcua.kernel.words import say
from motcua.ui import english

register = template.Library()

MESSAGE_TONES = {"debug": "mute", "info": "info", "success": "done", "warning": "soon", "error": "late"}


def both(function):
    """One function, two ways to call it: `{{ x|name }}` and `{% name x %}`."""
    register.filter(function.__name__, function)
    register.simple_tag(function, name=function.__name__)
    return function


def local(value: datetime) -> datetime:
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
    return words.number(value)


@both
def vn_percent(value: Any) -> str:
    """99.84 → 99,84 %."""
    return "" if value is None or value == "" else f"{vn_number(value)}\u00a0%"


@both
def vn_date(value: date | None) -> str:
    """23/11/2026."""
    if not value:
        return ""
    return words.day(local(value) if isinstance(value, datetime) else value)


@both
def vn_day(value: date | None) -> str:
    """thứ Hai 23/11/2026."""
    if not value:
        return ""
    return words.weekday(local(value) if isinstance(value, datetime) else value)


@both
def vn_time(value: datetime | time | None) -> str:
    """14:10."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = local(value)
    return f"{value.hour}:{value.minute:02d}"


@both
def moment(value: datetime | None) -> str:
    """14:10, 23/11/2026, inside a <time>."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), vn_date(value))
    here = local(value)
    return format_html(
        '<time datetime="{}">{}, {}</time>',
        here.isoformat(timespec="minutes"),
        vn_time(value),
        vn_date(value),
    )


@both
def spoken_moment(value: datetime | None) -> str:
    """9 giờ 15, thứ Năm 26/11/2026: how a citizen is told an hour."""
    if not value:
        return ""
    here = local(value)
    return format_html(
        '<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), words.moment(here)
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


@register.filter
def paragraph(text: str) -> SafeString:
    """A blank line starts a paragraph; nothing else is marked up."""
    parts = [conditional_escape(part.strip()) for part in str(text).split("\n\n") if part.strip()]
    return mark_safe("".join(f"<p>{part}</p>" for part in parts))


@register.filter
def known(text: str) -> str:
    """Words kept as data (official names, lines of the record): in the reader's language where the catalogue has them,
    else in Vietnamese and marked as such."""
    if not text or words.language() == words.SOURCE or isinstance(text, SafeString):
        return text
    told = words.spoken(text if isinstance(text, words.Said) else say(str(text)))
    return told if told != text else format_html('<span lang="vi">{}</span>', text)


@register.filter
def told(text: str) -> str:
    """The same as plain words, where no mark can stand: a title, an option, a label read aloud."""
    if not text or words.language() == words.SOURCE:
        return text
    return words.spoken(text if isinstance(text, words.Said) else say(str(text)))


@register.filter
def spoken(text: str) -> str:
    """A sentence in the reader's language before another filter makes plain text of it; anything else stays."""
    return words.spoken(text)


@register.filter
def lang_mark(text: str) -> str:
    """` lang="vi"` for an element whose words have no English, for a reader of English."""
    return mark_safe(' lang="vi"') if words.language() != words.SOURCE and told(text) == text else ""


@register.simple_tag
def in_short(code: str) -> str:
    """How a procedure goes, in short, for a reader of English; empty where nobody has written it."""
    return "" if words.language() == words.SOURCE else english.book().get(f"steps:{code}", "")


@register.simple_tag
def unofficial() -> str:
    """Said once on a page that translates what the law or an office says in Vietnamese."""
    if words.language() == words.SOURCE:
        return ""
    said = say("Bản dịch không chính thức; khi có điều khác nhau, bản tiếng Việt có giá trị.")
    return format_html('<p class="small soft">{}</p>', said)


@register.simple_tag
def official_name(name: str) -> str:
    """What stands under a procedure's English name: the official one, Vietnamese; or that there is no other."""
    if words.language() == words.SOURCE:
        return ""
    if told(name) == name:
        return format_html(
            '<p class="small soft">{}</p>',
            say("Tên chính thức bằng tiếng Việt; thủ tục này chưa có tên tiếng Anh."),
        )
    said = say("Tên chính thức bằng tiếng Việt:")
    return format_html('<p class="small soft">{} <span lang="vi">{}</span></p>', said, name)


@register.simple_tag
def unofficial_names() -> str:
    """Said once over a list of procedures."""
    if words.language() == words.SOURCE:
        return ""
    said = say(
        "Tên tiếng Anh không chính thức; thủ tục chưa có tên tiếng Anh hiện tên chính thức bằng tiếng Việt."
    )
    return format_html('<p class="small soft">{}</p>', said)


@register.filter
def known_list(texts: list[str]) -> SafeString:
    """Several of them in a row."""
    return format_html_join(", ", "{}", ((known(text),) for text in texts))
