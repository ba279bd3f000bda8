"""What the pages of feedback send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms

from motcua.kernel import clock, text
from motcua.kernel.words import say

from .types import Criterion


class CodeForm(forms.Form):
    """Mã hồ sơ, and then the code that came to its telephone."""

    ma = forms.CharField(
        label=say("Mã hồ sơ"), max_length=60, help_text=say("In trên giấy hẹn, ví dụ H42.134.01-261116-0001."),
        error_messages={"required": say("Hãy ghi mã hồ sơ.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    otp = forms.CharField(
        label=say("Mã trong tin nhắn"), max_length=12, required=False,
        help_text=say("Sáu chữ số gửi tới số điện thoại ghi trong hồ sơ."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def clean_ma(self) -> str:
        return text.clean(self.cleaned_data["ma"]).upper()


def answers_of(data: Mapping[str, str], criteria: list[Criterion]) -> dict[str, int]:
    """Score by criterion, of those that were answered; what is not a number stands for no answer on offer."""
    found = {}
    for one in criteria:
        if said := data.get(f"tc_{one.code}", ""):
            number = text.whole(said, 1)
            found[one.code] = -1 if number is None else number
    return found


def period_of(data: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days asked for; the last three months where nothing readable was said."""
    return clock.days_asked(data, today, lambda last: last - timedelta(days=90))
