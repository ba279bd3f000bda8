"""A program is told what of its answers the form does not know or cannot read; good answers pass."""

from __future__ import annotations

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
