"""Vietnamese text at the doors: one normal form in, one folded form to search by."""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0323\u0300\u0301\u0303\u0309"
_MARKS = re.compile("[\u0300-\u036f]")
# Old controls, soft hyphens, joiners, marks and isolates of writing direction, fillers, variation selectors, tags:
# what nobody sees and what can make one name look like another.
_INVISIBLE = re.compile(
    "[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"[^\S\n]+")
# hòa = hoà, khỏe = khoẻ, thủy = thuỷ; "của" and "mùa" have one spelling only.
_OLD_TONE = re.compile(rf"(o(?=[{_TONES}][ae])|u(?=[{_TONES}]y))([{_TONES}])([aey])(?=\W|$)")


def nfc(text: str) -> str:
    """The one stored form (Unicode NFC; TCVN 6909:2001)."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """NFC without invisible or control characters or lone surrogates; runs of blanks become one; line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = nfc(without_controls(_INVISIBLE.sub("", text)))  # what stood apart may now stand together
    return "\n".join(_SPACE.sub(" ", line).strip() for line in text.split("\n")).strip()


def without_controls(text: str) -> str:
    """Without control characters and lone surrogates; tabs and line breaks stay."""
    return _CONTROL.sub("", text)


def fold(text: str) -> str:
    """The form to search by: no marks, đ as d, lower case ("Đường Hòa" → "duong hoa")."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return _SPACE.sub(" ", bare.replace("đ", "d").replace("Đ", "d").lower()).strip()


def fold_marks_kept(text: str) -> str:
    """Lower case with marks, old and new tone placement made one ("hòa" = "hoà")."""
    apart = unicodedata.normalize("NFD", text.lower())
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _OLD_TONE.sub(r"\1\3\2", apart))).strip()


def inside(words: str) -> str:
    """Words as they stand inside a sentence: the first letter small, unless they begin with an abbreviation."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def whole(said: str, digits: int = 9) -> int | None:
    """A whole number as an address or a form carries it, plain figures only, at most so many; else None.

    `str.isdigit` takes "²", which `int` refuses, and `int` refuses thousands of figures: neither is a number here.
    """
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None
