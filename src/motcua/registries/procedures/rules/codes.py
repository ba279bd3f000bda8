"""Mã thủ tục in all the forms people write it."""

from __future__ import annotations

import re

_DOTTED = re.compile(r"^(\d{1,2})[.,\s]+(\d{6})(?:[.\s]|$)")
_BARE = re.compile(r"^(\d)(\d{6})$")


def base_code(text: str) -> str | None:
    """ "1001193", "1,001193", "1.001193.000.00.00.H42" → "1.001193"; None where it is no code."""
    text = text.strip().upper().removeprefix("MÃ").removeprefix("TTHC").strip(" :#")
    found = _DOTTED.match(text) or _BARE.match(text)
    return f"{found[1]}.{found[2]}" if found else None


def code_prefix(text: str) -> str | None:
    """The beginning of a code still being typed ("1.0011")."""
    text = text.strip()
    return text if re.fullmatch(r"\d{1,2}\.\d{2,5}", text) else None
