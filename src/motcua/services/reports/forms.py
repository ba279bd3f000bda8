"""What is asked of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from motcua.services.reports import rules
from motcua.services.reports.types import KINDS, ORGANISED, PERIODS, SIDES, Asked, Side
from motcua.ui.forms import DateField


class ReportForm(forms.Form):
    """Period, agencies, organisation. It never refuses: what cannot be read is left as the page opens first."""

    loai = forms.ChoiceField(choices=list(KINDS.items()), required=False, widget=forms.HiddenInput)
    ky = forms.ChoiceField(label="Kỳ", choices=list(PERIODS.items()), required=False)
    tu = DateField(label="Ngày trong kỳ, hoặc từ ngày", required=False, help_text="")
    den = DateField(label="Đến ngày (khoảng ngày)", required=False, help_text="")
    ben = forms.ChoiceField(label="Tính theo", choices=list(SIDES.items()), required=False)
    to_chuc = forms.ChoiceField(label="Tên cơ quan", choices=list(ORGANISED.items()), required=False)
    cq = forms.ChoiceField(label="Cơ quan", required=False)

    def __init__(self, data: Mapping[str, Any], *, agencies: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["cq"].choices = [("", "Tất cả trong phạm vi"), *agencies]  # type: ignore[attr-defined]

    def asked(self, today: date, side: Side) -> Asked:
        """What was asked, with what was not."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        kind, first = given.get("ky", "thang"), given.get("tu", today)
        period = rules.span(first, given.get("den", today)) if kind == "tuy" else rules.period_of(kind, first)
        return Asked(
            kind=given.get("loai", "linh-vuc"), period=period, side=given.get("ben", side),
            organised=given.get("to_chuc", "then"), agency=given.get("cq", ""),
        )  # fmt: skip


def address_of(asked: Asked, **changes: Any) -> dict[str, str]:
    """A report as the parameters of an address."""
    found = {
        "loai": asked.kind, "ky": asked.period.kind, "tu": asked.period.from_on.isoformat(),
        "den": asked.period.last_on.isoformat() if asked.period.kind == "tuy" else "", "ben": asked.side,
        "to_chuc": asked.organised, "cq": asked.agency,
    } | changes  # fmt: skip
    return {name: value for name, value in found.items() if value != "" or name == "linh_vuc"}
