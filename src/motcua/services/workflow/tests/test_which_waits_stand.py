"""The lawful clock stands for the applicant, or for what the law leaves out and the step says so; never for a register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from motcua.services.workflow.rules import bpmn, demands
from motcua.services.workflow.types import Clock

FOLDER = Path(__file__).resolve().parents[5] / "data" / "processes"
FILES = sorted(FOLDER.glob("*.bpmn"))


def process(name):
    return bpmn.read((FOLDER / f"{name}.bpmn").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_process_of_the_house_stops_the_clock_without_a_ground(path):
    assert demands.standing(bpmn.read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("name", "node", "note", "found"),
    [
        ("1.001193", "w2", "", ["w2"]),  # the national register
        ("1.001193", "w2", "Chờ cấp số.", ["w2"]),
        ("1.012783", "w2", "", ["w2"]),  # the tax office, with no ground said
        ("1.012783", "w2", "Nghĩa vụ tài chính không tính vào thời hạn.", []),
        ("1.001193", "w1", "", []),  # the citizen
    ],
)
def test_a_step_that_stops_the_clock_is_not_published_without_its_ground(name, node, note, found):
    d = process(name)
    nodes = tuple(replace(n, clock=Clock.PAUSE, note=note) if n.id == node else n for n in d.nodes)
    findings = demands.standing(replace(d, nodes=nodes))
    assert [one.node for one in findings] == found and all(one.level == "error" for one in findings)
