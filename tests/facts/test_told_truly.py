"""What the public reads of the ten procedures is whole: nothing hollow, no scar of copying, no price against the table."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from motcua.kernel import yamls
from motcua.registries.procedures.rules import merging, reading
from motcua.registries.procedures.types import Record
from tests.facts.test_ten_procedures import FACTS

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"
every = pytest.mark.parametrize("code", sorted(FACTS))

SCARS = {
    "chỗ trống trước dấu": r"\w [,;.:](?:\s|$)",
    "nhắc lại liền nhau": r"\b(\w+(?: \w+){1,5}) \1\b",
    "dòng đứt": r"[^.;:)”\n]\n",
    "thiếu chữ “Trung tâm”": r"(?<!Trung tâm )Phục vụ hành chính công",
    "“Trung tâm” viết thường": r"trung tâm phục vụ|Trung tâm phục vụ",
    "câu bỏ dở": r"\w$",
}


def scars(text: str) -> list[str]:
    """What in a text looks like damage done by copying."""
    found = [name for name, pattern in SCARS.items() if re.search(pattern, text.strip())]
    found += ["dòng nối giữa câu"] * any(line[:1].islower() for line in text.splitlines())
    return found + ["ngoặc không khép"] * (text.count("(") != text.count(")"))


@pytest.fixture(scope="module")
def national() -> dict[str, dict]:
    with gzip.open(CATALOGUE / "national.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return {row["code"]: row for row in rows if row["code"] in FACTS}


@pytest.fixture(scope="module")
def records(national) -> dict[str, Record]:
    """The ten as they come into force: the checked record over the national one."""
    checked = {row["code"]: row for row in yamls.read(CATALOGUE / "checked.yaml")["procedures"]}
    found = {}
    for code in FACTS:
        layers = {}
        for layer, rows in (("national", national), ("checked", checked)):
            if code in rows:
                layers[layer], faults, _ = reading.read_row(rows[code])
                assert not faults
        found[code] = merging.compose(layers)
    return found


@every
def test_no_part_that_the_public_asks_for_is_hollow(records, code):
    record = records[code]
    parts = ("steps_text", "methods", "applicant_kinds", "decision_no", "executing_agency", "issuing_body")
    assert [part for part in parts if not getattr(record, part)] == []
    assert all(method.time_text and method.fee_text for method in record.methods)


@every
def test_steps_and_ways_of_filing_bear_no_scar_of_copying(records, code):
    record = records[code]
    assert scars(record.steps_text) == []
    assert [scars(method.note) for method in record.methods if scars(method.note)] == []
    assert [one.number for one in record.legal_basis if one.number.count("(") != one.number.count(")")] == []


def test_the_scars_of_the_national_record_are_seen(national):
    assert set(scars(national["1.001193"]["steps_text"])) >= {
        "dòng đứt", "dòng nối giữa câu", "thiếu chữ “Trung tâm”", "nhắc lại liền nhau",
    }  # fmt: skip
    assert "chỗ trống trước dấu" in scars(national["1.004859"]["steps_text"])


@every
def test_no_way_of_filing_is_called_free_where_the_table_asks_money(records, code):
    terms = {row["code"]: row for row in yamls.read(CATALOGUE / "adoptions.yaml")}
    asked = any(fee.get("amount_vnd") or fee.get("formula_text") for fee in terms[code]["fees"])
    for method in records[code].methods:
        assert not (asked and (method.fee_vnd == 0 or method.fee_text.lower().startswith("miễn phí"))), method
