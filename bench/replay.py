"""Whole dossiers through the commands on PostgreSQL and on SQLite, two workers: `python bench/replay.py`.

The limit is measured in the same run: the same number of raw durable commits of three inserts and one update on the same
database, and the key's raw signatures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402

NIGHT_S = 10 * 3600
YEAR = 275_000


def play(url: str, var: str, dossiers: int, *options: str) -> dict[str, float]:
    """One replay as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "replay", "--dossiers", str(dossiers), "--workers", "2", "--json", *options],
        env={**os.environ, "MOTCUA_DATABASE_URL": url, "MOTCUA_VAR": var, "MOTCUA_TIME_STAMP_URL": ""},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="motcua-replay-") as var:
        if postgres.binaries() is None:
            print("PostgreSQL is not installed: its half is left out", file=sys.stderr)
        else:
            with postgres.server(durable=True) as url:
                _both(found, "postgresql", url, var)
    with tempfile.TemporaryDirectory(prefix="motcua-replay-") as var:
        _both(found, "sqlite", "", var)
    print(json.dumps(found, indent=2))


def _both(found: dict[str, object], name: str, url: str, var: str) -> None:
    for pdf, options in ((False, ("--without-pdf",)), (True, ())):
        told = play(url, var, 200 if pdf else 400, *options)
        kind = f"{name}_{'with' if pdf else 'without'}_pdf"
        for key in ("dossiers_per_s", "cpu_ms_per_dossier", "statements_per_dossier", "commits_per_dossier"):
            found[f"{kind}_{key}"] = told[key]
        found[f"{kind}_ratio_to_commits"] = told["ratio"]
        if pdf:
            found[f"{kind}_ratio_to_signatures"] = 2 * told["dossiers_per_s"] / told["signatures_limit_per_s"]
            found[f"{kind}_ratio_year_in_a_night"] = told["dossiers_per_s"] * NIGHT_S / YEAR


if __name__ == "__main__":
    main()
