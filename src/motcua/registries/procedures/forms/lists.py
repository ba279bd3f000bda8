"""What lists are narrowed by, and the small forms beside them."""

from __future__ import annotations

from django import forms

from motcua.kernel.words import Figure, say


class CatalogueFilters(forms.Form):
    """What a citizen narrows the list by. Every choice says how many procedures it leaves."""

    field = forms.ChoiceField(label=say("Lĩnh vực"), required=False)
    agency = forms.ChoiceField(label=say("Cơ quan giải quyết"), required=False)
    level = forms.ChoiceField(label=say("Cấp"), required=False)
    online = forms.ChoiceField(label=say("Nộp trực tuyến"), required=False)
    xep = forms.ChoiceField(
        label=say("Xếp theo"),
        required=False,
        choices=[
            ("", say("Phù hợp nhất")),
            ("ten", say("Tên, từ A đến Z")),
            ("nhanh", say("Thời hạn ngắn nhất")),
        ],
    )

    ALL = {
        "field": say("Mọi lĩnh vực"),
        "agency": say("Mọi cơ quan"),
        "level": say("Mọi cấp"),
        "online": say("Tất cả"),
    }

    def __init__(self, *, choices: dict[str, list], chosen: dict[str, str], order: str, asked: bool) -> None:
        super().__init__(initial=chosen | {"xep": order})
        for name, first in self.ALL.items():
            self.fields[name].choices = [
                ("", first),
                *(
                    (one.value, say("{label} ({count})", label=say(one.label), count=Figure(one.count)))
                    for one in choices[name]
                ),
            ]
        if not asked:
            self.fields["xep"].choices = [("", say("Nhiều người làm trước")), *self.fields["xep"].choices[1:]]


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
