"""200 processes killed at random moments of a replay, PostgreSQL itself among them, then 20 servers under programs: `python bench/kills.py`.

Not a figure but a proof: it ends with an error when anything is lost, doubled or left half-moved.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402
from tests.support.kills import PROCESSES, check, kill_in_the_middle, run  # noqa: E402

from motcua.cli import setup_django  # noqa: E402

KILLS = 200
CRASH_EVERY = 10
SERVERS = 20


def main() -> None:
    chance = random.Random(20260702)
    killed = crashed = 0
    finished: list[str] = []
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as var, postgres.server(durable=True) as url:
        environment = {
            "MOTCUA_VAR": var,
            "MOTCUA_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        }
        run(environment, "-m", "motcua", "replay", "--dossiers", "1")
        while killed + crashed < KILLS:
            finished += kill_in_the_middle(environment, chance)
            killed += PROCESSES
            if killed // PROCESSES % CRASH_EVERY == 0:
                postgres.crash(url)
                crashed += 1
        check(environment, finished)
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as var, postgres.server(durable=True) as url:
        served = {
            "MOTCUA_VAR": var,
            "MOTCUA_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        }
        os.environ.update(served)
        setup_django()
        from tests.support.web_kills import kill_the_server

        lives, repeated = kill_the_server(served, chance, SERVERS)
    print(
        json.dumps(
            {
                "killed_processes": killed,
                "killed_databases": crashed,
                "dossiers_told_as_done": len(finished),
                "killed_servers": SERVERS,
                "lives_over_the_api_meanwhile": lives,
                "calls_answered_by_their_first_answer": repeated,
                "lost_or_doubled": 0,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
