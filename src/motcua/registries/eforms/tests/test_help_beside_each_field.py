"""Beside every question a citizen answers stands help, and an example is an answer the form itself would take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict

from motcua.kernel import text
from motcua.registries.eforms import queries
from motcua.registries.eforms.forms.posted import Reading
from motcua.registries.eforms.rules.answers import clean_value
from motcua.registries.eforms.rules.judging import findings
from motcua.registries.eforms.tests.forms_at_hand import ALL, TODAY, form
from motcua.registries.eforms.types import Audience, Field, FieldType, FormDefinition

TYPED = {
    FieldType.TEXT, FieldType.LONGTEXT, FieldType.NAME, FieldType.DATE, FieldType.DATE_PARTIAL, FieldType.YEAR,
    FieldType.TIME, FieldType.MOMENT, FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.ID12,
    FieldType.PHONE, FieldType.EMAIL, FieldType.VSIC,
}  # fmt: skip


def citizens(definition: FormDefinition) -> list[Field]:
    return [
        item
        for section in definition.sections
        for item in section.fields
        if Audience.OFFICER not in (section.audience, item.audience) and item.type is not FieldType.STATIC
    ]


def with_examples() -> list[Any]:
    found = []
    for code in ALL:
        for item in form(code).fields():
            rows = [(item.code, item), *((f"{item.code}.{one.code}", one) for one in item.columns)]
            found += [
                pytest.param(code, one, id=f"{code} {name}")
                for name, one in rows
                if one.example and one.type in TYPED and not one.computed
            ]
    return found


@pytest.mark.parametrize("code", ALL)
def test_every_question_of_a_citizen_has_help_that_says_more_than_its_label(code):
    asked = citizens(form(code))
    bare = [item.code for item in asked if len(item.help) < 8]
    same = [item.code for item in asked if text.fold(item.help).rstrip(".") == text.fold(item.label)]
    long = [item.code for item in asked if len(item.help) > 220]
    assert (bare, same, long) == ([], [], [])
    columns = [f"{item.code}.{one.code}" for item in asked for one in item.columns
               if one.type in TYPED and not (one.help or one.example or one.computed)]  # fmt: skip
    assert not columns, "say what to write, or give an example"


@pytest.mark.parametrize(("code", "item"), with_examples())
def test_an_example_passes_the_checks_of_its_own_field(code, item):
    data = QueryDict(mutable=True)
    data[item.code] = item.example
    page = Reading(data, None, TODAY, {}, None)
    value = clean_value(item, page.value(item, item.code))
    assert page.problems == {}
    alone = replace(item, show_when=None, required=True)
    definition = form(code)
    one = replace(definition.sections[0], show_when=None, audience=Audience.CITIZEN, fields=(alone,))
    facts = replace(queries.facts(TODAY), place_exists=None, working_days_between=None)
    found = findings(replace(definition, sections=(one,)), {item.code: value}, TODAY, "citizen", facts=facts)
    assert [(one.check, one.message) for one in found if one.level != "note"] == []
