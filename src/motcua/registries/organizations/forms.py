"""Forms of the organization register in the console."""

from __future__ import annotations

from django import forms

from motcua.ui.forms import DateField

from .types import AgencyKind, Level, SuccessionKind


class AgencyFilter(forms.Form):
    """Lọc danh sách cơ quan."""

    q = forms.CharField(label="Tìm theo tên, mã mới, mã cũ", required=False, max_length=100)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Mọi cấp"), *Level.choices()])
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *AgencyKind.choices()])
    ngay = DateField(label="Vào ngày", required=False, help_text="")


class AgencyForm(forms.Form):
    """Thành lập cơ quan."""

    code = forms.CharField(label="Mã định danh", max_length=40, help_text="Ví dụ H42.15 hoặc H42.15.03.")
    name = forms.CharField(label="Tên", max_length=255)
    short_name = forms.CharField(label="Tên ngắn", max_length=120, required=False)
    kind = forms.ChoiceField(label="Loại", choices=AgencyKind.choices())
    level = forms.ChoiceField(label="Cấp", choices=Level.choices())
    parent_code = forms.CharField(label="Trực thuộc (mã)", max_length=40, required=False)
    place_code = forms.CharField(label="Mã địa bàn", max_length=10, required=False)
    address = forms.CharField(label="Địa chỉ", max_length=255, required=False)
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)
    valid_from = DateField(label="Hoạt động từ ngày")


class CloseForm(forms.Form):
    """Kết thúc hoạt động."""

    last_on = DateField(label="Ngày hoạt động cuối cùng")
    reason = forms.CharField(label="Căn cứ", max_length=255)


class SucceedForm(forms.Form):
    """Ghi nhận kế thừa."""

    new_code = forms.CharField(label="Cơ quan tiếp nhận (mã)", max_length=40)
    kind = forms.ChoiceField(label="Hình thức", choices=SuccessionKind.choices())
    on = DateField(label="Từ ngày")
    share = forms.CharField(label="Phần tiếp nhận", max_length=255, required=False)
    basis = forms.CharField(label="Căn cứ", max_length=255)


class AppointForm(forms.Form):
    """Giao chức vụ."""

    officer_code = forms.CharField(label="Mã cán bộ", max_length=40)
    valid_from = DateField(label="Từ ngày")
    valid_to = DateField(label="Đến hết ngày", required=False)
    decision = forms.CharField(label="Quyết định số", max_length=120, required=False)


class EndForm(forms.Form):
    """Thôi giữ chức vụ."""

    officer_code = forms.CharField(label="Mã cán bộ", max_length=40)
    last_on = DateField(label="Ngày cuối cùng giữ chức vụ")
    reason = forms.CharField(label="Lý do, quyết định", max_length=255)


class DelegateForm(forms.Form):
    """Ủy quyền."""

    to_officer_code = forms.CharField(label="Người được ủy quyền (mã cán bộ)", max_length=40)
    from_officer_code = forms.CharField(label="Người ủy quyền (mã cán bộ)", max_length=40, required=False)
    valid_from = DateField(label="Từ ngày")
    valid_to = DateField(label="Đến hết ngày")
    may_sign = forms.BooleanField(label="Được ký thay", required=False)
    paper = forms.CharField(label="Văn bản ủy quyền", max_length=120, required=False)
    reason = forms.CharField(label="Lý do", max_length=255)


class RevokeForm(forms.Form):
    """Chấm dứt ủy quyền."""

    delegation_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do", max_length=255)


class RemitForm(forms.Form):
    """Giao lĩnh vực, thủ tục."""

    fields_named = forms.CharField(
        label="Lĩnh vực",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Mỗi dòng một lĩnh vực, ghi như trong danh mục thủ tục.",
    )
    procedures_named = forms.CharField(
        label="Thủ tục",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một mã, ví dụ 1.001193. Chỉ ghi thủ tục khác với lĩnh vực của nó.",
    )
    valid_from = DateField(label="Từ ngày")
    alike = forms.BooleanField(
        label="Ghi cho cả các đơn vị cùng tên ở những cơ quan cùng loại",
        required=False,
        help_text="Ví dụ: Phòng Kinh tế của mọi xã. Hoàn tác được cả lượt.",
    )

    def answers(self) -> dict:
        """What the command takes."""
        data = self.cleaned_data
        lines = {
            name: [line for line in data[name].splitlines() if line.strip()]
            for name in data
            if "named" in name
        }
        return {
            "fields": lines["fields_named"],
            "procedures": lines["procedures_named"],
            "valid_from": data["valid_from"],
            "alike": data["alike"],
        }


class OfficerForm(forms.Form):
    """Thêm cán bộ."""

    code = forms.CharField(label="Mã cán bộ", max_length=40)
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    email = forms.EmailField(label="Thư điện tử", required=False, max_length=120)
    phone = forms.CharField(label="Điện thoại", required=False, max_length=20)


class AbsenceForm(forms.Form):
    """Báo vắng mặt."""

    to_officer_code = forms.ChoiceField(label="Người làm thay")
    valid_from = DateField(label="Vắng từ ngày")
    valid_to = DateField(label="Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=255, help_text="Ví dụ: nghỉ phép, đi học, công tác.")
    may_sign = forms.BooleanField(label="Được ký thay", required=False)
    paper = forms.CharField(
        label="Văn bản ủy quyền ký",
        max_length=120,
        required=False,
        help_text="Bắt buộc khi người làm thay được ký.",
    )

    def __init__(self, *args, people=(), can_sign=False, **options):
        super().__init__(*args, **options)
        self.fields["to_officer_code"].choices = [("", "Chọn một người"), *people]
        if not can_sign:
            del self.fields["may_sign"], self.fields["paper"]
