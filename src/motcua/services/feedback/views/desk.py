"""Đánh giá ở bàn làm việc: scores, comments, and low ratings to look into."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.feedback import queries, services
from motcua.services.feedback.forms import period_of
from motcua.services.feedback.types import FOLLOW_UP, VIEW, WORDS_LENGTH, Line

HEADS = {"agency": "Cơ quan", "unit": "Đơn vị", "officer": "Cán bộ"}


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("officer", permission=VIEW)
def scores(request: DeskRequest) -> HttpResponse:
    """Scores of a period by agency, unit and officer, and what people wrote; `?dang=csv` gives the file."""
    by, today = request.actor, clock.today()
    first, last = period_of(request.GET, today)
    unit = text.clean(request.GET.get("dv", ""))[:64]
    rows = queries.ratings(by, first, last, unit)
    tables = [(key, head, queries.lines(rows, key, today)) for key, head in HEADS.items()]
    if request.GET.get("dang") == "csv":
        return _file([(head, lines) for _, head, lines in tables])
    context = {
        "tables": tables, "first": first, "last": last, "unit": unit, "total": rows.count(),
        "fewest": queries.fewest(today), "units": queries.units(queries.ratings(by, first, last)),
        "comments": queries.comments(rows, today), "may_follow": access.allows(by, FOLLOW_UP),
        "to_follow": queries.follow_ups(by).up_to(100) if access.allows(by, FOLLOW_UP) else 0,
    }  # fmt: skip
    return render(request, "feedback/scores.html", context)


def _file(tables: list[tuple[str, list[Line]]]) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="danh-gia.csv"'
    out = csv.writer(answer)
    out.writerow(["Theo", "Tên", "Cơ quan", "Số lượt", "Điểm trên 18", "Xếp loại"])
    for head, lines in tables:
        for one in lines:
            score = "" if one.score is None else f"{one.score:.2f}".replace(".", ",")
            out.writerow([head, one.name, one.place, one.count, score, one.grade])
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=FOLLOW_UP)
def follow_ups(request: DeskRequest) -> HttpResponse:
    """Low ratings with their term; closed with words."""
    by, refusal, number = request.actor, None, None
    if request.method == "POST":
        number = text.whole(request.POST.get("so", ""), 18)
        try:
            services.close_follow_up(
                follow_up_id=number or 0, words=request.POST.get("loi", ""), by=by, at=clock.now()
            )
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, "Đã ghi việc xem lại.")
            return redirect("feedback:follow_ups")
    closed = request.GET.get("xem") == "xong"
    page = queries.follow_ups(by, closed=closed).page(request.GET.get("trang", ""), 20)
    context = {
        "page": page, "looks": queries.looks(page.rows, by, clock.now()), "closed": closed, "refusal": refusal, "refused": number,
        "said": request.POST.get("loi", ""), "today": clock.today(), "most": WORDS_LENGTH,
    }  # fmt: skip
    return render(
        request, "feedback/follow_ups.html", context, status=refusal.http_status if refusal else 200
    )
