"""Two officers at the same moment: two connections, one success, one clear answer.

Run on PostgreSQL: the tests' SQLite is one connection in memory, where nothing can race.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection
from tests.support.province import MORNING, Province, lay

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import IssuedPaper, JournalEntry, Result


@pytest.fixture
def committed(transactional_db: None, settings, tmp_path) -> Province:
    """A province that other connections see."""
    settings.VAR_DIR = tmp_path
    lay()
    return Province()


def both(command: Callable[[], object]) -> list[str]:
    """Run the command twice at once; what each of the two got."""
    gate, answers = threading.Barrier(2), []

    def one() -> None:
        try:
            gate.wait()
            with clock.fixed(MORNING):
                command()
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers)


@pytest.mark.postgres
def test_two_officers_do_each_thing_once(committed: Province) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is one connection in memory: nothing can race")
    province = committed
    dossier = province.submitted("1.004873")
    at = province.at
    answers = both(lambda: dossiers.accept(code=dossier.code, by=province.clerk, at=at))
    assert answers == ["DOS-04", "done"]
    assert IssuedPaper.objects.filter(dossier=dossier, kind="receipt").count() == 1

    officer = province.holder(dossier)
    assert both(lambda: dossiers.take_task(code=dossier.code, by=officer, at=at)).count("done") == 1

    province.walk(dossier, to="sign")
    signer = province.leader
    answers = both(lambda: dossiers.sign_result(code=dossier.code, by=signer, at=province.at))
    assert answers == ["DOS-04", "done"]
    assert Result.objects.filter(dossier=dossier).exclude(signed_sha256="").count() == 1
    assert JournalEntry.objects.filter(dossier=dossier, action="sign_result").count() == 1
