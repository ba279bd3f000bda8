"""Answers while somebody types: the last word may be only begun ("kết h", "bằng l", "bhy")."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from motcua.kernel.text import fold
from motcua.registries.procedures.rules.codes import base_code, code_prefix
from motcua.registries.procedures.rules.search.index import Index
from motcua.registries.procedures.rules.search.ranking import rank
from motcua.registries.procedures.rules.search.words import marked_tokens, tokens
from motcua.registries.procedures.types import Hit

MOST_ENDINGS = 4
FEW_ENDINGS = 2  # of a long question: each ending is a question of its own
LONG = 5
LEAST_SHARE = 0.7  # what the least likely ending keeps of its score
MEANS_WORTH = 8.0  # an everyday word that stands for others, beside a matter called so
COUNTED = 200  # ways of calling counted for one ending
SHORTEST = 2  # one letter alone says nothing
LOOKED_AT = 24  # ways of calling looked at for the marks of one ending


def rank_begun(index: Index, query: str, limit: int) -> list[Hit]:
    """The procedures meant by a query whose last word may go on, best first. A blank behind it ends the word."""
    said, marks = tokens(query), marked_tokens(query)
    if not said or query[-1:].isspace() or base_code(query) or code_prefix(query):
        return rank(index, query, limit)
    spelled = marks if len(marks) == len(said) and marks != said else said
    marked = spelled[-1] if spelled is marks else ""
    worth = _endings(index, said, marked)
    typed = fold(query).split()[-1]
    if said[-1] != typed:  # "bhy" is no "bhi"
        worth |= _endings(index, [*said[:-1], typed], marked)
    if not worth:
        return rank(index, query, limit)
    most = max(worth.values())
    number = FEW_ENDINGS if len(said) > LONG else MOST_ENDINGS
    found: dict[str, Hit] = {}
    for ending in sorted(worth, key=lambda one: (-worth[one], one))[:number]:
        share = LEAST_SHARE + (1 - LEAST_SHARE) * worth[ending] / most
        for hit in rank(index, " ".join([*spelled[:-1], ending]), limit):
            held = found.get(hit.code)
            if held is None or hit.score * share > held.score:
                found[hit.code] = replace(hit, score=round(hit.score * share, 4))
    return sorted(found.values(), key=lambda hit: (-hit.score, hit.code))[:limit]


def _endings(index: Index, said: list[str], marked: str) -> dict[str, float]:
    """Whole words the last one may become beside the one before it, with what speaks for each; where nothing is
    called so, beside any."""
    for before in dict.fromkeys((" ".join(said[-2:-1]), "")):
        if not before and len(said[-1]) < SHORTEST:
            break
        worth: defaultdict[str, float] = defaultdict(float)
        start = f"{before} {said[-1]}" if before else said[-1]
        for term in _begun_with(index, start, bool(before)):
            ending = term.split()[-1]
            called = index.posts[term]
            if marked:
                ending = _as_spelled(index, term.split(), called, marked)
            if ending:
                worth[ending] += sum(index.asked[one] for one in called[:COUNTED])
        for key in index.sayings:
            place = f" {key}".find(f" {start}") if start in key else -1
            if place >= 0:
                ending = key[place + len(start) - len(said[-1]) :].split()[0]
                if not marked or _may_become(marked, ending):
                    worth[ending] += MEANS_WORTH
        if worth:
            return worth
    return {}


def _begun_with(index: Index, start: str, pair: bool) -> Iterator[str]:
    for at in range(bisect_left(index.ordered, start), len(index.ordered)):
        term = index.ordered[at]
        if not term.startswith(start):
            return
        if (" " in term) == pair:
            yield term


def _as_spelled(index: Index, term: list[str], called: list[int], marked: str) -> str:
    """How the last word of a term is spelled where it agrees with the marks typed so far; empty where it never does."""
    counts: defaultdict[str, int] = defaultdict(int)
    for entry in called[:LOOKED_AT]:
        words = index.entry_marks[entry].split()
        for at, word in enumerate(words):
            if (
                index.marks[word] == term[-1]
                and (len(term) == 1 or (at and index.marks[words[at - 1]] == term[0]))
                and _may_become(marked, word)
            ):
                counts[word] += 1
    return max(counts, key=lambda word: (counts[word], word), default="")


def _may_become(begun: str, word: str) -> bool:
    """Whether every mark typed is in the word: "đô" may become "độ", "đo" may become "đỏ", "đố" not "đỏ"."""
    return set(unicodedata.normalize("NFD", begun)) <= set(unicodedata.normalize("NFD", word))
