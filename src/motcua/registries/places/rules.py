"""Names of units: as an address line, and as the words people search by."""

from __future__ import annotations

import re

from motcua.kernel.text import fold

_SHORT = {
    "tp": "thanh pho", "t.p": "thanh pho", "tx": "thi xa", "tt": "thi tran", "p": "phuong", "q": "quan", "h": "huyen",
    "x": "xa", "hcm": "ho chi minh", "tphcm": "thanh pho ho chi minh", "hn": "ha noi", "brvt": "ba ria vung tau",
}  # fmt: skip
_NUMBERED = re.compile(r"^([pq])\.?(\d{1,2})$")
_WORD = re.compile(r"[^\W_]+")


def folded_path(path: str) -> str:
    """The form kept for search: words without marks, a blank before each."""
    return " " + " ".join(_WORD.findall(fold(path)))


def search_words(text: str) -> list[list[str]]:
    """The query as parts (between commas or dashes with blanks), each a list of folded words; short forms are spelt out."""
    parts = []
    for part in re.split(r"[,;\n]|\s[-–]\s", text):
        words: list[str] = []
        for raw in fold(part).replace(".", ". ").split():
            numbered = _NUMBERED.match(raw)
            if numbered:
                words += [_SHORT[numbered[1]], numbered[2]]
                continue
            for word in _WORD.findall(raw):
                words += _SHORT.get(word, word).split()
        if words:
            parts.append(words)
    return parts
