"""kill -9 in the middle of a reorganisation, again and again: what was moved is moved once, and the next process ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_plan_whose_processes_are_killed_ends_with_every_dossier_moved_once(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_plan"], cwd=HOUSE, capture_output=True, text=True, timeout=240,
        env={
            **os.environ, "MOTCUA_VAR": str(tmp_path), "MOTCUA_DATABASE_URL": "", "MOTCUA_SECRET_KEY": "kill",
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["state"] == "done" and told["sums_equal"] and told["same_dossiers_and_promises"]
    assert told["left_open_at_old"] == 0
    assert told["moved"] == told["counted_by_the_plan"] > 0
    assert {told[f"most_{one}"] for one in ("passages", "lines", "slips")} == {1} and told["most_news"] <= 1
    numbers = [number for _, number in told["minutes"]]
    assert len(told["minutes"]) == len(set(map(tuple, told["minutes"]))) and set(numbers) == {
        "01/BBBG",
        "02/BBBG",
    }
    assert sum(map(bool, told["chunks_before_each_kill"])) >= 3, "processes were killed with work left"
