"""Codes of agencies, old form and new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.registries.organizations import rules


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("000.00.00.H40", "H40"),
        ("000.00.12.H40", "H40.12"),
        ("000.34.12.H40", "H40.12.34"),
        ("002.00.20.H13", "H13.20.002"),
        ("123.34.12.H40", "H40.12.34.123"),
    ],
)
def test_a_code_of_the_old_form_turns_round_and_back(former, present):
    assert rules.from_former(former) == present
    assert rules.to_former(present) == former


@pytest.mark.parametrize("code", ["H42", "H42.15.3", "H55.242", "H37.DN.002", "G22.99.18"])
def test_real_codes_are_codes_whatever_the_length_of_their_groups(code):
    assert rules.code_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "Chưa có mã"),
        ("42.H", "phải bắt đầu bằng một chữ cái"),
        ("H42..1", "có nhóm không đúng"),
        ("000.00.12.H40", "mã hiện nay là H40.12"),
        ("H42" + ".12345" * 7, "dài nhất là 35"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code, says):
    assert says in rules.code_fault(code)


_present = st.builds(
    lambda first, rest: ".".join([first, *rest]),
    st.from_regex(r"[GH][0-9]{2}", fullmatch=True),
    st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(1, 999)).map(
        lambda n: [f"{n[0]:02d}", f"{n[1]:02d}", f"{n[2]:03d}"]
    ),
)


@given(_present, st.integers(0, 3))
def test_every_present_code_survives_the_way_to_the_old_form_and_back(code, depth):
    short = ".".join(code.split(".")[: depth + 1])
    assert rules.from_former(rules.to_former(short)) == short


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_codes(text):
    assert isinstance(rules.code_fault(text) or "", str)
    rules.from_former(text)
    assert isinstance(rules.level_one(text), str)


def test_a_deputy_signs_for_the_chair_on_behalf_of_the_committee():
    lines = rules.signature_lines(kind="ubnd_xa", title="Phó Chủ tịch", form="KT.")
    assert lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_a_head_of_office_signs_by_order_without_the_committee():
    lines = rules.signature_lines(kind="ubnd_xa", title="Chánh Văn phòng", form="TL.")
    assert lines == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")


def test_a_director_signs_in_his_own_name():
    assert rules.signature_lines(kind="so", title="Giám đốc", form="") == ("GIÁM ĐỐC",)
