"""How allauth speaks and behaves in this house."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse

from motcua.kernel.ciphers import cipher
from motcua.kernel.words import say

SECOND_FACTORS = "second factors"


_WORDS = {
    "account_inactive": say("Tài khoản này đang bị khóa. Bạn hãy liên hệ quản trị viên."),
    "enter_current_password": say("Mật khẩu hiện tại chưa đúng."),
    "incorrect_code": say("Mã chưa đúng hoặc đã dùng. Bạn hãy chờ mã mới rồi gõ lại."),
    "incorrect_password": say("Mật khẩu chưa đúng."),
    "invalid_login": say("Tên đăng nhập hoặc mật khẩu chưa đúng."),
    "too_many_login_attempts": say("Bạn đã thử quá nhiều lần. Hãy chờ vài phút rồi thử lại."),
    "username_password_mismatch": say(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Bạn hãy kiểm tra phím Caps Lock và bộ gõ rồi thử lại."
    ),
    "rate_limited": say("Bạn đã thử quá nhiều lần. Hãy chờ vài phút rồi thử lại."),
    "same_as_current": say("Mật khẩu mới phải khác mật khẩu đang dùng."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Words, landing pages, no e-mail, no registration through allauth's own form."""

    error_messages = {**DefaultAccountAdapter.error_messages, **_WORDS}

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_login_redirect_url(self, request) -> str:
        return reverse("accounts:land")

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:home")

    def send_mail(self, template_prefix, email, context) -> None:
        """Letters go through the notifications room when it comes; allauth sends none."""

    def add_message(self, request, level, message_template=None, *args, **kwargs) -> None:
        """Only messages that have a text of ours."""
        if message_template and message_template.rsplit("/", 1)[-1] in ("logged_in.txt",):
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def get_reauthentication_methods(self, user) -> list[dict]:
        words = {
            "reauthenticate": say("Dùng mật khẩu"),
            "mfa_reauthenticate": say("Dùng ứng dụng xác thực hoặc mã dự phòng"),
            "mfa_reauthenticate:webauthn": say("Dùng khóa truy cập"),
        }
        found = super().get_reauthentication_methods(user)
        for one in found:
            one["description"] = words.get(one["id"], one["description"])
        return found


class MFAAdapter(DefaultMFAAdapter):
    """Words of second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WORDS["incorrect_code"],
        "cannot_delete_authenticator": say(
            "Chức vụ của bạn phải có yếu tố xác thực thứ hai: hãy thêm cái mới trước khi bỏ cái này."
        ),
        "cannot_generate_recovery_codes": say("Bạn cần bật ứng dụng xác thực hoặc khóa truy cập trước."),
    }

    def encrypt(self, text: str) -> str:
        return cipher(SECOND_FACTORS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher(SECOND_FACTORS).decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user) -> str:
        return user.username

    def _get_user_identifier(self, user) -> str:
        return user.username

    def generate_authenticator_name(self, user, type) -> str:
        return say("Khóa truy cập của tôi")

    def can_delete_authenticator(self, authenticator) -> bool:
        from motcua.services.accounts import queries

        if authenticator.type == "recovery_codes" or not queries.must_have_second_factor(authenticator.user):
            return True
        return queries.count_factors(authenticator.user) > 1
