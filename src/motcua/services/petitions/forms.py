"""What the pages of petitions send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from motcua.kernel import clock, text
from motcua.kernel.words import say

from .types import ANSWER_MOST, GROUNDS, MOST, Kind, Sender


class SendForm(forms.Form):
    """Gửi phản ánh, kiến nghị: what, about whom, by whom."""

    kind = forms.ChoiceField(
        label=say("Bạn muốn gửi điều gì?"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in Kind],
        error_messages={"required": say("Hãy chọn một loại."), "invalid_choice": say("Hãy chọn một loại.")},
    )  # fmt: skip
    content = forms.CharField(
        label=say("Nội dung"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=say("Việc gì, ở đâu, khi nào, ai liên quan, bạn đề nghị điều gì."),
        error_messages={"required": say("Hãy ghi nội dung.")},
    )  # fmt: skip
    about = forms.CharField(
        label=say("Về cơ quan nào"), max_length=300, required=False, help_text=say("Không rõ thì để trống.")
    )
    dossier_code = forms.CharField(
        label=say("Mã hồ sơ liên quan"),
        max_length=60,
        required=False,
        help_text=say("Nếu có, ghi như trên giấy hẹn."),
    )
    name = forms.CharField(
        label=say("Họ và tên của bạn"), max_length=200, error_messages={"required": say("Hãy ghi họ tên.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=say("Số điện thoại"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=say("Cần số điện thoại hoặc thư điện tử."),
    )  # fmt: skip
    email = forms.CharField(
        label=say("Thư điện tử"), max_length=200, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    address = forms.CharField(
        label=say("Địa chỉ"), max_length=300, required=False, help_text=say("Cần khi khiếu nại, tố cáo."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    press = forms.CharField(max_length=64, widget=forms.HiddenInput)
    again = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    @property
    def kinds(self) -> list[Kind]:
        return list(Kind)

    @property
    def sender(self) -> Sender:
        one = self.cleaned_data
        return Sender(
            name=" ".join(text.clean(one["name"]).split()), phone=one["phone"].strip(), email=one["email"].strip(),
            address=" ".join(text.clean(one["address"]).split()),
        )  # fmt: skip


class WordsForm(forms.Form):
    """Words with what the page has seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
    words = forms.CharField(
        label="Nội dung", max_length=ANSWER_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, label: str = "Nội dung", rows: int = 3, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label
        self.fields["words"].widget.attrs["rows"] = rows


class TakeUpForm(forms.Form):
    """Thụ lý as which kind."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
    kind = forms.ChoiceField(label="Thụ lý theo loại", choices=[(one.value, one.label) for one in Kind])
    about = forms.CharField(
        label="Về cơ quan",
        max_length=300,
        required=False,
        help_text="Mã hoặc tên đầy đủ. Tố cáo phải rõ cơ quan mới chuyển được.",
    )


class RefuseForm(WordsForm):
    """Không thụ lý: the ground and the words."""

    ground = forms.ChoiceField(label="Căn cứ", choices=list(GROUNDS.items()))


class PassOnForm(WordsForm):
    """Chuyển đến cơ quan nào, vì sao."""

    to = forms.CharField(label="Cơ quan nhận", max_length=300, help_text="Gõ mã hoặc tên đầy đủ của cơ quan.")


class PublishForm(forms.Form):
    """What everybody is to read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
    question = forms.CharField(
        label="Nội dung phản ánh", max_length=ANSWER_MOST, widget=forms.Textarea(attrs={"rows": 5})
    )
    reply = forms.CharField(
        label="Câu trả lời", max_length=ANSWER_MOST, widget=forms.Textarea(attrs={"rows": 6})
    )


def period_of(data: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days asked for; this year where nothing readable was said."""
    return clock.days_asked(data, today, lambda last: last.replace(month=1, day=1))
