from django import forms

from motcua.registries.places.types import Level
from motcua.ui.forms import DateField


class PlaceFilters(forms.Form):
    """Lọc danh mục đơn vị hành chính."""

    tim = forms.CharField(label="Tên hoặc mã, cũ hay mới", required=False, max_length=200)
    cap = forms.ChoiceField(
        label="Cấp",
        required=False,
        choices=[("", "Mọi cấp"), *((level.value, level.label) for level in Level)],
    )
    ngay = DateField(label="Có hiệu lực ngày", required=False, help_text="")
