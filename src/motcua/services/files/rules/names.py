"""File names as people see them: NFC, one line, no path, no trick."""

from __future__ import annotations

import re
import unicodedata

from motcua.kernel.text import clean

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
MAX_BYTES = 180


def safe(name: str, extension: str) -> str:
    """The shown name, ending in the extension of what the content is, not of what the sender wrote."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(
        c for c in clean(name).replace("\n", " ") if unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs")
    )
    name = _UNSAFE.sub("_", " ".join(name.split())).strip(" .")
    stem = name
    while "." in stem:
        rest, last = stem.rsplit(".", 1)
        if not rest or not re.fullmatch(r"[A-Za-z0-9]{1,5}", last) or last.isdigit():
            break
        stem = rest.rstrip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"tep {stem}".strip()
    while len(stem.encode()) > MAX_BYTES:
        stem = stem[:-1]
    return f"{stem.strip()}.{extension}"
