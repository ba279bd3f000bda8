"""Filters of the console's own lists."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.kernel.audit import queries as ledger
from motcua.kernel.audit.types import Asked
from motcua.kernel.text import clean
from motcua.services.notifications.types import DETAIL_MOST, WORDS_MOST, Channel, Delivery
from motcua.ui.forms import DateField


class LedgerFilters(forms.Form):
    """Lọc nhật ký: who, did what, to what, when."""

    doi_tuong = forms.CharField(label="Mã hồ sơ hoặc đối tượng", required=False, max_length=120)
    nguoi = forms.CharField(label="Mã cán bộ hoặc số định danh", required=False, max_length=60)
    viec = forms.ChoiceField(label="Việc", required=False)
    tu = DateField(label="Từ ngày", required=False, help_text="")
    den = DateField(label="Đến ngày", required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["viec"].choices = [("", "Mọi việc"), *((name, name) for name in ledger.actions())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("tu") and found.get("den") and found["tu"] > found["den"]:
            self.add_error("den", "Ngày cuối phải sau ngày đầu.")
        return found

    def asked(self) -> Asked:
        """What the reader looks for; parts that do not read are left out."""
        if not self.is_bound or not self.is_valid():
            return Asked()
        found = self.cleaned_data
        return Asked(
            actor=clean(found["nguoi"]), action=found["viec"], subject=clean(found["doi_tuong"]),
            from_on=found["tu"], to_on=found["den"],
        )  # fmt: skip


class SendingFilter(forms.Form):
    """Lọc tin gửi đi: how it stands, by which channel, of which day."""

    tt = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi tình trạng"), *Delivery.choices()]
    )
    kenh = forms.ChoiceField(label="Kênh", required=False, choices=[("", "Mọi kênh"), *Channel.choices()])
    ngay = DateField(label="Ngày gửi", required=False, help_text="")


class TextFilter(forms.Form):
    """Lọc mẫu tin."""

    tim = forms.CharField(label="Sự kiện hoặc lời trong tin", required=False, max_length=80)
    sua = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), ("1", "Đã có người sửa")]
    )


class TextForm(forms.Form):
    """Cách viết một mẫu tin, từ một ngày."""

    words = forms.CharField(
        label="Câu chính", max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Hiện ở danh sách tin, là tiêu đề thư, và là cả tin nhắn điện thoại.",
    )  # fmt: skip
    detail = forms.CharField(
        label="Chi tiết", required=False, max_length=DETAIL_MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hiện trên trang và trong thư; không bao giờ đi qua tin nhắn điện thoại.",
    )  # fmt: skip
    begins_on = DateField(label="Dùng từ ngày", help_text="Tin gửi trước ngày này giữ lời cũ.")
    reason = forms.CharField(
        label="Lý do sửa",
        max_length=500,
        widget=forms.TextInput(),
        help_text="Ghi vào nhật ký cùng bản sửa.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
