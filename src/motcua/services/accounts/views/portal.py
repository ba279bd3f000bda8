"""My account: who I am, in which post, where I am signed in, who looked at my data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.kernel import clock, text
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say

from .. import queries, rules, services
from .entrance import safe_next


@audience("citizen")
def land(request: HttpRequest) -> HttpResponse:
    """After signing in: to the desk, the console or the portal."""
    return redirect(rules.landing(request.user.kind, request.actor.permissions))


@audience("citizen")
def home(request: HttpRequest) -> HttpResponse:
    """Tài khoản của tôi."""
    user = request.user
    return render(
        request,
        "accounts/home.html",
        {
            "account": user,
            "hats": queries.hats(user, request.actor.post_code),
            "factors": queries.factors_of(user),
            "needs_factor": queries.must_have_second_factor(user),
        },
    )


@audience("citizen")
def sessions(request: HttpRequest) -> HttpResponse:
    """Các phiên đang mở."""
    found = queries.sessions_of(request.user, request.session.session_key or "")
    return render(
        request,
        "accounts/sessions.html",
        {
            "sessions": found,
            "others": any(not s.current for s in found),
            "limits": queries.session_limits(request.user.kind),
        },
    )


@audience("citizen")
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Kết thúc một phiên, hay mọi phiên khác."""
    one = request.POST.get("session", "")
    ended = services.end_sessions(
        user_id=request.user.pk,
        by=request.actor,
        at=clock.now(),
        session_id=text.whole(one, 18) or 0 if one else None,
        keep_key=request.session.session_key or "",
    )
    messages.success(
        request,
        say("Đã kết thúc {ended} phiên.", ended=ended) if ended else say("Không có phiên nào khác đang mở."),
    )
    return redirect("accounts:sessions")


@audience("citizen")
def looks(request: HttpRequest) -> HttpResponse:
    """Ai đã xem dữ liệu của tôi."""
    return render(request, "accounts/looks.html", {"looks": queries.looks_at_me(request.actor)})


@audience("officer")
def posts(request: HttpRequest) -> HttpResponse:
    """Đổi chức vụ đang làm việc."""
    if request.method == "POST":
        try:
            chosen = services.choose_post(
                user_id=request.user.pk,
                post_code=request.POST.get("post", ""),
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:posts")
        request.session[queries.POST_KEY] = chosen
        return redirect(safe_next(request) or "accounts:land")
    return render(
        request,
        "accounts/posts.html",
        {"hats": queries.hats(request.user, request.actor.post_code), "next": safe_next(request)},
    )


@audience("citizen")
def factor_required(request: HttpRequest) -> HttpResponse:
    """Vì sao phải có yếu tố thứ hai, và bật ở đâu."""
    if queries.has_second_factor(request.user):
        return redirect(safe_next(request) or "accounts:land")
    return render(request, "accounts/factor_required.html", {"next": safe_next(request)})
