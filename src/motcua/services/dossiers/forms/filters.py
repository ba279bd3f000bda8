"""Filters over the lists of the desk; a value that is not offered counts as none."""

from __future__ import annotations

from django import forms

from motcua.services.dossiers.types import Channel, Status
from motcua.ui.forms import DateField

ALL = ("", "Tất cả")


class LenientForm(forms.Form):
    """A filter never refuses: what cannot be read is left out."""

    def value(self, name: str):
        """The cleaned value or the empty one."""
        if not self.is_bound:
            return ""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "data-filter": ""}),
    )


class InboxFilter(LenientForm):
    """Over my work."""

    q = _words("Mã, tên, số định danh")
    thu_tuc = forms.ChoiceField(label="Thủ tục", required=False)
    buoc = forms.ChoiceField(label="Bước", required=False)
    kenh = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[ALL, *((c.value, c.label) for c in Channel)]
    )

    def __init__(self, *args, procedures=(), steps=(), **options):
        super().__init__(*args, **options)
        self.fields["thu_tuc"].choices = [ALL, *((code, _short(name)) for code, name in procedures)]
        self.fields["buoc"].choices = [ALL, *((step, step) for step in steps)]


class DossierFilter(LenientForm):
    """Over all dossiers of the agency."""

    q = _words("Mã, tên, số định danh, điện thoại")
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[ALL, ("open", "Chưa xong"), *((str(s.value), s.label) for s in Status)],
    )
    han = forms.ChoiceField(
        label="Thời hạn",
        required=False,
        choices=[
            ALL,
            ("late", "Đang quá hạn"),
            ("again", "Trễ luật, đã hẹn lại"),
            ("today", "Đến hẹn hôm nay"),
            ("stands", "Dừng đồng hồ đã lâu"),
            ("was_late", "Đã xong, trễ hẹn"),
        ],
    )
    kenh = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[ALL, *((c.value, c.label) for c in Channel)]
    )
    thu_tuc = forms.ChoiceField(label="Thủ tục", required=False)

    def __init__(self, *args, procedures=(), **options):
        super().__init__(*args, **options)
        self.fields["thu_tuc"].choices = [ALL, *((code, _short(name)) for code, name in procedures)]


class SpanFilter(LenientForm):
    """Over the register: from a day to a day."""

    tu = DateField(label="Từ ngày", required=False, help_text="")
    den = DateField(label="Đến ngày", required=False, help_text="")


def _short(name: str) -> str:
    return name if len(name) <= 70 else name[:67] + "…"
