"""The console's own small forms: find, upload, publish, withdraw."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.kernel import clock
from motcua.registries.eforms.forms.parts import Words
from motcua.registries.eforms.rules import MAX_SOURCE
from motcua.ui.forms import DateField


class FormFilters(forms.Form):
    """Find a form by code or words."""

    tim = forms.CharField(label="Tìm theo mã hoặc tên", required=False, max_length=100)


class UploadForm(forms.Form):
    """A definition as a YAML file."""

    tep = forms.FileField(
        label="Tệp biểu mẫu (YAML)",
        help_text="Tải tệp của phiên bản gần nhất về, sửa, rồi tải lên. Tệp tối đa 1 MB.",
        error_messages={"empty": "Tệp trống. Hãy chọn tệp khác."},
    )

    def clean_tep(self) -> str:
        upload = self.cleaned_data["tep"]
        if upload.size > MAX_SOURCE:
            raise forms.ValidationError("Tệp lớn quá 1 MB. Hãy kiểm tra lại, có thể bạn chọn nhầm tệp.")
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(
                "Tệp không phải chữ UTF-8. Hãy lưu lại dạng UTF-8 rồi tải lên."
            ) from None


class PublishForm(forms.Form):
    """From which day on."""

    tu_ngay = DateField(label="Áp dụng cho hồ sơ nhận từ ngày", not_before=clock.today)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tu_ngay"].initial = clock.today()


class WithdrawForm(forms.Form):
    """Why."""

    ly_do = forms.CharField(label="Lý do rút", max_length=300, min_length=5)


class EntryForm(forms.Form):
    """A new entry of a shared list."""

    nhan = Words("Nhãn người khai thấy", most=300, need=True)
    ma = Words("Mã ghi trong hồ sơ", most=300, help_text="Để trống: mã như nhãn.")


class LabelForm(forms.Form):
    """Other words for an entry."""

    nhan = Words("Nhãn người khai thấy", most=300, need=True)


class EndForm(forms.Form):
    """The last day an entry is offered."""

    het = DateField(label="Dùng đến hết ngày")
