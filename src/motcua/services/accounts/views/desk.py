"""The counter vouches for a citizen's account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from motcua.kernel import clock
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import services
from ..forms import ConfirmForm
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
