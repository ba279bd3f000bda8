"""A dossier has the limit and the process of what it declares, chosen once and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.eforms.types import Choice, Condition, Field, FieldType, FormDefinition, Section
from motcua.registries.procedures import queries as catalogue
from motcua.registries.procedures import services as procedures
from motcua.registries.procedures.models import AgencyAddition
from motcua.registries.procedures.rules.cases import Case, case_of
from motcua.registries.procedures.types import Limit
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import CaseUndecided
from motcua.services.workflow import queries as processes

LAND, CIVIL, PERMIT = "1.012783", "1.004859", "1.013225"
EDITOR = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"procedures.edit"}))
CASES = {
    # procedure: (what is declared, limit, process, limit and process of everybody else)
    LAND: ({"case": "h", "area_before": "100.5", "area_after": "98.2", "boundary_same": True}, 10, "1.012783-h", 5, LAND),
    CIVIL: ({"act": "Bổ sung thông tin hộ tịch"}, 0, "1.004859-bo-sung", 3, CIVIL),
    PERMIT: ({"work_kind": "Tín ngưỡng, tôn giáo"}, 10, PERMIT, 7, PERMIT),
}  # fmt: skip
ALL = ("1.000656", "1.000894", "1.001193", "1.001612", "1.004873", "2.000488", "2.000815", *CASES)


def process_of(dossier: Dossier) -> str:
    return processes.version(dossier.process_version_id).process_code


@pytest.mark.parametrize("code", CASES)
def test_a_declared_case_is_promised_its_own_day_and_goes_its_own_way(province, code):
    said, limit, process, usual, own = CASES[code]
    declared = province.answers(code) | said
    case = province.taken_in(code, answers=declared)
    plain = province.taken_in(code)

    assert (case.limit_value, case.limit_unit, process_of(case)) == (limit, "working_days", process)
    assert case.case_name and case.case_name in {one.name for one in offer_of(code, province.at.date()).cases}
    assert (plain.limit_value, plain.limit_unit, process_of(plain)) == (usual, "working_days", own)
    assert plain.case_name == ""
    assert (case.due_at > plain.due_at) == (limit > usual)
    receipt = IssuedPaper.objects.get(dossier=case, kind="receipt")
    assert receipt.data["due_at"] != IssuedPaper.objects.get(dossier=plain, kind="receipt").data["due_at"]
    assert processes.instance(f"dossier:{case.code}").version_id == case.process_version_id
    assert province.token(province.walk(case, to="sign")).task == "sign"  # its own steps lead to a result


@pytest.mark.parametrize("code", ALL)
def test_the_usual_declaration_of_each_procedure_has_the_usual_limit_and_process(province, code):
    dossier = province.taken_in(code)
    offer = offer_of(code, province.at.date())
    assert (dossier.limit_value, dossier.limit_unit) == offer.limit("counter")
    assert process_of(dossier) == code and dossier.case_name == ""
    assert bool(offer.cases) == (code in CASES)


def test_the_papers_a_page_tells_are_those_a_dossier_asks(province):
    for code in ALL:
        told = catalogue.procedure(code, province.at.date()).record.papers
        offer = offer_of(code, province.at.date())
        assert [(one.code, one.name) for one in told] == [(one.code, one.name) for one in offer.papers], code
        assert not catalogue.procedure(code).kept.difference, code


def test_a_filing_online_waits_with_its_case_and_is_accepted_with_it_whatever_changes_meanwhile(province):
    said, limit, process, *_ = CASES[LAND]
    waiting = province.submitted(LAND, answers=province.answers(LAND) | said)
    assert (waiting.limit_value, process_of(waiting)) == (limit, process)
    with clock.fixed(province.at):
        procedures.edit_adoption(code=LAND, changes={"cases": []}, by=EDITOR, at=province.at)
        services.accept(code=waiting.code, by=province.clerk, at=province.at)
    waiting.refresh_from_db()
    assert (waiting.limit_value, process_of(waiting)) == (limit, process)
    assert province.taken_in(LAND, answers=province.answers(LAND) | said).limit_value == 5


def test_what_a_paper_declaration_does_not_tell_makes_no_case_and_no_promise(province):
    with pytest.raises(CaseUndecided) as refused:
        province.taken_in(LAND, answers={})
    assert "Trường hợp cấp đổi" in refused.value.message and not Dossier.objects.exists()


def test_an_agency_that_promised_less_than_usual_promised_nothing_for_a_case(province):
    said, limit, *_ = CASES[LAND]
    plain = province.taken_in(LAND)
    offer = offer_of(LAND, province.at.date())
    AgencyAddition.objects.create(
        adoption=offer.adoption, agency_code=plain.competent_agency, agency_name="Văn phòng", limit_value=2,
        limit_unit="working_days", changed_at=province.at,
    )  # fmt: skip
    assert province.taken_in(LAND).limit_value == 2
    assert province.taken_in(LAND, answers=province.answers(LAND) | said).limit_value == limit


def test_a_case_entered_for_tomorrow_is_tomorrows(province):
    today = province.at.date()
    row = dict(offer_of(LAND, today).adoption.cases[0]) | {
        "valid_from": (today + timedelta(days=1)).isoformat()
    }
    with clock.fixed(province.at):
        procedures.edit_adoption(code=LAND, changes={"cases": [row]}, by=EDITOR, at=province.at)
    assert offer_of(LAND, today).cases == ()
    assert [one.limit.value for one in offer_of(LAND, today + timedelta(days=1)).cases] == [10]


KINDS = tuple("abcde")
FORM = FormDefinition(
    code="thu", name="Thử", as_of=date(2026, 1, 1),
    sections=(
        Section("mot", "Một", (
            Field("kind", "Loại", FieldType.CHOICE, choices=tuple(Choice(one, one) for one in KINDS)),
            Field("size", "Cỡ", FieldType.INT, show_when=Condition("eq", "kind", "a")),
            Field("urgent", "Gấp", FieldType.BOOL),
        )),
    ),
)  # fmt: skip
leaves = st.one_of(
    st.builds(lambda one: Condition("eq", "kind", one), st.sampled_from(KINDS)),
    st.builds(lambda some: Condition("in", "kind", some), st.lists(st.sampled_from(KINDS), min_size=1)),
    st.builds(lambda n: Condition("ge", "size", n), st.integers(0, 9)),
    st.builds(lambda yes: Condition("eq", "urgent", yes), st.booleans()),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda op, parts: Condition(op, parts=tuple(parts)), st.sampled_from(("all", "any")),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=3,
)  # fmt: skip
cases = st.lists(
    st.builds(
        lambda when, channel, days: Case("", when, channel, Limit(days, "working_days"), ""), conditions,
        st.sampled_from(("", "online", "counter")), st.integers(1, 90),
    ),
    max_size=4,
).map(lambda rows: tuple(replace(one, name=str(at)) for at, one in enumerate(rows)))  # fmt: skip
answers = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(KINDS), "size": st.integers(0, 9), "urgent": st.booleans(),
        "unknown": st.just("a"),
    },
)  # fmt: skip
DAY = date(2026, 11, 23)
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy


def so(when: Condition, told: dict) -> bool:
    """The meaning of a condition, said a second time and otherwise."""
    if when.op == "all":
        return not any(not so(part, told) for part in when.parts)
    if when.op == "any":
        return not all(not so(part, told) for part in when.parts)
    if when.field not in told or (when.field == "size" and told.get("kind") != "a"):
        return False
    given = told[when.field]
    return {"eq": given == when.value, "in": when.op == "in" and given in when.value,
            "ge": when.op == "ge" and given >= when.value}[when.op]  # fmt: skip


@patient
@given(cases, answers, st.sampled_from(("online", "counter", "post")))
def test_the_first_case_that_is_so_wins_and_what_matches_none_has_none(rows, told, channel):
    wanted = [one for one in rows if one.channel in ("", channel) and so(one.when, told)]
    assert case_of(rows, FORM, told, channel, DAY) == (wanted[0] if wanted else None)


@patient
@given(cases, cases, answers)
def test_cases_that_are_not_so_change_nothing_for_a_dossier(rows, more, told):
    own = case_of(rows, FORM, told, "online", DAY)
    strange = tuple(one for one in more if not so(one.when, told))
    assert case_of((*strange, *rows), FORM, told, "online", DAY) == own
    assert case_of((*rows, *strange), FORM, told, "online", DAY) == own


@patient
@given(cases)
def test_without_a_form_or_an_answer_there_is_no_case(rows):
    assert case_of(rows, None, {"kind": "a"}, "online", DAY) is None
    assert case_of(rows, FORM, {}, "online", DAY) is None
