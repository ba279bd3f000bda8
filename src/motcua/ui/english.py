"""Words kept as data in English: `data/english`, a map from Vietnamese that anybody can edit, beside gettext's catalogue."""

from __future__ import annotations

from functools import cache

import yaml
from django.conf import settings
from django.utils import translation

SENTENCES = ". "


@cache
def book() -> dict[str, str]:
    """Vietnamese to English, from every file of the folder."""
    found: dict[str, str] = {}
    for path in sorted((settings.DATA_DIR / "english").glob("*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return found


def translated(text: str) -> str | None:
    """The English of words kept as data: of the whole, else of its sentences if each of them has one."""
    if text in book():
        return book()[text]
    bare = text.removesuffix(".")
    if bare in book():
        return f"{book()[bare]}."
    parts = bare.split(SENTENCES)
    told = [book().get(part) or book().get(f"{part}.") for part in parts]
    if len(parts) < 2 or not all(told):
        return None
    return SENTENCES.join(str(one).removesuffix(".") for one in told) + ("." if text.endswith(".") else "")


def find(source: str) -> str:
    """A sentence in the reader's language: gettext's, else the data's, else as it is."""
    told = translation.gettext(source)
    if told != source or (translation.get_language() or "vi")[:2] != "en":
        return told
    return translated(source) or source
