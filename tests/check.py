"""The checks that need no test runner: import contracts and the generated references."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def main() -> int:
    """Run them all; non-zero when one fails."""
    failed = 0
    for command in (
        [str(BIN / "ruff"), "check", "src", "tests", "bench"],
        [str(BIN / "ruff"), "format", "--check", "-q", "src", "tests", "bench"],
        [str(BIN / "lint-imports")],
        [str(BIN / "motcua"), "reference", "--check"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout[-6000:], done.stderr[-3000:])
        failed |= done.returncode
        print(f"-- {' '.join(command[-2:])}: {'ok' if not done.returncode else 'FAILED'}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
