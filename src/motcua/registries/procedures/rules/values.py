"""Single values of a catalogue file: taken, or refused in words its owner understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from motcua.kernel.text import clean
from motcua.registries.calendars.types import LONGEST_LIMIT
from motcua.registries.procedures.types import CODE

LEVELS = {
    "bộ": "ministry",
    "trung ương": "ministry",
    "ministry": "ministry",
    "tỉnh": "province",
    "province": "province",
    "huyện": "district",
    "district": "district",
    "xã": "commune",
    "commune": "commune",
    "khác": "other",
    "ngành dọc": "other",
    "other": "other",
    "any": "other",
}
CHANNELS = {
    "trực tiếp": "counter",
    "counter": "counter",
    "trực tuyến": "online",
    "online": "online",
    "bưu chính": "post",
    "post": "post",
}
UNITS = {
    "working_day": "working_days",
    "working_days": "working_days",
    "day": "calendar_days",
    "calendar_days": "calendar_days",
    "hour": "hours",
    "hours": "hours",
    "working_hour": "working_hours",
    "working_hours": "working_hours",
    "month": "months",
    "months": "months",
}
LIMIT_UNITS = {
    key: unit for key, unit in UNITS.items() if unit in ("working_days", "calendar_days", "working_hours")
}
SCOPES = {"trung ương": "central", "địa phương": "local", "central": "central", "local": "local"}
ONLINE = {
    "full": "full",
    "toàn trình": "full",
    "partial": "partial",
    "một phần": "partial",
    "none": "none",
    "cung cấp thông tin": "none",
}
DETAILS = ("full", "partial", "index-only", "checked")
LONGEST_NAME = 2000
LONGEST_TEXT = 20_000
MOST_VND = 10**12
MOST_COPIES = 1000
MOST_ROWS = 1000


class Bad(ValueError):
    """A fault said in Vietnamese at the field where it stands."""


def one_of(table: Mapping[str, str], what: str) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad(f"phải là chữ, không phải {kind_of(value)}")
        key = clean(value).lower()
        if key not in table:
            raise Bad(f"{what} “{value}” không nằm trong danh sách: {', '.join(table)}")
        return table[key]

    return check


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Bad(f"phải là chữ, không phải {kind_of(value)}")
    return clean(value)


def as_paper_name(value: Any) -> str:
    text = as_text(value)
    if len(text) > LONGEST_TEXT:
        raise Bad(f"dài {len(text)} ký tự, nhiều nhất là {LONGEST_TEXT}")
    return text


def as_needed(value: Any) -> str:
    text = as_text(value)
    if not text:
        raise Bad("không được để trống")
    if len(text) > LONGEST_NAME:
        raise Bad(f"dài {len(text)} ký tự, nhiều nhất là {LONGEST_NAME}")
    return text


def as_code(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise Bad("phải đặt trong ngoặc kép: viết như số thì mất số 0 ở cuối mã")
    text = as_needed(value)
    if not CODE.match(text):
        raise Bad(f"“{text}” không đúng dạng mã thủ tục, ví dụ 1.001193")
    return text


def as_short_text(most: int) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = as_text(value)
        if len(text) > most:
            raise Bad(f"dài {len(text)} ký tự, nhiều nhất là {most}")
        return text

    return check


def as_count(most: int) -> Callable[[Any], int | None]:
    def check(value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise Bad(f"phải là số nguyên, không phải {kind_of(value)}")
        if value < 0:
            raise Bad("không được là số âm")
        if value > most:
            raise Bad(f"số quá lớn, nhiều nhất là {_dotted(most)}")
        return value

    return check


def as_number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Bad(f"phải là số, không phải {kind_of(value)}")
    if value != value or value < 0 or value > LONGEST_LIMIT:
        raise Bad(f"phải là số từ 0 đến {_dotted(LONGEST_LIMIT)}")
    return float(value)


def as_level(value: Any) -> str:
    found = levels_in(as_text(value))
    if len(found) != 1:
        raise Bad(f"cấp thực hiện “{value}” không nằm trong danh sách: bộ, tỉnh, huyện, xã, khác")
    return found[0]


def as_level_text(value: Any) -> str:
    text = as_text(value)
    if text and not levels_in(text):
        raise Bad(f"cấp thực hiện “{value}” không nằm trong danh sách: bộ, tỉnh, huyện, xã, khác")
    return text


def as_texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [clean(value)] if clean(value) else []
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {kind_of(value)}")
    return [text for item in value if (text := as_text(item))]


def as_bases(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {kind_of(value)}")
    return [{"number": item} if isinstance(item, str) else item for item in value]


def as_flag(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Bad(f"phải là true hoặc false, không phải {kind_of(value)}")


def as_day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Bad(f"phải là ngày dạng 2026-07-17, không phải {kind_of(value)}")
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise Bad(f"“{value}” không phải ngày dạng 2026-07-17") from None


def as_sources(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [clean(value)]
    if not isinstance(value, list):
        raise Bad(f"phải là danh sách, không phải {kind_of(value)}")
    return [
        " · ".join(_as_word(part) for part in item.values() if part)
        if isinstance(item, Mapping)
        else _as_word(item)
        for item in value
    ]


def _as_word(value: Any) -> str:
    if isinstance(value, str | date | bool | float) or (isinstance(value, int) and abs(value) <= MOST_VND):
        return clean(str(value))
    raise Bad(f"phải là chữ, không phải {kind_of(value)}")


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def kind_of(value: Any) -> str:
    if value is None:
        return "trống"
    if isinstance(value, bool):
        return "đúng/sai"
    if isinstance(value, int | float):
        return "số"
    if isinstance(value, str):
        return "chữ"
    if isinstance(value, list):
        return "danh sách"
    return "nhóm trường" if isinstance(value, dict) else type(value).__name__


Text = Annotated[str, BeforeValidator(as_text)]
Needed = Annotated[str, BeforeValidator(as_needed)]
Short = Annotated[str, BeforeValidator(as_short_text(300))]
Province = Annotated[str, BeforeValidator(as_short_text(100))]
PaperCode = Annotated[str, BeforeValidator(as_short_text(60))]
Suffix = Annotated[str, BeforeValidator(as_short_text(40))]
Money = Annotated[int | None, BeforeValidator(as_count(MOST_VND))]
Copies = Annotated[int | None, BeforeValidator(as_count(MOST_COPIES))]
Days = Annotated[int | None, BeforeValidator(as_count(LONGEST_LIMIT))]
Number = Annotated[float | None, BeforeValidator(as_number)]
Texts = Annotated[list[str], BeforeValidator(as_texts)]
Flag = Annotated[bool | None, BeforeValidator(as_flag)]


def optional(check: Any, empty: Any = "") -> Any:
    return lambda value: empty if value is None or value == "" else check(value)


def levels_in(text: str) -> list[str]:
    """Levels named in "commune|province police (…)" or "tỉnh"."""
    found = []
    for part in text.lower().replace("cấp ", "").split("|"):
        word = part.strip()
        key = next((known for known in LEVELS if word == known or word.startswith(f"{known} ")), None)
        if key:
            found.append(LEVELS[key])
    return found
