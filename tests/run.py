"""`make test`: browser tests and bad days beside the rest on SQLite, then what touches the database again on PostgreSQL.

Two lines of work fill two cores. What was left out is said with its reason; in CI nothing may be left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.support import postgres

CI = os.environ.get("CI") == "true"
APART = "browser or slow"
HERE = f"not ({APART}) and not postgres"
BAD_DAYS = ("tests/bad_days",)
BESIDE = ("tests/commands", "src/motcua/services/signing")
LOOSE = {"bad days": (APART, BAD_DAYS), "SQLite beside": (HERE, BESIDE)}
"""Folders that go to whichever line is free first, the longest first, so that both lines end together."""


def pytest(*arguments: str, out: int | None = None, **environment: str) -> int:
    """Run the suite once with these settings."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command, env={**os.environ, **environment}, stdout=out, stderr=out and subprocess.STDOUT, check=False
    ).returncode


def main() -> int:
    """All parts are run whatever fails; the exit code says whether all passed."""
    extra = sys.argv[1:]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start some hundred processes
    started = time.monotonic()
    codes: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="motcua-test-") as folder:
        var = Path(folder)
        log = var / "apart.log"
        untaken, taking = list(LOOSE), threading.Lock()

        def beside(out: int | None = None) -> None:
            while True:
                with taking:
                    if not untaken:
                        return
                    part = untaken.pop(0)
                wanted, folders = LOOSE[part]
                codes[part] = pytest(
                    "-m",
                    wanted,
                    "--durations=12",
                    *folders,
                    *extra,
                    out=out,
                    MOTCUA_VAR=str(var / part.replace(" ", "-")),
                    MOTCUA_DATABASE_URL="",
                )

        def apart() -> None:
            with log.open("wb") as out:
                codes["browser"] = pytest(
                    "-m",
                    APART,
                    "--durations=25",
                    *(f"--ignore={folder}" for folder in BAD_DAYS),
                    *extra,
                    out=out.fileno(),
                    MOTCUA_VAR=str(var / "apart"),
                    MOTCUA_DATABASE_URL="",
                )
                beside(out.fileno())

        line = threading.Thread(target=apart)
        line.start()
        codes["checks"] = subprocess.run([sys.executable, "-m", "tests.check"], check=False).returncode
        codes["SQLite"] = pytest(
            "-m",
            HERE,
            "--durations=12",
            *(f"--ignore={folder}" for folder in BESIDE),
            *extra,
            MOTCUA_VAR=str(var / "sqlite"),
            MOTCUA_DATABASE_URL="",
        )
        print(f"-- SQLite done after {time.monotonic() - started:.0f} s", flush=True)
        if postgres.binaries() is None:
            print("PostgreSQL is not installed: its half is left out (Debian: apt-get install postgresql)")
            codes["PostgreSQL"] = 1 if CI else 0
        else:
            with postgres.server() as url:
                codes["PostgreSQL"] = pytest(
                    "-m",
                    f"not ({APART}) and not sqlite_only",
                    "--durations=12",
                    *extra,
                    MOTCUA_VAR=str(var / "pg"),
                    MOTCUA_DATABASE_URL=url,
                )
            print(f"-- PostgreSQL done after {time.monotonic() - started:.0f} s", flush=True)
        beside()
        line.join()
        print("-- browser, and what its line took besides:", flush=True)
        sys.stdout.buffer.write(log.read_bytes())
        sys.stdout.flush()
    for part, code in codes.items():
        print(f"-- {part}: {'ok' if code == 0 else f'exit {code}'}")
    print(f"-- {time.monotonic() - started:.0f} s in all", flush=True)
    return max(codes.values(), key=abs)


if __name__ == "__main__":
    sys.exit(main())
