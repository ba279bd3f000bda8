"""Whether anything that was said is really in what was found: a slip is forgiven, a likeness of letters is no answer."""

from __future__ import annotations

from typing import NamedTuple

from motcua.registries.procedures.rules.search.index import Index
from motcua.registries.procedures.rules.search.words import content, unkeyed

FEW = 3  # more words than these speak for one another
LONG = 4  # a shorter word is another word after one slip, and none of its likeness is left
LONGER = 6  # an unknown word as long as this is like one known word only
ENOUGH = 0.62  # the share of what was said that one of the first answers must hold


class Said(NamedTuple):
    """A question's words: as typed, with their marks if they have any, mended, and where a slip may have made another
    word ("lươn hưu", "khác sạn"), as it may have been meant."""

    words: list[str]
    marked: list[str]
    fixed: list[str]
    reread: list[list[str]]


def is_meant(index: Index, said: Said, first: list[int]) -> bool:
    """Whether one of the first answers holds enough of a short question: its words as they are spelled, or, mended or
    read again, beside the neighbour they were said with."""
    words, marked, fixed, reread = said
    asked = set(content(words, marked, index.weight))
    if len(asked) > FEW or len(fixed) != len(words):
        return True
    readings = [fixed, *(reading for reading in reread if len(reading) == len(words))]
    places = [place for place, word in enumerate(words) if word in asked]
    mass = {place: index.weight.get(words[place], 3.2) for place in places}
    least = ENOUGH * sum(mass.values())
    for at in first:
        there = {word for entry in _entries(index, at) for word in index.entry_marks[entry].split()}
        bare = {index.marks[word] for word in there}
        held = 0.0
        for place in places:
            word = words[place]
            if marked:
                found = marked[place] in there
            else:
                found = word in bare or at in index.body.get(word, ())
            if not found and word not in index.known and fixed[place] in bare:
                found = len(words) == 1 or len(word) >= LONGER or fixed[place] in unkeyed(word)
            tries = readings if len(word) >= LONG else readings[:1]
            if found or any(_beside(index, reading, place, at) for reading in tries):
                held += mass[place]
        if held >= least:
            return True
    return False


def _entries(index: Index, at: int) -> list[int]:
    return [entry for entry, of in enumerate(index.entry_of) if of == at]


def _beside(index: Index, words: list[str], place: int, at: int) -> bool:
    """Whether a word stands in the answer beside the neighbour it was said with."""
    for start in (place - 1, place):
        term = " ".join(words[start : start + 2]) if start >= 0 else ""
        if " " in term and (
            (term in index.posts and at in index.holders(term)) or at in index.body.get(term, ())
        ):
            return True
    return False
