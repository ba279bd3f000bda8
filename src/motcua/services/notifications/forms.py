"""How a person wants to hear: the mailbox, and one pair of ticks a kind."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.kernel.words import say

from .types import Choice


class WishesForm(forms.Form):
    """The mailbox; the ticks beside it are drawn as a table and read by `wishes`."""

    email = forms.EmailField(
        label=say("Hộp thư nhận tin"),
        required=False,
        max_length=120,
        help_text=say("Để trống thì không gửi thư. Ví dụ: lan@vidu.vn"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def wishes(posted: Any, choices: list[Choice]) -> dict[str, tuple[bool, bool]]:
    """Kind to (in the house, by e-mail), as ticked."""
    seen, mailed = set(posted.getlist("xem")), set(posted.getlist("thu"))
    return {one.kind.name: (one.kind.name in seen, one.kind.name in mailed) for one in choices}
