"""kill -9 at random moments of a replay: no dossier lost, doubled or half-moved, every number used once."""

from __future__ import annotations

import os
import random

import pytest

from tests.support import postgres, worked
from tests.support.kills import check, kill_in_the_middle, run
from tests.support.programs import PROCEDURE, Programs
from tests.support.web_kills import kill_the_server

ROUNDS = 4


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_killed_workers_leave_no_half_moved_dossier_on_sqlite(tmp_path):
    environment = {
        "MOTCUA_VAR": str(tmp_path),
        "MOTCUA_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
    }
    run(environment, "-m", "motcua", "replay", "--dossiers", "1")
    chance = random.Random(20261122)
    finished = [code for _ in range(ROUNDS) for code in kill_in_the_middle(environment, chance)]
    check(environment, finished)


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_killed_workers_and_a_killed_postgresql_leave_no_half_moved_dossier(tmp_path):
    if postgres.binaries() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    chance = random.Random(1945)
    with postgres.server(durable=True) as url:
        environment = {
            "MOTCUA_VAR": str(tmp_path),
            "MOTCUA_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        }
        run(environment, "-m", "motcua", "replay", "--dossiers", "1")
        finished = []
        for _ in range(ROUNDS // 2):
            finished += kill_in_the_middle(environment, chance)
        postgres.crash(url)
        finished += kill_in_the_middle(environment, chance)
        check(environment, finished)


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_killed_server_does_what_it_told_programs_once_and_serves_the_worked_client(tmp_path):
    environment = {
        "MOTCUA_VAR": str(tmp_path),
        "MOTCUA_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
    }

    def client(url: str, crew: Programs) -> None:
        done = worked.run(url, worked.keys(crew), PROCEDURE, "13669")
        assert done.returncode == 0 and "đã trả kết quả" in done.stdout, done.stderr

    lives, _ = kill_the_server(environment, random.Random(30041975), kills=2, then=client)
    assert lives > 2
