"""The check vocabulary (forms.md §0.3): one function a word, told in Vietnamese."""

from motcua.registries.eforms.rules.words import dates, matters, numbers, offices, people, tables, texts
from motcua.registries.eforms.rules.words.base import WORDS, Finding, Question, Word

__all__ = [
    "WORDS", "Finding", "Question", "Word", "dates", "matters", "numbers", "offices", "people", "tables", "texts",
]  # fmt: skip
