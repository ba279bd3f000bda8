"""A program is told what of its answers the form does not know or cannot read; good answers pass."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.registries.eforms import rules
from motcua.registries.eforms.types import FieldType

from .forms_at_hand import ALL, examples, form


def first(code, *kinds):
    return next(one for one in form(code).fields() if one.type in kinds and not one.computed)


@pytest.mark.parametrize("code", ALL)
def test_the_examples_of_every_form_are_read_whole(code):
    for _name, answers in examples(code):
        assert rules.misread(form(code), answers) == []


def test_an_unknown_field_a_day_that_is_none_and_a_list_for_a_text_are_named():
    day, words = first("1.004859", FieldType.DATE), first("1.004859", FieldType.TEXT, FieldType.LONGTEXT)
    said = {day.code: "31/02/2026", words.code: ["a"], "khong_co": 1}
    found = dict(rules.misread(form("1.004859"), said))
    assert set(found) == {(day.code,), (words.code,), ("khong_co",)}
    assert "chưa đúng là một ngày" in found[day.code,]


def test_a_cell_of_a_table_is_named_by_its_row():
    table = first("1.004859", FieldType.TABLE)
    said = {table.code: [{}, {"khong_co": "x"}, "y"]}
    places = [place for place, _words in rules.misread(form("1.004859"), said)]
    assert places == [(table.code, 1, "khong_co"), (table.code, 2)]


BIRTH = {"child_birth_date": "2026-11-09"}


def unasked(code, **said):
    return dict(rules.unasked(form(code), said, date(2026, 11, 16)))


@pytest.mark.parametrize("code", ALL)
def test_what_a_form_has_kept_may_be_sent_again_as_it_was_read(code):
    for _name, answers in examples(code):
        kept = rules.clean_answers(form(code), answers, on=date(2026, 11, 16))
        assert rules.unasked(form(code), kept, date(2026, 11, 16)) == []


def test_a_value_the_form_works_out_is_taken_only_as_it_works_it_out():
    worked = rules.clean_answers(form("1.001193"), BIRTH, on=date(2026, 11, 16))["child_birth_date_words"]
    assert unasked("1.001193", **BIRTH, child_birth_date_words=worked) == {}
    found = unasked("1.001193", **BIRTH, child_birth_date_words="Ngày khác")
    assert list(found) == [("child_birth_date_words",)] and worked in found["child_birth_date_words",]
    assert (
        "chưa tính được" in unasked("1.001193", child_birth_date_words="Ngày khác")["child_birth_date_words",]
    )


def test_an_answer_to_a_question_not_asked_is_named():
    hidden = next(one for one in form("1.001193").fields() if one.show_when is not None and not one.computed)
    assert list(unasked("1.001193", **{hidden.code: "x"})) == [(hidden.code,)]


def test_a_cell_the_table_numbers_itself_is_named_by_its_row():
    table, column = next(
        (item, one) for item in form("1.001612").fields() for one in item.columns if one.computed
    )  # fmt: skip
    words = next(
        one for one in table.columns if one.type in (FieldType.TEXT, FieldType.NAME, FieldType.LONGTEXT)
    )
    rows = [{words.code: "Bán lẻ", column.code: 1}, {words.code: "Sửa chữa", column.code: 7}]
    found = unasked("1.001612", **{table.code: rows})
    assert (table.code, 1, column.code) in found and (table.code, 0, column.code) not in found
