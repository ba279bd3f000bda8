"""The worked client of the guide, run as a program against a live server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.kernel import clock
from motcua.registries.procedures.queries import clear_index
from tests.support import programs as support
from tests.support.province import lay

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "client.py"


@pytest.fixture
def keys(transactional_db: None, settings, tmp_path) -> dict[str, str]:
    settings.VAR_DIR = tmp_path
    lay()
    clear_index()
    now = clock.now()
    support.lay_paper_process(now)
    made = support.make_programs(now)
    return {
        "MOTCUA_DESK_KEY": made.desk,
        "MOTCUA_SPECIALIST_KEY": made.specialist,
        "MOTCUA_REGISTRY_KEY": made.registry,
    }


def run(url: str, keys: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The client as a reader of the guide starts it."""
    return subprocess.run(
        [sys.executable, str(CLIENT), *words], env={**os.environ, **keys, "MOTCUA_URL": url, "NO_PROXY": "*"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_worked_client_takes_a_dossier_through_its_life_and_says_a_refusal_in_words(live_server, keys):
    done = run(live_server.url, keys, support.PROCEDURE, "13669")
    assert done.returncode == 0, done.stderr
    assert "Đã ghi nhận kết quả" in done.stdout and "đã trả kết quả" in done.stdout

    refused = run(live_server.url, keys | {"MOTCUA_DESK_KEY": keys["MOTCUA_REGISTRY_KEY"]}, support.PROCEDURE)
    assert refused.returncode == 1
    assert "403 API-02" in refused.stderr and "dossiers.file" in refused.stderr
