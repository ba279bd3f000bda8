"""Accounts for administrators: find, look, lock, unlock, reset, give roles. Every act says why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from motcua.kernel import access, clock
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import queries, services
from ..forms import NewOfficerUserForm, PasswordForm, ReasonForm, RolesForm, UserFilter
from ..types import EDIT, ROLES

administrator = audience("admin", permission=EDIT)
PER_PAGE = 30


@administrator
def users(request: HttpRequest) -> HttpResponse:
    """Danh sách tài khoản."""
    form = UserFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = queries.search(
        by=request.actor,
        words=given.get("q", ""),
        kind=given.get("loai", ""),
        role=given.get("vai_tro", ""),
        active=given.get("con", ""),
    )
    page = found.page(request.GET.get("trang", ""), PER_PAGE)
    rows = queries.lines(page)
    return render(request, "accounts/console/users.html", {"form": form, "rows": rows, "page": page})


@administrator
def user(request: HttpRequest, username: str) -> HttpResponse:
    """Một tài khoản."""
    shown = queries.user_page(username, by=request.actor)
    shown["roles_form"] = RolesForm(initial={"roles": shown["role_codes"]}, prefix="vt")
    shown["reason_form"] = ReasonForm(prefix="ld")
    shown["password_form"] = PasswordForm(prefix="mk")
    return render(request, "accounts/console/user.html", shown)


@administrator
@require_POST
@sensitive_post_parameters()
def act(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    """Một việc với một tài khoản."""
    by, at = request.actor, clock.now()
    if verb == "vai-tro":
        form = RolesForm(request.POST, prefix="vt")
    elif verb == "mat-khau":
        form = PasswordForm(request.POST, prefix="mk")
    else:
        form = ReasonForm(request.POST, prefix="ld")
    if not form.is_valid():
        messages.error(request, "Bạn cần ghi đủ lý do và các ô bắt buộc.")
        return redirect("accounts:console_user", username)
    given = form.cleaned_data
    common = {"username": username, "reason": given["reason"], "by": by, "at": at}
    try:
        if verb == "khoa":
            services.lock_user(**common)
            said = "Đã khóa tài khoản và kết thúc mọi phiên đang mở."
        elif verb == "mo-khoa":
            services.unlock_user(**common)
            said = "Đã mở khóa tài khoản."
        elif verb == "xoa-xac-thuc":
            services.reset_factors(**common)
            said = "Đã xóa yếu tố xác thực. Người này phải bật lại ở lần đăng nhập sau."
        elif verb == "vai-tro":
            services.set_roles(roles=given["roles"], **common)
            said = "Đã đổi vai trò. Người này đăng nhập lại để làm việc với vai trò mới."
        elif verb == "mat-khau":
            services.set_password(password=given["password"], **common)
            said = "Đã đặt mật khẩu tạm."
        else:
            services.end_sessions(user_id=queries.find(username).pk, by=by, at=at)
            said = "Đã kết thúc mọi phiên của tài khoản này."
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("accounts:console_user", username)


@administrator
@sensitive_post_parameters("password")
def new_user(request: HttpRequest) -> HttpResponse:
    """Cấp tài khoản cho cán bộ."""
    form = NewOfficerUserForm(request.POST or None, initial={"officer_code": request.GET.get("can-bo", "")})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_officer_user(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, f"Đã cấp tài khoản {made.username} cho {made.full_name}.")
            return redirect("accounts:console_user", made.username)
    return render(
        request,
        "accounts/console/new_user.html",
        {"form": form, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )


@administrator
def roles(request: HttpRequest) -> HttpResponse:
    """Vai trò và quyền."""
    shown = [
        {"role": role, "permissions": sorted((access.PERMISSIONS.get(p, p), p) for p in role.permissions)}
        for role in ROLES.values()
    ]
    return render(request, "accounts/console/roles.html", {"roles": shown})
