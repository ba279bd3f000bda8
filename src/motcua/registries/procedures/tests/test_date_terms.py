"""Terms with days: a filing has the limit of its day, a limit entered in advance comes by itself, a code leads on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock, yamls
from motcua.kernel.audit.models import Entry
from motcua.kernel.legal import LAW
from motcua.registries.procedures import queries, services, tasks
from motcua.registries.procedures.forms.drafting import SECTIONS
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import bulk, dated
from motcua.registries.procedures.services.adopting import dated_terms, read_terms
from motcua.registries.procedures.tests.conftest import NOON
from motcua.registries.procedures.types import BadTerms, CannotUndo, Limit

BIRTH = "1.001193"
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


def row(value, first=None, last=None, channel="", unit="working_days"):
    day = {name: one and one.isoformat() for name, one in (("valid_from", first), ("valid_to", last))}
    return {"channel": channel, "value": value, "unit": unit, **day, "legal_basis": ""}


def on(day, code=BIRTH):
    usual, _ = queries.adopted_limits(queries.adoption_of(code), day)
    return usual and (usual.value, usual.unit)


@pytest.mark.parametrize(
    "case",
    yamls.read(LAW / "cases" / "procedures" / "limits_on.yaml"),
    ids=lambda case: case["case"],
)
def test_worked_cases_of_the_terms_that_come_with_the_product(case):
    terms = read_terms(settings.DATA_DIR / "catalogue" / "adoptions.yaml")[case["given"]["code"]]
    usual, _ = dated.limits_on(dated_terms(terms)[0], None, {}, case["given"]["filed_on"])
    assert (usual and {"value": usual.value, "unit": usual.unit}) == case["expect"]


def test_the_dated_terms_that_come_with_the_product_can_stand_and_cite_their_basis():
    for code, terms in read_terms(settings.DATA_DIR / "catalogue" / "adoptions.yaml").items():
        limits, codes = dated_terms(terms)
        assert not dated.limit_faults(limits) and not dated.code_faults(codes), code
        assert all(one["legal_basis"] for one in limits), code


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=8, unique_by=lambda one: one[0]),
    st.integers(0, 90),
    DAYS,
)
def test_limits_entered_in_any_order_leave_one_limit_for_each_day(changes, first, day):
    rows = [dated.limit_row(Limit(first, "working_days"), None, None)]
    for begins, value in changes:
        rows = dated.with_limit(rows, Limit(value, "working_days"), begins)
        usual, _ = dated.limits_on(rows, None, {}, begins)
        assert usual is not None and usual.value == value
        before, _ = dated.limits_on(rows, None, {}, begins - timedelta(days=1))
        assert before is not None
    assert not dated.limit_faults(rows)
    usual, _ = dated.limits_on(rows, None, {}, day)
    begun = [(begins, value) for begins, value in changes if begins <= day]
    assert usual is not None and usual.value == (max(begun)[1] if begun else first)
    assert sum(dated.holds(one, day) for one in rows) == 1


@given(
    st.lists(st.tuples(DAYS, DAYS, st.sampled_from(["", "online", "post"]), st.integers(0, 30)), max_size=6),
    DAYS,
)
def test_rows_that_may_stand_never_give_a_channel_two_limits_for_a_day(drawn, day):
    rows = [row(value, first, last, channel) for first, last, channel, value in drawn]
    if dated.limit_faults(rows):
        return
    holding = [one["channel"] for one in rows if dated.holds(one, day)]
    assert len(holding) == len(set(holding))


@pytest.mark.django_db
def test_a_limit_entered_in_advance_leaves_todays_in_force_and_comes_by_itself(catalogue, editor):
    services.edit_adoption(code=BIRTH, changes={"limits": [row(2, TOMORROW)]}, by=editor, at=NOON)

    assert (on(TODAY)[0], on(TOMORROW)[0], on(TOMORROW + timedelta(days=900))[0]) == (3, 2, 2)
    assert queries.procedure(BIRTH).limit.value == 3 and queries.procedure(BIRTH, TOMORROW).limit.value == 2
    assert queries.adoption_of(BIRTH).limit_value == 3
    tasks.turn_limits()
    assert queries.adoption_of(BIRTH).limit_value == 3
    with clock.fixed(NOON + timedelta(days=1)):
        tasks.turn_limits()
        assert queries.adoption_of(BIRTH).limit_value == 2
        entry = Entry.objects.get(action="procedures.turn_limit")
        assert (entry.before["t_limit_value"], entry.after["t_limit_value"]) == (3, 2)
        line = queries.public_changes(BIRTH)[0:1][0]
        assert (line.kind, line.fields, line.effective_on) == ("turned", ("thời hạn",), TOMORROW)
        assert not line.can_undo
        with pytest.raises(CannotUndo):
            services.undo_change(change_id=line.id, by=editor, at=clock.now())
        assert queries.adoption_of(BIRTH).limit_value == 2
        tasks.turn_limits()
    assert Entry.objects.filter(action="procedures.turn_limit").count() == 1


@pytest.mark.django_db
def test_changing_the_plain_limit_of_dated_terms_begins_a_new_row_and_is_undone_exactly(catalogue, editor):
    first = [
        row(5, None, TODAY - timedelta(days=100)),
        row(3, TODAY - timedelta(days=99), TOMORROW),
        row(1, TOMORROW + timedelta(days=1)),
    ]
    services.edit_adoption(code=BIRTH, changes={"limits": first}, by=editor, at=NOON)
    before = states.state(BIRTH)

    services.edit_adoption(code=BIRTH, changes={"limit_value": 4}, by=editor, at=NOON)
    days = (
        TODAY - timedelta(days=100),
        TODAY - timedelta(days=1),
        TODAY,
        TOMORROW,
        TOMORROW + timedelta(days=1),
    )
    assert [on(day)[0] for day in days] == [5, 3, 4, 4, 1]

    change = queries.changes_of(BIRTH)[0]
    services.undo_change(change_id=change.id, by=editor, at=NOON)
    assert states.state(BIRTH) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row(3, TODAY), row(2, TOMORROW)], "trùng ngày"),
        ([row(3, TOMORROW, TODAY)], "trước ngày áp dụng"),
        ([row(-1)], "từ 0 đến 2.000"),
        ([row(3, unit="months")], "đơn vị"),
        ([row(3) | {"valid_from": "hôm nay"}], "năm-tháng-ngày"),
        ([{"value": 3}], "thiếu hoặc thừa cột"),
    ],
)
def test_rows_that_cannot_be_are_refused_and_nothing_moves(catalogue, editor, rows, why):
    before = states.state(BIRTH)
    with pytest.raises(BadTerms) as refused:
        services.edit_adoption(code=BIRTH, changes={"limits": rows}, by=editor, at=NOON)
    assert why in refused.value.message
    assert states.state(BIRTH) == before


@pytest.mark.django_db
def test_the_table_of_many_takes_a_limit_for_a_day_to_come(catalogue, editor):
    before = states.state(BIRTH)
    cells = {"limit_value": "2", "limit_unit": "working_days", "limit_from": f"{TOMORROW:%d/%m/%Y}"}
    after, faults = bulk.wish(before, cells, TODAY)
    assert not faults and after["t_limit_value"] == 3
    assert [(one["value"], one["valid_from"]) for one in after["t_limits"]] == [
        (3, None),
        (2, TOMORROW.isoformat()),
    ]

    key = services.preview_many(wanted={BIRTH: cells}, title="Rút ngắn", by=editor, at=NOON)
    batch = services.change_many(key=key, by=editor, at=NOON)
    assert (on(TODAY)[0], on(TOMORROW)[0]) == (3, 2)
    services.undo_many(batch_id=batch.pk, by=editor, at=NOON)
    assert states.state(BIRTH) == before

    assert bulk.read("limit_from", "2026-12-01 00:00:00") == ("01/12/2026", "")
    assert "không phải ngày" in bulk.read("limit_from", "mai")[1]
    _, faults = bulk.wish(before, {"limit_from": f"{TOMORROW:%d/%m/%Y}"}, TODAY)
    assert faults and faults[0][0] == "limit_from"


@pytest.mark.django_db
def test_another_code_of_the_matter_leads_to_it_and_its_page_says_since_when(catalogue, editor):
    codes = [
        {"code": "3.999999", "valid_from": "2025-03-01", "valid_to": None, "note": "Bộ Công an công bố"},
        {"code": "1.000894", "valid_from": None, "valid_to": "2025-02-28", "note": ""},
    ]
    services.edit_adoption(code=BIRTH, changes={"codes": codes}, by=editor, at=NOON)

    assert queries.search("3.999999")[0].code == BIRTH
    assert [hit.code for hit in queries.search("1.000894")][:2] == [BIRTH, "1.000894"]
    page = Client().get("/thu-tuc/3.999999/", follow=True)
    text = page.content.decode()
    assert page.status_code == 200 and "Bộ Công an công bố" in text and "01/03/2025" in text
    services.withdraw_procedure(code="1.000894", reason="Nay nhận theo mã mới.", by=editor, at=NOON)
    assert f"/thu-tuc/{BIRTH}/" in Client().get("/thu-tuc/1.000894/").content.decode()
    with pytest.raises(BadTerms):
        services.edit_adoption(
            code=BIRTH, changes={"codes": [codes[0] | {"code": "3.9"}]}, by=editor, at=NOON
        )


@pytest.mark.django_db
def test_the_page_tells_the_limits_of_other_days(catalogue, editor):
    rows = [
        row(15, None, TODAY - timedelta(days=1), unit="calendar_days"),
        row(7, TODAY) | {"legal_basis": "217/2026/NĐ-CP"},
    ]
    services.edit_adoption(code=BIRTH, changes={"limits": rows}, by=editor, at=NOON)
    text = Client().get(f"/thu-tuc/{BIRTH}/").content.decode()
    for said in ("15 ngày", "7 ngày làm việc", "217/2026/NĐ-CP", f"{TODAY:%d/%m/%Y}", "Cho hồ sơ nộp từ"):
        assert said in text


@pytest.mark.django_db
def test_the_sections_of_a_draft_write_rows_with_days_and_publishing_makes_them_hold(catalogue, editor):
    draft = services.start_draft(code=BIRTH, by=editor, at=NOON)
    typed = {
        "dong-TOTAL_FORMS": "1", "dong-INITIAL_FORMS": "0", "dong-0-channel": "", "dong-0-value": "2",
        "dong-0-unit": "working_days", "dong-0-valid_from": f"{TOMORROW:%d/%m/%Y}", "dong-0-valid_to": "",
        "dong-0-legal_basis": "07/QĐ-UBND",
    }  # fmt: skip
    bound = SECTIONS["thoi-han"].bound(typed, draft.data)
    assert bound.is_valid(), bound.errors
    codes = {
        "dong-TOTAL_FORMS": "1", "dong-INITIAL_FORMS": "0", "dong-0-code": "3.999999",
        "dong-0-valid_from": "01/03/2025", "dong-0-note": "mã mới",
    }  # fmt: skip
    other = SECTIONS["ma-so"].bound(codes, draft.data)
    assert other.is_valid(), other.errors
    services.save_draft(code=BIRTH, changes=bound.changes() | other.changes(), seen=1, by=editor, at=NOON)
    assert queries.draft_view(queries.draft(BIRTH).data, TODAY).limit.value == 3
    assert {one.key for one in queries.draft_differences(queries.draft(BIRTH))} >= {"t_limits", "t_codes"}

    services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)
    assert (on(TODAY)[0], on(TOMORROW)[0]) == (3, 2)
    assert queries.offered_code("3.999999") == BIRTH
    line = next(one for one in queries.procedure(BIRTH).limit_lines if one.limit.value == 2)
    assert (line.valid_from, line.legal_basis) == (TOMORROW, "07/QĐ-UBND")
