"""The province's own catalogue: what it adopts, edits, publishes and withdraws."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import AlreadyDone, NotAllowed
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.services.editing import BadTerms, LacksParts, NotAdopted, StalePage
from motcua.registries.procedures.tests.conftest import FIRST, NOON, national

pytestmark = pytest.mark.django_db


def test_the_province_adopts_its_own_level_and_leaves_ministry_and_customs_alone(catalogue):
    assert queries.adopted_codes() == {"1.001193", "1.000894", "1.000656"}


def test_limits_come_only_from_data_that_can_be_trusted(catalogue):
    assert queries.adoption_of("1.001193").limit_value == 3
    assert queries.adoption_of("1.000656").limit_value is None
    assert queries.procedure("1.000656").limit is None


def test_adopting_again_touches_nothing_an_administrator_changed(catalogue, editor):
    services.edit_adoption(code="1.001193", changes={"limit_value": 1}, by=editor, at=NOON)

    report = services.adopt_procedures(by=editor, at=NOON)

    assert (report.adopted, queries.adoption_of("1.001193").limit_value) == (0, 1)


def test_a_limit_without_a_unit_is_refused_and_nothing_moves(catalogue, editor):
    before = Entry.objects.count()
    with pytest.raises(BadTerms):
        services.edit_adoption(code="1.001193", changes={"limit_unit": None}, by=editor, at=NOON)
    assert queries.adoption_of("1.001193").limit_unit == "working_days"
    assert Entry.objects.count() == before


def test_a_stale_page_is_told_so(catalogue, editor):
    seen = queries.adoption_of("1.001193").revision
    services.edit_adoption(code="1.001193", changes={"note": "mới"}, by=editor, at=NOON, seen_revision=seen)
    with pytest.raises(StalePage):
        services.edit_adoption(
            code="1.001193", changes={"note": "cũ"}, by=editor, at=NOON, seen_revision=seen
        )
    assert queries.adoption_of("1.001193").note == "mới"


def test_editing_what_a_citizen_reads_makes_a_new_version_and_keeps_the_old(catalogue, editor):
    old = queries.procedure("1.001193").version_id

    number = services.edit_procedure(
        code="1.001193", changes={"conditions": "Không quá 60 ngày."}, by=editor, at=NOON
    )
    again = services.edit_procedure(
        code="1.001193", changes={"conditions": "Không quá 60 ngày."}, by=editor, at=NOON
    )

    assert (number, again) == (2, 2)
    assert queries.procedure("1.001193").record.conditions == "Không quá 60 ngày."
    assert queries.version(old).conditions == ""


def test_withdrawing_needs_a_reason_and_closes_the_door_online(catalogue, editor, news, client):
    with pytest.raises(BadTerms):
        services.withdraw_procedure(code="1.001193", reason=" ", by=editor, at=NOON)
    services.withdraw_procedure(code="1.001193", reason="Chờ quy định mới.", by=editor, at=NOON)

    view = queries.procedure("1.001193")
    assert (view.can_apply_online, view.why_not_online) == (False, "Chờ quy định mới.")
    assert view.closed_words == "Từ 23/11/2026 tỉnh không nhận hồ sơ thủ tục này. Chờ quy định mới."
    page = client.get("/thu-tuc/1.001193/").text
    assert page.index(str(view.closed_words)) < page.index("Bao lâu?") and "/nop-ho-so/" not in page
    assert len(news("procedures.withdrawn")) == 1
    with pytest.raises(AlreadyDone):
        services.withdraw_procedure(code="1.001193", reason="Lần nữa", by=editor, at=NOON)


def test_a_procedure_that_lacks_what_the_decree_asks_is_not_published(catalogue, editor, write):
    bare = national("1.004222", "Đăng ký thường trú", steps_text=None, papers=None)
    services.import_catalogue(path=write([bare]), by=editor, at=NOON)
    services.adopt_procedures(by=editor, at=NOON)
    services.withdraw_procedure(code="1.004222", reason="Thiếu", by=editor, at=NOON)

    with pytest.raises(LacksParts, match="Trình tự thực hiện, Thành phần"):
        services.publish_procedure(code="1.004222", by=editor, at=NOON)
    assert Adoption.objects.get(procedure__code="1.004222").is_published is False


def test_an_officer_without_the_permission_edits_nothing(catalogue, clerk):
    for call in (
        lambda: services.edit_adoption(code="1.001193", changes={"note": "x"}, by=clerk, at=NOON),
        lambda: services.withdraw_procedure(code="1.001193", reason="x", by=clerk, at=NOON),
        lambda: services.save_synonym(says="x", means=["y"], codes=[], by=clerk, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert queries.adoption_of("1.001193").revision == 1


def test_what_the_province_does_not_offer_cannot_be_edited(catalogue, editor):
    with pytest.raises(NotAdopted):
        services.edit_adoption(code="3.000346", changes={"note": "x"}, by=editor, at=NOON)


def test_a_fee_rule_holds_from_its_day_on(catalogue, editor):
    services.add_fee_rule(code="1.001193", by=editor, at=NOON, valid_from=date(2027, 1, 1), amount_vnd=8000)
    assert queries.procedure("1.001193", date(2026, 12, 31)).fee_rules == []
    assert queries.procedure("1.001193", date(2027, 1, 1)).fee_words == "8.000 đồng"
    with pytest.raises(BadTerms):
        services.add_fee_rule(code="1.001193", by=editor, at=NOON, valid_from=date(2027, 1, 1))


def test_a_version_answers_for_the_day_asked(catalogue, editor, write):
    later = NOON.replace(year=2027)
    services.import_catalogue(path=write([FIRST[0] | {"conditions": "Mới"}]), by=editor, at=later)
    assert queries.procedure("1.001193", date(2026, 12, 1)).record.conditions == ""
    assert queries.procedure("1.001193", date(2027, 12, 1)).record.conditions == "Mới"
    with pytest.raises(queries.NotYetInForce, match="23/11/2026"):
        queries.procedure("1.001193", date(2026, 11, 22))
