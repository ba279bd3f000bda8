"""What a whole life of a dossier asks of the database stays within the house's bound."""

from __future__ import annotations

from django.db import connection

from motcua.demo import cast, replay
from motcua.kernel import clock

MOST = 80
"""Statements from filing to handing out without drawing and signing, as the replay counts them (docs/reference/bench.md)."""

REMEMBERED = (
    "organizations_revision", "calendars_version", "workflow_processversion", "procedures_procedureversion",
    "procedures_paper",
)  # fmt: skip
"""What a process in an office reads once and goes on believing; inside a test's own transaction nothing is believed."""


def test_a_life_from_filing_to_handing_out_asks_no_more_than_its_bound(province):
    said: list[str] = []

    def listen(execute, sql, *rest):
        own = sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))  # a test stands inside a transaction
        if not own and not (sql.startswith("SELECT") and any(name in sql for name in REMEMBERED)):
            said.append(sql)
        return execute(sql, *rest)

    with clock.fixed(province.at):
        where = replay.stage()
        cast.give_keys(at=province.at, place_code=where.place_code)
        with replay.one_paper_for_all(where, 1):
            replay.play_one(where, 2)
            with connection.execute_wrapper(listen):
                replay.play_one(where, 3)

    assert MOST // 2 < len(said) <= MOST, "\n".join(said)
