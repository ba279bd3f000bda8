"""`motcua verify`: the contract of the command line, from outside."""

import json
import os
import subprocess
import sys

import pytest

from motcua.kernel import clock
from motcua.services.signing import services

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,  # the command is given its settings here, the same on both runs
]


@pytest.fixture
def run(var):
    services.publish_revocations(at=clock.now())  # the command reads the real clock
    environment = os.environ | {
        "MOTCUA_VAR": str(var),
        "MOTCUA_DATABASE_URL": "",
        "PYTHONPATH": ":".join(sys.path),
    }

    def call(*args):
        return subprocess.run(
            [sys.executable, "-c", "from motcua.cli import main; main()", "verify", *map(str, args)],
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
        )

    return call


def test_a_good_paper_is_exit_0_with_words(run, signed, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(signed)
    said = run(path)
    assert said.returncode == 0
    assert said.stdout.startswith("TOTAL-PASSED")
    assert "Lê Văn Cường, Chủ tịch" in said.stdout


def test_a_changed_paper_is_exit_1_as_json(run, signed, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(signed[:-60])
    said = run(path, "--json")
    assert said.returncode == 1
    told = json.loads(said.stdout)
    assert told["verdict"] == "TOTAL-FAILED"
    assert told["code"] == "HASH_FAILURE"
    assert told["sha256"]


def test_a_path_that_cannot_be_read_is_exit_2(run, tmp_path):
    assert run(tmp_path / "nothing.pdf").returncode == 2
    assert run(tmp_path).returncode == 2


def test_an_empty_file_is_exit_1(run, tmp_path):
    path = tmp_path / "empty.pdf"
    path.touch()
    said = run(path)
    assert said.returncode == 1
    assert "INDETERMINATE" in said.stdout
