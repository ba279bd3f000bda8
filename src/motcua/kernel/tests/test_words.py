"""A sentence is Vietnamese wherever it is kept, and the reader's on a page."""

import copy
import pickle
from datetime import date, datetime

import pytest
from django.template import engines
from django.utils import translation
from django.utils.html import format_html

from motcua.kernel import words
from motcua.kernel.words import Said, join, opening, packed, say, spoken, unpacked


def shown(value: object) -> str:
    return engines["django"].from_string("{{ x }}").render({"x": value})


def test_a_sentence_is_a_plain_vietnamese_string_in_any_language():
    with translation.override("en"):
        left = say("Còn {time}", time=say("{days} ngày", days=2))
        assert left == "Còn 2 ngày" and f"{left}" == "Còn 2 ngày" and left.encode() == "Còn 2 ngày".encode()


def test_a_page_says_it_in_the_readers_language_and_counts_right():
    left = say("Còn {time}", time=say("{days} ngày", days=2))
    assert shown(left) == "Còn 2 ngày"
    with translation.override("en"):
        assert shown(left) == "2 days left"
        assert shown(say("Còn {time}", time=say("{days} ngày", days=1))) == "1 day left"
        assert format_html("<b>{}</b>", left) == "<b>2 days left</b>"
        assert spoken(left) == "2 days left"


def test_facts_are_never_taken_for_markup_or_for_a_pattern():
    told = say("Lý do: {why}", why="<i>{x}</i> %s")
    assert shown(told) == "Lý do: &lt;i&gt;{x}&lt;/i&gt; %s"
    with translation.override("en"):
        assert shown(told) == "Reason: &lt;i&gt;{x}&lt;/i&gt; %s"


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x)), lambda x: unpacked(packed(x))]
)
def test_a_sentence_survives_keeping(again):
    told = again(say("Còn {time}", time=say("{days} ngày", days=2)).lower())
    assert isinstance(told, Said) and told == "còn 2 ngày"
    with translation.override("en"):
        assert shown(told) == "2 days left"


def test_sentences_side_by_side_keep_their_languages():
    both = join(", ", [say("Tại quầy"), "Nguyễn Văn A"]) + say(", hôm nay")
    assert both == "Tại quầy, Nguyễn Văn A, hôm nay"
    with translation.override("en"):
        assert shown(both) == "At a counter, Nguyễn Văn A, today"
        assert shown(opening(say("thứ Hai"))) == "Monday"


def test_days_hours_and_numbers_are_written_as_the_reader_writes_them():
    at = datetime(2026, 11, 3, 9, 5)
    assert (words.day(at), words.moment(at)) == ("03/11/2026", "9 giờ 05, thứ Ba 03/11/2026")
    assert (words.number(38412), words.number(99.84)) == ("38.412", "99,84")
    with translation.override("en"):
        assert shown(words.day(date(2026, 11, 3))) == "3 November 2026"
        assert shown(words.moment(at)) == "9:05, Tuesday 3 November 2026"
        assert (words.number(38412), words.number(99.84)) == ("38,412", "99.84")


def test_an_unknown_sentence_is_left_as_it_is():
    with translation.override("en"):
        assert shown(say("Chưa ai dịch câu {n} này", n=1)) == "Chưa ai dịch câu 1 này"
        assert shown("Ủy ban nhân dân") == "Ủy ban nhân dân"
