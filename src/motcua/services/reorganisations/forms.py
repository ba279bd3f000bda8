"""Forms of a plan."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.registries.organizations.types import AgencyKind, Level
from motcua.services.reorganisations.services.planning import line_of
from motcua.services.reorganisations.types import KIND_WORDS, Line, State
from motcua.ui.forms import DateField


class PlanFilter(forms.Form):
    """Lọc danh sách phương án."""

    tt = forms.ChoiceField(
        label="Tình trạng", required=False,
        choices=[("", "Mọi tình trạng"), *((one.value, one.label) for one in State)],
    )  # fmt: skip


class HeadForm(forms.Form):
    """Tên, căn cứ, ngày."""

    name = forms.CharField(
        label="Tên phương án", max_length=200, help_text="Ví dụ: Hợp nhất tỉnh Nam Định, Hà Nam, Ninh Bình."
    )
    basis = forms.CharField(
        label="Căn cứ",
        max_length=200,
        help_text="Số, ký hiệu, ví dụ Nghị quyết 202/2025/QH15. In trên mọi biên bản bàn giao.",
    )
    effective_on = DateField(
        label="Ngày thực hiện",
        help_text="Ngày đầu tiên cơ quan mới nhận việc; hủy được đến hết ngày hôm trước.",
    )


class LineForm(forms.Form):
    """Một dòng: từ cơ quan cũ đến một cơ quan kế thừa."""

    kind = forms.ChoiceField(
        label="Cách sắp xếp", choices=[(one.value, words) for one, words in KIND_WORDS.items()]
    )
    old = forms.CharField(
        label="Cơ quan cũ (mã)", max_length=2000, help_text="Nhiều mã cách nhau bằng dấu chấm phẩy."
    )
    into = forms.CharField(
        label="Cơ quan kế thừa (mã)", max_length=40, required=False, help_text="Đổi tên giữ mã thì để trống."
    )
    name = forms.CharField(
        label="Tên mới",
        max_length=255,
        required=False,
        help_text="Ghi tên thì cơ quan được thành lập, hoặc đổi sang tên này.",
    )
    head = forms.CharField(label="Người đứng đầu cơ quan mới (mã cán bộ)", max_length=60, required=False)
    parent = forms.CharField(label="Trực thuộc (mã)", max_length=40, required=False)
    place_code = forms.CharField(label="Mã địa bàn", max_length=10, required=False)
    address = forms.CharField(label="Địa chỉ trụ sở", max_length=255, required=False)
    agency_kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Như cơ quan cũ"), *AgencyKind.choices()]
    )
    level = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Như cơ quan cũ"), *Level.choices()])
    model = forms.CharField(
        label="Theo cơ cấu của (mã)",
        max_length=40,
        required=False,
        help_text="Bỏ trống: cơ quan cũ đầu tiên.",
    )
    fields = forms.CharField(
        label="Chỉ nhận các lĩnh vực", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Khi chia, tách. Bỏ trống cả hai ô: nhận phần còn lại.",
    )  # fmt: skip
    places = forms.CharField(
        label="Chỉ nhận người nộp ở", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Tên xã, thôn như trong địa chỉ, cách nhau bằng dấu chấm phẩy.",
    )  # fmt: skip
    people = forms.CharField(
        label="Cán bộ đi theo phần này (mã)",
        max_length=2000,
        required=False,
        help_text="Người không ghi ở đâu theo nơi nhận phần còn lại.",
    )

    def line(self) -> Line:
        """The line as the plan keeps it."""
        return line_of({key: value for key, value in self.cleaned_data.items() if value})


class PlacesForm(forms.Form):
    """Lập dòng từ danh mục địa bàn."""

    old = forms.CharField(
        label="Các xã, huyện dưới mã", max_length=400, help_text="Mã của tỉnh hay huyện cũ, cách nhau bằng dấu chấm phẩy: H40; H21."
    )  # fmt: skip
    prefix = forms.CharField(
        label="Đầu mã mới", max_length=30, help_text="Ví dụ H42: xã đầu tiên mang mã H42.101."
    )
    first = forms.IntegerField(label="Số đầu tiên", min_value=1, max_value=9999, initial=101)
    parent = forms.CharField(label="Trực thuộc (mã)", max_length=40)

    def clean_old(self) -> tuple[str, ...]:
        return tuple(code.strip().upper() for code in self.cleaned_data["old"].split(";") if code.strip())

    def clean_prefix(self) -> str:
        return self.cleaned_data["prefix"].strip().upper()

    def clean_parent(self) -> str:
        return self.cleaned_data["parent"].strip().upper()


class FileForm(forms.Form):
    """Nạp cả phương án."""

    file = forms.FileField(
        label="Tệp phương án",
        help_text="YAML hoặc CSV, nhiều nhất 4 MB. Thay mọi dòng đang có.",
        allow_empty_file=True,
    )


class ReasonForm(forms.Form):
    """Lý do trả lại, hủy."""

    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def initial_of(row: Any) -> dict[str, Any]:
    """The head of a plan as its form shows it."""
    return {"name": row.name, "basis": row.basis, "effective_on": row.effective_on}
