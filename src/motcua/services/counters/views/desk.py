"""Quầy: call, serve and end by keyboard; set up; the day in figures."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.counters import forms, queries, services
from motcua.services.counters.types import CALL, SET_UP, Group, State

from .files import workbook
from .shared import labels, words_of


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("officer", permission=CALL)
def counter(request: DeskRequest) -> HttpResponse:
    """The officer's own counter: whom they serve, who waits."""
    today = clock.today()
    code, name = queries.own_desk(request.actor)
    desk = queries.find_desk(code, today)
    if desk is None or not desk.counters:
        may = access.allows(request.actor, SET_UP)
        return render(request, "counters/none.html", {"desk_name": name, "may_set_up": may})
    own = next((one for one in desk.counters if one.officer_code == request.actor.id), None)
    serves = set(own.letters) if own and own.letters else {line.letter for line in desk.lines}
    waiting = queries.tickets(code, today, [State.WAITING])
    return render(
        request,
        "counters/counter.html",
        {
            "desk": desk,
            "own": own,
            "mine": [one for one in waiting if one.line in serves],
            "others": sum(1 for one in waiting if one.line not in serves),
            "done_here": queries.done_for(own.ticket, code, request.actor) if own and own.ticket else (),
            "may_rank": [(one.code, one.label) for one in queries.grounds(today)],
            "gone": queries.tickets(code, today, [State.NO_SHOW, State.DONE], limit=12),
            "grounds": labels(today),
            "may_set_up": access.allows(request.actor, SET_UP),
            "board_url": f"/quay/{code}/bang/",
        },
    )


@require_safe
@access.audience("officer", permission=CALL)
def now_serving(request: DeskRequest) -> HttpResponse:
    """The number at one's own counter, for the head of every other page of the desk; nothing where there is none."""
    desk = queries.find_desk(queries.own_desk(request.actor)[0], clock.today())
    own = next((one for one in desk.counters if one.officer_code == request.actor.id), None) if desk else None
    if own is None or own.ticket is None:
        return HttpResponse(status=204)
    return render(request, "counters/_now_serving.html", {"own": own})


@require_POST
@access.audience("officer", permission=CALL)
def act(request: DeskRequest) -> HttpResponse:
    """One press at the counter; what cannot be done any more is said on the page it leads back to."""
    code, _ = queries.own_desk(request.actor)
    who = {"desk_code": code, "by": request.actor, "at": clock.now()}
    key = request.POST.get("so", "")[:40]
    doing = request.POST.get("viec", "")
    number = text.whole(request.POST.get("quay", ""), 2) or 0
    try:
        if doing == "goi":
            called = services.call_next(**who, done=key)
            if not called:
                messages.info(request, "Chưa có ai chờ nhóm việc của quầy này.")
        elif doing == "goi-lai":
            services.call_again(**who, key=key)
        elif doing == "den":
            services.begin(**who, key=key)
        elif doing == "xong":
            services.finish(**who, key=key)
        elif doing == "khong-den":
            services.skip(**who, key=key)
        elif doing == "cho-lai":
            services.bring_back(**who, key=key)
        elif doing == "chuyen":
            services.transfer(**who, key=key, letter=request.POST.get("nhom", "")[:1])
        elif doing == "uu-tien":
            ground = request.POST.get("dien", "")[:20]
            said = services.set_ground(**who, code=request.POST.get("ma", ""), ground=ground)
            messages.success(
                request, f"Đã {'cho số ' + said + ' ưu tiên' if ground else 'bỏ ưu tiên của số ' + said}."
            )
        elif doing == "ngoi":
            services.sit_down(**who, number=number)
        elif doing == "roi":
            services.stand_up(**who, number=number)
        elif doing in ("mo", "ngung"):
            services.open_queue(**who, is_open=doing == "mo")
        elif doing == "tim":
            return _find(request.POST.get("the", ""))
        else:
            messages.error(request, "Trang gửi một việc không có ở quầy. Hãy tải lại trang.")
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("counters:counter")


def _find(line: str) -> HttpResponse:
    """What a scanner typed: a citizen card goes to the intake as it is, the QR of a paper to the dossier it belongs to."""
    words = text.clean(line)[:1000]
    if "|" in words:  # the same form goes on to the intake, which reads the card
        onward = HttpResponse(status=307)
        onward["Location"] = "/can-bo/tiep-nhan/"
        return onward
    try:
        path = urlsplit(words).path if words.startswith(("http://", "https://")) else ""
    except ValueError:  # "http://[": no address, so words to search for
        path = ""
    if path.startswith(("/quay/so/", "/tra-cuu/qr/")):
        return redirect(path)
    return redirect(f"/can-bo/tim/?{urlencode({'q': words})}")


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=SET_UP)
def set_up(request: DeskRequest) -> HttpResponse:
    """Lines and counters of the desk, and the addresses of its kiosk and board."""
    code, name = queries.own_desk(request.actor)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "doi-may":
                services.renew_kiosk(desk_code=code, by=request.actor, at=clock.now())
                messages.success(request, "Đã đổi địa chỉ máy lấy số. Địa chỉ cũ không dùng được nữa.")
            elif request.POST.get("viec") == "cho":
                places = text.whole(request.POST.get("cho", ""), 2)
                services.set_places(desk_code=code, places=places, by=request.actor, at=clock.now())
                messages.success(request, "Đã lưu số chỗ đặt lịch.")
            else:
                services.set_up(
                    desk_code=code,
                    desk_name=name,
                    lines=forms.lines_of(request.POST),
                    counters=forms.counters_of(request.POST),
                    by=request.actor,
                    at=clock.now(),
                )
                messages.success(request, "Đã lưu cách bố trí quầy.")
            return redirect("counters:set_up")
        except Refusal as said:
            refusal = said
    desk = queries.find_desk(code, clock.today())
    return render(
        request,
        "counters/set_up.html",
        {
            "desk": desk,
            "desk_name": name,
            "rows": _rows(request, desk),
            "refusal": refusal,
            "places": queries.places_of(code),
            "booked": queries.booked_ahead(code, clock.today()),
            "kiosk_url": request.build_absolute_uri(f"/quay/may/{desk.kiosk_key}/") if desk else "",
            "board_url": request.build_absolute_uri(f"/quay/{code}/bang/") if desk else "",
        },
        status=422 if refusal else 200,
    )


def _rows(request: DeskRequest, desk: queries.DeskInfo | None) -> dict[str, list[dict[str, str]]]:
    """The page's rows: what was typed where it was refused, else what stands."""
    typed = request.POST if request.method == "POST" and "viec" not in request.POST else None
    lines = desk.lines if desk else ()
    counters = desk.counters if desk else ()
    found: dict[str, list[dict[str, str]]] = {"lines": [], "counters": []}
    for n in range(forms.ROWS if typed is not None else min(forms.ROWS, max(len(lines), len(counters)) + 3)):
        line = lines[n] if n < len(lines) else None
        one = counters[n] if n < len(counters) else None
        if typed is not None:
            found["lines"].append({"letter": typed.get(f"nhom_{n}", ""), "name": typed.get(f"ten_{n}", "")})
            found["counters"].append(
                {
                    "number": typed.get(f"quay_{n}", ""),
                    "name": typed.get(f"quay_ten_{n}", ""),
                    "letters": typed.get(f"phuc_vu_{n}", ""),
                }
            )
        else:
            found["lines"].append({"letter": line.letter if line else "", "name": line.name if line else ""})
            found["counters"].append(
                {
                    "number": str(one.number) if one else "",
                    "name": one.name if one else "",
                    "letters": "".join(one.letters) if one else "",
                }
            )
    return found


MOST_DAYS = 92


@require_safe
@access.audience("officer", permission=CALL)
def figures(request: DeskRequest) -> HttpResponse:
    """How long people waited from one day to another, and how long a case took; by day, line, counter and officer."""
    code, name = queries.own_desk(request.actor)
    first, last, cut = _days(request.GET)
    told = queries.figures(code, first, last)
    tables = [
        ("Mỗi ngày", "Ngày", told.days if first != last else ()), ("Mỗi nhóm việc", "Nhóm việc", told.lines),
        ("Ưu tiên", "Diện", told.kinds), ("Mỗi quầy", "Quầy", told.counters), ("Mỗi cán bộ", "Cán bộ", told.officers),
    ]  # fmt: skip
    span = f"ngày {first:%d/%m/%Y}" if first == last else f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    if request.GET.get("tep") == "xlsx":
        return workbook(f"Hàng chờ {span}. {name}", told, tables, f"hang-cho-{first:%Y%m%d}-{last:%Y%m%d}")
    return render(
        request, "counters/figures.html",
        {
            "desk_name": name, "first": first, "last": last, "span": span, "cut": MOST_DAYS if cut else 0, "told": told,
            "average": words_of(told.average_wait), "most": words_of(told.most_waited), "longest": words_of(told.longest_wait),
            "tables": [(title, head, [_line(one) for one in rows]) for title, head, rows in tables if rows],
            "hours": [f"{hour} giờ" for hour, _ in told.hours], "numbers": [number for _, number in told.hours],
        },
    )  # fmt: skip


def _days(data: QueryDict) -> tuple[date, date, bool]:
    """The days asked for, today where none can be read, and whether there were more than are counted at once."""
    today = clock.today()
    since, until = clock.days_asked(data, today, lambda last: last)
    since, until = min(since, today), min(until, today)
    most = until - timedelta(days=MOST_DAYS - 1)
    return max(since, most), until, since < most


def _line(one: Group) -> tuple[str, int, int, str, str, str]:
    waits = (words_of(one.average_wait), words_of(one.most_waited), words_of(one.average_case))
    return one.name, one.taken, one.served, *waits
