"""Forms of signing in, registering, second factors and the console, in our words."""

from __future__ import annotations

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.password_validation import validate_password

from motcua.kernel import text
from motcua.kernel.words import say
from motcua.registries.people import queries as people

from .types import ROLES, UserKind


class LongEnough:
    """Mật khẩu đủ dài (settings.AUTH_PASSWORD_VALIDATORS)."""

    shortest = 10

    def validate(self, password: str, user=None) -> None:
        if len(password) < self.shortest:
            raise forms.ValidationError(
                say(
                    "Mật khẩu có {n} ký tự; cần ít nhất {shortest}.", n=len(password), shortest=self.shortest
                ),
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return say("Mật khẩu có ít nhất {shortest} ký tự.", shortest=self.shortest)


_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "class": "input--mid"}


class LoginForm(account_forms.LoginForm):
    """Đăng nhập."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = say("Tên đăng nhập hoặc số định danh cá nhân")
        login.help_text = say("Người dân dùng số định danh 12 chữ số; cán bộ dùng tài khoản được cấp.")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        login.error_messages["required"] = say("Bạn chưa ghi tên đăng nhập.")
        password.label, password.help_text = say("Mật khẩu"), ""
        password.widget.attrs = {"autocomplete": "current-password"}
        password.error_messages["required"] = say("Bạn chưa ghi mật khẩu.")

    def clean_login(self) -> str:
        return text.clean(self.cleaned_data["login"])


class ReauthenticateForm(account_forms.ReauthenticateForm):
    """Xác nhận lại mật khẩu trước một việc nhạy cảm."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = say("Mật khẩu hiện tại")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """Đổi mật khẩu."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("oldpassword", say("Mật khẩu hiện tại")),
            ("password1", say("Mật khẩu mới")),
            ("password2", say("Gõ lại mật khẩu mới")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = say("Ít nhất 10 ký tự; nên dùng vài từ dễ nhớ ghép lại.")


class _Code:
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = say("Mã 6 chữ số")
        self.fields["code"].widget.attrs = dict(_CODE)
        self.fields["code"].error_messages["required"] = say("Bạn chưa ghi mã.")


class CodeForm(_Code, code_forms.AuthenticateForm):
    """Mã của ứng dụng xác thực khi đăng nhập; mã dự phòng cũng được."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = say(
            "Mở ứng dụng xác thực trên điện thoại. Mất điện thoại thì dùng một mã dự phòng."
        )


class ReauthenticateCodeForm(_Code, code_forms.ReauthenticateForm):
    """Mã của ứng dụng xác thực trước một việc nhạy cảm."""


class ActivateTOTPForm(_Code, totp_forms.ActivateTOTPForm):
    """Bật ứng dụng xác thực."""


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    """Thêm khóa truy cập."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("Tên khóa")
        self.fields["name"].help_text = say("Để bạn nhận ra, ví dụ “Điện thoại của tôi”.")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = say("Đăng nhập không cần mật khẩu")
            self.fields["passwordless"].help_text = say("Khóa này thay cả mật khẩu lẫn mã.")
            self.fields["passwordless"].initial = True


class EditPasskeyForm(passkey_forms.EditWebAuthnForm):
    """Đổi tên khóa truy cập."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("Tên khóa")


class RegisterForm(forms.Form):
    """Mở tài khoản người dân: bốn điều, không cần thư điện tử."""

    personal_number = forms.CharField(
        label=say("Số định danh cá nhân"),
        help_text=say("12 chữ số trên thẻ căn cước."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "username", "class": "input--mid"}
        ),
    )
    full_name = forms.CharField(
        label=say("Họ, chữ đệm và tên"),
        help_text=say("Như trên thẻ căn cước."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=say("Số điện thoại"),
        help_text=say("10 chữ số. Cán bộ gọi số này khi cần hỏi về hồ sơ."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "input--mid"}),
    )
    password = forms.CharField(
        label=say("Mật khẩu"),
        help_text=say("Ít nhất 10 ký tự; nên dùng vài từ dễ nhớ ghép lại."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=say("Gõ lại mật khẩu"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def _checked(self, checked) -> str:
        if checked.faults:
            raise forms.ValidationError(list(checked.faults))
        return checked.value

    def clean_personal_number(self) -> str:
        return self._checked(people.check_personal_number(self.cleaned_data["personal_number"]))

    def clean_full_name(self) -> str:
        return self._checked(people.check_name(text.clean(self.cleaned_data["full_name"])))

    def clean_phone(self) -> str:
        return self._checked(people.check_phone(self.cleaned_data["phone"]))

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", say("Hai lần gõ mật khẩu khác nhau."))
        return data


class ConfirmForm(forms.Form):
    """Xác nhận danh tính người dân tại quầy."""

    personal_number = forms.CharField(
        label="Số định danh cá nhân",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--mid", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Giấy tờ đã đối chiếu",
        max_length=255,
        help_text="Ví dụ: thẻ căn cước bản chính, người dân có mặt.",
    )
    password = forms.CharField(
        label="Mật khẩu tạm",
        required=False,
        strip=False,
        max_length=200,
        help_text="Khi người dân quên mật khẩu hoặc tài khoản do người khác mở. Họ phải đổi ở lần đăng nhập đầu.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RepresentativeForm(forms.Form):
    """Ghi người đại diện theo pháp luật của tổ chức."""

    tax_code = forms.CharField(
        label="Mã số thuế của tổ chức",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--mid", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Tên tổ chức",
        max_length=255,
        required=False,
        help_text="Chỉ cần khi tổ chức chưa có trong danh bạ.",
    )
    personal_number = forms.CharField(
        label="Số định danh của người đại diện",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--mid", "autocomplete": "off"}),
    )
    basis = forms.CharField(
        label="Giấy tờ đã đối chiếu",
        max_length=255,
        help_text="Ví dụ: giấy chứng nhận đăng ký doanh nghiệp, lần thay đổi thứ 3, ngày 02/11/2026, bản chính.",
    )


class UserFilter(forms.Form):
    """Lọc danh sách tài khoản."""

    q = forms.CharField(label="Tìm theo tên, tên đăng nhập, mã cán bộ", required=False, max_length=100)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *UserKind.choices()])
    vai_tro = forms.ChoiceField(
        label="Vai trò",
        required=False,
        choices=[("", "Tất cả"), *((r.code, r.label) for r in ROLES.values())],
    )
    con = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), ("1", "Đang hoạt động"), ("0", "Đã khóa")],
    )


class ReasonForm(forms.Form):
    """Every act upon somebody's account says why."""

    reason = forms.CharField(label="Lý do", max_length=255, widget=forms.TextInput())


class RolesForm(ReasonForm):
    """Giao vai trò riêng."""

    roles = forms.MultipleChoiceField(
        label="Vai trò riêng, ngoài vai trò theo chức vụ",
        required=False,
        choices=[(r.code, r.label) for r in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["roles", "reason"]


class PasswordForm(ReasonForm):
    """Đặt lại mật khẩu cho người quên."""

    password = forms.CharField(
        label="Mật khẩu tạm",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["password", "reason"]


class NewOfficerUserForm(forms.Form):
    """Cấp tài khoản cho cán bộ."""

    officer_code = forms.CharField(label="Mã cán bộ", max_length=40)
    username = forms.CharField(label="Tên đăng nhập", max_length=60)
    password = forms.CharField(
        label="Mật khẩu tạm",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]
