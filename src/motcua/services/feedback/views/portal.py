"""Đánh giá: the form behind the address on the papers. No login, no script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.feedback import queries, services
from motcua.services.feedback.forms import CodeForm, answers_of
from motcua.services.feedback.types import COMMENT_LENGTH, Door


@never_cache
@sensitive_post_parameters("otp")
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def by_code(request: HttpRequest) -> HttpResponse:
    """Without the paper at hand: the dossier's code, then the one-time code that comes to its telephone."""
    form, refusal, asked = CodeForm(request.POST or None), None, False
    address, status = request.META.get("REMOTE_ADDR", ""), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            code, said = form.cleaned_data["ma"], form.cleaned_data["otp"]
            asked = True
            try:
                if said and "lai" not in request.POST:
                    token = services.prove_by_code(code=code, said=said, address=address, at=clock.now())
                    return redirect("feedback:rate", token=token)
                services.ask_for_code(code=code, address=address, at=clock.now())
                status = 200
            except Refusal as refused:
                refusal, status, asked = refused, refused.http_status, bool(said)
    form.fields["otp"].required = asked
    context = {"form": form, "refusal": refusal, "asked": asked}
    return render(request, "feedback/by_code.html", context, status=status)


@never_cache
@sensitive_post_parameters("otp")
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Nine criteria, a comment; afterwards the same page says what stands. Before them the code of the dossier's telephone,
    where it takes one."""
    now, token = clock.now(), token[:400]
    door = queries.door(token, request.actor, now)  # type: ignore[attr-defined]
    if door.may_write and not door.is_proved and request.POST.get("viec") == "ma":
        return _prove(request, token, door)
    asked = queries.criteria(clock.local(now).date())
    answers, comment, contact = dict(door.answers), door.comment, door.may_contact
    refusal: Refusal | None = None
    if request.method == "POST":
        answers, comment = answers_of(request.POST, asked), request.POST.get("gop_y", "")
        contact = request.POST.get("lien_he") == "1"
        try:
            services.rate(
                token=token,
                answers=answers,
                comment=comment,
                may_contact=contact,
                by=request.actor,  # type: ignore[attr-defined]
                at=now,
            )
        except Refusal as said:
            refusal = said
        else:
            return redirect(f"/danh-gia/{token}/?xong=1")
    context = {
        "door": door, "token": token, "refusal": refusal, "comment": comment, "contact": contact,
        "asked": [(one, answers.get(one.code)) for one in asked], "most": COMMENT_LENGTH,
        "done": door.is_rated and request.GET.get("xong") == "1",
    }  # fmt: skip
    return render(request, "feedback/rate.html", context, status=refusal.http_status if refusal else 200)


def _prove(request: HttpRequest, token: str, door: Door) -> HttpResponse:
    """A code is sent, or what came is typed."""
    said, address, refusal = request.POST.get("otp", "")[:12], request.META.get("REMOTE_ADDR", ""), None
    try:
        if "otp" in request.POST:
            proved = services.prove_by_code(code=door.code, said=said, address=address, at=clock.now())
            return redirect("feedback:rate", token=proved)
        services.ask_with_paper(token=token, address=address, at=clock.now())
    except Refusal as told:
        refusal = told
    context = {"door": door, "token": token, "refusal": refusal, "sent": True}
    return render(request, "feedback/rate.html", context, status=refusal.http_status if refusal else 200)
