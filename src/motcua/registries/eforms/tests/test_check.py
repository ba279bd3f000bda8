"""Every word of the check vocabulary: an answer it takes and one it stops."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from motcua.kernel import legal, yamls
from motcua.registries.eforms import rules
from motcua.registries.eforms.rules.computing import certified_copy_fee
from motcua.registries.eforms.tests.forms_at_hand import ALL, form
from motcua.registries.eforms.types import Facts

TODAY = date(2026, 11, 20)  # a Friday
NO = object()


def place(commune="13669", **more):
    return {"province": "37", "commune": commune, "commune_name": "phường Nam Định"} | more


def office(at="13669"):
    return {"name": "Ủy ban nhân dân phường Nam Định", "place": at}


def case(word, kind, good, bad, *, others=None, code="x", facts=None, said=None, **field):
    return {"word": word, "kind": kind, "good": good, "bad": bad, "others": others or {}, "code": code, "facts": facts or Facts(), "said": said, "field": field}  # fmt: skip


LINES = [{"code": "name", "label": "Tên", "type": "text"}, {"code": "vsic", "label": "Mã", "type": "vsic"}, {"code": "main", "label": "Chính", "type": "bool"}]  # fmt: skip
PEOPLE = [
    {"code": "name", "label": "Tên", "type": "name"},
    {"code": "id_number", "label": "Số", "type": "id12"},
]
DOCS = [{"code": c, "label": c, "type": t} for c, t in (("document_name", "text"), ("document_no", "text"), ("holder_name", "text"), ("foreign", "bool"), ("legalised", "bool"))]  # fmt: skip
PARCELS = [{"code": "parcel_no", "label": "Thửa", "type": "text"}, {"code": "sheet_no", "label": "Tờ", "type": "text"}, {"code": "address", "label": "Địa chỉ", "type": "address"}, {"code": "area", "label": "m²", "type": "decimal"}]  # fmt: skip
STAYS = [{"code": "from_date", "label": "Từ", "type": "date_partial"}, {"code": "to_date", "label": "Đến", "type": "date_partial"}]  # fmt: skip
CHANGES = [
    {"code": "old_value", "label": "Cũ", "type": "text"},
    {"code": "new_value", "label": "Mới", "type": "text"},
]
PAIR = [{"name": "Lê An"}, {"name": "Bùi Nhi"}]
BORN = {"subject_birth_date": "1999-05-15"}

CASES = [
    case("id12", "id12", "036096004512", "03609600451"),
    case("id12", "id12", "001200000001", "999096004512"),
    case("id12_agrees:birth=b", "id12", "036196004512", "036195004512", others={"b": "1996-11-09"}),
    case("vname", "name", "Nguyễn Thị Minh-An", "An"),
    case("vname", "text", "Y H'Nhiên Êban", "Nguyễn Văn 2"),
    case("short_name:25", "name", "Trần An", "Nguyễn Hoàng Thiên Kim Ngọc Bảo Trân"),
    case("phone10", "phone", "0912345678", "1912345678"),
    case("email", "email", "an.nguyen@example.vn", "an@example"),
    case("upper", "text", "HƯƠNG GIANG 1", "Hương Giang"),
    case("prefix:HỘ KINH DOANH", "text", "HỘ KINH DOANH AN", "AN"),
    case("pattern:10 digits or 10-3", "text", "0700123456-001", "LAD 00038424"),
    case("pattern:^[A-ZĐ]{1,2} ?[0-9]{6,8}$", "text", "CS 012345", "012345"),
    case("format:NN/yyyy-SCT/BS", "text", "01/2026-SCT/BS", "1/26-SCT"),
    case("book_no", "text", "01/2010", "quyển một"),
    case("parcel", "text", "LK3-07", "125; DROP"),
    case("not_blank_write:“Không rõ”", "text", "Không rõ", None),
    case("hkd_name_rules", "text", "PHỞ CƯỜNG", "CÔNG TY CƯỜNG"),
    case("hkd_name_rules", "text", "WAZA FIVE 24H", "BÁN LẺ THỰC PHẨM"),
    case(
        "unique_in_commune",
        "text",
        "AN",
        "BÌNH",
        others={"office_address": place()},
        facts=Facts(name_taken=lambda name, at: name == "BÌNH"),
    ),
    case(
        "not_apartment_for_living",
        "address",
        place(detail="Số 5"),
        place(detail="Căn hộ 1205, chung cư An Phú"),
    ),
    case("never:1", "choice", "2", "1", choices=["1", "2"]),
    case("is:Việt Nam", "choice", "Việt Nam", "Lào", choices=["Việt Nam", "Lào"]),
    case("must_be_true", "consent", True, False),
    case("true_blocks", "bool", False, True),
    case(
        "old_ne_new",
        "table",
        [{"old_value": "An", "new_value": "Ân"}],
        [{"old_value": "Hòa", "new_value": "Hoà"}],
        columns=CHANGES,
    ),
    case("mentions:b", "text", "Gửi ông Bình", "Gửi ai đó", others={"b": "Bình"}),
    case("not_future", "date", "2026-11-20", "2026-11-21"),
    case("not_future", "date_partial", "2026", "2027"),
    case("not_past", "date", "2026-11-20", "2026-11-19"),
    case("not_before_today", "date", "2026-12-01", "2026-11-01"),
    case("equals_today", "date", "2026-11-20", "2026-11-19"),
    case(
        "equals_signing_day", "date", "2026-11-21", "2026-11-20", facts=Facts(signing_on=date(2026, 11, 21))
    ),
    case("after:b", "date", "2020-01-02", "2020-01-01", others={"b": "2020-01-01"}),
    case("before:b", "date_partial", "2020", "2020-02", others={"b": "2020-01-15"}),
    case("not_before:b", "date", "2020-01-01", "2019-12-31", others={"b": "2020-01-01"}),
    case("not_after:b", "date", "2020-01-01", "2020-01-02", others={"b": "2020-01-01"}),
    case("after_of:b", "date", "2019-10-20", "2027-01-01", others={"b": "2026-11-01"}),
    case("within:2wd_unless_agreed", "moment", "2026-11-24T16:30", "2026-11-25T08:00"),
    case("registered_within:60d", "date", "2026-09-21", "2026-09-20"),
    case("age_at_registration:20", "date", "2006-11-20", "2006-11-21"),
    case("age>=18@today", "date", "2008-11-20", "2008-11-21"),
    case("age<6@today", "date", "2020-11-21", "2020-11-20"),
    case(
        "subject_age_below:18_else_hidden", "bool", True, False, others={"subject_birth_date": "2015-01-01"}
    ),
    case(
        "subject_age_between:9..17_else_hidden",
        "bool",
        True,
        None,
        others={"subject_birth_date": "2015-01-01"},
    ),
    case(
        "younger_child_by:12y_warn", "date_partial", "1996", "2020", others={"child_birth_date": "2026-11-01"}
    ),
    case("blank_means_issue_date", "date", "2026-12-01", None),
    case(
        "covers:age14_to_today",
        "table",
        [{"from_date": "2013-05"}],
        [{"from_date": "2013-05", "to_date": "2015-01"}, {"from_date": "2016-01"}],
        others=BORN,
        columns=STAYS,
    ),
    case(
        "no_overlap_warn",
        "table",
        [{"from_date": "2013", "to_date": "2014"}, {"from_date": "2015"}],
        [{"from_date": "2013", "to_date": "2016"}, {"from_date": "2015"}],
        columns=STAYS,
    ),
    case("int>0", "int", 1, 0),
    case("int>=1", "int", 1, 0),
    case("dec>0", "decimal", "0.1", "0"),
    case("dec>=0", "decimal", "0", "-0.1"),
    case("area>0", "table", [{"area": "1"}], [{"area": "0"}], columns=PARCELS),
    case("int_range:1..99", "int", 99, 100),
    case("ge:b", "decimal", "85.5", "85.4", others={"b": "85.5"}),
    case("le:b", "decimal", "100", "100.1", others={"b": "100"}),
    case("le_share:b", "decimal", "80", "120", others={"b": "120"}),
    case("equals_sum_of:t.area", "decimal", "171", "170", others={"t": [{"area": "85.5"}, {"area": "85.5"}]}),
    case("equals_count_of:t", "int", 2, 3, others={"t": [{"area": "1"}, {"area": "2"}]}),
    case(
        "ge_sum_of:t.height_above_ground_warn",
        "decimal",
        "7.5",
        "7.4",
        others={
            "t": [
                {"kind": "Tầng hầm", "height": "3"},
                {"kind": "Tầng 1", "height": "3.9"},
                {"kind": "Tầng trên", "height": "3.6"},
            ]
        },
    ),
    case("from_01_each_year", "int", 1, 0),
    case("no_gap", "int", 42, 43, facts=Facts(last_number=41)),
    case(
        "one_when_never_married", "int", 1, 2, code="wife_marriage_count", others={"wife_marital_status": "2"}
    ),
    case(
        "grade_by_floors_and_area",
        "text",
        "Cấp III",
        "Cấp IV",
        others={"floor_count": 3, "floor_area": "250"},
        facts=Facts(
            figures={
                "house_grades": (
                    {"grade": "Cấp IV", "floors": 1, "area": 1000},
                    {"grade": "Cấp III", "floors": 7, "area": 10000},
                )
            }
        ),
    ),
    case(
        "equals_id12_when_card",
        "text",
        "036096004512",
        "036096004513",
        code="a_doc_no",
        others={"a_doc_type": "Thẻ căn cước", "a_number": "036096004512"},
    ),
    case(
        "surname_of_father_or_mother",
        "name",
        "Trần Minh Khang",
        "Lê Minh Khang",
        others={"father_name": "Trần Văn Đức", "mother_name": "Nguyễn Thị Hà"},
    ),
    case(
        "ethnicity_of_father_or_mother",
        "text",
        "Mường",
        "Tày",
        others={"father_ethnicity": "Kinh", "mother_ethnicity": "Mường"},
    ),
    case("ethnicity_of_parent", "choice", "Cha", "Khác", choices=["Cha", "Mẹ", "Khác"]),
    case(
        "home_place_of_father_or_mother",
        "address",
        place("1"),
        place("2"),
        others={"father_home_place": place("1")},
    ),
    case(
        "home_of_parent:b",
        "address",
        place("1"),
        place("2"),
        others={"b": "Mẹ", "mother_residence": place("1"), "father_residence": place("2")},
    ),
    case(
        "parent_told", "choice", "Mẹ", "Cha", choices=["Cha", "Mẹ"], others={"mother_name": "Nguyễn Thị Hà"}
    ),
    case("father_unmarried:b", "bool", True, False, others={"b": "Trần Văn Đức"}),
    case(
        "owner_is_member",
        "table",
        [{"name": "Lê An", "id_number": "036096004512"}],
        [{"name": "Bùi Nhi", "id_number": "036196004512"}],
        others={"owner_id_number": "036096004512", "owner_name": "LÊ AN"},
        columns=PEOPLE,
    ),
    case("other_person:b", "id12", "036096004512", "036096004513", others={"b": "036096004513"}),
    case(
        "own_when:b",
        "id12",
        "036096004512",
        "036096004513",
        others={"b": "Bản thân"},
        facts=Facts(filer="036096004512"),
    ),
    case(
        "filer_is_party:b",
        "id12",
        "036096004512",
        "036096004513",
        others={"b": "036196004513"},
        facts=Facts(filer="036096004512"),
    ),
    case("in_db:dc", "text", "a", NO, facts=Facts(in_source={"dc": {"y": False}})),
    case("digital_signature_when_online", "consent", True, False, facts=Facts(channel="online")),
    case("same_as_certificate_or_case", "text", "a", NO, facts=Facts(in_source={"dd": {"y": False}})),
    case("all_of:t", "consent", True, False, others={"t": [{"name": "A"}, {"name": "B"}]}),
    case("same_person:b", "id12", "036096004512", "036096004513", others={"b": "036096004512"}),
    case("id12_sex:Nữ", "id12", "036196004512", "036096004512"),
    case(
        "online_only:Bản điện tử",
        "choice",
        "Bản điện tử",
        "Bưu chính",
        choices=["Bản điện tử", "Bưu chính"],
        facts=Facts(channel="online"),
    ),
    case("says:sáp nhập|học bạ", "text", "Giấy bị rách", "Do sáp nhập xã"),
    case("either:b", "text", "x", None, others={"b": ""}),
    case(
        "slip_two_alone:b,c",
        "choice",
        "Số 1",
        "Số 2",
        choices=["Số 1", "Số 2"],
        others={"b": "Người được ủy quyền", "c": "1999-05-15"},
    ),
    case(
        "paper_not_needed:b",
        "choice",
        "Lào",
        "Việt Nam",
        choices=["Lào", "Việt Nam"],
        others={"b": "Việt Nam"},
        facts=Facts(figures={"marriage_paper": False}),
    ),
    case("from_marriage_age:b,c", "date", "2018-04-24", "2018-04-23", others={"b": "2000-04-24", "c": "Nữ"}),
    case("birth_registered:b,c", "id12", "036326004512", None, others={"b": "2026-11-01", "c": "2026-11-10"}),
    case(
        "fits_act:b",
        "table",
        [{"item": "Dân tộc", "old_value": "Kinh", "new_value": "Tày"}],
        [{"item": "Họ, chữ đệm, tên", "old_value": "An", "new_value": "Ân"}],
        others={"b": "Xác định lại dân tộc"},
        columns=[{"code": "item", "label": "Mục", "type": "text"}, *CHANGES],
    ),
    case("holders_fit:b", "table", PAIR, PAIR[:1], others={"b": "Vợ và chồng"}, columns=PEOPLE),
    case(
        "permit_exempt:b",
        "int",
        7,
        2,
        others={"b": place(commune_name="xã Vụ Bản")},
        facts=Facts(figures={"house_permit_exempt": {"floors_below": 7}}),
    ),
    case("adult_when:b", "text", "x", NO, others={"b": "2000-01-01"}),
    case("two_tier_address", "address", place(), {"detail": "Số 5"}),
    case(
        "two_tier_address",
        "address",
        place(),
        place("99999"),
        facts=Facts(place_exists=lambda at, on: at != "99999"),
    ),
    case(
        "commune_is_residence_of:father_or_mother",
        "agency",
        office(),
        office("2"),
        others={"mother_residence": place()},
    ),
    case(
        "commune_is_residence_of:one_side",
        "agency",
        office(),
        office("2"),
        others={"wife_residence": place()},
    ),
    case("commune_is_last_residence", "agency", office(), office("2"), others={"dead_residence": place()}),
    case(
        "commune_is_permanent_or_temporary_residence",
        "agency",
        office(),
        office("2"),
        others={"subject_residence": place()},
    ),
    case(
        "commune_is_residence_or_first_registry",
        "agency",
        office(),
        office("2"),
        others={"subject_residence": place()},
    ),
    case("commune_of:b", "agency", office(), office("2"), others={"b": place()}),
    case("land_office_of:t", "agency", office("37"), office("40"), others={"t": [{"address": place()}]}),
    case("min_rows:1", "table", [{"name": "Lê An"}], [], columns=PEOPLE),
    case(
        "exactly_one_main",
        "table",
        [{"name": "a", "main": True}, {"name": "b"}],
        [{"name": "a", "main": True}, {"name": "b", "main": True}],
        columns=LINES,
    ),
    case(
        "vsic_level4_for_main",
        "table",
        [{"name": "a", "vsic": "5610", "main": True}],
        [{"name": "a", "main": True}],
        columns=LINES,
    ),
    case(
        "not_banned",
        "table",
        [{"name": "Bán phở"}],
        [{"name": "Dịch vụ đòi nợ thuê"}],
        columns=LINES,
        facts=Facts(banned_lines=("dịch vụ đòi nợ",)),
    ),
    case(
        "unique:commune+sheet+parcel",
        "table",
        [
            {"parcel_no": "1", "sheet_no": "2", "address": place()},
            {"parcel_no": "1", "sheet_no": "3", "address": place()},
        ],
        [{"parcel_no": "1", "sheet_no": "2", "address": place()}] * 2,
        columns=PARCELS,
    ),
    case(
        "one_number_per_row",
        "table",
        [{"document_name": "Bằng", "document_no": "1"}, {"document_name": "Bằng", "document_no": "2"}],
        [{"document_name": "Bằng", "document_no": "1"}, {"document_name": "bằng", "document_no": "1"}],
        columns=DOCS,
    ),
    case(
        "legalised_when_foreign",
        "table",
        [{"document_name": "Bằng tốt nghiệp", "foreign": True}],
        [{"document_name": "Giấy ủy quyền", "foreign": True}],
        columns=DOCS,
    ),
]
COMPUTED = {"date_in_words", "fee_formula"}


def one_field_form(asked):
    item = {
        "code": asked["code"],
        "label": "Mục thử",
        "type": asked["kind"],
        "checks": [asked["word"]],
    } | asked["field"]
    others = [
        {
            "code": code,
            "label": f"Nhãn {code}",
            "type": "table"
            if isinstance(value, list)
            else "address"
            if isinstance(value, dict)
            else "date"
            if str(value)[:2] in ("19", "20") and "-" in str(value)
            else "text",
        }
        | ({"columns": [{"code": "name", "label": "Tên", "type": "text"}]} if isinstance(value, list) else {})
        for code, value in asked["others"].items()
    ]
    data = {
        "code": "thu",
        "name": "Biểu mẫu thử",
        "as_of": "2026-11-20",
        "sections": [{"code": "a", "title": "Phần", "fields": [*others, item]}],
    }
    return rules.parse(data)


def said(asked, value):
    definition = one_field_form(asked)
    answers = dict(asked["others"]) | ({} if value is None else {asked["code"]: value})
    found = rules.check(definition, answers, TODAY, facts=asked["facts"]) + rules.advise(
        definition, answers, TODAY, facts=asked["facts"]
    )
    return [one for one in found if one.code == asked["code"] and one.check not in ("type", "required")]


@pytest.mark.parametrize("asked", CASES, ids=lambda one: one["word"])
def test_a_word_takes_the_good_answer_and_stops_the_bad_one(asked):
    assert said(asked, asked["good"]) == []
    if asked["bad"] is NO:  # stopped by what the world says of the field "y", not by the value
        if asked["word"].startswith("adult_when"):
            asked = asked | {"others": {"b": "2020-01-01"}}
        else:
            asked = asked | {"code": "y"}
        found = said(asked, asked["good"])
    else:
        found = said(asked, asked["bad"])
    assert found, f"{asked['word']} let {asked['bad']!r} pass"
    assert (len(found[0].message) > 20 and found[0].message[-1] in ".?”:") or found[0].check == "upper"


def test_no_word_is_left_without_an_example():
    words = {check.word for one in CASES for check in one_field_form(one).field(one["code"]).checks}
    assert set(rules.WORDS) - words == COMPUTED


def test_a_date_in_words_is_the_formulas_letter_for_letter():
    assert (
        rules.date_in_words(date(2026, 3, 5))
        == "Ngày mồng năm tháng ba năm hai nghìn không trăm hai mươi sáu"
    )
    assert (
        rules.date_in_words(date(1995, 4, 21))
        == "Ngày hai mươi mốt tháng tư năm một nghìn chín trăm chín mươi lăm"
    )
    definition = form("1.001193")
    answers = {"child_birth_date": "2026-03-05", "child_birth_date_words": "Ngày khác"}
    from motcua.registries.eforms.rules.words import WORDS, Question

    item = definition.field("child_birth_date_words")
    asked = Question(definition, answers, item, "Ngày khác", TODAY, "citizen", Facts())
    assert "mồng năm" in WORDS["date_in_words"].judge(asked, "")
    fee = form("2.000815").field("fee_total")
    rows = {"documents": [{"pages": 3, "copies": 2}]}
    asked = Question(form("2.000815"), rows, fee, 1, TODAY, "citizen", Facts())
    assert "10.000 đồng" in WORDS["fee_formula"].judge(asked, "")
    asked = Question(form("2.000815"), rows, fee, 10_000, TODAY, "citizen", Facts())
    assert WORDS["fee_formula"].judge(asked, "") is None


def test_every_check_word_of_the_forms_is_in_the_vocabulary():
    used = {one.word for code in ALL for item in form(code).fields() for one in item.checks}
    assert used <= set(rules.WORDS) and len(used) > 60


def test_an_unknown_number_is_only_doubted_and_a_wrong_year_is_stopped():
    definition = form("1.001193")
    odd = {"requester_id_number": "999196004512", "requester_birth_date": "1996-11-09"}
    assert not [one for one in rules.check(definition, odd, TODAY) if one.code == "requester_id_number"]
    assert any(one.code == "requester_id_number" for one in rules.advise(definition, odd, TODAY))
    wrong = odd | {"requester_id_number": "036195004512"}
    message = next(
        one.message for one in rules.check(definition, wrong, TODAY) if one.code == "requester_id_number"
    )
    assert "1995" in message and "1996" in message


def test_an_officer_may_take_a_surname_by_custom_with_a_warning():
    definition = form("1.001193")
    answers = {"birth_kind": "Đã xác định được cả cha lẫn mẹ", "father_name": "Ksor Phước", "mother_name": "Rơ Lan Kim", "child_name": "Nguyễn Văn An"}  # fmt: skip
    citizen = [one for one in rules.check(definition, answers, TODAY) if one.code == "child_name"]
    assert citizen
    officer = [one for one in rules.check(definition, answers, TODAY, "officer") if one.code == "child_name"]
    assert officer == []


def test_the_drafts_check_words_are_all_known():
    words = yamls.read(Path(__file__).parent / "draft_words.yaml")
    for said_word in words:
        reader = rules.parse
        item = {"code": "x", "label": "Mục", "type": "text", "checks": [said_word]}
        data = {
            "code": "t",
            "name": "T",
            "as_of": "2026-01-01",
            "sections": [{"code": "a", "title": "A", "fields": [item]}],
        }
        try:
            reader(data)
        except ValueError as error:
            assert "Không biết kiểm tra" not in str(error), said_word
            assert "không đúng dạng" not in str(error), said_word


def cases(name):
    return yamls.read(legal.LAW / "cases" / "eforms" / f"{name}.yaml")


@pytest.mark.parametrize("one", cases("certified_copy_fee"), ids=lambda one: one["case"])
def test_worked_fee(one):
    assert certified_copy_fee(**one["given"]) == one["expect"]


@pytest.mark.parametrize("one", cases("date_in_words"), ids=lambda one: one["case"])
def test_worked_date(one):
    assert rules.date_in_words(one["given"]) == one["expect"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("1953", "Năm một nghìn chín trăm năm mươi ba"),
        ("1968-05", "Tháng năm năm một nghìn chín trăm sáu mươi tám"),
        ("2026-11-18", "Ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("", ""),
    ],
)
def test_a_date_told_in_part_is_spelled_as_far_as_it_is_told(told, words):
    assert rules.told_date_in_words(told) == words
