"""Any Django form comes out in this language: words above, hint, error in words, joined to the control."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from motcua.ui.forms import ChoiceLabel, DateField, MoneyField, faults


class Paper(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Như trên căn cước.")
    phone = forms.CharField(label="Điện thoại", required=False)
    way = forms.ChoiceField(
        label="Nơi nhận",
        widget=forms.RadioSelect,
        choices=[("a", "Tại quầy"), ("b", ChoiceLabel("Qua bưu điện", "Bưu điện thu phí."))],
    )
    sure = forms.BooleanField(label="Tôi cam đoan")


def draw(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def test_a_form_is_drawn_with_our_parts_and_without_inline_style_or_script():
    html = str(Paper())

    assert '<label class="field__label" for="id_name">Họ và tên</label>' in html
    assert '<p class="field__help" id="id_name_helptext">Như trên căn cước.</p>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "style=" not in html and "<script" not in html and "&lt;" not in html


def test_only_what_may_be_left_out_is_marked():
    html = str(Paper())

    assert html.count("(không bắt buộc)") == 1
    assert "required" not in html


def test_a_group_of_choices_is_a_fieldset_with_its_hint_under_the_choice():
    html = draw("{% field form.way %}", form=Paper())

    assert html.startswith('<fieldset class="field">')
    assert '<legend class="field__label">Nơi nhận</legend>' in html
    assert '<span class="choice__help">Bưu điện thu phí.</span>' in html


def test_an_empty_form_is_told_what_is_missing_by_name_and_each_sentence_leads_to_its_control():
    form = Paper({})
    summary = draw("{% error_summary form %}", form=form)

    assert "Có 3 chỗ cần sửa" in summary
    assert '<a href="#id_name">Chưa ghi: họ và tên. Hãy điền vào ô này.</a>' in summary
    assert '<a href="#id_way_0">Chưa chọn: nơi nhận. Hãy chọn một mục.</a>' in summary
    assert '<a href="#id_sure">' in summary
    html = str(form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html and 'id="id_name_error"' in html
    for fault in faults(form):
        assert f'id="{fault["target"]}"' in html


def test_a_sound_form_has_no_summary():
    form = Paper({"name": "Đặng Thị X", "way": "a", "sure": "on"})

    assert form.is_valid()
    assert draw("{% error_summary form %}", form=form).strip() == ""


def test_what_a_person_wrote_is_never_taken_for_markup():
    form = Paper({"name": "<b>x</b>", "way": "<i>", "sure": "on"})

    html = str(form) + draw(
        "{% error_summary form %}{% notice 'late' text %}{% status_tag text %}", form=form, text="<u>"
    )
    assert "<b>x" not in html and "<i>" not in html and "<u>" not in html


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("09/11/2026", date(2026, 11, 9)),
        ("9/11/2026", date(2026, 11, 9)),
        (" 9-11-2026 ", date(2026, 11, 9)),
        ("9.11.2026", date(2026, 11, 9)),
        ("2026-11-09", date(2026, 11, 9)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_the_way_people_write_it(written, meant):
    assert DateField().clean(written) == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("9/21/2026", "Tháng phải là số từ 1 đến 12, bạn ghi 21."),
        ("31/11/2026", "Tháng 11 năm 2026 không có ngày 31."),
        ("29/02/2026", "Tháng 2 năm 2026 không có ngày 29."),
        ("9/11/26", "chưa phải một ngày"),
        ("hôm qua", "“hôm qua” chưa phải một ngày."),
        ("9/11/0026", "Năm phải đủ bốn số"),
    ],
)
def test_a_wrong_day_is_told_which_part_is_wrong(written, told):
    with pytest.raises(forms.ValidationError) as refused:
        DateField().clean(written)
    assert told in refused.value.messages[0]


def test_a_day_outside_its_bounds_is_refused_with_the_bound():
    field = DateField(not_before=date(2026, 1, 1), not_after=lambda: date(2026, 11, 23))

    assert field.clean("23/11/2026") == date(2026, 11, 23)
    with pytest.raises(forms.ValidationError, match="không được sau 23/11/2026"):
        field.clean("24/11/2026")
    with pytest.raises(forms.ValidationError, match="từ 01/01/2026 trở đi"):
        field.clean("31/12/2025")


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_a_day_shown_in_a_field_is_read_back_as_itself(day):
    field = DateField()
    assert field.clean(field.prepare_value(day)) == day


@given(st.integers(min_value=0, max_value=10**15))
def test_money_shown_in_a_field_is_read_back_as_itself(amount):
    field = MoneyField()
    assert field.clean(field.prepare_value(amount)) == amount


@pytest.mark.parametrize("written", ["5000", "5.000", "5,000", "5 000", "5.000 đồng", "5000đ", "5.000 VNĐ"])
def test_money_is_read_the_way_people_write_it(written):
    assert MoneyField().clean(written) == 5000


@pytest.mark.parametrize("written", ["5,5", "5.00", "1.234,5", "-5", "5.000,000", "năm nghìn"])
def test_money_that_is_not_whole_dong_is_refused_with_an_example(written):
    with pytest.raises(forms.ValidationError, match=r"ví dụ 5\.000"):
        MoneyField().clean(written)


def test_money_has_bounds():
    with pytest.raises(forms.ValidationError, match=r"ít nhất là 1\.000 đồng"):
        MoneyField(minimum=1000).clean("999")
