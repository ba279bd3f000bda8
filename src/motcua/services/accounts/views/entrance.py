"""Signing in and out, registering, confirming again: allauth's flows on our pages."""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.kernel import clock
from motcua.kernel.access import Actor, audience
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say, spoken

from .. import services
from ..forms import RegisterForm

public, known = audience("public"), audience("citizen")


class ChangePassword(account.PasswordChangeView):
    """Đổi mật khẩu."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        services.password_changed(user_id=self.request.user.pk, by=self.request.actor, at=clock.now())
        return response


login = public(account.LoginView.as_view())
logout = public(account.LogoutView.as_view())
inactive = public(account.AccountInactiveView.as_view())
reauthenticate = known(account.ReauthenticateView.as_view())
change_password = known(ChangePassword.as_view())

factor_index = known(mfa.index)
factor_authenticate = public(mfa.authenticate)
factor_reauthenticate = known(mfa.reauthenticate)
totp_on = known(totp.activate_totp)
totp_off = known(totp.deactivate_totp)
codes = known(recovery.view_recovery_codes)
codes_new = known(recovery.generate_recovery_codes)
codes_file = known(recovery.download_recovery_codes)
passkey_list = known(passkeys.list_webauthn)
passkey_add = known(passkeys.add_webauthn)
passkey_remove = known(passkeys.remove_webauthn)
passkey_edit = known(passkeys.edit_webauthn)
passkey_reauthenticate = known(passkeys.reauthenticate_webauthn)
passkey_login = public(passkeys.login_webauthn)


def safe_next(request: HttpRequest) -> str:
    """The address to go on to, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


@public
@never_cache
@sensitive_post_parameters("password", "again")
def register(request: HttpRequest) -> HttpResponse:
    """Mở tài khoản người dân."""
    if request.user.is_authenticated:
        return redirect("accounts:land")
    form = RegisterForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        if not consume(request, action="signup"):
            return render(request, "429.html", status=429)
        given = form.cleaned_data
        try:
            user = services.create_citizen_user(
                personal_number=given["personal_number"],
                full_name=given["full_name"],
                phone=given["phone"],
                password=given["password"],
                by=Actor.anonymous(),
                at=clock.now(),
            )
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, spoken(say("Chúng tôi đã mở tài khoản cho bạn.")))
            return perform_login(
                request, user, email_verification="none", redirect_url=safe_next(request) or "/"
            )
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "accounts/register.html",
        {"form": form, "refusal": refusal, "next": safe_next(request)},
        status=status,
    )
