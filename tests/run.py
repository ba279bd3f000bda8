"""`make test`: the whole suite on SQLite, then everything but the browser on PostgreSQL.

A run prints what was left out and why; in CI nothing may be left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.support import postgres

CI = os.environ.get("CI") == "true"


def pytest(*arguments: str, **environment: str) -> int:
    """Run the suite once with these settings."""
    started = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments], env={**os.environ, **environment}, check=False
    ).returncode
    print(f"-- {environment.get('MOTCUA_DATABASE_URL', 'SQLite')[:10]}: {time.monotonic() - started:.0f} s", flush=True)
    return code


def main() -> int:
    """Both databases, one after the other; the first failure decides the exit code but both are run."""
    with tempfile.TemporaryDirectory(prefix="motcua-test-") as var:
        extra = sys.argv[1:]
        lint = subprocess.run([sys.executable, "-m", "tests.check"], check=False).returncode
        code = pytest("-n", "2", "--dist", "loadfile", *extra, MOTCUA_VAR=var)
        if postgres.binaries() is None:
            print("PostgreSQL is not installed: its half of the suite is left out (apt-get install postgresql)")
            return 1 if CI else code or lint
        with postgres.server() as url:
            again = pytest(
                "-n", "2", "--dist", "loadfile", "-m", "not browser and not sqlite_only", *extra,
                MOTCUA_VAR=var, MOTCUA_DATABASE_URL=url,
            )  # fmt: skip
    return code or again or lint


if __name__ == "__main__":
    sys.exit(main())
