"""How allauth speaks and behaves in this house."""

from __future__ import annotations

import base64
from functools import lru_cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse

from motcua.kernel.words import say


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    """Second-factor secrets rest encrypted under a key of their own, drawn from the site's secret."""
    drawn = [
        HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"motcua second factors").derive(
            key.encode()
        )
        for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in drawn])


def _ours() -> MultiFernet:
    return _cipher((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


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
        return _ours().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _ours().decrypt(encrypted_text.encode()).decode()

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
