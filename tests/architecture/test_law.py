"""Law is data: every citation leads to a known text, every figure to its day and source."""

from datetime import date

import pytest

from motcua.cli.reference import _numbers
from motcua.kernel import legal, yamls
from tests.architecture.house import ROOT, SOURCE, name

PARAMETERS = sorted((ROOT / "law" / "parameters").glob("*/*.yaml"))
CASES = sorted((ROOT / "law" / "cases").glob("*/*.yaml"))


def test_every_rule_cites_a_known_instrument():
    unknown = {
        f"{rule}: {mark.instrument}"
        for rule, (_, marks) in legal.RULES.items()
        for mark in marks
        if mark.instrument not in legal.instruments()
    }
    assert not unknown, "add these to law/instruments.yaml:\n" + "\n".join(sorted(unknown))


def test_every_instrument_has_its_dates():
    for number, row in legal.instruments().items():
        assert {"title", "kind", "issued_on", "in_force_from"} <= set(row), number
        assert isinstance(row["issued_on"], date) and isinstance(row["in_force_from"], date), number
        assert row["issued_on"] <= row["in_force_from"] <= row.get("in_force_to", date.max), number


def test_an_instrument_stands_once():
    rows = yamls.read(ROOT / "law" / "instruments.yaml")
    assert len(rows) == len(legal.instruments())


@pytest.mark.parametrize("path", PARAMETERS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_legal_figure_has_its_day_source_and_check(path):
    found = yamls.read(path)
    assert found.get("description") and "unit" in found, "description and unit"
    assert found["values"], "values"
    for value in found["values"]:
        assert {"from", "value", "cites", "checked_on", "confidence"} <= set(value), value
        assert isinstance(value["from"], date) and isinstance(value["checked_on"], date), value
        assert value["confidence"] in ("verified", "recalled"), value
        assert len(value["cites"]) > 8
    days = [value["from"] for value in found["values"]]
    assert days == sorted(set(days)), "oldest first, each day once"


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_worked_example_is_cited_and_run_by_its_room(path):
    rows = yamls.read(path)
    for row in rows:
        assert row.get("case") and "expect" in row, row
        assert _numbers(row.get("cites", "")), f"{row['case']}: cites no known instrument"
    tests = [*SOURCE.glob(f"*/{path.parent.name}/tests/*.py"), *(ROOT / "tests").rglob("*.py")]
    assert any(path.stem in test.read_text(encoding="utf-8") for test in tests), (
        f"no test of the room runs {name(path)}"
    )


def test_a_parameter_in_use_exists():
    import re

    asked = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" not in path.parts:
            asked |= set(
                re.findall(
                    r"parameter(?:_row|_values)?\(\s*\"([a-z_]+\.[a-z_]+)\"", path.read_text(encoding="utf-8")
                )
            )
    known = {f"{path.parent.name}.{path.stem}" for path in PARAMETERS}
    assert asked - {"calendars.office_hours"} <= known, asked - known
