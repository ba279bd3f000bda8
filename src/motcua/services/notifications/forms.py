"""How a person wants to hear: the mailbox, and one row of ticks a kind; the number to be texted at."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.kernel.words import say

from .types import Choice, Wish


class WishesForm(forms.Form):
    """The mailbox; the ticks beside it are drawn as a table and read by `wishes`."""

    email = forms.EmailField(
        label=say("Hộp thư nhận tin"),
        required=False,
        max_length=120,
        help_text=say("Để trống thì không gửi thư. Ví dụ: lan@vidu.vn"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PhoneForm(forms.Form):
    """The number to be texted at; the agreement is the words beside the button."""

    so = forms.CharField(
        label=say("Số di động nhận tin nhắn"),
        max_length=20,
        help_text=say("Chúng tôi nhắn một mã tới số này để biết đúng là số của bạn. Ví dụ: 0912 345 678"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class CodeForm(forms.Form):
    """The code that came, with the number it came to."""

    so = forms.CharField(max_length=20, widget=forms.HiddenInput)
    ma = forms.CharField(
        label=say("Mã 6 chữ số trong tin nhắn"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def wishes(posted: Any, choices: list[Choice]) -> dict[str, Wish]:
    """Kind to ways, as ticked."""
    seen, mailed, texted = set(posted.getlist("xem")), set(posted.getlist("thu")), set(posted.getlist("sms"))
    # Where the column was not shown (no number yet) its ticks say nothing: what stood before stands.
    shown = "co-sms" in posted
    return {
        one.kind.name: Wish(
            one.kind.name in seen, one.kind.name in mailed, one.kind.name in texted if shown else one.sms
        )
        for one in choices
    }
