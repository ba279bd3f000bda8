"""Every room has the same plan."""

import ast
import re

import pytest

from tests.architecture.house import ROOT, SOURCE, name, rooms, tracked

PLAN = {
    "types", "events", "ports", "rules", "models", "queries", "services", "forms", "tasks", "handlers", "views", "api",
    "checks", "admin", "urls", "apps", "templates", "templatetags", "migrations", "static", "management", "tests",
}  # fmt: skip
FORBIDDEN = {"utils", "util", "helpers", "helper", "misc", "common_utils"}
LONG = 600
LONG_BUT_ONE = {
    # file: why it is one
}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_has_no_file_outside_the_plan(room):
    found = {path.stem for path in room.iterdir() if path.name != "__pycache__"} - {"__init__"}
    assert found <= PLAN, f"{name(room)}: {sorted(found - PLAN)}"


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_introduces_itself(room):
    words = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(words) > 80 and words.count("\n") <= 12, (
        f"{name(room)}/__init__.py: a docstring of about five lines"
    )


def test_no_drawer_for_odds_and_ends():
    found = [name(path) for path in SOURCE.rglob("*.py") if path.stem in FORBIDDEN]
    found += [name(path) for path in SOURCE.rglob("*") if path.is_dir() and path.name in FORBIDDEN]
    assert not found, found


def test_a_file_that_grew_too_long_is_split():
    found = {}
    for path in tracked():
        if (
            path.suffix not in (".py", ".html", ".js")
            or path.is_relative_to(ROOT / "data")
            or "migrations" in path.parts
        ):
            continue
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONG and name(path) not in LONG_BUT_ONE:
            found[name(path)] = lines
    assert not found, f"over {LONG} lines: {found}"


def test_nothing_of_one_machine_stands_in_the_repository():
    found = []
    for path in tracked():
        if (
            path.suffix
            in (".py", ".md", ".yaml", ".yml", ".toml", ".html", ".css", ".js", ".json", ".typ", "")
            and path.stat().st_size < 1_000_000
        ):
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if MACHINE.search(line) and path.name != "test_rooms.py":
                    found.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_settings_are_read_in_one_place():
    allowed = {
        "config/settings.py",
        "cli/__init__.py",
        "cli/demo.py",
        "cli/web.py",
        "cli/replay.py",
        "config/wsgi.py",
    }
    found = []
    for path in SOURCE.rglob("*.py"):
        short = path.relative_to(SOURCE).as_posix()
        if short in allowed or short.startswith("demo/") or "/tests/" in short:
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"os\.environ(\.get)?[\[(][\"']MOTCUA_|os\.getenv\(", text):
            found.append(short)
    assert not found, found
