"""The worked client of the guide, started as its reader starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .programs import Programs

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "client.py"


def keys(made: Programs) -> dict[str, str]:
    """The client's surroundings."""
    return {
        "MOTCUA_DESK_KEY": made.desk,
        "MOTCUA_SPECIALIST_KEY": made.specialist,
        "MOTCUA_REGISTRY_KEY": made.registry,
    }


def run(url: str, keys: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The client as a reader of the guide starts it."""
    return subprocess.run(
        [sys.executable, str(CLIENT), *words], env={**os.environ, **keys, "MOTCUA_URL": url, "NO_PROXY": "*"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
