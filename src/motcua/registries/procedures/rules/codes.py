"""Mã thủ tục in all the forms people write it."""

from __future__ import annotations

import re

# Digits as people set them: "1.001193", "1001193", "1,001,193", "1 001193", "1-001193", with a province's ending or without.
_CODE = re.compile(r"(?<![\d.])(\d{1,2})[.,_\-\s]{0,2}(\d{3})[.,]?(\d{3})(?!\d)")
_WHOLE = re.compile(_CODE.pattern + r"(?:\.000\.00\.00\.[A-Za-z]\d{2,3})?")


def base_code(text: str) -> str | None:
    """ "1001193", "1,001193", "mã 1.001193.000.00.00.H42" → "1.001193"; None where no code is in it."""
    found = _CODE.search(text)
    return f"{found[1]}.{found[2]}{found[3]}" if found else None


def whole_code(text: str) -> str | None:
    """The same where the text is a code and nothing else, with a province's ending or without."""
    found = _WHOLE.fullmatch(text.strip())
    return f"{found[1]}.{found[2]}{found[3]}" if found else None


def code_prefix(text: str) -> str | None:
    """The beginning of a code still being typed ("1.0011")."""
    text = text.strip()
    return text if re.fullmatch(r"\d{1,2}\.\d{2,5}", text) else None


def short_code(text: str) -> str | None:
    """A code said without the noughts in the middle of it: "1.1193" → "1.001193"."""
    text = text.strip()
    kind, _, number = text.partition(".")
    return f"{kind}.{number:0>6}" if re.fullmatch(r"\d{1,2}\.[1-9]\d{2,4}", text) else None
