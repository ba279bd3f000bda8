"""The counter vouches for a citizen's account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from motcua.kernel import clock
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal
from motcua.registries.people import services as people

from .. import services
from ..forms import ConfirmForm, RepresentativeForm
from ..types import CONFIRM


@audience("officer", permission=CONFIRM)
@sensitive_post_parameters("password")
def confirm(request: HttpRequest) -> HttpResponse:
    """Xác nhận danh tính người dân."""
    form = ConfirmForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.confirm_identity(
                username=given["personal_number"].replace(" ", ""),
                reason=given["reason"],
                password=given["password"] or None,
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as said:
            refusal = said
        else:
            messages.success(
                request, "Đã xác nhận danh tính. Người dân xem được mọi hồ sơ mang số định danh của mình."
            )
            return redirect("accounts:confirm")
    return render(
        request,
        "accounts/desk/confirm.html",
        {"form": form, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )


@audience("officer", permission=CONFIRM)
def represent(request: HttpRequest) -> HttpResponse:
    """Ghi người đại diện theo pháp luật của tổ chức: who reads its store."""
    form = RepresentativeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            name = people.name_representative(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(
                request, f"Đã ghi người đại diện của {name}. Người đại diện cũ thôi xem kho của tổ chức."
            )
            return redirect("accounts:represent")
    return render(
        request,
        "accounts/desk/represent.html",
        {"form": form, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )
