"""A case of a procedure as an administrator writes it; its condition is put together beside it, as conditions of forms are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from motcua.registries.procedures import ports
from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.rules.cases import LONGEST
from motcua.registries.procedures.types import CHANNEL_LABELS
from motcua.ui.forms import DateField

from .drafting import offered


class CaseForm(forms.Form):
    """Everything of a case but its condition."""

    name = forms.CharField(
        label="Tên trường hợp",
        max_length=LONGEST["name"],
        help_text="Bằng lời người dân hiểu. Ví dụ: Đo đạc lại, ranh giới không đổi.",
    )
    value = forms.IntegerField(
        label="Thời hạn", required=False, min_value=0, max_value=2000,
        help_text="0 là trong ngày. Để trống: theo thời hạn chung của thủ tục.",
    )  # fmt: skip
    unit = forms.ChoiceField(
        label="Đơn vị", required=False, choices=[("", "Chưa chọn"), *Adoption.Unit.choices]
    )
    process_code = forms.ChoiceField(
        label="Quy trình riêng", required=False, help_text="Chỉ những quy trình đang áp dụng."
    )
    channel = forms.ChoiceField(
        label="Kênh nộp", required=False, choices=[("", "Mọi kênh"), *CHANNEL_LABELS.items()]
    )
    valid_from = DateField(label="Hồ sơ nộp từ ngày", required=False, help_text="Để trống: từ trước.")
    valid_to = DateField(label="Đến hết ngày", required=False, help_text="Để trống: đến khi thay.")
    legal_basis = forms.CharField(label="Căn cứ", required=False, max_length=LONGEST["legal_basis"])

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=initial)
        there = ports.processes_in_force()
        self.fields["process_code"].choices = [
            ("", "Theo quy trình chung của thủ tục"),
            *offered(there, [initial.get("process_code")], "không đang áp dụng"),
        ]

    def clean_process_code(self) -> str:
        """A process new dossiers can follow; one that no longer is in force is shown, and not taken again."""
        code: str = self.cleaned_data["process_code"]
        if code and not ports.process_in_force(code):
            raise forms.ValidationError(
                f"Quy trình {code} không đang áp dụng. Hãy chọn quy trình khác, hoặc ban hành quy trình ấy trước."
            )
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "value" in data and (data["value"] is None) != (not data.get("unit")):
            self.add_error("value", "Thời hạn phải có cả số và đơn vị, hoặc để trống cả hai.")
        elif "value" in data and data["value"] is None and data.get("process_code") == "":
            self.add_error(
                "value", "Trường hợp này chưa khác gì: hãy ghi thời hạn hoặc chọn quy trình riêng."
            )
        return data

    def row(self, when: Mapping[str, Any]) -> dict[str, Any]:
        """The case with its condition, as it is kept."""
        said = dict(self.cleaned_data) | {"when": when}
        for name in ("valid_from", "valid_to"):
            said[name] = said[name].isoformat() if said[name] else None
        return said
