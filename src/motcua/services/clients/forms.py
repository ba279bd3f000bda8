"""Forms of connected programs in the console."""

from __future__ import annotations

from django import forms

from motcua.registries.organizations import queries as organizations
from motcua.services.clients import queries
from motcua.services.clients.services import LONGEST
from motcua.services.clients.types import SCOPES
from motcua.ui.forms import ChoiceLabel


class ClientFilter(forms.Form):
    """Lọc danh sách ứng dụng."""

    q = forms.CharField(label="Tìm theo tên, mã, cơ quan", required=False, max_length=100)
    con = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Mọi tình trạng"), ("1", "Đang chạy"), ("0", "Đã ngừng")],
    )


class AgencyForm(forms.Form):
    """Bước một: ứng dụng làm việc cho cơ quan nào."""

    co_quan = forms.CharField(
        label="Mã cơ quan", max_length=40, help_text="Ví dụ H42.15. Xem mã ở trang Cơ quan, chức vụ."
    )

    def clean_co_quan(self) -> str:
        code = self.cleaned_data["co_quan"].strip().upper()
        if organizations.find_agency(code) is None:
            raise forms.ValidationError(
                f"Không có cơ quan mã “{code}”. Hãy xem mã ở trang Cơ quan, chức vụ.", code="unknown"
            )
        return code


class ClientForm(forms.Form):
    """Đăng ký, sửa ứng dụng."""

    name = forms.CharField(
        label="Tên ứng dụng", max_length=120, help_text="Ví dụ: Phần mềm hộ tịch phường Nam Định."
    )
    purpose = forms.CharField(
        label="Mục đích", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Việc ứng dụng làm và căn cứ; người kiểm tra nhật ký sẽ đọc.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Người phụ trách", max_length=200, help_text="Họ tên và điện thoại để gọi khi có sự cố."
    )
    post_code = forms.ChoiceField(
        label="Làm việc ở chức vụ",
        help_text="Ứng dụng có quyền của chức vụ này, trong phạm vi chọn dưới đây.",
    )
    scopes = forms.MultipleChoiceField(
        label="Phạm vi",
        widget=forms.CheckboxSelectMultiple,
        choices=[(scope.code, ChoiceLabel(scope.label, f"{scope.purpose}.")) for scope in SCOPES.values()],
        help_text="Chỉ chọn phần ứng dụng cần. Ký số luôn do người ký, không cấp cho ứng dụng.",
    )

    def __init__(self, *args: object, agency: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["post_code"].choices = queries.posts_of(agency)  # type: ignore[attr-defined]


class NewClientForm(ClientForm):
    """Đăng ký ứng dụng."""

    code = forms.CharField(
        label="Mã ứng dụng",
        max_length=40,
        help_text="Chữ thường không dấu, chữ số, gạch ngang; không đổi được về sau.",
    )
    field_order = ("code", "name", "purpose", "contact", "post_code", "scopes")


class KeyForm(forms.Form):
    """Cấp khóa, đổi khóa."""

    days = forms.IntegerField(
        label="Dùng được (ngày)", min_value=1, max_value=LONGEST, initial=90,
        help_text="Khóa đang dùng sẽ còn chạy 2 ngày để kịp thay.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Lý do ngừng hoặc cho chạy lại."""

    reason = forms.CharField(label="Lý do", max_length=255)
