"""Whole forms: what a citizen fills is taken, what is missing is named."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.registries.eforms import rules
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.tests.forms_at_hand import ALL, FOUR, TODAY, every_example, examples, form
from motcua.registries.eforms.types import Audience, FieldType, Prefilled


def test_all_forms_and_the_common_one_are_there_and_read_back_the_same():
    assert len(ALL) == 13
    for code in ALL:
        definition = form(code)
        again = rules.parse(rules.dump(definition))
        assert again == definition
        assert rules.fingerprint(again) == rules.fingerprint(definition)


def test_each_of_the_four_forms_has_six_invented_fillings():
    assert all(len(examples(code)) >= 6 for code in FOUR)


@pytest.mark.parametrize(
    ("code", "title", "answers"), every_example(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_realistic_filling_is_taken(code, title, answers):
    assert rules.check(form(code), answers, TODAY) == []


@pytest.mark.parametrize("code", FOUR)
def test_every_required_answer_left_out_is_named(code):
    definition = form(code)
    asked = set()
    for _, answers in examples(code):
        for item in rules.visible(definition, answers, TODAY):
            needed = item.required or (item.required_when and rules.holds(item.required_when, answers, TODAY))
            if (
                not needed
                or item.computed
                or item.settled
                or Audience.OFFICER in (item.audience,)
                or item.code not in answers
            ):
                continue
            without = {key: value for key, value in answers.items() if key != item.code}
            found = [one for one in rules.check(definition, without, TODAY) if one.code == item.code]
            assert found, f"{code}.{item.code} may be left out"
            assert len(found[0].message) > 15 and found[0].message.endswith((".", "!", "?"))
            asked.add(item.code)
    assert len(asked) >= {"2.000815": 2}.get(code, 20)


def test_the_officer_part_of_a_certification_is_asked_of_the_officer_alone():
    _, answers = examples("2.000815")[0]
    definition = form("2.000815")
    assert rules.check(definition, answers, TODAY, "citizen") == []
    codes = {one.code for one in rules.check(definition, answers, TODAY, "officer")}
    assert {"bar_altered", "compared", "book_seq"} <= codes


def test_a_hidden_question_loses_its_answer_and_asks_nothing():
    _, answers = examples("1.001193")[0]
    definition = form("1.001193")
    changed = rules.clean_answers(definition, answers | {"birth_kind": "Chưa xác định được cha"}, on=TODAY)
    assert not [code for code in changed if code.startswith("father_")]
    assert "parents_married" not in changed
    codes = {item.code for item in rules.visible(definition, changed, TODAY)}
    assert "mother_name" in codes and "father_name" not in codes


def test_a_late_birth_is_registered_as_late_and_told_but_not_stopped():
    _, answers = next(one for one in examples("1.001193") if "quá hạn" in one[0])
    assert answers["registration_kind"] == "4"
    advice = rules.advise(form("1.001193"), answers, TODAY)
    assert any(one.check == "registered_within" and "95 ngày" in one.message for one in advice)


def test_what_the_machine_works_out_cannot_be_typed_over():
    _, answers = examples("1.001612")[0]
    cheated = rules.clean_answers(
        form("1.001612"), answers | {"hkd_name": "CÔNG TY X", "capital_words": "Một tỷ"}, on=TODAY
    )
    assert cheated["hkd_name"] == "HỘ KINH DOANH TẠP HÓA HƯƠNG GIANG"
    assert cheated["capital_words"] == "Tám mươi triệu đồng"


def test_the_fee_of_certified_copies_follows_the_pages_of_the_original():
    _, answers = examples("2.000815")[0]
    assert answers["fee_total"] == 5 * 4_000 + 5 * 5_000
    from motcua.registries.eforms.rules.computing import certified_copy_fee

    assert [certified_copy_fee(pages, 1) for pages in (1, 2, 3, 250)] == [2_000, 4_000, 5_000, 200_000]


def test_prefill_takes_the_first_source_that_answers_and_says_which():
    person = {
        "full_name": "Nguyễn Thị Minh An",
        "born_on": "1996-11-09",
        "personal_number": "037196004512",
        "at": "14:02",
    }
    found = rules.prefill(form("1.001193"), {"dc": person | {"full_name": "Khác Tên"}, "tk": person})
    assert found["requester_name"] == Prefilled(
        "Nguyễn Thị Minh An", "tk", "Tài khoản định danh điện tử của bạn", "14:02"
    )
    assert found["requester_id_number"].value == "037196004512"
    assert "mother_name" not in found and "child_name" not in found
    wrong = rules.prefill(form("1.001193"), {"tk": {"born_on": "hôm qua", "full_name": 7}})
    assert wrong == {}


def test_a_summary_shows_labels_and_words_not_codes():
    _, answers = examples("1.013225")[0]
    rows = {row.code: row for row in rules.answers_summary(form("1.013225"), answers)}
    assert rows["filer_birth_date"].value == "20/05/1979"
    assert rows["floor_area"].value == "256,5 m²"
    assert rows["adjoining"].value == "Có"
    assert rows["site_address"].value == "phường Nam Định, tỉnh Ninh Bình"
    assert rows["floors"].headers[0] == "Tầng" and rows["floors"].rows[0] == ("Tầng 1", "85,5", "3,9")


texts = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=30), st.dates().map(str),
    st.sampled_from(["", "2026-13-40", "-1", "NaN", "Infinity", "1e999", "0", "Có", "@", "9" * 12, "\x00", "\u202e"]),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.sampled_from(["province", "commune", "detail", "code", "name", "sha256"]), st.text(max_size=8)),
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), code=st.sampled_from(ALL))
def test_no_answers_whatever_break_the_judge(data, code):
    definition = form(code)
    base = dict(random.choice(examples(code))[1])
    rows = st.lists(st.dictionaries(st.sampled_from(["name", "area", "pages", "copies", "vsic", "main", "id_number", "from_date", "to_date", "address", "document_no"]), texts), max_size=4)  # fmt: skip
    for item in data.draw(st.lists(st.sampled_from(definition.fields()), max_size=12)):
        base[item.code] = data.draw(rows if item.type is FieldType.TABLE else texts)
    for audience in Audience:
        for one in rules.check(definition, base, TODAY, audience) + rules.advise(
            definition, base, TODAY, audience
        ):
            assert one.message and definition.field(one.code)
    cleaned = rules.clean_answers(definition, base, on=TODAY)
    assert rules.clean_answers(definition, cleaned, on=TODAY) == cleaned
    assert not any(empty(value) for value in cleaned.values() if isinstance(value, str))
    rules.answers_summary(definition, cleaned)


def test_a_value_worked_out_by_the_form_is_not_asked_for_while_its_question_is_unanswered():
    birth = form("1.001193")
    said = {one.code for one in rules.check(birth, {}, TODAY, section="child")}
    assert {"child_birth_date", "child_gender"} <= said
    assert not said & {"registration_kind", "child_birth_date_words"}
    late = dict(examples("1.001193")[1][1])
    assert rules.check(birth, late, TODAY, section="child") == []


def test_a_difference_names_what_was_taken_added_moved_and_reworded():
    plain = rules.dump(form("chung"))
    assert rules.diff(form("chung"), rules.parse(plain)) == []
    first = plain["sections"][0]
    gone = first["fields"].pop(2)
    first["group"] = "Người khai"
    plain["sections"][4]["fields"].append({"code": "new_one", "label": "Câu mới", "type": "text"})
    plain["sections"][4]["fields"][0]["required"] = False
    found = {
        (one.kind, one.path): one
        for one in rules.diff(form("chung"), rules.parse(plain_without_birth(plain)))
    }
    assert ("removed", gone["code"]) in found and ("added", "new_one") in found
    assert found["changed", "request_content"].words == "“Nội dung đề nghị”: đổi bắt buộc"
    assert found["changed", "request_content"].after == "không"


def plain_without_birth(plain):
    for item in plain["sections"][0]["fields"]:
        if item["code"] == "applicant_id_number":
            item["checks"] = ["id12"]
    return plain
