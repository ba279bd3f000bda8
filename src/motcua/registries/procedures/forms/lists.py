"""What lists are narrowed by, and the small forms beside them."""

from __future__ import annotations

from django import forms

from motcua.registries.procedures.types import ONLINE_LABELS

_ONLINE = [
    ("", "Tất cả"),
    ("full", ONLINE_LABELS["full"]),
    ("partial", ONLINE_LABELS["partial"]),
    ("none", ONLINE_LABELS["none"]),
]


class CatalogueFilters(forms.Form):
    """What a citizen narrows the list by. Every choice says how many procedures it leaves."""

    field = forms.ChoiceField(label="Lĩnh vực", required=False)
    agency = forms.ChoiceField(label="Cơ quan giải quyết", required=False)
    level = forms.ChoiceField(label="Cấp", required=False)
    online = forms.ChoiceField(label="Nộp trực tuyến", required=False)
    xep = forms.ChoiceField(
        label="Xếp theo",
        required=False,
        choices=[("", "Phù hợp nhất"), ("ten", "Tên, từ A đến Z"), ("nhanh", "Thời hạn ngắn nhất")],
    )

    ALL = {"field": "Mọi lĩnh vực", "agency": "Mọi cơ quan", "level": "Mọi cấp", "online": "Tất cả"}

    def __init__(self, *, choices: dict[str, list], chosen: dict[str, str], order: str, asked: bool) -> None:
        super().__init__(initial=chosen | {"xep": order})
        for name, first in self.ALL.items():
            self.fields[name].choices = [
                ("", first),
                *((one.value, f"{one.label} ({one.count})") for one in choices[name]),
            ]
        if not asked:
            self.fields["xep"].choices = [("", "Nhiều người làm trước"), *self.fields["xep"].choices[1:]]


class WithdrawForm(forms.Form):
    """Why a procedure is taken back; citizens read it."""

    reason = forms.CharField(label="Lý do rút", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(forms.Form):
    """A catalogue file."""

    file = forms.FileField(
        label="Tệp danh mục",
        help_text="YAML hoặc JSONL, UTF-8, nhiều nhất 20 MB; danh mục quốc gia hãy nén .gz.",
        allow_empty_file=True,
    )


class SynonymForm(forms.Form):
    """One everyday saying."""

    says = forms.CharField(label="Người dân nói", max_length=200)
    means = forms.CharField(
        label="Nghĩa là", required=False, max_length=1000, help_text="Mỗi nghĩa cách nhau bằng dấu chấm phẩy."
    )
    codes = forms.CharField(
        label="Mã thủ tục", required=False, max_length=500, help_text="Cách nhau bằng dấu phẩy."
    )
