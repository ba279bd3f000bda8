"""The hall: kiosk, slip, one's place in the queue, the board and its voice. No page here knows who anybody is."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.kernel.web import has_seen
from motcua.kernel.words import say
from motcua.services.counters import ports, queries, services
from motcua.services.counters.types import NoDesk, State
from motcua.ui import paper

from .shared import labels

SLIP = Path(__file__).parents[1] / "templates" / "counters" / "paper" / "so_thu_tu.typ"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def kiosk(request: HttpRequest, key: str) -> HttpResponse:
    """Large buttons, one a line of work; a press gives a number and the way to print it."""
    today = clock.today()
    desk = queries.kiosk(key, today)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            ticket = services.take_ticket(
                kiosk_key=key,
                letter=request.POST.get("nhom", "")[:1],
                ground=request.POST.get("uu_tien", "")[:20],
                press=request.POST.get("mot_lan", "")[:40],
                booking=text.clean(request.POST.get("lich", ""))[:6],
                at=clock.now(),
            )
            return redirect(f"/quay/so/{ticket}/?may={key}")
        except Refusal as said:
            refusal = said
    return render(
        request,
        "counters/kiosk.html",
        {
            "desk": desk,
            "grounds": queries.grounds(today),
            "takes_bookings": queries.places_of(desk.code) > 0,
            "press": secrets.token_urlsafe(12),
            "refusal": refusal,
        },
        status=refusal.http_status if refusal else 200,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def ticket(request: HttpRequest, key: str) -> HttpResponse:
    """One's number: how many are ahead, where one is called. The kiosk shows it for some seconds and starts again."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            services.leave(key=key, at=clock.now())
        except Refusal as said:
            refusal = said
    place = queries.place(key)
    back = request.GET.get("may", "")
    return render(
        request,
        "counters/ticket.html",
        {
            "place": place,
            "ticket": place.ticket,
            "ground": labels(place.ticket.day).get(place.ticket.ground, ""),
            "refusal": refusal,
            "kiosk": back if back.replace("-", "").replace("_", "").isalnum() else "",
            "qr_url": f"{settings.PUBLIC_URL}/quay/so/{key}/",
            "waits": place.ticket.state in (State.WAITING, State.CALLED)
            and place.ticket.day == clock.today(),
        },
        status=refusal.http_status if refusal else 200,
    )


@require_safe
@access.audience("public")
def slip(request: HttpRequest, key: str) -> HttpResponse:
    """The printed slip, 80 mm wide."""
    place = queries.place(key)
    ticket = place.ticket
    pdf = paper.render(
        SLIP,
        {
            "code": ticket.code,
            "desk": place.desk_name,
            "line": ticket.line_name,
            "ground": labels(ticket.day).get(ticket.ground, ""),
            "taken": f"{clock.local(ticket.taken_at):%H:%M, %d/%m/%Y}",
            "qr": paper.qr_svg(f"{settings.PUBLIC_URL}/quay/so/{key}/"),
        },
        at=ticket.taken_at,
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="so-{ticket.code}.pdf"'
    return response


@never_cache
@require_safe
@access.audience("public")
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The large board: numbers and counters, no names."""
    desk = queries.desk(code, clock.today())
    return render(request, "counters/board.html", {"desk": desk})


@require_safe
@access.audience("public")
def news(request: HttpRequest, code: str) -> HttpResponse:
    """What the board shows, when it has changed: asked every half second, answered by one question and no body."""
    today = clock.today()
    version = queries.version(code)
    if version is None:
        raise NoDesk(say("Không có hàng chờ này."))
    mark = f'"{today:%y%m%d}-{version}"'
    if has_seen(request, mark):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, "counters/_board.html", {"desk": queries.desk(code, today)})
    answer["ETag"] = mark
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
@access.audience("public")
def call(request: HttpRequest, code: str, ticket: str, counter: int) -> HttpResponse:
    """The spoken call of a number that is called now; each sentence is spoken once and kept."""
    if not queries.was_called(code, ticket, counter, clock.today()):
        raise NoDesk(say("Số này không được gọi đến quầy ấy."))
    sentence = queries.sentence(ticket, counter)
    kept = settings.VAR_DIR / "voice" / f"{hashlib.sha256(sentence.encode()).hexdigest()[:32]}.wav"
    if not kept.exists():
        try:
            spoken = ports.voice().say(sentence)
        except OSError:
            return HttpResponse(status=204)  # the board's own browser may speak
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{secrets.token_hex(4)}")
        fresh.write_bytes(spoken)
        fresh.replace(kept)
    return HttpResponse(kept.read_bytes(), content_type="audio/wav")
