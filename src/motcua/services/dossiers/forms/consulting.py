"""The answer of an agency that was asked."""

from __future__ import annotations

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    """Ý kiến trả lời."""

    token = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    outcome = forms.ChoiceField(label="Ý kiến", widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="Nội dung", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ghi căn cứ, điều kiện kèm theo nếu có. Cơ quan hỏi đọc nguyên văn.",
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = outcomes
