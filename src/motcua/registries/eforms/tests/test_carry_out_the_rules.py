"""The rules of the forms (law/form_rules.yaml): each is carried out where it says, and each check is shown by a case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from motcua.kernel import legal, yamls
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.rules.judging import findings
from motcua.registries.eforms.tests.forms_at_hand import ALL, FOLDER, TODAY, examples, form
from motcua.registries.eforms.types import SOURCES, Facts, FieldType

RULES = yamls.read(legal.LAW / "form_rules.yaml")
CASES = yamls.read(legal.LAW / "cases" / "eforms" / "form_rules.yaml")
OF_THE_FORM = ("type", "required")
"""What a field stops by its type or by being required, without a word of the vocabulary."""
NO_BIRTH = ("2.000815",)
"""Forms that ask a number and no birth."""
SERIES = {
    "KS": 10,
    "KH": 8,
    "KT": 8,
    "TC": 6,
    "XN": 6,
    "CT": 7,
    "HK": 7,
    "LP": 7,
    "XD": 8,
    "DD": 7,
    "LK": 4,
    "LT": 2,
}


def named(case: dict[str, Any]) -> str:
    return f"{case['rule']} {case['case']}"


def facts(case: dict[str, Any], on: date) -> Facts:
    known = queries.facts(on)
    return replace(known, place_exists=None, working_days_between=None, **case.get("facts", {}))


def changed(case: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    told = dict(answers)
    for code, value in case.get("change", {}).items():
        told[code] = value.isoformat() if isinstance(value, date) else value
    if table := case.get("twice"):
        told[table] = [*told[table], dict(told[table][0])]
    for table, cells in case.get("rows", {}).items():
        told[table] = [{**told[table][0], **cells}]
    return {code: value for code, value in told.items() if value is not None}


def found(case: dict[str, Any], answers: dict[str, Any]) -> list[Any]:
    definition, on = form(case["form"]), case.get("day", TODAY)
    told = rules.clean_answers(definition, answers, on=on)
    return findings(definition, told, on, case.get("who", "citizen"), facts=facts(case, on))


def words_of(rule: str, field: str) -> set[str]:
    """The words that carry a rule out at a field."""
    row = next(one for one in RULES if one["rule"] == rule)
    said = [one.split() for one in row["by"] if one.startswith("check ")]
    return {word for _, code, word in said if code == field}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_worked_case_finds_what_it_says_and_the_untouched_filling_does_not(case):
    answers = examples(case["form"])[case.get("example", 0)][1] | case.get("first", {})
    after = found(case, changed(case, answers))
    for field, level in case["expect"].items():
        words = words_of(case["rule"], field) | ({"never"} if case.get("silent") == field else set())
        mine = [one for one in after if one.code == field and one.level == level and one.check in words]
        assert mine, [(one.code, one.check, one.level.value, one.message) for one in after]
        assert any(all(word in one.message for word in case.get("words", ())) for one in mine)
        before = found(case | {"facts": {}}, answers)
        assert not [
            one
            for one in before
            if one.code == field and one.check in words and one.level == level and one.check != "required"
        ]
    if quiet := case.get("silent"):
        own = words_of(case["rule"], quiet)
        assert own and not [one for one in after if one.code == quiet and one.check in own]


def test_every_rule_of_the_forms_stands_in_the_table_once():
    wanted = [f"{head}{number:02d}" for head, most in SERIES.items() for number in range(1, most + 1)]
    assert [row["rule"] for row in RULES] == wanted and len(wanted) == 80


@pytest.mark.parametrize("code", [one for one in ALL if one != "chung"])
def test_a_personal_number_is_held_to_the_sex_and_the_year_asked_beside_it(code):
    definition, held = form(code), 0
    tables = [one.columns for one in definition.fields() if one.columns]
    for fields in (tuple(definition.fields()), *tables):
        by_code = {one.code: one for one in fields}
        for item in fields:
            stem = re.sub(r"(id_doc_no|doc_no|id_number|id)$", "", item.code)
            numbers = stem + "id_number" not in by_code or item.type is FieldType.ID12
            if stem == item.code or item.type not in (FieldType.ID12, FieldType.TEXT) or not numbers:
                continue
            wanted = {f"birth={name}" for name in (f"{stem}birth", f"{stem}birth_date") if name in by_code}
            wanted |= {f"sex={stem}gender"} if f"{stem}gender" in by_code else set()
            told = {part for one in item.checks if one.word == "id12_agrees" for part in one.arg.split(",")}
            assert told == wanted, item.code
            held += bool(wanted)
    assert held or code in NO_BIRTH


@pytest.mark.parametrize(
    ("joint", "single", "apart", "own"),
    [
        ("2.002621", "1.001193", {"child_birth_date", "requester_relation", "pledge"}, {"DONG_Y_CUA_CHA_ME"}),
        ("2.002622", "1.000656", set(), set()),
    ],
)
def test_a_joint_form_asks_what_the_single_one_asks_and_more(joint, single, apart, own):
    """A rule mended in one of the two is mended in both; ``apart`` are told apart by LK01, LK04 and the words of the pledge."""
    whole, part = ({item.code: item for item in form(code).fields()} for code in (joint, single))
    assert part.keys() < whole.keys()
    assert {code for code, item in part.items() if whole[code] != item} == apart
    for code in apart:
        assert set(part[code].checks) <= set(whole[code].checks), code
    papers = ({paper.code: paper for paper in form(code).papers} for code in (joint, single))
    more, fewer = papers
    assert {code for code, paper in fewer.items() if more[code] != paper} == {"TO_KHAI"}
    assert more.keys() - fewer.keys() == own


@pytest.mark.parametrize("code", ["1.004859", "1.004873"])
def test_who_asks_for_oneself_writes_one_number_twice(code):
    answers = examples(code)[0][1]
    other = answers | {"subject_id_number": "036" + answers["subject_id_number"][3:9] + "000"}
    wrong = [one for one in found({"form": code}, other) if one.check == "own_when"]
    assert [(one.code, one.level) for one in wrong] == [("subject_id_number", "error")]
    assert not [one for one in found({"form": code}, answers) if one.check == "own_when"]
    for_another = other | {"requester_relation": "2" if code == "1.004873" else "Khác"}
    assert not [one for one in found({"form": code}, for_another) if one.check == "own_when"]


@pytest.mark.parametrize("row", RULES, ids=lambda row: row["rule"])
def test_a_rule_is_carried_out_where_the_table_says(row):
    definition = form(row["form"])
    fields = {item.code: item for item in definition.fields()}
    fields |= {f"{item.code}.{one.code}": one for item in definition.fields() for one in item.columns}
    papers = {paper.code for paper in definition.papers}
    shown = {
        (case["rule"], field, word)
        for case in CASES
        for field in case["expect"]
        for word in words_of(case["rule"], field)
    }
    kinds = set()
    for one in row["by"]:
        kind, what, *rest = one.split()
        kinds.add(kind)
        if kind == "check":
            own = {check.word for check in fields[what].checks}
            assert rest[0] in own or rest[0] in OF_THE_FORM, f"{what} has no check {rest[0]}"
            assert (row["rule"], what, rest[0]) in shown, f"no worked case of {row['rule']} at {what}"
        elif kind == "form":
            assert what in fields
        elif kind == "paper":
            assert what in papers
        elif kind == "process":
            process, _, step = what.partition("#")
            drawn = (FOLDER.parent / "processes" / f"{process}.bpmn").read_text(encoding="utf-8")
            assert f'<userTask id="{step}"' in drawn
        elif kind == "dated":
            earlier = FOLDER / "earlier" / f"{what}.yaml"
            assert earlier.exists() or legal.parameter_values(what)
        else:
            assert kind == "source" and what in SOURCES
    if "check" not in kinds and kinds & {"source", "form"}:
        assert row.get("why"), "say what is left to a person, or which source is missing"
