"""What every test of the house stands on."""

from __future__ import annotations

import gc
import importlib
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # a machine that halts for 0.2 s is no fault of the rule
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def ledger_emptied_between_tests() -> Iterator[None]:
    """Tests that commit empty every table afterwards; only then the ledger's guard steps aside for a moment."""
    from django.db import connection

    guard = importlib.import_module("motcua.kernel.audit.migrations.0002_append_only")
    if connection.vendor == "sqlite":
        before = [f"DROP TRIGGER IF EXISTS {statement.split()[2]}" for statement in guard.SQLITE]
        after = guard.SQLITE
    else:
        before, after = (
            [f"ALTER TABLE audit_entry {verb} TRIGGER audit_entry_no_truncate"]
            for verb in ("DISABLE", "ENABLE")
        )
    kind = type(connection.ops)
    patch = pytest.MonkeyPatch()
    patch.setattr(kind, "sql_flush", _around(kind.sql_flush, before, after))
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def yaml_read_once() -> Iterator[None]:
    """An office loads its forms once, the tests some forty times: the same text is parsed once a run."""
    from motcua.kernel import yamls
    from motcua.registries.eforms import rules

    patch = pytest.MonkeyPatch()
    patch.setattr(
        yamls,
        "read",
        _once(yamls.read, lambda given: given.read_bytes() if isinstance(given, Path) else given),
    )
    patch.setattr(rules, "read_yaml", _once(rules.read_yaml, lambda source: source))
    yield
    patch.undo()


@pytest.fixture
def news(db: None) -> Iterator[Callable[..., list[Any]]]:
    """What has been told since the test began, oldest first: a listener of the test's own stands by every event."""
    from motcua.kernel import outbox
    from motcua.kernel.events import Event
    from motcua.kernel.outbox.models import Delivery

    mine = "tests.news"
    names = {kind.name for kind in _below(Event) if hasattr(kind, "name")}
    for name in names:
        outbox.HANDLERS.setdefault(name, {})[mine] = lambda event: None
    yield lambda name=None: list(
        Delivery.objects.filter(handler=mine, **({"name": name} if name else {})).order_by("id")
    )
    for name in names:
        outbox.HANDLERS[name].pop(mine)


@pytest.fixture
def own_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Threads need a database on disk: Django's SQLite test database lives in one connection's memory.

    The test database is copied to a file for the length of the test. PostgreSQL is shared as it is.
    """
    from django.db import connections

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


def _once(read: Callable[[Any], Any], content: Callable[[Any], bytes | str]) -> Callable[[Any], Any]:
    """Each caller has a copy of its own; what is refused is read again."""
    kept: dict[bytes | str, bytes] = {}

    def reading(given: Any) -> Any:
        key = content(given)
        if key not in kept:
            kept[key] = pickle.dumps(read(given))
        return pickle.loads(kept[key])

    return reading


def _below(kind: type) -> set[type]:
    return {kind}.union(*map(_below, kind.__subclasses__()))


def _around(flush: Any, before: list[str], after: list[str]) -> Any:
    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = flush(self, style, tables, **options)
        return [*before, *statements, *after] if "audit_entry" in tables else statements

    return sql_flush


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected lives to the end: the collector of garbage need not walk it each time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second run, on PostgreSQL, repeats only what reaches the database; pure rules are the same on both."""
    if not os.environ.get("MOTCUA_DATABASE_URL"):
        return
    kept, left = [], []
    for item in items:
        names = getattr(item, "fixturenames", ())
        reaches = {"db", "transactional_db", "django_db_setup"} & set(names) or item.get_closest_marker(
            "django_db"
        )
        (kept if reaches else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
