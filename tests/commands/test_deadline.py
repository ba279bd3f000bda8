"""`motcua deadline`, as a clerk or a script calls it."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from motcua.cli.deadline import command


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def test_one_deadline_is_told_with_its_count_and_articles():
    answer = run("--accepted", "2025-03-14T16:20", "--limit", "5", "--unit", "working_days")
    assert answer.exit_code == 0
    assert "Hạn trả: 16 giờ 20 phút, Thứ Sáu ngày 21/03/2025" in answer.stdout
    assert "khoản 2 Điều 147" in answer.stdout
    assert "Thứ Bảy 15/03/2025: không tính" in answer.stdout


def test_json_holds_the_due_moment_and_every_day():
    answer = run("--accepted", "2025-03-14T16:20", "--limit", "8", "--unit", "working_hours", "--json")
    plain = json.loads(answer.stdout)
    assert plain["due"] == "2025-03-17T16:20"
    assert plain["due_at"] == "2025-03-17T16:20:00+07:00"
    assert [day["minutes"] for day in plain["days"]] == [40, None, None, 440]


def test_a_bare_date_is_received_in_office_hours_and_due_by_close_of_office():
    plain = json.loads(
        run("--accepted", "2025-03-10", "--limit", "5", "--unit", "working_days", "--json").stdout
    )
    assert plain["due_at"] == "2025-03-17T17:00:00+07:00"


def test_a_moment_elsewhere_in_the_world_is_read_in_local_time():
    plain = json.loads(
        run("--accepted", "2025-03-14T09:20:00Z", "--limit", "5", "--unit", "working_days", "--json").stdout
    )
    assert plain["due_at"] == "2025-03-21T16:20:00+07:00"


def test_limit_0_is_the_same_day_rule():
    plain = json.loads(
        run("--accepted", "2026-01-30T15:20", "--limit", "0", "--unit", "working_days", "--json").stdout
    )
    assert plain["due"] == "2026-02-02"


def test_a_batch_answers_line_by_line_and_skips_blank_lines(tmp_path):
    file = tmp_path / "asked.tsv"
    file.write_bytes(
        b"working_days\t2025-01-22\t5\r\n\n  \ncalendar_days\t2025-01-02\t30\nworking_hours\t2025-03-14T16:20\t8\n"
    )
    answer = run("--batch", str(file))
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "working_days\t2025-01-22\t5\t2025-02-05",
        "calendar_days\t2025-01-02\t30\t2025-02-03",
        "working_hours\t2025-03-14T16:20\t8\t2025-03-17T16:20",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("weeks\t2025-01-22\t5", "dòng 2, cột 1"),
        ("working_days\t2025-02-30\t5", "dòng 2, cột 2"),
        ("working_days\t22/01/2025\t5", "dòng 2, cột 2"),
        ("working_days\t2025-01-22T25:00\t5", "dòng 2, cột 2"),
        ("working_days\t2025-01-22\tnăm", "dòng 2, cột 3"),
        ("working_days\t2025-01-22\t-5", "dòng 2, cột 3"),
        ("working_days\t2025-01-22\t٥", "dòng 2, cột 3"),
        ("working_days\t0001-01-01\t5", "dòng 2, cột 2"),
        ("working_days\t2025-01-22", "dòng 2, cột 3"),
        ("working_days\t2025-01-22\t5\tx", "dòng 2, cột 4"),
    ],
)
def test_a_malformed_line_refuses_the_file_naming_line_and_column_and_prints_nothing(tmp_path, line, told):
    file = tmp_path / "asked.tsv"
    file.write_text(f"working_days\t2025-01-22\t5\n{line}\n", encoding="utf-8")
    answer = run("--batch", str(file))
    assert answer.exit_code == 2
    assert str(file) in answer.stderr
    assert told in answer.stderr
    assert answer.stdout == ""


def test_a_file_that_is_not_there_or_not_text_is_wrong_input(tmp_path):
    assert run("--batch", str(tmp_path / "nowhere.tsv")).exit_code == 2
    (tmp_path / "b.tsv").write_bytes(b"\n\xff\xfe")
    answer = run("--batch", str(tmp_path / "b.tsv"))
    assert answer.exit_code == 2
    assert "dòng 2" in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--accepted", "2025-03-14"],
        ["--accepted", "2025-03-14", "--limit", "x", "--unit", "working_days"],
        ["--accepted", "hôm nay", "--limit", "1", "--unit", "working_days"],
        ["--accepted", "2025-03-14", "--limit", "1", "--unit", "tuần"],
        ["--batch", "x.tsv", "--limit", "1"],
    ],
)
def test_wrong_usage_leaves_with_2_and_says_why(arguments):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert answer.stderr


def test_years_without_official_days_are_counted_with_a_warning(tmp_path):
    answer = run("--accepted", "2016-03-14", "--limit", "5", "--unit", "working_days")
    assert answer.exit_code == 0
    assert "Chưa có lịch nghỉ lễ chính thức năm 2016" in answer.stderr


def test_five_thousand_lines_take_less_than_two_seconds_without_a_framework(tmp_path):
    file = tmp_path / "many.tsv"
    file.write_text(
        "".join(f"working_days\t20{18 + n % 9}-0{1 + n % 9}-1{n % 10}\t{n % 60}\n" for n in range(5000)),
        encoding="utf-8",
    )
    code = (
        "import sys; from motcua.cli.deadline import command\n"
        "try: command.main(['--batch', sys.argv[1]])\n"
        "except SystemExit: sys.stderr.write(str('django' in sys.modules))"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert time.perf_counter() - began < 2
    assert len(done.stdout.splitlines()) == 5000
    assert done.stderr == "False"
