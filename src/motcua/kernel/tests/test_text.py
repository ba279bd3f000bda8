import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.text import clean, fold, fold_marks_kept, inside, nfc, whole

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0123456789.,-", max_size=60)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đường Hòa Bình", "duong hoa binh"),
        ("HOÀ", "hoa"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        ("Ủy ban", "uy ban"),
        ("Uỷ ban", "uy ban"),
        ("quỵ lụy, khuỷu tay, nguệch ngoạc", "quy luy, khuyu tay, nguech ngoac"),
        ("ỄNH ƯƠNG", "enh uong"),
        ("Đắk Lắk", "dak lak"),
    ],
)
def test_marks_and_old_tone_places_fold_to_one_form(typed, folded):
    assert fold(typed) == folded
    assert fold(unicodedata.normalize("NFD", typed)) == folded


def test_tone_place_is_one_while_marks_stay():
    assert fold_marks_kept("Hòa") == fold_marks_kept("hoà") != fold_marks_kept("hoa")
    assert fold_marks_kept("khỏe") == fold_marks_kept("khoẻ")
    assert fold_marks_kept("Thủy") == fold_marks_kept("thuỷ")
    assert fold_marks_kept("của") == "của" != fold_marks_kept("cua")
    assert fold_marks_kept("quỳ") == "quỳ"


@given(words)
def test_folding_twice_changes_nothing_and_leaves_plain_letters(typed):
    once = fold(typed)
    assert fold(once) == once
    assert once.isascii()


@given(words)
def test_both_normal_forms_of_a_word_are_stored_alike(typed):
    apart = unicodedata.normalize("NFD", typed)
    assert nfc(apart) == nfc(typed)
    assert clean(apart) == clean(typed)
    assert fold_marks_kept(apart) == fold_marks_kept(typed)


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_and_leaves_no_hidden_sign(typed):
    once = clean(typed)
    assert clean(once) == once
    assert "\u200b" not in once and "\x00" not in once and "\u00a0" not in once


def test_line_breaks_stay_and_blanks_become_one():
    assert clean("  a \u00a0 b\r\n\u200bc\t\td \r e ") == "a b\nc d\ne"


@pytest.mark.parametrize("said", ["", "²", "٣", "-1", "+1", " 1", "1.0", "1" * 10, "9" * 5000, "một"])
def test_what_is_no_plain_whole_number_is_none(said):
    assert whole(said) is None


@given(st.integers(0, 10**9 - 1))
def test_a_whole_number_is_read_back(number):
    assert whole(str(number)) == number


def test_half_letters_are_dropped_and_whole_ones_stay():
    assert clean("a\ud83db \U0001f600\udfff") == "ab \U0001f600"


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u2069", "\u061c", "\u3164", "\ufe0f", "\U000e0041", "\u0085", "\u00ad"]
)
def test_no_mark_that_nobody_sees_stays_in_a_name(mark):
    assert clean(f"Nguyễn{mark} Văn{mark}{mark} An{mark}") == "Nguyễn Văn An"


def test_a_tone_parted_from_its_letter_by_an_unseen_mark_finds_it_again():
    assert clean("a\u200b\u0301") == "á"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Phòng Kinh tế", "phòng Kinh tế"),
        ("Ủy ban nhân dân", "ủy ban nhân dân"),
        ("UBND xã", "UBND xã"),
        ("", ""),
    ],
)
def test_a_name_inside_a_sentence_begins_small_and_keeps_its_own_capitals(words, wanted):
    assert inside(words) == wanted
