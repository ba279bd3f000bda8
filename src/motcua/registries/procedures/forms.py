"""Forms of the catalogue's pages."""

from __future__ import annotations

from django import forms

from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.types import CHANNEL_LABELS, ONLINE_LABELS
from motcua.ui.forms import DateField

_ONLINE = [
    ("", "Tất cả"),
    ("full", ONLINE_LABELS["full"]),
    ("partial", ONLINE_LABELS["partial"]),
    ("none", ONLINE_LABELS["none"]),
]


class CatalogueFilters(forms.Form):
    """What a citizen looks for."""

    q = forms.CharField(label="Việc bạn cần làm", required=False, max_length=300)
    field = forms.ChoiceField(label="Lĩnh vực", required=False)
    level = forms.ChoiceField(
        label="Cấp",
        required=False,
        choices=[
            ("", "Mọi cấp"),
            ("commune", "Xã, phường"),
            ("province", "Tỉnh"),
            ("ministry", "Bộ, ngành trung ương"),
        ],
    )
    online = forms.ChoiceField(label="Nộp trực tuyến", required=False, choices=_ONLINE)

    def __init__(self, *args, fields: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "Mọi lĩnh vực"), *((name, name) for name in fields)]


class ConsoleFilters(forms.Form):
    """What an administrator looks for."""

    q = forms.CharField(label="Tên, mã, từ khóa", required=False, max_length=300)
    field = forms.ChoiceField(label="Lĩnh vực", required=False)
    level = forms.ChoiceField(
        label="Cấp",
        required=False,
        choices=[("", "Mọi cấp"), ("commune", "Xã, phường"), ("province", "Tỉnh")],
    )
    published = forms.ChoiceField(
        label="Công bố", required=False, choices=[("", "Tất cả"), ("yes", "Đang công bố"), ("no", "Đã rút")]
    )
    gap = forms.ChoiceField(
        label="Còn thiếu",
        required=False,
        choices=[
            ("", "Không lọc"),
            ("limit", "Thời hạn"),
            ("fee", "Mức thu"),
            ("online", "Mức độ trực tuyến"),
            ("detail", "Nội dung"),
        ],
    )

    def __init__(self, *args, fields: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "Mọi lĩnh vực"), *((name, name) for name in fields)]


class AdoptionForm(forms.Form):
    """The province's own terms of one procedure."""

    level = forms.ChoiceField(label="Cấp tiếp nhận", choices=Adoption.Level.choices)
    receiving_rule = forms.ChoiceField(label="Nơi tiếp nhận", choices=Adoption.Receiving.choices)
    competent_name = forms.CharField(label="Cơ quan giải quyết", required=False, max_length=500)
    online_level = forms.ChoiceField(
        label="Mức độ trực tuyến",
        required=False,
        choices=[(key, label) for key, label in ONLINE_LABELS.items()],
    )
    limit_value = forms.IntegerField(
        label="Thời hạn",
        required=False,
        min_value=0,
        max_value=2000,
        help_text="Để trống nếu chưa có số đã kiểm tra; 0 là trong ngày.",
    )
    limit_unit = forms.ChoiceField(
        label="Đơn vị thời hạn", required=False, choices=[("", "Chưa chọn"), *Adoption.Unit.choices]
    )
    no_appointment = forms.BooleanField(label="Không cần giấy hẹn", required=False)
    process_code = forms.CharField(label="Mã quy trình điện tử", required=False, max_length=80)
    eform_code = forms.CharField(label="Mã biểu mẫu điện tử", required=False, max_length=80)
    decision_no = forms.CharField(label="Quyết định công bố của tỉnh", required=False, max_length=200)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FeeForm(forms.Form):
    """One more fee rule."""

    amount_vnd = forms.IntegerField(label="Số tiền (đồng)", required=False, min_value=0)
    formula_text = forms.CharField(label="Cách tính", required=False, max_length=1000)
    applicant_kind = forms.CharField(label="Đối tượng", required=False, max_length=100)
    channel = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[("", "Mọi kênh"), *CHANNEL_LABELS.items()]
    )
    valid_from = DateField(label="Áp dụng từ ngày")
    legal_basis = forms.CharField(label="Căn cứ", required=False, max_length=500)


class WithdrawForm(forms.Form):
    """Why a procedure is taken back; citizens read it."""

    reason = forms.CharField(label="Lý do rút", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(forms.Form):
    """A catalogue file."""

    file = forms.FileField(
        label="Tệp danh mục",
        help_text="YAML hoặc JSONL, UTF-8, có thể nén .gz, nhiều nhất 30 MB.",
        allow_empty_file=True,
    )


class SynonymForm(forms.Form):
    """One everyday saying."""

    says = forms.CharField(label="Người dân nói", max_length=200)
    means = forms.CharField(
        label="Nghĩa là", required=False, max_length=1000, help_text="Mỗi nghĩa cách nhau bằng dấu chấm phẩy."
    )
    codes = forms.CharField(
        label="Mã thủ tục", required=False, max_length=500, help_text="Cách nhau bằng dấu phẩy."
    )
