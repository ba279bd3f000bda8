"""Ten procedures are complete in everything they need: form, papers, process, limit, fees, result, legal basis.

The data that comes with the product is held against facts read from named sources (`ten_procedures.yaml`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from motcua.kernel import yamls

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
FACTS = yamls.read(Path(__file__).parent / "ten_procedures.yaml")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:motcua:process:1}"
MODES = {"nop": "submit", "xuat_trinh": "present"}
# A promised hour of a promised day is one moment on the form.
TYPES = {("2.000815", "extended_until"): "moment"}
UNITS = {"working_days": 8, "calendar_days": 8}

every = pytest.mark.parametrize("code", sorted(FACTS))


def _form(code: str) -> dict:
    return yamls.read(DATA / "eforms" / f"{code}.yaml")


@pytest.fixture(scope="module")
def checked() -> dict[str, dict]:
    rows = yamls.read(DATA / "catalogue" / "checked.yaml")["procedures"]
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def terms() -> dict[str, dict]:
    rows = yamls.read(DATA / "catalogue" / "adoptions.yaml")
    return {row["code"]: row for row in rows}


def _steps(path: Path) -> dict[str, tuple[float, str, str]]:
    """Step → (hours, lane, clock)."""
    tree = ElementTree.parse(path)
    lanes = {
        node.text: lane.get("id", "").removeprefix("lane_")
        for lane in tree.iter(f"{BPMN}lane")
        for node in lane.findall(f"{BPMN}flowNodeRef")
    }
    found = {}
    for task in tree.iter(f"{BPMN}userTask"):
        said = next(task.iter(f"{OURS}task"))
        found[task.get("id", "")] = (
            float(said.get("hours", 0)),
            lanes[task.get("id")],
            said.get("clock", ""),
        )
    return found


@every
def test_the_form_asks_every_field_under_the_name_the_national_form_has_for_it(code):
    asked = {
        field["code"]: (field["type"], field.get("national_name", ""))
        for section in _form(code)["sections"]
        for field in section["fields"]
    }
    needed = {
        name: (TYPES.get((code, name), kind), national) for name, kind, national in FACTS[code]["fields"]
    }
    assert {name: asked.get(name) for name in needed} == needed


@every
def test_every_paper_is_asked_in_the_right_number_and_not_where_a_register_answers(code):
    asked = {paper["code"]: paper for paper in _form(code)["papers"]}
    for name, original, copies, mode, replaced_by in FACTS[code]["papers"]:
        if mode == "khai":
            assert name not in asked, "told in the form, never asked as a paper"
            continue
        paper = asked[name]
        assert (paper.get("original", 0), paper.get("copies", 0)) == (original, copies), name
        assert paper["mode"] == MODES[mode], name
        assert set(replaced_by) <= set(paper.get("replaced_by", ())), name


@every
def test_the_catalogue_names_the_same_papers_as_the_form(code, checked):
    asked = [(paper["code"], paper["name"]) for paper in _form(code)["papers"]]
    assert [(paper["code"], paper["name"]) for paper in checked[code]["papers"]] == asked
    assert {"papers", "result", "legal_basis"} <= set(checked[code]["verified_fields"])


@every
def test_the_process_has_every_step_at_its_post_and_fits_the_limit(code):
    steps = _steps(DATA / "processes" / f"{code}.bpmn")
    for name, hours, lane, kind in FACTS[code]["steps"]:
        if kind == "end":
            continue
        assert steps[name][:2] == (hours, lane), name
    path = sum(hours for name, (hours, _, clock) in steps.items() if name.startswith("s") and clock == "run")
    assert path <= FACTS[code]["limit_hours"]


@every
def test_the_province_promises_no_more_time_than_the_law_gives(code, terms, checked):
    limit = terms[code]["limit"]
    hours = max(limit["value"], 1) * UNITS[limit["unit"]]
    assert hours <= FACTS[code]["limit_hours"]
    assert limit["value"] == checked[code]["time_limit_days"]
    assert terms[code]["eform_code"] == terms[code]["process_code"] == code


@every
def test_the_result_and_the_law_behind_it_are_named(code, checked):
    result = FACTS[code]["result"].split(" (")[0].split(" /")[0]
    assert any(said.startswith(result) for said in checked[code]["result"])
    assert len(checked[code]["legal_basis"]) >= 5
    assert all("/" in one["number"] for one in checked[code]["legal_basis"])


def _due(terms: dict, code: str, channel: str, on: date) -> set[int | None]:
    return {
        fee.get("amount_vnd")
        for fee in terms[code]["fees"]
        if fee.get("channel", channel) == channel
        and fee["valid_from"] <= on
        and (fee.get("valid_to") is None or on <= fee["valid_to"])
    }


@pytest.mark.parametrize(
    ("code", "amount"),
    [("1.001193", 8000), ("1.000656", 8000), ("1.004859", 10000), ("1.004873", 5000), ("1.013225", 75000)],
)
def test_online_costs_nothing_from_the_day_of_the_resolution_and_the_old_amount_before(terms, code, amount):
    copies = {8000} if code in ("1.001193", "1.000656", "1.004859") else set()
    day = date(2026, 8, 8)
    assert amount in _due(terms, code, "counter", day)
    assert amount in _due(terms, code, "online", date(2026, 8, 7))
    assert amount not in _due(terms, code, "online", day) - copies
    assert 0 in _due(terms, code, "online", day)


@every
def test_one_payer_is_asked_one_amount_for_one_thing_on_one_day(terms, code):
    from motcua.registries.procedures.rules.fees import fee_faults

    rows = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in fee.items()}
        for fee in terms[code]["fees"]
    ]
    assert fee_faults(rows) == []


def test_what_changed_in_2026_is_told_where_people_read_it(checked, terms):
    said = {
        "1.013225": ("01/07/2026", "217/2026/NĐ-CP"),
        "2.000488": ("3.000333", "01/07/2026"),
        "1.012783": ("31/01/2026", "1.115"),
    }
    for code, words in said.items():
        text = checked[code]["time_limit_note"] + terms[code]["note"]
        assert all(word in text for word in words), code
    laws = {one["number"]: one.get("title", "") for one in checked["1.013225"]["legal_basis"]}
    assert "trước 01/07/2026" in laws["175/2024/NĐ-CP"] and "từ 01/07/2026" in laws["217/2026/NĐ-CP"]
    reduced = [fee for fee in terms["2.000488"]["fees"] if "117/2026" in fee["legal_basis"]]
    assert [(fee["valid_from"], fee["valid_to"]) for fee in reduced] == [
        (date(2026, 8, 15), date(2027, 2, 28))
    ]
