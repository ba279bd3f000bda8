"""Every command is handed who and when, and leaves a line in the ledger."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import name, rooms

RECORDED_BY_THEIR_CALLER = {
    # The process engine moves tokens for a subject; the command of the room that owns the subject writes the line.
    "workflow": {"start", "claim", "release", "reassign", "complete", "send_back", "cancel", "reopen"},
}
NOBODY_ELSES_BUSINESS = {
    # How a person hears of things is between them and their own shelf.
    "notifications": {"choose"},
    # A draft is seen by nobody but the citizen until it is sent.
    "dossiers": {
        "start_draft",
        "save_draft",
        "attach_paper",
        "detach_paper",
        "discard_draft",
        "note_progress",
        "start_again",
    },
    # Made once while a form is being taken in; taking it in is recorded.
    "workflow": {"standard_version", "same_day_version"},
}


def files(room: Path) -> list[Path]:
    """Where a room keeps its commands."""
    one = room / "services.py"
    return [one] if one.exists() else sorted((room / "services").glob("*.py"))


def functions(room: Path) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for path in files(room)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def commands(room: Path) -> Iterator[ast.FunctionDef]:
    """Public functions that run in a transaction."""
    for node in functions(room).values():
        if not node.name.startswith("_") and any(
            "atomic" in ast.unparse(mark) for mark in node.decorator_list
        ):
            yield node


def records(node: ast.FunctionDef, known: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Whether the function, or one it calls in its room, writes the line."""
    seen.add(node.name)
    for call in (found for found in ast.walk(node) if isinstance(found, ast.Call)):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if ast.unparse(call.func) in ("audit.record", "audit.record_once_a_day"):
            return True
        if called in known and called not in seen and records(known[called], known, seen):
            return True
    return False


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_command_that_somebody_gives_is_recorded(room):
    known = functions(room)
    spared = RECORDED_BY_THEIR_CALLER.get(room.name, set()) | NOBODY_ELSES_BUSINESS.get(room.name, set())
    silent = [
        node.name
        for node in commands(room)
        if "by" in {argument.arg for argument in node.args.kwonlyargs}
        and node.name not in spared
        and not records(node, known, set())
    ]
    assert not silent, f"{name(room)}: no audit.record in {silent}"


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_command_takes_its_arguments_by_name(room):
    positional = [node.name for node in commands(room) if node.args.args]
    assert not positional, f"{name(room)}: {positional}"
