"""Phản ánh, kiến nghị ở bàn làm việc: the list by limit, one petition with what may be done, figures by agency."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.files import queries as files
from motcua.services.petitions import forms, queries, services
from motcua.services.petitions.types import HANDLE, Kind, PetitionInvalid, Sender

PAGE = 50


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("officer", permission=HANDLE)
def listing(request: DeskRequest) -> HttpResponse:
    """What the office has to deal with, by limit; ended ones under their own leaf."""
    by, given, now = request.actor, request.GET, clock.now()
    tab, kind, words = given.get("phan", ""), given.get("loai", ""), text.clean(given.get("tim", ""))[:100]
    rows = (
        queries.ended(by, kind=kind, words=words)
        if tab == "xong"
        else queries.open_ones(by, now, tab=tab, kind=kind, words=words)
    )
    tabs = [{"label": "Tất cả đang mở", "url": "?", "current": tab not in dict(queries.TABS)}] + [
        {"label": label, "url": f"?phan={key}", "current": key == tab} for key, label in queries.TABS
    ]
    context = {
        "page": rows.page(given.get("trang", ""), PAGE), "tabs": tabs, "tab": tab, "kind": kind, "said": words,
        "kinds": list(Kind), "now": now,
    }  # fmt: skip
    return render(request, "petitions/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=HANDLE)
def one(request: DeskRequest, code: str) -> HttpResponse:
    """One petition: what it says, what was done, what may be done next."""
    by, at, refusal, status = request.actor, clock.now(), None, 200
    shown: dict[str, Any] = {}
    if request.method == "POST":
        what = request.POST.get("viec", "")
        try:
            done = _do(request, code, what, shown)
            if isinstance(done, Sender):
                shown["revealed"] = done
            else:
                messages.success(request, done)
                if queries.is_seen(by, code[:24]):
                    return redirect("petitions:one", code=code)
                return redirect("petitions:listing")  # passed on, or sealed: it is no longer theirs to see
        except Refusal as said:
            refusal, status = said, said.http_status
    page = queries.page_for(by, code[:24], at)
    services.note_look(code=page.row.code, by=by, at=at)
    queries_of = {"seen": page.row.version}
    empty = {
        "take_up": forms.TakeUpForm(
            initial={**queries_of, "kind": page.row.kind, "about": page.row.about_name}, auto_id="tl_%s"
        ),
        "refuse": forms.RefuseForm(
            initial=queries_of, label="Lý do, người gửi đọc nguyên văn", auto_id="kt_%s"
        ),
        "pass_on": forms.PassOnForm(initial=queries_of, label="Lý do chuyển", auto_id="ch_%s"),
        "extend": forms.WordsForm(initial=queries_of, label="Lý do gia hạn", auto_id="gh_%s"),
        "answer": forms.WordsForm(initial=queries_of, label="Câu trả lời", rows=8, auto_id="tr_%s"),
        "publish": forms.PublishForm(
            initial={**queries_of, "question": page.question, "reply": page.reply}, auto_id="ck_%s"
        ),
        "take_back": forms.WordsForm(initial=queries_of, label="Lý do thôi công khai", auto_id="tc_%s"),
    }
    context = {"page": page, "row": page.row, "forms": empty | shown, "refusal": refusal, **shown}
    return render(request, "petitions/one.html", context, status=status)


def _do(request: DeskRequest, code: str, what: str, shown: dict[str, Any]) -> str | Sender:
    """One press of the page; what was done in words. What was typed and refused stays in ``shown``."""
    base: dict[str, Any] = {"code": code[:24], "by": request.actor, "at": clock.now()}
    given = request.POST
    if what == "reveal":
        return services.reveal(**base, reason=given.get("ly_do", ""))
    made: dict[str, tuple[type, str]] = {
        "take_up": (forms.TakeUpForm, "Đã thụ lý."), "refuse": (forms.RefuseForm, "Đã ghi không thụ lý."),
        "pass_on": (forms.PassOnForm, "Đã chuyển đơn."), "extend": (forms.WordsForm, "Đã gia hạn."),
        "answer": (forms.WordsForm, "Đã trả lời."), "publish": (forms.PublishForm, "Đã công khai."),
        "take_back": (forms.WordsForm, "Đã thôi công khai."),
    }  # fmt: skip
    if what not in made:
        raise PetitionInvalid("Chưa chọn việc cần làm.", next="Hãy tải lại trang rồi chọn lại.")
    form = made[what][0](given, auto_id=f"{what}_%s")
    shown[what] = form
    if not form.is_valid():
        raise PetitionInvalid("Còn chỗ chưa ghi đúng.", next="Hãy xem các ô được đánh dấu.")
    _press(what, form.cleaned_data, base)
    return made[what][1]


def _press(what: str, said: dict[str, Any], base: dict[str, Any]) -> None:
    seen = said["seen"]
    if what == "take_up":
        services.take_up(**base, kind=Kind(said["kind"]), about=said["about"], seen=seen)
    elif what == "refuse":
        services.refuse(**base, ground=said["ground"], reason=said["words"], seen=seen)
    elif what == "pass_on":
        services.pass_on(**base, to=said["to"], reason=said["words"], seen=seen)
    elif what == "extend":
        services.extend(**base, reason=said["words"], seen=seen)
    elif what == "answer":
        services.answer(**base, words=said["words"], seen=seen)
    elif what == "publish":
        services.publish(**base, question=said["question"], reply=said["reply"], seen=seen)
    else:
        services.take_back(**base, reason=said["words"], seen=seen)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=HANDLE)
def file(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """A file sent along; of a denunciation by a press that says why."""
    found = services.open_enclosure(
        code=code[:24], number=number, reason=request.POST.get("ly_do", ""), by=request.actor, at=clock.now()
    )
    return files.serve(request, found.sha256, found.name, inline=True)


@require_safe
@access.audience("officer", permission=HANDLE)
def figures(request: DeskRequest) -> HttpResponse:
    """By agency: in time, satisfied, points of 5.2 and 5.3; `?dang=csv` gives the file."""
    first, last = forms.period_of(request.GET, clock.today())
    rows = queries.figures(request.actor, first, last, clock.now())
    if request.GET.get("dang") == "csv":
        answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="phan-anh-kien-nghi.csv"'
        out = csv.writer(answer)
        out.writerow(
            ["Mã", "Cơ quan", "Tiếp nhận", "Đã trả lời", "Không thụ lý", "Đang giải quyết", "Trong hạn", "Trễ",
             "Hài lòng", "Chưa hài lòng", "Điểm 5.2", "Điểm 5.3"]
        )  # fmt: skip
        for row in rows:
            out.writerow(
                [row.code, row.name, row.received, row.answered, row.refused, row.open, row.in_time, row.late, row.satisfied,
                 row.unsatisfied, *(f"{one:.2f}".replace(".", ",") for one in (row.points_in_time, row.points_content))]
            )  # fmt: skip
        return answer
    return render(
        request,
        "petitions/figures.html",
        {"rows": rows, "whole": queries.together(rows), "first": first, "last": last},
    )
