"""Middleware: sessions that end, the second factor that signing posts must have, the lock-out page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.kernel import clock

from .. import queries, rules, services

Answer = Callable[[HttpRequest], HttpResponse]

SINCE, SEEN, STRONG_ENOUGH = "since", "seen", "strong_enough"
FACTOR, PLAIN = "factor", "plain"
#: an in-use mark is written at most this often, so that reading pages costs no write
EVERY = 60
ALWAYS_OPEN = ("/tai-khoan/", "/dang-xuat/", "/dang-nhap/", "/static/", "/healthz", "/readyz")


class SessionDoor:
    """Ends a session that was idle or open too long (law/parameters/accounts/session_limits)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or request.path.startswith("/static/"):
            return self.get_response(request)
        now = clock.now()
        session = request.session
        since = datetime.fromtimestamp(session.get(SINCE, now.timestamp()), clock.TZ)
        seen = datetime.fromtimestamp(session.get(SEEN, now.timestamp()), clock.TZ)
        limits = queries.session_limits(user.kind)
        if rules.session_over(started_at=since, seen_at=seen, now=now, limits=limits):
            logout(request)
            messages.info(
                request,
                "Phiên làm việc đã kết thúc vì quá lâu không dùng hoặc đã mở quá lâu. Bạn hãy đăng nhập lại.",
            )
            return self.get_response(request)
        if (
            SINCE not in session
            or now.timestamp() - session[SEEN] >= EVERY
            or now.timestamp() < session[SEEN]
        ):
            session.setdefault(SINCE, now.timestamp())
            session[SEEN] = now.timestamp()
            services.session_seen(session_key=session.session_key, at=now)
        return self.get_response(request)


class FactorDoor:
    """Who may sign or give rights works only with a second factor; a temporary password is changed first.

    Power may come while a session is open (a role, an appointment, a delegation), so a session without a second
    factor is looked at again on every page on which its actor holds such a power.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        found = request.session.get(STRONG_ENOUGH) if user.is_authenticated else FACTOR
        strong = rules.needs_second_factor(permissions=request.actor.permissions, can_sign=False)  # type: ignore[attr-defined]
        looked_at = found == FACTOR or (found == PLAIN and not strong)
        if not looked_at and not request.path.startswith(ALWAYS_OPEN):
            if user.must_change_password:
                messages.warning(
                    request, "Bạn đang dùng mật khẩu tạm. Hãy đặt mật khẩu của riêng mình trước khi làm việc."
                )
                return redirect("account_change_password")
            if queries.has_second_factor(user):
                request.session[STRONG_ENOUGH] = FACTOR
            elif strong or queries.must_have_second_factor(user):
                return redirect(f"/tai-khoan/bao-mat/bat-buoc/?next={quote(request.get_full_path())}")
            else:
                request.session[STRONG_ENOUGH] = PLAIN
        return self.get_response(request)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Too many wrong passwords: a page that says how long to wait."""
    return render(request, "accounts/locked_out.html", {"minutes": 15}, status=429)
