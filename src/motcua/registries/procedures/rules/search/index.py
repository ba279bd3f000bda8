"""The index as plain data, so that it can be kept in a file and read in a moment."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from motcua.kernel.text import fold
from motcua.registries.procedures.rules.search.words import normal

FORMAT = 3
ASKED_MORE = 12.0  # how fast an ending still to be typed gains by what speaks for the matters called so
_OWN = ("marks", "known", "spellable", "near", "sets", "held", "ordered", "asked")


@dataclass(slots=True)
class Index:
    """Procedures by position; entries are the ways a procedure is called (its name, shorter forms, sayings)."""

    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    online: list[str] = field(default_factory=list)
    offered: list[bool] = field(default_factory=list)
    prior: list[float] = field(default_factory=list)
    special: list[list[tuple[str, str]]] = field(default_factory=list)
    entry_of: list[int] = field(default_factory=list)
    entry_mass: list[float] = field(default_factory=list)
    entry_kind: list[int] = field(default_factory=list)
    entry_marks: list[str] = field(default_factory=list)
    posts: dict[str, list[int]] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)
    body: dict[str, list[int]] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)
    sayings: dict[str, list[str]] = field(default_factory=dict)
    spelled: dict[str, list[str]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    spellable: list[str] = field(default_factory=list)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sets: dict[str, frozenset[int]] = field(default_factory=dict)
    held: dict[str, frozenset[int]] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    def plain(self) -> tuple[Any, ...]:
        """As plain lists and dicts, without what is found again in a moment."""
        return tuple(getattr(self, name) for name in self.__slots__ if name not in _OWN)

    @classmethod
    def from_plain(cls, plain: tuple[Any, ...]) -> Index:
        """Back from `plain`."""
        index = cls(*plain)
        index.settle()
        return index

    def settle(self) -> None:
        """Work out what is not kept in the file."""
        self.marks = {
            word: normal(fold(word)) for word in {word for name in self.entry_marks for word in name.split()}
        }
        self.known = frozenset(self.vocabulary) | {word for key in self.sayings for word in key.split()}
        self.spellable = sorted(self.known)
        self.ordered = sorted(self.posts)
        self.asked = [math.exp(ASKED_MORE * self.prior[at]) for at in self.entry_of]

    def entries(self, term: str) -> frozenset[int]:
        """The entries that hold a term, as a set."""
        found = self.sets.get(term)
        if found is None:
            found = self.sets[term] = frozenset(self.posts[term])
            if len(self.sets) > 3000:
                self.sets.clear()
        return found

    def holders(self, term: str) -> frozenset[int]:
        """The procedures that hold a term in any of the ways they are called, as a set."""
        found = self.held.get(term)
        if found is None:
            found = self.held[term] = frozenset(self.entry_of[entry] for entry in self.posts[term])
            if len(self.held) > 3000:
                self.held.clear()
        return found
