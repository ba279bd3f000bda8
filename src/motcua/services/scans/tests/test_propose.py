"""What a paper says about itself, and which pages are the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from motcua.kernel import yamls
from motcua.services.scans.rules import drawing
from motcua.services.scans.rules.alike import Seen, alike
from motcua.services.scans.rules.edits import edits_of
from motcua.services.scans.rules.fields import propose
from motcua.services.scans.types import BadPages, Word

CASES = yamls.read(Path(__file__).parents[5] / "law/cases/scans/propose.yaml")


def words(rows) -> list[Word]:
    """Words of eight thousandths a letter, laid from where each part of a row begins."""
    found = []
    for line, row in enumerate(rows):
        for text, left, top in row:
            for part in text.split():
                right = left + 8 * len(part)
                found.append(Word(part, 95, (left, top, right, top + 12), line))
                left = right + 8
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_propose(case):
    found = propose([words(case["given"])])
    assert {one.field: one.value for one in found} == case["expect"]


def test_a_word_read_badly_makes_its_field_doubtful_and_says_where_it_stands():
    (number,) = propose(
        [[Word("Số:", 96, (100, 10, 130, 22), 0), Word("12/GPXD", 41, (140, 10, 200, 22), 0)]]
    )
    assert (number.value, number.sure, number.page, number.box) == ("12/GPXD", 41, 1, (140, 10, 200, 22))


@given(st.lists(st.lists(st.text(min_size=1, max_size=12), max_size=12), max_size=6))
def test_no_text_whatever_breaks_the_rules(rows):
    laid = [
        Word(text, 50, (20 * n, 20 * line, 20 * n + 10, 20 * line + 10), line)
        for line, row in enumerate(rows)
        for n, text in enumerate(row)
    ]
    for one in propose([laid]):
        assert one.value and 0 <= one.sure <= 100


PAGE = "Ủy ban nhân dân phường Nam Định xác nhận ông Nguyễn Văn A thường trú tại số 1 đường Ví Dụ, số 036096000014"


def test_the_same_sheet_twice_is_named_and_the_same_form_of_another_person_is_not():
    first = Seen("Trang 1", ("a", 0), "0" * 64, PAGE)
    again = Seen("Trang 2", ("b", 0), "f" * 64, PAGE.replace("phường", "phương"))
    other = Seen("Trang 3", ("c", 0), "0" * 64, PAGE.replace("036096000014", "036096000099"))
    assert alike([first, again, other]) == ["Trang 2 gần như trùng với trang 1."]
    assert alike([other], [Seen("Trang 1 của giấy “Đơn”", ("c", 0), "", "")]) == [
        "Trang 3 cùng một tệp với trang 1 của giấy “Đơn”."
    ]


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.0, 1.4, 4.0])
def test_lines_that_stand_askew_are_measured_to_a_fifth_of_a_degree(degrees):
    page = Image.new("RGB", (1000, 1400), "white")
    pen = ImageDraw.Draw(page)
    for top in range(120, 1250, 40):
        pen.rectangle((120, top, 880, top + 12), fill="black")
    assert abs(drawing.skew_of(page.rotate(-degrees, fillcolor="white")) - degrees) <= 0.2


@pytest.mark.parametrize(
    "bad",
    [
        {"rotation": 45, "skew": None, "crop": None},
        {"rotation": 0, "skew": 40.0, "crop": None},
        {"rotation": 0, "skew": None, "crop": (900, 0, 100, 1000)},
        {"rotation": 0, "skew": None, "crop": (0, 0, 1001, 1000)},
        {"rotation": 0, "skew": None, "crop": (0, 0, 20, 1000)},
    ],
)
def test_what_cannot_be_done_to_a_page_is_refused_with_a_way_on(bad):
    with pytest.raises(BadPages) as refused:
        edits_of(**bad)
    assert refused.value.next
