"""A dossier counted while an officer moves it: the fact never keeps the state that is over.

Run on PostgreSQL: the tests' SQLite is one connection in memory, where nothing can race.
"""

from __future__ import annotations

import threading

import pytest
from django.db import close_old_connections, connection

from motcua.kernel import clock
from motcua.services.dossiers import services as dossiers
from motcua.services.reports import services
from motcua.services.reports.models import OPEN, Fact
from tests.support.province import Province, lay


@pytest.fixture
def committed(transactional_db: None, settings, tmp_path) -> Province:
    """A province that other connections see."""
    settings.VAR_DIR = tmp_path
    lay()
    return Province()


@pytest.mark.postgres
def test_a_dossier_that_moves_while_it_is_counted_waits_for_the_count(
    committed: Province, monkeypatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is one connection in memory: nothing can race")
    province = committed
    dossier = province.taken_in("1.004873")
    read, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    fact_of = services.fact_of

    def slowly(one):
        read.set()
        assert go_on.wait(30)
        return fact_of(one)

    def apart(job) -> threading.Thread:
        def run() -> None:
            try:
                with clock.fixed(province.at):
                    job()
            finally:
                close_old_connections()
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def withdraw() -> None:
        dossiers.withdraw(code=dossier.code, reason="Không cần nữa", by=province.clerk, at=province.at)
        ended.set()

    with monkeypatch.context() as patch:
        patch.setattr(services, "fact_of", slowly)
        counting = apart(lambda: services.count_dossier(code=dossier.code))
        assert read.wait(30)
        moving = apart(withdraw)
        assert not ended.wait(0.5), "the dossier moved under the count"
        go_on.set()
        counting.join(30)
        moving.join(30)
    assert ended.is_set()
    assert Fact.objects.get(code=dossier.code).ended_on == OPEN
    services.count_dossier(code=dossier.code)
    assert Fact.objects.get(code=dossier.code).ended_on == clock.local(province.at).date()
