"""Pages that are nearly the same: scanned twice, or the same sheet turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

LETTERS = 60
"""Below so many letters a page is compared by its look."""
TEXT_SHARE = 93
LOOK_BITS = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as far as likeness goes: what to call it, its source, its look, its text."""

    name: str
    source: tuple[str, int]
    look: str
    text: str


def alike(pages: Sequence[Seen], others: Sequence[Seen] = ()) -> list[str]:
    """Sentences that name each page of ``pages`` which is, or nearly is, one before it or one of ``others``."""
    found = []
    for number, page in enumerate(pages):
        for other in (*pages[:number], *others):
            words = _how(page, other)
            if words:
                found.append(f"{page.name} {words} {other.name[:1].lower()}{other.name[1:]}.")
                break
    return found


def _how(one: Seen, two: Seen) -> str:
    if one.source == two.source:
        return "cùng một tệp với"
    if min(len(one.text), len(two.text)) >= LETTERS:
        if figures(one.text) == figures(two.text) and fuzz.ratio(one.text, two.text) >= TEXT_SHARE:
            return "gần như trùng với"
        return ""  # the same form filled for another person is not the same paper
    if one.text or two.text or not one.look or not two.look:
        return ""
    differing = (int(one.look, 16) ^ int(two.look, 16)).bit_count()
    return "trông giống" if differing <= LOOK_BITS else ""


def figures(text: str) -> str:
    """The figures alone: two papers of one form differ in them."""
    return "".join(c for c in text if c.isdigit())
