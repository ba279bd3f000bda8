"""Setting a column on many rows, and the workbook."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.registries.procedures.rules import bulk
from motcua.registries.procedures.types import ONLINE_LABELS

SETTABLE = {
    "level": "Cấp tiếp nhận", "receiving": "Nơi tiếp nhận", "online": "Mức độ trực tuyến", "limit": "Thời hạn",
    "fee": "Mức thu chung", "published": "Công bố", "competent": "Cơ quan giải quyết", "decision": "Quyết định của tỉnh",
}  # fmt: skip
SHOWN = {"field": "Lĩnh vực", "changed": "Sửa lúc", **SETTABLE}
USUAL = ["field", "level", "limit", "online", "fee", "published"]


class TableFilters(forms.Form):
    """What an administrator looks for, in which columns."""

    q = forms.CharField(label="Tên, mã, từ khóa", required=False, max_length=300)
    field = forms.ChoiceField(label="Lĩnh vực", required=False)
    level = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Mọi cấp"), *bulk.LEVELS.items()])
    online = forms.ChoiceField(
        label="Trực tuyến", required=False,
        choices=[("", "Tất cả"), *((k, v) for k, v in ONLINE_LABELS.items() if k), ("unknown", ONLINE_LABELS[""])],
    )  # fmt: skip
    published = forms.ChoiceField(
        label="Công bố",
        required=False,
        choices=[("", "Tất cả"), ("yes", "Đang công bố"), ("no", "Không công bố")],
    )
    agency = forms.ChoiceField(label="Cơ quan giải quyết", required=False)
    gap = forms.ChoiceField(
        label="Còn thiếu", required=False,
        choices=[("", "Không lọc"), ("limit", "Thời hạn"), ("fee", "Mức thu"), ("online", "Mức độ trực tuyến"), ("detail", "Nội dung")],
    )  # fmt: skip
    cot = forms.MultipleChoiceField(
        label="Cột hiện", required=False, choices=list(SHOWN.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, fields: list[str], agencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "Mọi lĩnh vực"), *((name, name) for name in fields)]
        self.fields["agency"].choices = [("", "Mọi cơ quan"), *((name, name) for name in agencies)]


class SetForm(forms.Form):
    """One column set on all ticked rows."""

    column = forms.ChoiceField(label="Đặt cột", choices=list(SETTABLE.items()))
    value = forms.CharField(
        label="Giá trị mới", required=False, max_length=1000,
        help_text="Thời hạn ghi như “3 ngày làm việc”; mức thu ghi số đồng; các cột khác ghi như trong bảng.",
    )  # fmt: skip
    reason = forms.CharField(label="Lý do, nếu thôi công bố", required=False, max_length=1000)


class WorkbookForm(forms.Form):
    """A workbook of procedures."""

    file = forms.FileField(
        label="Tệp Excel", help_text="Tệp .xlsx tải về từ đây, nhiều nhất 10 MB.", allow_empty_file=True
    )
