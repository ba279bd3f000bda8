"""What an agency may add."""

from __future__ import annotations

from django import forms

from motcua.registries.procedures.models import Adoption


class AdditionForm(forms.Form):
    """All empty takes the addition away."""

    places = forms.CharField(
        label="Nơi tiếp nhận thêm", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Điểm tiếp nhận lưu động, nhà văn hóa thôn, ngày giờ.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Liên hệ", required=False, max_length=500, help_text="Số điện thoại, người hướng dẫn."
    )
    note = forms.CharField(
        label="Lưu ý cho người nộp", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    limit_value = forms.IntegerField(
        label="Thời hạn rút ngắn", required=False, min_value=0, max_value=2000,
        help_text="Phải ngắn hơn thời hạn của tỉnh.",
    )  # fmt: skip
    limit_unit = forms.ChoiceField(
        label="Đơn vị", required=False, choices=[("", "Chưa chọn"), *Adoption.Unit.choices]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
