"""A database that threads can share, and events of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

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


@pytest.fixture
def own_database(transactional_db, tmp_path: Path) -> Iterator[None]:
    """Threads need a database on disk: Django's SQLite test database lives in one connection's memory.

    The test database is copied to a file for the length of the test. PostgreSQL is shared as it is.
    """
    default = connections["default"]
    if default.vendor != "sqlite" or "mode=memory" not in str(default.settings_dict["NAME"]):
        yield
        return
    import sqlite3

    path = tmp_path / "shared.sqlite3"
    default.ensure_connection()
    copy = sqlite3.connect(path)
    default.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    before = default.connection, default.settings_dict["NAME"]
    default.connection, default.settings_dict["NAME"] = None, str(path)
    is_memory, default.is_in_memory_db = default.is_in_memory_db, lambda: False
    yield
    default.close()
    default.is_in_memory_db = is_memory
    default.connection, default.settings_dict["NAME"] = before
