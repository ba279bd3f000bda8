"""Filling a form page by page, without a script."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.forms import SectionStep, chapters, first_step, section_of, steps
from motcua.registries.eforms.tests.forms_at_hand import FOUR
from motcua.registries.eforms.types import Prefilled

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def post(**values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name.replace("__", ".")] = value
    return data


def page(step):
    return render_to_string("eforms/_section.html", step.context)


def typed_back(step):
    """What a browser without scripts would send: every control of the page as it stands."""
    html = page(step)
    data = QueryDict(mutable=True)
    html = re.sub(r"<template>.*?</template>", "", html, flags=re.S)
    from html import unescape

    for tag in re.findall(r"<input\b[^>]*>", html):
        attrs = {key: unescape(value) for key, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        if attrs.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        if attrs.get("name") and attrs.get("type") != "file":
            data.appendlist(attrs["name"], attrs.get("value", ""))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, flags=re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        data.appendlist(name, unescape(chosen[1]) if chosen else "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, flags=re.S):
        data.appendlist(name, unescape(body))
    return data


@pytest.mark.parametrize("code", [*FOUR, "chung", "1.004859", "2.000488", "1.000894"])
def test_a_whole_form_goes_through_page_by_page_and_keeps_every_answer(forms, code):
    version = queries.published(code, TODAY)
    place = {
        "province": "37",
        "province_name": "tỉnh Ninh Bình",
        "commune": "13669",
        "commune_name": "phường Nam Định",
    }
    for title, answers in queries.examples(code, on=TODAY, place=place)[:3]:
        if "to_agency" in answers:
            answers["to_agency"] = {
                "name": "Ủy ban nhân dân phường Nam Định, tỉnh Ninh Bình",
                "place": "13669",
            }
        collected = dict(answers)
        for link in steps(version, answers, on=TODAY):
            shown = SectionStep(version, link.code, answers, on=TODAY)
            data = typed_back(shown)
            back = SectionStep(version, link.code, answers, data, on=TODAY)
            if back.unseen:
                data["_seen"] = back.seen
                back = SectionStep(version, link.code, answers, data, on=TODAY)
            assert back.is_valid(), (title, link.code, back.errors, back.news)
            collected = back.answers
        assert collected == rules.clean_answers(version.definition, answers, on=TODAY)
        assert queries.check_answers(version.id, collected, on=TODAY)[1] == []


def test_an_empty_page_says_what_is_missing_and_links_to_the_control(forms):
    version = queries.published("1.001193", TODAY)
    step = SectionStep(version, "requester", {}, post(_shown="requester_name,requester_birth_date"), on=TODAY)
    assert not step.is_valid()
    html = page(step)
    assert 'href="#f-requester_name"' in html and 'id="f-requester_name"' in html
    assert "Bạn chưa ghi “Họ, chữ đệm, tên người yêu cầu”." in html
    assert 'aria-invalid="true"' in html


def test_a_date_that_cannot_be_is_told_by_its_part_and_kept_as_typed(forms):
    version = queries.published("1.001193", TODAY)
    data = post(child_name="Trần An", child_birth_date="9/21/2026", child_gender="Nam")
    step = SectionStep(version, "child", {}, data, on=TODAY)
    message = next(one.message for one in step.errors if one.code == "child_birth_date")
    assert "Tháng phải là số từ 1 đến 12" in message
    assert 'value="9/21/2026"' in page(step)
    assert [one.code for one in step.errors].count("child_birth_date") == 1


def test_a_choice_that_opens_a_question_brings_it_before_going_on(forms):
    version = queries.published("1.001193", TODAY)
    data = post(result_channel="Bưu chính", _shown="result_channel")
    step = SectionStep(version, "result", {}, data, on=TODAY)
    assert not step.is_valid() and step.errors == []
    assert step.news == ["Địa chỉ nhận kết quả"]
    html = page(step)
    assert "có thêm một câu cần trả lời" in html
    again = post(result_channel="Bưu chính", _shown=step.shown)
    step = SectionStep(version, "result", {}, again, on=TODAY)
    assert [one.code for one in step.errors] == ["result_address"]


def test_a_commune_found_by_words_is_taken_and_two_of_a_name_are_offered(forms):
    version = queries.published("1.001193", TODAY)
    one = post(result_channel="Bưu chính", result_address__detail="Số 5", result_address__find="nam dinh")
    step = SectionStep(version, "result", {}, one, on=TODAY)
    assert step.is_valid()
    assert step.answers["result_address"] == {
        "province": "37",
        "province_name": "tỉnh Ninh Bình",
        "commune": "13669",
        "commune_name": "phường Nam Định",
        "detail": "Số 5",
    }
    two = post(result_channel="Bưu chính", result_address__detail="Số 5", result_address__find="Bình Lục")
    two["_find"] = "result_address"
    step = SectionStep(version, "result", {}, two, on=TODAY)
    html = page(step)
    assert 'value="13504"' in html and 'value="19999"' in html and 'value="Số 5"' in html
    picked = post(result_channel="Bưu chính", result_address__find="Bình Lục", result_address__was="Bình Lục", result_address__commune="19999")  # fmt: skip
    step = SectionStep(version, "result", {}, picked, on=TODAY)
    assert step.is_valid() and step.answers["result_address"]["province"] == "40"


def test_a_made_up_commune_code_is_not_believed(forms):
    version = queries.published("1.001193", TODAY)
    data = post(result_channel="Bưu chính", result_address__commune="99999", result_address__detail="x")
    step = SectionStep(version, "result", {}, data, on=TODAY)
    assert not step.is_valid()
    assert "99999" not in str(step.answers)


def test_rows_come_and_go_and_what_was_typed_stays(forms):
    version = queries.published("2.000815", TODAY)
    first = SectionStep(version, "documents", {}, on=TODAY)
    assert len(first.controls[0].rows) == 1
    data = post(documents__count="1", documents__0__document_name="Bằng đại học", documents__0__pages="hai")
    data["_add"] = "documents"
    step = SectionStep(version, "documents", {}, data, on=TODAY)
    assert len(step.controls[0].rows) == 2 and not step.is_valid() and step.errors == []
    html = page(step)
    assert 'value="Bằng đại học"' in html and 'value="hai"' in html and 'name="documents.1.pages"' in html
    data = post(documents__count="2", documents__0__document_name="A", documents__1__document_name="B")
    data["_remove"] = "documents.0"
    step = SectionStep(version, "documents", {}, data, on=TODAY)
    assert [row.controls[1].value for row in step.controls[0].rows] == ["B"]


def test_an_error_stands_at_its_row_even_after_a_blank_one(forms):
    version = queries.published("2.000815", TODAY)
    data = post(documents__count="2", documents__1__document_name="Bằng", documents__1__pages="0")
    step = SectionStep(version, "documents", {}, data, on=TODAY)
    cells = {one.column for one in step.errors if one.row == 1}
    assert {"document_type", "pages", "copies"} <= cells
    assert 'href="#f-documents-1-pages"' in page(step)
    assert len(step.answers["documents"]) == 1


def test_html_in_an_answer_is_shown_as_text(forms):
    version = queries.published("2.000815", TODAY)
    evil = '"><script>alert(1)</script>'
    data = post(requester_name=evil, requester_org=evil, requester_phone=evil)
    html = page(SectionStep(version, "requester", {}, data, on=TODAY))
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html
    data = post(documents__count="1", documents__0__document_name=evil, documents__0__copies=evil)
    assert "<script>alert" not in page(SectionStep(version, "documents", {}, data, on=TODAY))
    stored = {"requester_org": evil}
    assert "<script>alert" not in page(SectionStep(version, "requester", stored, on=TODAY))
    background = {"birth_kind": evil}
    version = queries.published("1.001193", TODAY)
    assert "<script>alert" not in page(SectionStep(version, "mother", background, on=TODAY))


def test_what_is_known_is_filled_in_with_its_source_and_may_be_corrected(forms):
    version = queries.published("1.001193", TODAY)
    known = rules.prefill(
        version.definition, {"tk": {"full_name": "Nguyễn Thị Minh An", "born_on": "1996-11-09"}}
    )
    html = page(SectionStep(version, "requester", {}, on=TODAY, prefilled=known))
    assert 'value="Nguyễn Thị Minh An"' in html and 'value="09/11/1996"' in html
    assert "Tài khoản định danh điện tử của bạn" in html
    data = post(requester_name="Nguyễn Thị An", requester_birth_date="09/11/1996")
    step = SectionStep(version, "requester", {}, data, on=TODAY, prefilled=known)
    assert step.answers["requester_name"] == "Nguyễn Thị An"
    by_code = {one.item.code: one for one in step.controls}
    assert by_code["requester_name"].source == "" and by_code["requester_birth_date"].source


def test_the_mother_who_files_need_not_write_her_name_twice(forms):
    version = queries.published("1.001193", TODAY)
    said = {
        "birth_kind": "Chưa xác định được cha",
        "requester_name": "Bùi Thị Ngọc",
        "requester_relation": "MeDe",
    }
    step = SectionStep(version, "mother", said, on=TODAY)
    assert next(one.value for one in step.controls if one.item.code == "mother_name") == "Bùi Thị Ngọc"


def test_a_warning_asks_once_and_lets_go_on(forms):
    version = queries.published("1.001193", TODAY)
    said = {"birth_kind": "Đã xác định được cả cha lẫn mẹ", "father_name": "Ngô Quang Huy"}
    data = post(parents_married="0", _shown="parents_married")
    step = SectionStep(version, "marriage", said, data, on=TODAY)
    assert not step.is_valid() and step.unseen and "1.000689" in page(step)
    data["_seen"] = step.seen
    assert SectionStep(version, "marriage", said, data, on=TODAY).is_valid()


def test_steps_skip_what_does_not_apply_and_lead_to_the_first_open_one(forms):
    version = queries.published("1.001193", TODAY)
    codes = [link.code for link in steps(version, {"birth_kind": "Trẻ bị bỏ rơi"}, on=TODAY)]
    assert "mother" not in codes and "father" not in codes and "child" in codes
    assert first_step(version, {}) == "agency"
    assert section_of(version.definition, "child_name") == "child"
    citizen = [link.code for link in steps(queries.published("2.000815", TODAY), {}, on=TODAY)]
    assert citizen == ["requester", "documents"]
    officer = steps(queries.published("2.000815", TODAY), {}, audience="officer", on=TODAY)
    assert len(officer) == 5


def test_many_steps_are_shown_as_a_few_chapters(forms):
    version = queries.published("1.001193", TODAY)
    links = steps(version, {"birth_kind": "Đã xác định được cả cha lẫn mẹ"}, on=TODAY)
    found = chapters(links)
    assert [one.title for one in found] == ["Trường hợp", "Bạn", "Cha, mẹ", "Con", "Kết quả", "Cam đoan"]
    assert sum(len(one.links) for one in found) == len(links) == 16
    assert found[2].holds("father") and found[2].code == "mother"
    assert found[0].done and not found[1].done


def test_a_stored_file_is_kept_only_when_it_was_ours(forms):
    version = queries.published("1.001612", TODAY)
    mine = {"sha256": "a" * 64, "name": "chu-ky.png"}
    stored = {"founder_kind": "Các thành viên hộ gia đình", "members": [{"name": "Lê An", "signature": mine}]}
    for sha, kept in (("a" * 64, True), ("b" * 64, False)):
        data = post(founder_kind="Các thành viên hộ gia đình", members__count="1", members__0__name="Lê An", members__0__signature__kept=sha)  # fmt: skip
        step = SectionStep(version, "founder", stored, data, on=TODAY)
        assert ("signature" in step.answers["members"][0]) is kept


def test_garbage_from_a_browser_never_breaks_a_page(forms):
    for code in FOUR:
        version = queries.published(code, TODAY)
        for section in version.definition.sections:
            data = QueryDict(mutable=True)
            for item in section.fields:
                for name in (
                    item.code,
                    f"{item.code}.find",
                    f"{item.code}.commune",
                    f"{item.code}.office",
                    f"{item.code}.count",
                ):
                    data[name] = "²٣\x00<>𝟙" * 5
                data[f"{item.code}.count"] = "3"
                for column in item.columns:
                    data[f"{item.code}.1.{column.code}"] = "NaN"
            data["_remove"] = "documents.²"
            page(SectionStep(version, section.code, {}, data, on=TODAY, audience="officer"))
            del data["_remove"]
            step = SectionStep(version, section.code, {}, data, on=TODAY, audience="officer")
            page(step)
            rules.check(version.definition, step.answers, TODAY)


def test_enter_in_a_box_goes_on_and_never_removes_a_row(forms):
    version = queries.published("2.000815", TODAY)
    html = page(SectionStep(version, "documents", {}, on=TODAY))
    first = re.search(r"<button\b[^>]*>", html)[0]
    assert 'type="submit"' in first and "name=" not in first


def test_the_agency_that_decides_is_shown_not_asked_and_cannot_be_contradicted(forms):
    version = queries.published("1.000894", TODAY)
    assert not [link for link in steps(version, {}, on=TODAY) if link.code == "agency"]
    here = {"code": "H42.134", "name": "Ủy ban nhân dân phường Nam Định", "place": "13669"}
    known = {"to_agency": Prefilled(here, "may", "Hệ thống tự ghi")}
    data = post(declared_at_place="phường Nam Định", pledge="1", to_agency__office="H42.999")
    living = {"wife_residence_scope": "Trong nước", "wife_residence": {"commune": "13741", "commune_name": "xã Vụ Bản"}}  # fmt: skip
    step = SectionStep(version, "pledge", living, data, on=TODAY, prefilled=known)
    assert step.answers["to_agency"] == here
    html = page(step)
    assert "<strong>Ủy ban nhân dân phường Nam Định</strong>" in html and "to_agency.find" not in html
    assert step.unseen and "Ủy ban nhân dân xã Vụ Bản" in html  # KH07: told once, never refused
    data["_seen"] = step.seen
    assert SectionStep(version, "pledge", living, data, on=TODAY, prefilled=known).is_valid()
    blank = SectionStep(version, "pledge", {}, None, on=TODAY)
    assert "Chúng tôi ghi khi biết nơi giải quyết hồ sơ." in page(blank)
