"""Connected programs for administrators: register, give scopes, make and take back keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.kernel import clock
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import forms, queries, services
from ..types import MANAGE

administrator = audience("admin", permission=MANAGE)
FRESH, FRESH_S = "khoa-moi", 120
"""The cookie a key just made is shown from, and for how many seconds it can be."""


@administrator
def clients(request: HttpRequest) -> HttpResponse:
    """Danh sách ứng dụng kết nối."""
    form = forms.ClientFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.listing(by=request.actor, words=given.get("q", ""), state=given.get("con", ""))
    return render(request, "clients/console/clients.html", {"form": form, "rows": rows})


@administrator
def new(request: HttpRequest) -> HttpResponse:
    """Đăng ký ứng dụng: cơ quan trước, rồi chức vụ và phạm vi."""
    choose = forms.AgencyForm(request.GET or None)
    if not choose.is_valid():
        return render(
            request, "clients/console/choose.html", {"form": choose}, status=422 if choose.is_bound else 200
        )
    agency = choose.cleaned_data["co_quan"]
    form = forms.NewClientForm(request.POST or None, agency=agency)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, f"Đã đăng ký {made.name}. Hãy cấp khóa cho ứng dụng.")
            return redirect("clients:one", made.code)
    shown = {"form": form, "refusal": refusal, "title": "Đăng ký ứng dụng", "action": "Đăng ký"}
    return render(
        request, "clients/console/form.html", shown, status=422 if request.method == "POST" else 200
    )


@administrator
@never_cache
def client(request: HttpRequest, code: str) -> HttpResponse:
    """Một ứng dụng: phạm vi, khóa, việc có thể làm; a key made a moment ago is shown, and forgotten with the showing."""
    secret = request.get_signed_cookie(FRESH, default="", salt=_salt(request, code), max_age=FRESH_S)
    answer = _page(request, code, made=secret)
    if secret:
        answer.delete_cookie(FRESH, path=reverse("clients:one", args=[code]), samesite="Strict")
    return answer


def _salt(request: HttpRequest, code: str) -> str:
    """A key is shown to who made it, on the page of its program."""
    return f"clients.fresh:{code}:{request.actor.id}"


def _page(request: HttpRequest, code: str, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = queries.page_of(code, by=request.actor)
    shown |= {"key_form": forms.KeyForm(prefix="k"), "reason_form": forms.ReasonForm(prefix="ld")} | more
    return render(request, "clients/console/client.html", shown, status=status)


@administrator
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa tên, người phụ trách, chức vụ, phạm vi."""
    row = queries.client(code, by=request.actor)
    initial = {
        "name": row.name, "purpose": row.purpose, "contact": row.contact, "post_code": row.post_code,
        "scopes": row.scopes,
    }  # fmt: skip
    form = forms.ClientForm(request.POST or None, initial=initial, agency=row.agency_code)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.change(code=code, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, "Đã lưu. Phạm vi mới có hiệu lực từ lần gọi tiếp theo.")
            return redirect("clients:one", code)
    shown = {"form": form, "refusal": refusal, "title": f"Sửa {row.name}", "action": "Lưu", "client": row}
    return render(
        request, "clients/console/form.html", shown, status=422 if request.method == "POST" else 200
    )


@administrator
@never_cache
@require_POST
def make_key(request: HttpRequest, code: str) -> HttpResponse:
    """Cấp khóa, hiện một lần: the key travels to the next page with its maker and is kept nowhere, so that reloading makes
    no other."""
    form = forms.KeyForm(request.POST, prefix="k")
    if not form.is_valid():
        return _page(request, code, status=422, key_form=form)
    try:
        made = services.make_key(code=code, **form.cleaned_data, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("clients:one", code)
    answer = redirect("clients:one", code)
    answer.set_signed_cookie(
        FRESH, made.secret, salt=_salt(request, code), max_age=FRESH_S, path=reverse("clients:one", args=[code]),
        secure=request.is_secure(), httponly=True, samesite="Strict",
    )  # fmt: skip
    return answer


@administrator
@require_POST
def revoke_key(request: HttpRequest, code: str, prefix: str) -> HttpResponse:
    """Thu hồi một khóa."""
    return _do(request, code, "Đã thu hồi khóa.", services.revoke_key, prefix=prefix)


@administrator
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ngừng ứng dụng."""
    return _with_reason(
        request, code, "Đã ngừng ứng dụng; mọi khóa của ứng dụng hết tác dụng.", services.close
    )


@administrator
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Cho ứng dụng chạy lại."""
    return _with_reason(request, code, "Ứng dụng chạy lại với các khóa còn hạn.", services.reopen)


def _with_reason(request: HttpRequest, code: str, done: str, command: Callable[..., object]) -> HttpResponse:
    form: django_forms.Form = forms.ReasonForm(request.POST, prefix="ld")
    if not form.is_valid():
        return _page(request, code, status=422, reason_form=form)
    return _do(request, code, done, command, **form.cleaned_data)


def _do(
    request: HttpRequest, code: str, done: str, command: Callable[..., object], **more: object
) -> HttpResponse:
    try:
        command(code=code, **more, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("clients:one", code)
