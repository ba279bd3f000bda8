"""A database that threads can share, and events of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from motcua.kernel import outbox
from motcua.kernel.clock import TZ
from motcua.kernel.events import Event

AT = datetime(2026, 11, 20, 9, 15, tzinfo=TZ)


@dataclass(frozen=True, slots=True)
class Rang(Event):
    """A bell of the tests rang."""

    name = "kernel_tests.rang"
    bell: int
    turn: int
    occurred_at: datetime = AT

    @property
    def stream(self) -> str:
        return f"bell:{self.bell}"


@pytest.fixture
def hears() -> Iterator:
    """Register a listener for the length of a test."""
    added: list[str] = []

    def listen(run, name="kernel_tests.listen"):
        outbox.HANDLERS.setdefault(Rang.name, {})[name] = run
        outbox.EVENTS[Rang.name] = Rang
        added.append(name)
        return run

    yield listen
    for name in added:
        outbox.HANDLERS[Rang.name].pop(name, None)
