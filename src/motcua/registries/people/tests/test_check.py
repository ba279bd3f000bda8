"""Numbers and names people write about themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import legal, yamls
from motcua.registries.people import rules
from motcua.registries.people.types import Sex

PLACES = legal.parameter("people.birth_place_codes", on=date(2026, 11, 22))
CASES = Path(legal.LAW) / "cases" / "people"
TODAY = date(2026, 11, 22)


def cases(name: str):
    rows = yamls.read(CASES / f"{name}.yaml")
    return [pytest.param(row, id=row["case"]) for row in rows]


@pytest.mark.parametrize("case", cases("check_personal_number"))
def test_worked_examples_of_the_personal_number(case):
    checked = rules.check_personal_number(**case["given"], places=PLACES)
    expect = case["expect"]
    assert checked.ok == expect["ok"]
    if "warnings" in expect:
        assert len(checked.warnings) == expect["warnings"]
    assert expect.get("says", "") in " ".join(checked.faults)
    assert expect.get("warns", "") in " ".join(checked.warnings)


@pytest.mark.parametrize("case", cases("check_tax_code"))
def test_worked_examples_of_the_tax_code(case):
    checked = rules.check_tax_code(case["given"]["code"])
    assert checked.ok == case["expect"]["ok"]
    assert case["expect"].get("value", checked.value) == checked.value
    assert case["expect"].get("says", "") in " ".join(checked.faults)


def test_there_are_sixty_three_places_of_birth():
    assert len(PLACES) == 63 and PLACES["036"] == "Nam Định"


@given(
    st.sampled_from(sorted(PLACES)),
    st.integers(1900, 2026),
    st.sampled_from([Sex.MALE, Sex.FEMALE]),
    st.integers(0, 999999),
)
def test_a_number_made_by_the_rule_passes_it_without_a_word(place, year, sex, serial):
    number = rules.make_personal_number(place=place, born_year=year, sex=sex, serial=serial)
    checked = rules.check_personal_number(number, places=PLACES, sex=sex, born_year=year, today=TODAY)
    assert checked.ok and not checked.warnings
    assert "".join(part.digits for part in checked.parts) == number
    assert rules.personal_number_facts(number) == (year, sex)


@given(
    st.integers(1900, 2026),
    st.sampled_from([Sex.MALE, Sex.FEMALE]),
    st.integers(0, 999999),
    st.integers(1, 9),
)
def test_the_other_sex_or_another_year_is_always_noticed(year, sex, serial, off):
    number = rules.make_personal_number(place="037", born_year=year, sex=sex, serial=serial)
    other = Sex.FEMALE if sex == Sex.MALE else Sex.MALE
    assert rules.check_personal_number(number, places=PLACES, sex=other).warnings
    assert rules.check_personal_number(number, places=PLACES, born_year=year + off).warnings


@given(st.text(max_size=20))
def test_no_text_breaks_the_checks(text):
    for checked in (
        rules.check_personal_number(text, places=PLACES),
        rules.check_tax_code(text),
        rules.check_phone(text),
        rules.check_name(text),
    ):
        assert checked.ok or checked.faults[0]


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_in_a_good_tax_code_never_passes(nine, place, off):
    good = next((nine + str(d) for d in range(10) if rules.check_tax_code(nine + str(d)).ok), None)
    if good is None:
        return
    wrong = good[:place] + str((int(good[place]) + off) % 10) + good[place + 1 :]
    assert not rules.check_tax_code(wrong).ok


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("02283849001", "02283849001"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed, kept):
    assert rules.check_phone(typed).value == kept and rules.check_phone(typed).ok


@pytest.mark.parametrize(
    "typed", ["", "912345678", "091234567", "0112345678", "09123456789", "không có", "٠٩١٢٣٤٥٦٧٨"]
)
def test_a_wrong_phone_number_is_refused_in_words(typed):
    assert rules.check_phone(typed).faults


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "H'Hen Niê", "Y Blô Êban", "Lò Văn Pẩn", "Trần-Lê Minh"])
def test_names_of_every_people_of_the_country_are_names(name):
    assert rules.check_name(name).ok


@pytest.mark.parametrize("name", ["Lan", "Nguyễn 2 Lan", "Trần <b> Lan", ""])
def test_what_is_no_name_is_refused(name):
    assert rules.check_name(name).faults


def test_a_mandate_holds_inside_its_dates_and_scope():
    common = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), "revoked": False}
    assert rules.mandate_covers(scope=[], procedure="1.001193", on=TODAY, **common)
    assert rules.mandate_covers(scope=["1.001193"], procedure="1.001193", on=date(2026, 12, 31), **common)
    assert not rules.mandate_covers(scope=["1.001193"], procedure="2.000815", on=TODAY, **common)
    assert not rules.mandate_covers(scope=[], procedure="1.001193", on=date(2027, 1, 1), **common)
    assert not rules.mandate_covers(scope=[], procedure="1.001193", on=TODAY, **{**common, "revoked": True})
