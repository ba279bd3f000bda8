"""The words of a part of a joint procedure: its answer, a question back, a reply, taking it out."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.services.workflow.types import DECLINED, DELIVERED


class MemberAnswerForm(forms.Form):
    """Trả kết quả phần việc, hoặc nêu lý do không giải quyết."""

    token = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    outcome = forms.ChoiceField(
        label="Trả lời", widget=forms.RadioSelect,
        choices=[(DELIVERED, "Có kết quả"), (DECLINED, "Không giải quyết được")],
    )  # fmt: skip
    number = forms.CharField(label="Số kết quả", max_length=80, required=False)
    issued_on = forms.DateField(
        label="Ngày cấp", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    file = forms.FileField(
        label="Bản điện tử (PDF)", required=False, widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        help_text="Không bắt buộc. Người dân tải về ở trang hồ sơ.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Lý do không giải quyết", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người dân đọc nguyên văn. Có kết quả thì bỏ trống.",
    )  # fmt: skip
    advice = forms.CharField(
        label="Người dân làm gì tiếp",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def said(self) -> dict[str, Any]:
        """What the command takes, but for the file."""
        data = self.cleaned_data
        return {
            "token_id": data["token"], "delivered": data["outcome"] == DELIVERED, "number": data["number"],
            "issued_on": data["issued_on"], "reason": data["reason"], "advice": data["advice"],
        }  # fmt: skip


class WordsForm(forms.Form):
    """A question, a reply or a reason about one part."""

    token = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    words = forms.CharField(label="Nội dung", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label
