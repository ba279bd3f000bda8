"""Đặt lịch: choose a desk, what for, a day and a half hour; one's bookings, given back."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say
from motcua.services.counters import queries, services

NOT_AN_HOUR = datetime(2000, 1, 1, tzinfo=clock.TZ)


class CitizenRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("public")
def desks(request: CitizenRequest) -> HttpResponse:
    """Desks where a place can be booked."""
    said = text.clean(request.GET.get("tim", ""))[:80]
    return render(
        request, "counters/booking_desks.html", {"desks": queries.bookable_desks(said), "said": said}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
def desk(request: CitizenRequest, code: str) -> HttpResponse:
    """What for, which day, which half hour; a press books."""
    by, at = request.actor, clock.now()
    found, context, status = queries.bookable(code, at), dict[str, Any](), 200
    given = request.POST if request.method == "POST" else request.GET
    days = queries.days_to_book(code, at)
    try:
        day = date.fromisoformat(given.get("ngay", ""))
    except ValueError:
        day = days[0] if days else at.date()
    if request.method == "POST":
        try:
            services.book(
                desk_code=code, letter=given.get("nhom", "")[:1], begins_at=_moment(given.get("gio", "")),
                press=given.get("lan", "")[:40] or secrets.token_urlsafe(12), by=by, at=at,
            )  # fmt: skip
            messages.success(request, say("Đã đặt lịch. Đến nơi, gõ mã ở máy lấy số."))
            return redirect("counters:bookings")
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    context |= {
        "desk": found, "days": days, "day": day, "halves": queries.halves(code, day, at) if day in days else [],
        "letter": given.get("nhom", "")[:1], "press": secrets.token_urlsafe(12),
    }  # fmt: skip
    return render(request, "counters/booking_desk.html", context, status=status)


def _moment(said: str) -> datetime:
    """The half hour as the page sends it; anything else is no half hour at all."""
    try:
        found = datetime.fromisoformat(said[:40])
    except ValueError:
        return NOT_AN_HOUR
    return found if found.tzinfo is not None else NOT_AN_HOUR


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
def bookings(request: CitizenRequest) -> HttpResponse:
    """One's own bookings with their codes."""
    by, at, refusal = request.actor, clock.now(), None
    if request.method == "POST":
        try:
            services.cancel_booking(booking_id=text.whole(request.POST.get("huy", ""), 18) or 0, by=by, at=at)
            messages.success(request, say("Đã hủy lịch hẹn."))
            return redirect("counters:bookings")
        except Refusal as said:
            refusal = said
    context = {"rows": queries.bookings_of(by, at), "refusal": refusal}
    return render(request, "counters/bookings.html", context, status=refusal.http_status if refusal else 200)
