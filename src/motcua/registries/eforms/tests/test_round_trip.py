"""A form taken out as YAML and taken in again is the same form, whatever its maker wrote in it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel import text, yamls
from motcua.registries.eforms import rules, services
from motcua.registries.eforms.rules.conditions import OPERATORS
from motcua.registries.eforms.rules.papers import CHANNELS, PAPER_MODES
from motcua.registries.eforms.tests.forms_at_hand import ALL, form
from motcua.registries.eforms.types import (
    SOURCES,
    Audience,
    Check,
    Choice,
    Condition,
    CopyFrom,
    Field,
    FieldType,
    FormDefinition,
    Formula,
    Level,
    PaperAsked,
    Prefill,
    Section,
)

CODES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
# Words people paste: quotes, colons, hashes, dates, numbers, yes and no, line breaks, marks of every kind.
SAID = st.one_of(
    st.sampled_from(["có", "yes", "no", "true", "null", "~", "2026-11-20", "1_000", "0123", "=", "a: b", "- x", "# y", "“z”", "{", "@today", "Đ’ắk\nLắk"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=40),
).map(text.clean).filter(bool)  # fmt: skip
MAYBE = st.one_of(st.just(""), SAID)
CHOICES = st.lists(
    st.builds(Choice, SAID, SAID, MAYBE), min_size=1, max_size=4, unique_by=lambda one: one.value
).map(tuple)
CHECKS = st.sampled_from(
    [Check("upper"), Check("int_range", "1..20"), Check("int>=", "3"), Check("never", "a: b", Level.ERROR, "Lời riêng: #1"), Check("not_future", "", Level.WARN), Check("pattern", "^[A-Z]{2}: #.$"), Check("age>=", "18@today")]
)  # fmt: skip
TYPES = [one for one in FieldType if one not in (FieldType.TABLE, FieldType.COMPUTED, FieldType.STATIC)]


@st.composite
def conditions(draw, fields, depth=0):
    if depth < 2 and draw(st.integers(0, 3)) == 0:
        parts = draw(st.lists(conditions(fields, depth + 1), min_size=1, max_size=3))
        return Condition(draw(st.sampled_from(["all", "any", "not"])), parts=tuple(parts))
    item = draw(st.sampled_from(fields))
    if item.type in (FieldType.BOOL, FieldType.CONSENT):
        return Condition("eq", item.code, draw(st.booleans()))
    if item.choices:
        values = [one.value for one in item.choices]
        op = draw(st.sampled_from(["eq", "ne", "in", "not_in"]))
        return Condition(op, item.code, values if op in ("in", "not_in") else values[0])
    if item.type is FieldType.DATE:
        op, value = draw(st.sampled_from([("age_between", [9, 17]), ("age_below", 18), ("ge", "2026-01-31")]))
        return Condition(op, item.code, value)
    if item.type in (FieldType.INT, FieldType.MONEY):
        return Condition(
            draw(st.sampled_from(["gt", "ge", "lt", "le", "eq"])), item.code, draw(st.integers(-5, 10**9))
        )
    return Condition(draw(st.sampled_from(["filled", "empty"])), item.code)


@st.composite
def questions(draw, code, earlier, *, column=False):
    kinds = TYPES if column else [*TYPES, FieldType.TABLE, FieldType.COMPUTED, FieldType.STATIC]
    kind = draw(st.sampled_from(kinds))
    when = conditions(earlier) if earlier else st.none()
    asked = kind not in (FieldType.COMPUTED, FieldType.STATIC)
    columns: list[Field] = []
    if kind is FieldType.TABLE:
        for own in draw(st.lists(CODES, min_size=1, max_size=3, unique=True)):
            columns.append(draw(questions(own, list(columns), column=True)))
    listed = kind in (FieldType.CHOICE, FieldType.MULTI)
    own = draw(CHOICES) if listed and draw(st.booleans()) else ()
    formula = None
    if kind is FieldType.COMPUTED:
        said = draw(st.sampled_from(["", "a b", "#", "là "])) or "x"
        copied = Formula("copy", (earlier[0].code,)) if earlier else Formula("today")
        formula = draw(st.sampled_from([Formula("today"), Formula("join", (f"={said}",)), copied]))
    low = draw(st.integers(0, 50))
    return Field(
        code=code,
        label=draw(SAID),
        type=kind,
        length=draw(st.sampled_from([None, (low, low + 10)])),
        required=draw(st.booleans()),
        required_when=draw(st.one_of(st.none(), when)) if asked else None,
        show_when=draw(st.one_of(st.none(), when)),
        choices=own,
        choices_from="genders" if listed and not own else "",
        checks=tuple(draw(st.lists(CHECKS, max_size=2))),
        prefill=tuple(draw(st.lists(st.builds(Prefill, st.sampled_from(list(SOURCES)), st.one_of(st.just(""), CODES)), max_size=2))),
        copy_from=CopyFrom(earlier[0].code, draw(st.one_of(st.none(), when))) if earlier and draw(st.booleans()) and not column else None,
        help=draw(MAYBE),
        more=draw(MAYBE),
        example=draw(MAYBE),
        audience=draw(st.sampled_from(list(Audience))),
        formula=formula,
        columns=tuple(columns),
        default=draw(st.one_of(st.none(), SAID, st.integers(0, 9), st.booleans())),
        unit=draw(st.sampled_from(["", "m²", "đồng"])),
        national_name=draw(MAYBE),
    )  # fmt: skip


@st.composite
def papers(draw, code, fields):
    sources = tuple(draw(st.lists(st.sampled_from(list(SOURCES)), max_size=2, unique=True)))
    return PaperAsked(
        code=code.upper(),
        name=draw(SAID),
        mode=draw(st.sampled_from(list(PAPER_MODES))),
        original=draw(st.integers(0, 9)),
        copies=draw(st.integers(0, 9)),
        when=draw(st.one_of(st.none(), conditions(fields))),
        required=not sources and draw(st.booleans()),
        declaration=draw(st.booleans()),
        channels=tuple(draw(st.lists(st.sampled_from(list(CHANNELS)), max_size=2, unique=True))),
        when_words=draw(MAYBE),
        replaced_by=sources,
        note=draw(MAYBE),
    )


@st.composite
def definitions(draw):
    codes = draw(st.lists(CODES, min_size=1, max_size=6, unique=True))
    fields: list[Field] = []
    for code in codes:
        fields.append(draw(questions(code, [one for one in fields if one.type is not FieldType.STATIC])))
    cut = draw(st.integers(0, len(fields) - 1))
    rows = [fields[:cut], fields[cut:]] if cut else [fields]
    sections = tuple(
        Section(f"phan_{at}", draw(SAID), tuple(row), draw(MAYBE), None, draw(st.sampled_from(list(Audience))), draw(st.sampled_from(["", "Nhóm: 1"])))
        for at, row in enumerate(rows)
    )  # fmt: skip
    own = (
        {"genders": draw(CHOICES)}
        if any(one.choices_from for item in fields for one in (item, *item.columns))
        else {}
    )
    named = draw(st.lists(CODES, max_size=3, unique_by=str.upper))
    return FormDefinition(
        code=draw(st.from_regex(r"[A-Za-z0-9.]{1,10}", fullmatch=True)),
        name=draw(SAID),
        as_of=draw(st.dates(date(2020, 1, 1), date(2040, 1, 1))),
        sections=sections,
        paper=draw(MAYBE),
        confidence=draw(MAYBE),
        note=draw(MAYBE),
        lists=own,
        papers=tuple(draw(papers(code, fields)) for code in named),
    )  # fmt: skip


def taken_out_and_in(definition: FormDefinition) -> FormDefinition:
    return services.read_definition(services.as_yaml(SimpleNamespace(definition=definition)))


@pytest.mark.django_db
@pytest.mark.sqlite_only  # lists are looked up for the form; what is written and read is a file
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(definitions())
def test_any_form_comes_back_from_its_file_the_same(definition):
    assert rules.faults(definition) == []
    again = taken_out_and_in(definition)
    assert again == definition
    assert rules.fingerprint(again) == rules.fingerprint(definition)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(definitions())
def test_the_stored_form_reads_back_the_same_too(definition):
    stored = yamls.read(yaml.safe_dump(rules.dump(definition), allow_unicode=True))
    assert rules.read(stored) == (definition, [])
    assert rules.diff(definition, rules.parse(stored)) == []


@pytest.mark.django_db
def test_every_form_of_the_house_comes_back_from_its_file_the_same():
    for code in ALL:
        assert taken_out_and_in(form(code)) == form(code)


def test_operators_here_are_those_of_the_closed_list():
    assert set(OPERATORS) == {
        "eq",
        "ne",
        "in",
        "not_in",
        "gt",
        "ge",
        "lt",
        "le",
        "filled",
        "empty",
        "age_below",
        "age_between",
    }
