"""`motcua verify`: the contract of the command line."""

import json

import pytest
from click.testing import CliRunner

from motcua.cli.verify import command
from motcua.kernel import clock
from motcua.services.signing.tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(var):
    def call(*args):
        with clock.fixed(NOW):
            return CliRunner().invoke(command, [str(a) for a in args])

    return call


def test_a_good_paper_is_exit_0_with_words(run, signed, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(signed)
    said = run(path)
    assert said.exit_code == 0
    assert said.output.startswith("TOTAL-PASSED")
    assert "Lê Văn Cường, Chủ tịch" in said.output


def test_a_changed_paper_is_exit_1_as_json(run, signed, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(signed[:-60])
    said = run(path, "--json")
    assert said.exit_code == 1
    told = json.loads(said.output)
    assert told["verdict"] == "TOTAL-FAILED"
    assert told["code"] == "HASH_FAILURE"
    assert told["sha256"]


def test_a_path_that_cannot_be_read_is_exit_2(run, tmp_path):
    assert run(tmp_path / "nothing.pdf").exit_code == 2
    assert run(tmp_path).exit_code == 2


def test_an_empty_file_is_exit_1(run, tmp_path):
    path = tmp_path / "empty.pdf"
    path.touch()
    said = run(path)
    assert said.exit_code == 1
    assert "INDETERMINATE" in said.output
