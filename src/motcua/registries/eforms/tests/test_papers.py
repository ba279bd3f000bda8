"""Which papers are asked: by the answers, by the way of filing, one of a group."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from motcua.registries.eforms import rules
from motcua.registries.eforms.tests.forms_at_hand import ALL, TODAY, examples, form
from motcua.registries.eforms.types import GENERIC, Condition, Faults

BIRTH = "bang_chung_sinh"
GROUP = ["GIAY_CHUNG_SINH", "XAC_NHAN_NGUOI_LAM_CHUNG", "CAM_DOAN_VIEC_SINH"]
POSTED = "BAN_SAO_CHUNG_THUC_GUI_BUU_CHINH"


def needs(code, answers, channel="online"):
    return rules.papers_asked(form(code), answers, TODAY, channel=channel)


def said(code, answers, channel="online"):
    """Codes asked, in order, the required ones with a star."""
    return [f"{one.paper.code}{'*' * one.required}" for one in needs(code, answers, channel) if one.asked]


def example(code, words):
    return next(answers for title, answers in examples(code) if words in title)


@pytest.mark.parametrize(
    ("code", "words", "channel", "expected"),
    [
        ("1.001193", "Cha đi khai", "online", ["TO_KHAI", *(f"{one}*" for one in GROUP)]),
        ("1.001193", "Bà nội", "counter", ["TO_KHAI*", *(f"{one}*" for one in GROUP), "VAN_BAN_UY_QUYEN", "GIAY_TO_TUY_THAN", "GIAY_TO_CU_TRU"]),
        ("1.000656", "Con khai tử", "online", ["TO_KHAI", "GIAY_BAO_TU", "VAN_BAN_UY_QUYEN"]),
        ("1.000656", "Chỉ nhớ năm sinh", "online", ["TO_KHAI", "CHUNG_CU_CHET_DA_LAU*", "VAN_BAN_UY_QUYEN"]),
        ("1.000894", "lần đầu", "counter", ["TO_KHAI*", "GIAY_TO_TUY_THAN", "GIAY_TO_CU_TRU", "XAC_NHAN_TTHN"]),
        ("1.000894", "đã ly hôn", "counter", ["TO_KHAI*", "GIAY_TO_TUY_THAN", "GIAY_TO_CU_TRU", "XAC_NHAN_TTHN", "BAN_AN_LY_HON"]),
        ("1.000894", "đã ly hôn", "post", ["TO_KHAI*", POSTED, "XAC_NHAN_TTHN"]),
        ("1.004859", "Đổi tên cho con", "online", ["TO_KHAI", "CAN_CU_THAY_DOI", "VAN_BAN_UY_QUYEN"]),
        ("1.004859", "Cải chính", "counter", ["TO_KHAI*", "CAN_CU_THAY_DOI", "GIAY_TO_HO_TICH_CU", "GIAY_TO_TUY_THAN", "GIAY_TO_CU_TRU"]),
        ("1.004873", "Độc thân", "online", ["TO_KHAI"]),
        ("2.000815", "Bằng đại học", "counter", ["BAN_CHINH", "BAN_SAO_CAN_CHUNG_THUC"]),
        ("1.001612", "một người", "online", ["GIAY_DE_NGHI_HKD"]),
        ("1.001612", "gia đình", "counter", ["GIAY_DE_NGHI_HKD*", "VAN_BAN_UY_QUYEN_THANH_VIEN*"]),
        ("1.001612", "ủy quyền", "online", ["GIAY_DE_NGHI_HKD", "UY_QUYEN_CA_NHAN*", "BAN_SAO_CAN_CUOC"]),
        ("2.000488", "xin việc", "counter", ["TO_KHAI_LLTP*", "BAN_SAO_GIAY_TO", "GIAY_TO_KHONG_QUOC_TICH"]),
        ("1.013225", "liền kề", "online", ["DON_DE_NGHI_GPXD", "GIAY_TO_DAT", "Y_KIEN_VAN_HOA", "BAN_VE*", "PCCC", "THAM_TRA", "CAM_KET_LIEN_KE*"]),
        ("1.012783", "rách", "online", ["DON_BIEN_DONG", "GCN_DA_CAP*"]),
    ],
)  # fmt: skip
def test_an_example_of_each_procedure_is_asked_for_its_papers(code, words, channel, expected):
    assert said(code, example(code, words), channel) == expected


def test_every_form_but_the_common_one_lists_its_papers_with_words():
    for code in ALL:
        papers = form(code).papers
        assert bool(papers) is (code != GENERIC)
        assert all(one.name and one.when_words for one in papers)


def test_an_abandoned_child_needs_the_record_and_none_of_the_proofs_of_birth():
    answers = example("1.001193", "Cha đi khai") | {"birth_kind": "Trẻ bị bỏ rơi"}
    assert said("1.001193", answers) == ["TO_KHAI", "BIEN_BAN_TRE_BO_ROI*"]


def test_a_birth_by_surrogacy_needs_the_confirmation_beside_one_proof():
    answers = example("1.001193", "Cha đi khai") | {"birth_kind": "Mang thai hộ"}
    assert "XAC_NHAN_MANG_THAI_HO*" in said("1.001193", answers)
    group = [one for one in needs("1.001193", answers) if one.asked and one.paper.one_of == BIRTH]
    assert [one.paper.code for one in group] == GROUP
    assert {one.reason for one in group} == {"Chỉ cần một trong các giấy tờ cùng nhóm."}


def test_what_is_only_presented_is_never_asked_online_or_by_post():
    for code in ALL:
        for _, answers in examples(code):
            for channel in ("online", "post"):
                assert not any(
                    one.asked and one.paper.mode == "present" for one in needs(code, answers, channel)
                )


def test_what_data_can_replace_is_never_demanded_unless_another_paper_of_its_group_will_do():
    for code in ALL:
        assert not [p for p in form(code).papers if p.required and p.replaced_by and not p.one_of]


def test_an_empty_form_at_the_counter_shows_every_case_and_demands_only_what_all_give():
    asked = said("1.001193", {}, "counter")
    assert set(GROUP) | {"BIEN_BAN_TRE_BO_ROI", "VAN_BAN_UY_QUYEN"} <= set(asked)
    assert [one for one in asked if one.endswith("*")] == ["TO_KHAI*"]
    assert [one for one in said("1.013225", {}, "counter") if one.endswith("*")] == [
        "DON_DE_NGHI_GPXD*",
        "BAN_VE*",
    ]


def test_an_answer_to_a_question_that_is_hidden_asks_for_nothing():
    answers = example("1.001612", "một người") | {"proxy_kind": "Cá nhân"}
    assert said("1.001612", answers) == ["GIAY_DE_NGHI_HKD"]


def test_a_person_who_acts_for_the_holder_brings_the_mandate():
    answers = example("1.012783", "rách")
    assert "VAN_BAN_DAI_DIEN*" in said("1.012783", answers | {"proxy_name": "Trần Văn An"})
    assert "MANH_TRICH_DO" in said("1.012783", answers | {"survey_wanted": True})
    assert "GIAY_TO_HON_NHAN" in said("1.012783", answers | {"case": "e"})


def changed(at=1, **paper):
    data = copy.deepcopy(rules.dump(form("1.001193")))
    data["papers"][at] |= paper
    return data


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (changed(khong_biet=1), "papers[1].khong_biet"),
        (changed(when={"field": "khong_co", "op": "filled"}), "papers[1](GIAY_CHUNG_SINH).when"),
        (changed(when={"field": "birth_kind", "op": "eq", "value": "Sinh đôi"}), "papers[1](GIAY_CHUNG_SINH).when"),
        (changed(when={"field": "birth_kind", "op": "giong", "value": "x"}), "papers[1](GIAY_CHUNG_SINH).when.op"),
        (changed(when="khi cần"), "papers[1](GIAY_CHUNG_SINH).when"),
        (changed(replaced_by=["yt", "zalo"]), "papers[1](GIAY_CHUNG_SINH).replaced_by[1]"),
        (changed(channels=["fax"]), "papers[1](GIAY_CHUNG_SINH).channels[0]"),
        (changed(mode="nop"), "papers[1](GIAY_CHUNG_SINH).mode"),
        (changed(original=-1), "papers[1](GIAY_CHUNG_SINH).original"),
        (changed(copies="hai"), "papers[1](GIAY_CHUNG_SINH).copies"),
        (changed(required="có"), "papers[1](GIAY_CHUNG_SINH).required"),
        (changed(one_of=""), "papers[1](GIAY_CHUNG_SINH).required"),
        (changed(required=False), "papers"),
        (changed(at=2, one_of="rieng"), "papers"),
        (changed(code="TO_KHAI"), "papers"),
        (changed(code="giấy"), "papers[1].code"),
        (changed(name=""), "papers[1](GIAY_CHUNG_SINH).name"),
        (rules.dump(form("1.001193")) | {"papers": {"a": 1}}, "papers"),
    ],
)  # fmt: skip
def test_a_paper_that_cannot_be_read_is_refused_with_its_place(data, path):
    with pytest.raises(Faults) as refused:
        rules.parse(data)
    assert any(fault.path.endswith(path) for fault in refused.value.faults), refused.value.faults


@pytest.mark.parametrize("code", ALL)
def test_papers_are_written_back_as_they_were_read(code):
    again = rules.parse(rules.dump(form(code)))
    assert again.papers == form(code).papers
    assert rules.fingerprint(again) == rules.fingerprint(form(code))


def test_a_changed_paper_is_another_print_and_is_told_in_words():
    old = form("1.001612")
    paper = replace(old.papers[1], when=Condition("eq", "founder_kind", "Cá nhân"))
    new = replace(old, papers=(old.papers[0], paper, *old.papers[3:]))
    assert rules.fingerprint(new) != rules.fingerprint(old)
    words = [one.words for one in rules.diff(old, new)]
    assert words == [f"Bỏ giấy tờ “{old.papers[2].name}”", f"Giấy tờ “{paper.name}”: đổi điều kiện"]
    turned = replace(old, papers=(old.papers[1], old.papers[0], *old.papers[2:]))
    assert [one.words for one in rules.diff(old, turned)] == ["Đổi thứ tự giấy tờ"]
