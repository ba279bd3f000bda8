"""The same call sent several times at once."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier
from tests.support import programs as support
from tests.support.province import MORNING, lay


@pytest.mark.postgres
def test_the_same_call_twice_at_once_has_one_effect(transactional_db, settings, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is one connection in memory: nothing can race")
    settings.VAR_DIR = tmp_path
    lay()
    with clock.fixed(MORNING):
        support.lay_paper_process(MORNING)
        programs = support.make_programs(MORNING)
        body = json.dumps(support.filing(MORNING))
    gate, answers = threading.Barrier(4), []

    def send() -> None:
        try:
            gate.wait()
            with clock.fixed(MORNING):
                response = Client().post(
                    "/api/v1/dossiers", body, content_type="application/json",
                    headers={"Authorization": f"Bearer {programs.desk}", "Idempotency-Key": "race"},
                )  # fmt: skip
            answers.append((response.status_code, response.content))
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 4 and len(set(answers)) == 1 and answers[0][0] == 201
    assert Dossier.objects.count() == 1
