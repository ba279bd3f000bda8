"""What the pages of documents send."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from motcua.kernel import text
from motcua.ui.forms import DateField

from .types import SECRECY, TYPES, How, Letter, Priority


class LetterForm(forms.Form):
    """Vào sổ: in the order the eye reads a document."""

    author = forms.CharField(
        label="Cơ quan ban hành", max_length=200, error_messages={"required": "Chưa ghi cơ quan ban hành."},
        widget=forms.TextInput(attrs={"list": "co-quan", "autocomplete": "off"}),
    )  # fmt: skip
    notation = forms.CharField(
        label="Số, ký hiệu", max_length=50, help_text="Như 125/QĐ-UBND, 2432/UBND-KSTTHC, 123-CV/TU.",
        error_messages={"required": "Chưa ghi số, ký hiệu."}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    issued_on = DateField(label="Ngày văn bản")
    type_name = forms.CharField(
        label="Tên loại", max_length=100, required=False, help_text="Trống thì theo ký hiệu.",
        widget=forms.TextInput(attrs={"list": "ten-loai", "autocomplete": "off"}),
    )  # fmt: skip
    subject = forms.CharField(
        label="Trích yếu", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi trích yếu."},
    )  # fmt: skip
    pages = forms.IntegerField(
        label="Số trang", required=False, min_value=1, max_value=999,
        error_messages={"invalid": "Ghi một số.", "min_value": "Từ 1 đến 999.", "max_value": "Từ 1 đến 999."},
    )  # fmt: skip
    priority = forms.ChoiceField(
        label="Độ khẩn", choices=[(one.value, one.label) for one in Priority], initial=Priority.NORMAL.value
    )
    secrecy = forms.ChoiceField(
        label="Độ mật", required=False, choices=[("", "Không mật"), *((one, one) for one in SECRECY)],
        help_text="Văn bản mật không vào sổ ở đây.",
    )  # fmt: skip
    due_on = DateField(label="Hạn trả lời ghi trên văn bản", required=False)
    how = forms.ChoiceField(
        label="Đến bằng", choices=[(one.value, one.label) for one in How], initial=How.PAPER.value,
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)
    scan = forms.FileField(label="Bản quét hoặc tệp gốc (PDF)", required=False)
    again = forms.BooleanField(label="Vẫn vào sổ: đúng là văn bản khác", required=False)
    press = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def letter(self, type_name: str, sha256: str, file_name: str) -> Letter:
        """The words of the room."""
        said: dict[str, Any] = self.cleaned_data
        return Letter(
            author=said["author"], notation=said["notation"], issued_on=said["issued_on"], type_name=said["type_name"] or type_name,
            subject=said["subject"], pages=said["pages"], priority=Priority(int(said["priority"])), due_on=said["due_on"],
            how=How(said["how"]), secrecy=said["secrecy"], note=said["note"], sha256=sha256, file_name=file_name,
        )  # fmt: skip


TYPE_NAMES = tuple(TYPES)


def day_of(said: str) -> date | None:
    """A day as a date field sends it, None where nothing readable was said."""
    try:
        return date.fromisoformat(text.clean(said)) if said else None
    except ValueError:
        return None
