"""Drafts changed in the browser: every change keeps the form readable, nothing that is used vanishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.models import FormVersion
from motcua.registries.eforms.rules.naming import CHECKS, TYPES
from motcua.registries.eforms.rules.naming import FORMULAS as FORMULA_NAMES
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.tests.conftest import NOW
from motcua.registries.eforms.tests.forms_at_hand import ALL, form, lists
from motcua.registries.eforms.types import (
    AddField,
    AddPaper,
    AddSection,
    BadEdit,
    BadForm,
    Duplicate,
    FieldNeed,
    FieldsMissing,
    FieldType,
    InUse,
    Move,
    MoveTo,
    NotADraft,
    Overtaken,
    Put,
    PutForm,
    Remove,
)

TODAY = NOW.date()


def places(definition) -> list[str]:
    found = [f"phan/{one.code}" for one in definition.sections]
    for item in definition.fields():
        found += [f"cau/{item.code}", *(f"cau/{item.code}.{one.code}" for one in item.columns)]
    return found + [f"giay/{one.code}" for one in definition.papers]


def test_every_type_check_and_formula_has_a_name_for_the_editor():
    assert set(TYPES) == set(FieldType)
    assert set(CHECKS) == set(WORDS)
    assert set(FORMULA_NAMES) == set(rules.FORMULAS)
    for word, (_, hint) in CHECKS.items():
        assert bool(hint) == bool(WORDS[word].pattern), word


def test_a_field_that_a_condition_asks_cannot_be_removed_and_the_places_are_named():
    birth = form("1.001193")
    with pytest.raises(InUse) as refused:
        rules.edit(birth, Remove("cau/requester_relation"))
    assert "Quan hệ (ghi rõ)" in refused.value.message and refused.value.facts["uses"]
    free = rules.edit(birth, Remove("cau/requester_relation_other")).definition
    assert free.field("requester_relation_other") is None


def test_a_new_code_is_followed_by_all_that_refers_to_the_old_one():
    birth = form("1.001193")
    item = birth.field("requester_relation")
    done = rules.edit(birth, Put("cau/requester_relation", replace(item, code="quan_he")))
    assert done.place == "cau/quan_he" and not rules.uses(done.definition, "requester_relation")
    assert {use.words for use in rules.uses(done.definition, "quan_he")} == {
        use.words for use in rules.uses(birth, "requester_relation")
    }
    assert not rules.faults(done.definition)


def test_every_reference_of_every_form_follows_a_new_code():
    for code in ALL:
        definition = form(code)
        for item in definition.fields():
            done = rules.edit(
                definition, Put(f"cau/{item.code}", replace(item, code="ma_moi_thu"))
            ).definition
            assert not rules.uses(done, item.code), (code, item.code)
            strange = [one for one in rules.faults(done) if item.code in one.message]
            assert not strange, (code, item.code, strange)


def test_the_ends_of_a_list_are_told_and_wrong_codes_refused():
    birth = form("1.001193")
    with pytest.raises(BadEdit, match="đã ở đầu"):
        rules.edit(birth, Move(f"phan/{birth.sections[0].code}", -1))
    item = birth.field("requester_name")
    for wrong in ("Họ tên", "requester_id_number", "1a", ""):
        with pytest.raises(BadEdit):
            rules.edit(birth, Put("cau/requester_name", replace(item, code=wrong)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["1.001193", "2.000815", "chung"]), st.data())
def test_any_row_of_changes_leaves_a_form_that_reads_back_the_same(code, data):
    definition = form(code)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.sampled_from(places(definition)))
        section = data.draw(st.sampled_from([one.code for one in definition.sections]))
        change = data.draw(
            st.sampled_from(
                [
                    Move(place, -1), Move(place, 1), Duplicate(place), Remove(place), MoveTo(place, section),
                    AddSection("Phần thêm"), AddPaper("Giấy thêm"), AddField(f"phan/{section}", "Câu thêm", data.draw(st.sampled_from(list(FieldType)))),
                    PutForm("Tên mới"),
                ]
            )
        )  # fmt: skip
        try:
            definition = rules.edit(definition, change, lists=lists()).definition
        except (BadEdit, InUse):
            continue
        assert rules.read(rules.dump(definition))[0] == definition


@pytest.fixture
def draft(forms, admin):
    return services.start_draft(code="1.001193", number=1, by=admin, at=NOW)


def change(draft, edit, admin, seen):
    return services.edit_draft(code=draft.code, number=draft.number, seen=seen, edit=edit, by=admin, at=NOW)


@pytest.mark.django_db
def test_the_second_of_two_administrators_is_told_and_overwrites_nothing(draft, admin):
    other = Actor(kind="officer", id="CB002", name="Trần Cùng Sửa", permissions=admin.permissions)
    change(draft, PutForm("Tờ khai một"), other, 0)
    with pytest.raises(Overtaken) as refused:
        change(draft, PutForm("Tờ khai hai"), admin, 0)
    assert "Trần Cùng Sửa" in refused.value.message and "sửa tên" in refused.value.message
    assert queries.numbered(draft.code, draft.number).definition.name == "Tờ khai một"
    change(draft, PutForm("Tờ khai hai"), admin, 1)
    assert queries.numbered(draft.code, draft.number).definition.name == "Tờ khai hai"
    assert Entry.objects.filter(action="eforms.edit").count() == 2


@pytest.mark.django_db
def test_changes_are_taken_back_one_by_one(draft, admin):
    change(draft, AddSection("Phần A"), admin, 0)
    change(draft, Remove("cau/requester_relation_other"), admin, 1)
    undo = lambda seen: services.undo_edit(code=draft.code, number=draft.number, seen=seen, by=admin, at=NOW)  # noqa: E731
    assert undo(2).startswith("Xóa câu")
    now = queries.numbered(draft.code, draft.number).definition
    assert now.field("requester_relation_other") and now.sections[-1].title == "Phần A"
    assert undo(3).startswith("Thêm phần")
    assert queries.numbered(draft.code, draft.number).definition == draft.definition
    with pytest.raises(BadEdit):
        undo(4)


@pytest.mark.django_db
def test_only_drafts_are_edited_and_only_by_those_who_may(draft, admin):
    with pytest.raises(NotAllowed):
        change(draft, PutForm("Tên"), Actor.anonymous(), 0)
    with pytest.raises(NotADraft):
        services.edit_draft(code=draft.code, number=1, seen=0, edit=PutForm("Tên"), by=admin, at=NOW)
    assert queries.numbered(draft.code, 1).definition.name != "Tên"


@pytest.mark.django_db
def test_a_draft_with_faults_is_kept_but_not_published(draft, admin):
    change(draft, AddSection("Trống"), admin, 0)
    assert any("ít nhất một câu hỏi" in one.message for one in queries.faults_of(draft.id))
    with pytest.raises(BadForm):
        services.publish_form(code=draft.code, number=2, published_from=TODAY, by=admin, at=NOW)
    assert queries.published(draft.code, TODAY).number == 1


@pytest.mark.django_db
def test_a_form_without_a_field_its_process_reads_is_refused(draft, admin, settings):
    settings.EFORM_READERS = [f"{__name__}.a_process"]
    with pytest.raises(FieldsMissing) as refused:
        services.publish_form(code=draft.code, number=2, published_from=TODAY, by=admin, at=NOW)
    assert "Quy trình thử" in refused.value.message and "dien_tich" in refused.value.message
    assert queries.numbered(draft.code, 2).status == "draft"
    with pytest.raises(InUse) as kept:
        change(draft, Remove("cau/requester_relation_other"), admin, 0)
    assert "Quy trình thử" in kept.value.message
    services.edit_draft(
        code=draft.code, number=2, seen=0, by=admin, at=NOW,
        edit=AddField("phan/agency", "Diện tích", FieldType.DECIMAL),
    )  # fmt: skip
    services.publish_form(code=draft.code, number=2, published_from=TODAY, by=admin, at=NOW)
    with pytest.raises(FieldsMissing):  # taking it back would bring the hole back
        services.withdraw_form(code=draft.code, number=2, reason="thử rút", by=admin, at=NOW)
    assert queries.published(draft.code, TODAY).number == 2


def a_process(form_code):
    yield FieldNeed("dien_tich", "Quy trình thử", (FieldType.DECIMAL, FieldType.INT))
    yield FieldNeed("requester_relation_other", "Quy trình thử")


@pytest.mark.django_db
def test_the_form_of_births_keeps_what_the_certificate_prints(draft, admin):
    with pytest.raises(InUse) as refused:
        change(draft, Remove("cau/child_nationality"), admin, 0)
    assert "Giấy khai sinh" in refused.value.message


@pytest.mark.django_db
def test_a_published_draft_is_taken_back_and_a_new_file_does_not_cover_the_provinces_own(draft, admin):
    change(draft, PutForm("Tờ khai của tỉnh"), admin, 0)
    services.publish_form(code=draft.code, number=2, published_from=TODAY, by=admin, at=NOW)
    again = services.load_forms(by=admin, at=NOW + timedelta(days=1))
    assert again.created == () and queries.published(draft.code, TODAY).number == 2
    services.withdraw_form(code=draft.code, number=2, reason="tên chưa đúng", by=admin, at=NOW)
    assert queries.published(draft.code, TODAY).number == 1


@pytest.mark.django_db
def test_a_form_is_made_new_or_like_another(forms, admin):
    made = services.create_form(code="9.000001", name="Tờ khai mới", by=admin, at=NOW)
    assert (made.status, len(made.definition.sections)) == ("draft", 1)
    like = services.create_form(code="9.000002", name="Giống khai tử", like="1.000656", by=admin, at=NOW)
    assert like.definition.sections == queries.published("1.000656", TODAY).definition.sections
    before = FormVersion.objects.count()
    with pytest.raises(BadEdit):
        services.create_form(code="9.000001", name="Lần nữa", by=admin, at=NOW)
    with pytest.raises(BadForm):
        services.create_form(code="có dấu", name="Sai mã", by=admin, at=NOW)
    assert FormVersion.objects.count() == before


def test_what_changed_is_told_in_words():
    birth = form("1.001193")
    done = rules.edit(birth, Move("phan/requester", 1)).definition
    done = rules.edit(done, Move("cau/requester_name", 1)).definition
    item = done.field("requester_relation_other")
    done = rules.edit(
        done, Put("cau/requester_relation_other", replace(item, type=FieldType.LONGTEXT, show_when=None))
    )
    told = {one.words: (one.before, one.after) for one in rules.diff(birth, done.definition)}
    assert told["“Quan hệ (ghi rõ)”: đổi kiểu"] == ("Chữ, một dòng", "Chữ, nhiều dòng")
    assert told["“Quan hệ (ghi rõ)”: đổi chỉ hiện khi"][0] == "“Quan hệ với người được khai sinh” bằng Khác"
    assert told["Phần “Bạn là ai?”: đổi thứ tự câu hỏi"][1].startswith("Ngày, tháng, năm sinh; Họ, chữ đệm")
    assert "Đổi thứ tự các phần" in told and len(told) == 4
