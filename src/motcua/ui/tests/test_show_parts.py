"""The parts say their state in words, and are cheap enough to stand in every row."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory

UI = Path(__file__).parents[1]


def draw(source: str, request=None, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).render(context, request)


def test_a_moment_is_told_in_local_time():
    at = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)

    assert ">14:10, 23/11/2026</time>" in draw("{{ at|moment }}", at=at)
    assert ">14 giờ 10, thứ Hai 23/11/2026</time>" in draw("{% spoken_moment at %}", at=at)
    assert draw("{% vn_date at %}", at=at.date()) == "23/11/2026"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 5000|vnd }}", "5.000 đồng"),
        ("{% vnd 0 %}", "0 đồng"),
        ("{% vnd None %}", ""),
        ("{% vn_number 38474 %}", "38.474"),
        ("{% vn_percent 99.84 %}", "99,84\u00a0%"),
        ("{% file_size 2516582 %}", "2,4 MB"),
    ],
)
def test_figures_are_written_the_vietnamese_way(source, shown):
    assert draw(source) == shown


def test_a_status_is_words_before_it_is_a_colour():
    html = draw('{% status_tag "Đang xử lý" "info" %}')

    assert "Trạng thái: </span>Đang xử lý</strong>" in html
    assert "icons.svg#run" in html and 'aria-hidden="true"' in html


def test_a_pager_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/can-bo/", {"q": "khai sinh", "trang": "2"})
    html = draw("{% pager page %}", request, page=Paginator(range(100), 10).get_page(2))

    assert "11 đến 20 trong 100 hồ sơ" in html
    assert 'href="?q=khai+sinh&amp;trang=3"' in html and 'href="?q=khai+sinh&amp;trang=1"' in html
    assert '<span aria-current="page"><span class="visually-hidden">Trang </span>2</span>' in html


def test_a_column_sorted_one_way_offers_the_other():
    request = RequestFactory().get("/", {"xep": "due"})

    assert 'aria-sort="ascending"' in draw('{% sort_head "due" "Hẹn trả" %}', request)
    assert "xep=-due" in draw('{% sort_head "due" "Hẹn trả" %}', request)
    assert "aria-sort" not in draw('{% sort_head "code" "Mã" %}', request)


def test_a_bar_chart_carries_every_figure_in_a_table():
    html = draw(
        "{% bar_chart 'Theo giờ' hours taken given names=names %}",
        hours=["7 giờ", "8 giờ"],
        taken=[1200, 0],
        given=[3, 4],
        names=["nhận", "trả"],
    )

    assert html.count("<rect") == 4
    assert '<th scope="row">7 giờ</th><td class="num">1.200</td><td class="num">3</td>' in html


def test_a_full_share_shows_no_late_sliver_and_an_empty_chart_does_not_fall_over():
    assert "ring--late" not in draw("{% donut 100 'đúng hẹn' %}")
    assert "ring--late" in draw("{% donut 99.99 'đúng hẹn' %}")
    assert "<svg" in draw("{% bar_chart 'Trống' none none %}", none=[])


def test_every_icon_named_in_a_template_or_tag_stands_in_the_sprite():
    known = set(re.findall(r'<symbol id="([a-z]+)"', (UI / "static/ui/icons.svg").read_text()))
    templates = [*UI.parents[0].rglob("templates/**/*.html")]
    named = {
        (name, path.name)
        for path in templates
        for name in re.findall(r'{% icon "([a-z]+)"', path.read_text())
    }

    assert {(name, path) for name, path in named if name not in known} == set()
    assert len(named) > 20


def test_no_template_of_the_house_holds_inline_style_or_script():
    wrong = [
        path.name
        for path in UI.parents[0].rglob("templates/**/*.html")
        if re.search(
            r'\sstyle="|<style|<script(?![^>]*(?:\ssrc=|application/json))|\son[a-z]+="', path.read_text()
        )
    ]
    assert wrong == []


def test_scripts_and_styles_stay_small():
    assert (UI / "static/ui/ui.js").stat().st_size < 8000
    assert (
        sum((UI / f"static/ui/{name}").stat().st_size for name in ("tokens.css", "components.css")) < 110_000
    )


def test_a_qr_code_is_drawn_module_by_module():
    html = draw("{% qr 'https://motcua.example/tra-cuu/?ma=H42.21-261123-0001' 'Mã QR' %}")
    matrix = segno.make(
        "https://motcua.example/tra-cuu/?ma=H42.21-261123-0001", error="m", micro=False
    ).matrix

    drawn = {
        (int(y), x)
        for start, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", html)
        for x in range(int(start), int(start) + int(run))
    }
    assert drawn == {(y, x) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_neither_session_nor_database(name):
    html = get_template(f"{name}.html").render({})

    assert "<h1>" in html and "1022" in html and "site-head" in html


def test_a_list_of_fifty_rows_is_drawn_in_a_few_milliseconds():
    row = (
        '<tr><td>{% due_chip "Còn 2 ngày" "ok" "27/11, 7:10" %}</td><td>{% code r.code "/x/" %}</td>'
        '<td>{{ r.at|moment }}</td><td>{% vnd r.fee %}</td><td>{% status_tag r.state "info" %}{% icon "file" %}{% count 3 %}</td></tr>'
    )
    template = engines["django"].from_string("{% load ui %}{% for r in rows %}" + row + "{% endfor %}")
    rows = [
        {
            "code": f"H42.21-261123-{i:04}",
            "at": datetime(2026, 11, 23, tzinfo=UTC),
            "fee": i,
            "state": "Đang xử lý",
        }
        for i in range(50)
    ]
    template.render({"rows": rows})

    spent = []
    for _ in range(7):
        start = time.process_time()
        template.render({"rows": rows})
        spent.append(time.process_time() - start)
    print(f"50 rows: {min(spent) * 1000:.1f} ms")
    assert min(spent) < 0.015


def test_a_trail_of_translated_names_still_leads_back():
    shown = draw('{% crumbs _("Trang chủ") "/" _("Thủ tục") %}')
    assert '<a href="/">Trang chủ</a>' in shown and ">Thủ tục<" in shown and "/</" not in shown
