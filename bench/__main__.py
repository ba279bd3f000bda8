"""`make bench`: every measurement of this folder, each beside the limit it measured in the same run.

A file here is a program of its own that prints one JSON object. `python -m bench clock` runs the ones named. Those that
take long (`kills`, `soak`) run only when named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONG = {"kills", "soak"}


def main() -> int:
    """Run them one after the other, so that they do not slow each other; ratios last, in one table."""
    asked = set(sys.argv[1:])
    names = [path.stem for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")]
    unknown = asked - set(names)
    if unknown:
        print(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(names)}", file=sys.stderr)
        return 2
    ratios: list[tuple[str, str, float]] = []
    failed = 0
    for name in names:
        if name not in asked if asked else name in LONG:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="motcua-bench-") as var:
            done = subprocess.run(
                [sys.executable, str(HERE / f"{name}.py")],
                env={**os.environ, "MOTCUA_VAR": var}, capture_output=True, text=True, check=False, cwd=HERE.parent,
            )  # fmt: skip
        print(f"-- {name} ({time.monotonic() - began:.0f} s)")
        if done.returncode:
            print(done.stdout[-2000:], done.stderr[-4000:])
            failed = 1
            continue
        print(done.stdout.rstrip())
        ratios += [(name, key, value) for key, value in _figures(done.stdout).items() if "ratio" in key]
    print("\nratio to the limit measured in the same run (1 = the limit)")
    for name, key, value in ratios:
        print(f"  {name:<16} {key:<28} {value:>8.3f}")
    return failed


def _figures(out: str) -> dict[str, float]:
    """Numbers of the JSON object a bench prints; a bench that prints something else has none."""
    try:
        found = json.loads(out[out.index("{") :])
    except ValueError:
        return {}
    return {key: value for key, value in found.items() if isinstance(value, int | float)}


if __name__ == "__main__":
    sys.exit(main())
