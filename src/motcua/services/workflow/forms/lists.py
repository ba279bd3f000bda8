"""Forms of the console's process pages."""

from __future__ import annotations

from django import forms


class ListForm(forms.Form):
    """Lọc danh sách quy trình."""

    tim = forms.CharField(label="Tên hoặc mã quy trình", max_length=100, required=False)
    trang_thai = forms.ChoiceField(
        label="Tình trạng", required=False,
        choices=[("", "Tất cả"), ("published", "Đang áp dụng"), ("draft", "Có bản thảo"), ("none", "Chưa áp dụng")],
    )  # fmt: skip


class UploadForm(forms.Form):
    """Nạp tệp BPMN thành bản thảo mới."""

    file = forms.FileField(
        label="Tệp BPMN 2.0",
        help_text="Tệp .bpmn vẽ bằng công cụ BPMN, tối đa 1 MB. Mỗi làn là một chức vụ.",
        widget=forms.ClearableFileInput(attrs={"accept": ".bpmn,.xml,application/xml,text/xml"}),
    )


class NewProcessForm(forms.Form):
    """Soạn quy trình cho một thủ tục chưa có quy trình riêng."""

    thu_tuc = forms.CharField(
        label="Mã thủ tục", max_length=20,
        help_text="Bản thảo bắt đầu từ quy trình chuẩn, giờ chia theo thời hạn của thủ tục.",
    )  # fmt: skip


class TakeBackForm(forms.Form):
    """Rút lại bản đang áp dụng."""

    ly_do = forms.CharField(label="Lý do rút lại", max_length=500, help_text="Lưu trong nhật ký kiểm toán.")
