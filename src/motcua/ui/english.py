"""Words kept as data in English: `data/english`, a map from Vietnamese that anybody can edit, beside gettext's catalogue."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation

from motcua.kernel import yamls

SENTENCES = ". "


@cache
def book() -> dict[str, str]:
    """Vietnamese to English, from every file of the folder."""
    found: dict[str, str] = {}
    for path in sorted((settings.DATA_DIR / "english").glob("*.yaml")):
        found |= yamls.read(path) or {}
    return found


def translated(text: str) -> str | None:
    """The English of words kept as data: of the whole, else put together of the longest runs of sentences that have one."""
    if text in book():
        return book()[text]
    left, told = text.removesuffix(".").split(SENTENCES), []
    while left:
        run = next((n for n in range(len(left), 0, -1) if _one(SENTENCES.join(left[:n]))), 0)
        if not run:
            return None
        told.append(_one(SENTENCES.join(left[:run])))
        left = left[run:]
    return SENTENCES.join(told) + ("." if text.endswith(".") else "")


def _one(text: str) -> str:
    """A line of the book, with or without its full stop; its English without."""
    return (book().get(text) or book().get(f"{text}.") or "").removesuffix(".")


def find(source: str) -> str:
    """A sentence in the reader's language: gettext's, else the data's, else as it is."""
    told = translation.gettext(source)
    if told != source or (translation.get_language() or "vi")[:2] != "en":
        return told
    return translated(source) or source
