"""What the machine could do at best: durable commits and signatures, without any of our code."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from pathlib import Path

from django.conf import settings

TABLES = ("scratch_limit_row", "scratch_limit_journal", "scratch_limit_audit", "scratch_limit_news")
ROW = "x" * 200


def commits_per_s(workers: int, seconds: float = 1.5) -> float:
    """Durable commits a second of three inserts and one update each, by the raw driver, as many writers at once as the
    replay has: the least a command writes (its change, its journal, its audit row, its news).

    SQLite: a scratch file beside the database with the same journal and synchronous mode; PostgreSQL: scratch tables in
    the same database.
    """
    made = _many(_sqlite_commits if _is_sqlite() else _postgres_commits, workers, seconds)
    if not _is_sqlite():
        _drop_scratch()
    else:
        for path in Path(settings.VAR_DIR).glob("scratch-limit.sqlite3*"):
            path.unlink()
    return made / seconds


def signatures_per_s(workers: int, seconds: float = 1.0) -> float:
    """Raw ECDSA P-256 signatures a second over as many processes."""
    return _many(_signatures, workers, seconds) / seconds


def _is_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


def _many(job, workers: int, seconds: float) -> int:
    context = multiprocessing.get_context("spawn")
    arguments = (
        seconds,
        str(settings.VAR_DIR),
        dict(settings.DATABASES["default"]),
        settings.SQLITE_SYNCHRONOUS,
    )
    with context.Pool(workers) as pool:
        return sum(pool.starmap(job, [arguments] * workers))


def _sqlite_commits(seconds: float, var: str, database: dict, synchronous: str) -> int:
    link = sqlite3.connect(Path(var) / "scratch-limit.sqlite3", timeout=20, isolation_level=None)
    link.execute("PRAGMA journal_mode=WAL")
    link.execute(f"PRAGMA synchronous={synchronous}")
    for name in TABLES:
        link.execute(f"CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY, v TEXT)")
    mine = link.execute(f"INSERT INTO {TABLES[0]} (v) VALUES ('')").lastrowid
    made, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        link.execute("BEGIN IMMEDIATE")
        for name in TABLES[1:]:
            link.execute(f"INSERT INTO {name} (v) VALUES (?)", (ROW,))
        link.execute(f"UPDATE {TABLES[0]} SET v = ? WHERE id = ?", (f"{made}{ROW}", mine))
        link.execute("COMMIT")
        made += 1
    link.close()
    return made


def _postgres_commits(seconds: float, var: str, database: dict, synchronous: str) -> int:
    import psycopg

    with psycopg.connect(
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        dbname=database["NAME"],
    ) as link:
        link.execute("SELECT pg_advisory_lock(7717)")
        for name in TABLES:
            link.execute(f"CREATE TABLE IF NOT EXISTS {name} (id bigserial PRIMARY KEY, v text)")
        link.commit()
        link.execute("SELECT pg_advisory_unlock(7717)")
        mine = link.execute(f"INSERT INTO {TABLES[0]} (v) VALUES ('') RETURNING id").fetchone()[0]
        link.commit()
        made, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            for name in TABLES[1:]:
                link.execute(f"INSERT INTO {name} (v) VALUES (%s)", (ROW,))
            link.execute(f"UPDATE {TABLES[0]} SET v = %s WHERE id = %s", (f"{made}{ROW}", mine))
            link.commit()
            made += 1
    return made


def _drop_scratch() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")


def _signatures(seconds: float, var: str, database: dict, synchronous: str) -> int:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    made, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        key.sign(b"x" * 64, ec.ECDSA(hashes.SHA256()))
        made += 1
    return made
