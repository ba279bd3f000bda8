"""Where things stand: rooms, their order, tracked files, templates."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "motcua"

# The stairs, lowest first; rooms of one tuple are strangers.
ORDER = (
    ("numbers", "audit", "outbox"),
    ("places", "calendars"),
    ("organizations",),
    ("people",),
    ("eforms",),
    ("procedures",),
    ("accounts",),
    ("notifications",),
    ("clients",),
    ("files",),
    ("signing",),
    ("vault",),
    ("workflow", "payments", "post", "axis", "data_sharing"),
    ("dossiers", "correspondence"),
    ("feedback", "petitions"),
    ("indicators",),
)
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}


def rooms() -> list[Path]:
    """Folders of the rooms on the registries and services floors."""
    return sorted(
        folder
        for floor in ("registries", "services")
        for folder in (SOURCE / floor).iterdir()
        if folder.is_dir() and (folder / "__init__.py").exists()
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control (or about to be), as paths."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).stdout.decode()
    found = [ROOT / name for name in listed.split("\0") if name]
    if not found:  # an unpacked archive has no version control
        found = [
            path for part in ("src", "tests", "law", "docs", "bench") for path in (ROOT / part).rglob("*")
        ]
    return tuple(path for path in found if path.is_file())


def templates() -> list[Path]:
    """Every page and partial of our own."""
    return sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)


def name(path: Path) -> str:
    """A path as the repository names it."""
    return path.relative_to(ROOT).as_posix()
