"""What every command of the contract answers to good and bad input: an exit code, one sentence, no traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db.utils import ProgrammingError

from motcua import cli
from motcua.cli import group

pytestmark = pytest.mark.django_db

OWN_SETTINGS = pytest.mark.sqlite_only
"""Told in a process that is given its settings by the test: the run on PostgreSQL would play it again unchanged."""

ROW = {"code": "1.001193", "name": "Đăng ký khai sinh", "methods": [{"channel": "trực tiếp"}]}
FILES: dict[str, bytes] = {
    "good.tsv": b"working_days\t2025-01-22\t5\n",
    "unit.tsv": b"weeks\t2025-01-22\t5\n",
    "huge.tsv": b"working_days\t2025-01-22\t" + b"9" * 5000 + b"\n",
    "good.txt": b"khai sinh\n\n  \r\nxyzzyq\n",
    "good.jsonl": json.dumps(ROW).encode(),
    "unit.jsonl": json.dumps(
        ROW | {"methods": [{"channel": "trực tiếp", "time_limit_value": 3, "time_limit_unit": "tuần"}]}
    ).encode(),
    "huge.jsonl": json.dumps(ROW | {"fee_vnd": 10**400}).encode(),
    "long.jsonl": b'{"code": "1.001193", "name": "a", "fee_vnd": ' + b"9" * 5000 + b"}",
    "deep.jsonl": b'{"code": "1.001193", "name": "a", "x": ' + b"[" * 900 + b"]" * 900 + b"}",
    "deep.json": b"[" * 100_000,
    "half.jsonl": b'{"code": "1.001193", "name": "a\\ud800", "\\udfff": 1, "scope": "\\ud800"}',
    "numbers.txt": b"9" * 5000,
    "empty": b"",
    "blank": b"\n \n\r\n",
    "binary": bytes(range(256)) * 40,
    "latin": "khai sinh ở đâu".encode("utf-16"),
    "broken.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "broken.xml": b"<?xml version='1.0'?><a>",
}
DEADLINE, SEARCH = ["deadline", "--batch"], ["search", "--batch"]
CHECK, IMPORT, VERIFY = ["procedures", "check"], ["procedures", "import"], ["verify"]
TABLE: list[tuple[list[str], str, int]] = [
    (DEADLINE, "good.tsv", 0),
    (DEADLINE, "empty", 0),
    (DEADLINE, "blank", 0),
    *((DEADLINE, name, 2) for name in ("none", "folder", "binary", "latin", "huge.tsv", "unit.tsv")),
    (SEARCH, "good.txt", 0),
    (SEARCH, "numbers.txt", 0),
    (SEARCH, "empty", 0),
    (SEARCH, "blank", 0),
    *((SEARCH, name, 2) for name in ("none", "folder", "binary", "latin")),
    *((command, name, 0) for command in (CHECK, IMPORT) for name in ("good.jsonl", "half.jsonl")),
    *(
        (command, name, 1)
        for command in (CHECK, IMPORT)
        for name in ("unit.jsonl", "huge.jsonl", "long.jsonl", "deep.jsonl")
    ),
    *(
        (command, name, 2)
        for command in (CHECK, IMPORT)
        for name in ("none", "folder", "binary", "latin", "empty", "blank", "deep.json", "numbers.txt")
    ),
    *((VERIFY, name, 1) for name in ("empty", "binary", "latin", "broken.pdf", "broken.xml")),
    *((VERIFY, name, 2) for name in ("none", "folder", "pipe")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("files")
    for name, content in FILES.items():
        (made / name).write_bytes(content)
    (made / "folder").mkdir()
    os.mkfifo(made / "pipe")
    return made


@pytest.fixture
def few(monkeypatch):
    """A search without the seconds its index costs."""
    from motcua.registries.procedures import queries

    monkeypatch.setattr(queries, "search", lambda said, limit=10: [])


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As a shell calls it, in settings of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-c", "from motcua.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env=kept | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
    )


@pytest.mark.parametrize(("command", "name", "code"), TABLE, ids=lambda value: str(value).replace("/", "_"))
def test_every_command_answers_every_file_with_its_exit_code_and_words(folder, few, command, name, code):
    answer = CliRunner().invoke(group, [*command, str(folder / name)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    assert answer.exit_code == code, answer.output
    assert "Traceback" not in answer.output
    if code == 2:
        assert answer.stderr.strip()
        assert name in answer.stderr
        assert answer.stdout == ""


@pytest.mark.parametrize("as_json", [False, True])
def test_a_batch_search_answers_only_lines_that_ask(folder, few, as_json):
    flags = ["--json"] if as_json else []
    said = CliRunner().invoke(group, [*SEARCH, str(folder / "good.txt"), *flags]).stdout.splitlines()
    assert len(said) == 2
    if as_json:
        assert [json.loads(line)["query"] for line in said] == ["khai sinh", "xyzzyq"]
    for name in ("empty", "blank"):
        assert CliRunner().invoke(group, [*SEARCH, str(folder / name), *flags]).stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [["search"], ["search", " "], ["search", "a", "--batch", "x"], ["search", "a", "--limit", "0"]],
)
def test_a_search_for_nothing_is_wrong_usage(arguments, few):
    assert CliRunner().invoke(group, arguments).exit_code == 2


def test_a_search_that_finds_nothing_is_a_clear_no(few):
    answer = CliRunner().invoke(group, ["search", "xyzzyq"])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "Chưa thấy thủ tục nào" in answer.stderr


def test_what_was_taken_in_goes_out_and_an_empty_catalogue_is_a_clear_no(folder, tmp_path):
    assert CliRunner().invoke(group, ["procedures", "export"]).exit_code == 1
    assert CliRunner().invoke(group, [*IMPORT, str(folder / "good.jsonl")]).exit_code == 0
    out = CliRunner().invoke(group, ["procedures", "export"])
    assert out.exit_code == 0
    assert json.loads(out.stdout)["code"] == ROW["code"]
    assert CliRunner().invoke(group, ["procedures", "export", "--out", str(folder / "folder")]).exit_code == 2
    assert CliRunner().invoke(group, ["procedures", "export", "--out", "/nowhere/x.gz"]).exit_code == 2


def test_a_file_too_large_is_not_read(tmp_path):
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.truncate(100_000_001)
    answer = CliRunner().invoke(group, ["verify", str(big)])
    assert answer.exit_code == 2
    assert "lớn hơn 100 MB" in answer.stderr


def test_codes_are_told_only_for_the_people_of_the_demonstration_in_this_folder(
    settings, tmp_path, monkeypatch
):
    from motcua.services.accounts import services

    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(services, "one_time_code", lambda username: ("123456", 7))
    for mark in (
        None,
        "[]",
        "{",
        '{"personas": [{"username": "khac"}, 3]}',
        '{"personas": [{"username": "khac"}]}',
    ):
        if mark is not None:
            (tmp_path / "demo.json").write_text(mark, encoding="utf-8")
        answer = CliRunner().invoke(group, ["otp", "cb1"])
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert "cb1" in answer.stderr
    answer = CliRunner().invoke(group, ["otp", "khac"])
    assert (answer.exit_code, answer.stdout.split()[0]) == (0, "123456")


def test_a_dead_server_is_asked_once_and_what_depends_on_it_left_out(monkeypatch, settings):
    from motcua.web.console import health

    def never() -> list:
        raise AssertionError("asked")

    monkeypatch.setattr(health, "QUICK", (health.debug, never))
    monkeypatch.setattr(health, "ASKING", frozenset({never}))
    found = health.findings(database_fault="không trả lời")
    assert [(one.check, one.level) for one in found] == [("database", "error"), ("debug", "ok")]


@OWN_SETTINGS
@pytest.mark.parametrize(
    ("environment", "code", "told"),
    [
        ({"MOTCUA_DATABASE_URL": "mysql://x"}, 2, "MOTCUA_DATABASE_URL"),
        ({"MOTCUA_DATABASE_URL": "postgresql://h:abc/x"}, 2, "Cấu hình chưa đúng"),
        ({"MOTCUA_VERIFY_TIMEOUT_S": "abc"}, 2, "Cấu hình chưa đúng"),
        ({"MOTCUA_VAR": "/proc/nowhere"}, 2, "MOTCUA_VAR"),
        ({"MOTCUA_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, 1, "Không dùng được cơ sở dữ liệu"),
    ],
)
def test_a_wrong_setting_or_a_dead_server_is_one_sentence(tmp_path, environment, code, told):
    answer = shell("procedures", "export", **({"MOTCUA_VAR": str(tmp_path)} | environment))
    assert answer.returncode == code, answer.stderr
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.stdout == ""


@OWN_SETTINGS
def test_verify_and_doctor_do_without_a_dead_server(tmp_path, folder):
    dead = {"MOTCUA_VAR": str(tmp_path), "MOTCUA_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}
    verdict = shell("verify", str(folder / "empty"), "--json", **dead)
    assert (verdict.returncode, json.loads(verdict.stdout)["verdict"]) == (1, "INDETERMINATE")
    assert verdict.stderr == ""
    doctor = shell("doctor", "--json", **dead)
    assert doctor.returncode == 1
    assert "không trả lời" in json.loads(doctor.stdout)[0]["what"]
    assert doctor.stderr == ""


@pytest.mark.parametrize("said", ["no such table: a_b", 'relation "a_b" does not exist'])
def test_tables_that_are_not_there_are_one_sentence(said, monkeypatch, capfd):
    def broken(**_: object) -> None:
        raise ProgrammingError(said)

    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(getattr(sys, name).buffer, write_through=True))
    monkeypatch.setattr(cli, "group", broken)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    assert capfd.readouterr().err.endswith("Hãy chạy: motcua manage migrate\n")


def test_a_server_that_never_answers_is_given_up_in_time(monkeypatch):
    import psycopg
    from django.db import connection

    monkeypatch.setattr(connection, "vendor", "postgresql")
    over = threading.Event()

    def hang(**given):
        over.wait(5)
        raise psycopg.OperationalError("gave up")

    monkeypatch.setattr(psycopg, "connect", hang)
    began = time.perf_counter()
    assert "không trả lời" in cli.database_fault(0.2)
    assert time.perf_counter() - began < 2
    over.set()


@OWN_SETTINGS
def test_letters_no_terminal_can_show_do_not_stop_an_answer(tmp_path):
    answer = shell(
        "deadline", "--accepted", "\udcff", "--limit", "1", "--unit", "working_days", PYTHONUTF8="1"
    )
    assert answer.returncode == 2
    assert "\\udcff" in answer.stderr
    assert "Traceback" not in answer.stderr
