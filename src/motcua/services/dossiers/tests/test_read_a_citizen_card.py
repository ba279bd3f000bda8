"""The scanned line of a citizen card."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.dossiers.forms.citizen_card import NotACard, looks_like_card, read_card

LINE = "036190000014|162345678|Nguyễn Văn Ẫm|05021990|Nam|Tổ 4, phường Nam Định, tỉnh Ninh Bình|10052021"


def test_a_scanned_card_gives_name_number_address_and_days():
    card = read_card(LINE + "\r\n")

    assert (card.number, card.old_number, card.name, card.sex) == (
        "036190000014",
        "162345678",
        "Nguyễn Văn Ẫm",
        "Nam",
    )
    assert card.born_on == date(1990, 2, 5)
    assert card.issued_on == date(2021, 5, 10)
    assert card.address == "Tổ 4, phường Nam Định, tỉnh Ninh Bình"


def test_a_card_without_an_old_number_and_with_later_parts_is_read():
    card = read_card("036190000014||Trần Thị B|08031996|Nữ|Xóm 2|01012025||Nguyễn Thị C|Trần Văn D|more")

    assert card.old_number == ""
    assert card.name == "Trần Thị B"


def test_decomposed_marks_are_composed():
    import unicodedata

    assert read_card(unicodedata.normalize("NFD", LINE)).name == "Nguyễn Văn Ẫm"


def test_a_day_that_does_not_exist_is_left_out_and_the_rest_kept():
    card = read_card("036190000014||Trần Thị B|31021996|Nữ|Xóm 2|01012025")

    assert card.born_on is None
    assert card.number == "036190000014"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Chưa đọc được"),
        ("036190000014", "Chưa đọc được"),
        ("03619000001|x|Trần Thị B|08031996|Nữ|Xóm 2|01012025", "12 chữ số"),
        ("036190000014||  |08031996|Nữ|Xóm 2|01012025", "họ tên"),
        ("036190000014||12345|08031996|Nữ|Xóm 2|01012025", "họ tên"),
        ("x" * 2000, "dài bất thường"),
    ],
)
def test_a_line_that_is_no_card_says_what_is_wrong(line, said):
    with pytest.raises(NotACard, match=said):
        read_card(line)


@given(st.text(max_size=300))
def test_whatever_is_scanned_never_breaks(line):
    try:
        card = read_card(line)
    except NotACard:
        return
    assert len(card.number) == 12 and card.name


def test_a_typed_name_is_not_taken_for_a_scan():
    assert looks_like_card(LINE)
    assert not looks_like_card("Nguyễn Văn A")
