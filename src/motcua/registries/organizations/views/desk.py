"""Vắng mặt: an officer's own page, with what waits for the head's word and who of the house is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kernel import access, clock, text
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import forms, queries, rules, services
from ..types import APPROVE_ABSENCE

PAGE = "organizations:away"


@require_http_methods(["GET", "HEAD", "POST"])
@audience("officer")
def away(request: HttpRequest) -> HttpResponse:
    """The page, and asking for an absence."""
    by, today = request.actor, clock.today()
    own = bool(by.post_code) and not by.acting_for
    post = queries.post(by.post_code) if own else None
    people = queries.possible_stand_ins(by.post_code, by.id, today) if own else []
    form = forms.AbsenceForm(
        request.POST or None,
        people=people,
        can_sign=bool(post and post.can_sign),
        initial={"valid_from": today},
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_absence(**form.cleaned_data, by=by, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            waits = post is not None and rules.needs_approval(post.leader_rank)
            messages.success(request, "Đã gửi lãnh đạo duyệt." if waits else "Đã ghi nhận vắng mặt.")
            return redirect(PAGE)
    context = {
        "form": form if own else None,
        "refusal": refusal,
        "mine": queries.absences_of(by.id),
        "waiting": queries.absences_to_decide(by) if access.allows(by, APPROVE_ABSENCE) else [],
        "others": queries.absences_at(by, today),
    }
    return render(
        request, "organizations/desk/away.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@audience("officer")
def act(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Duyệt, không đồng ý, rút, trở lại."""
    verb, given = (
        request.POST.get("viec", ""),
        {"absence_id": absence_id, "by": request.actor, "at": clock.now()},
    )
    words = text.clean(request.POST.get("y_kien", ""))
    try:
        if verb in ("dong-y", "khong"):
            services.decide_absence(**given, agree=verb == "dong-y", words=words)
            messages.success(
                request, "Đã duyệt vắng mặt." if verb == "dong-y" else "Đã trả lời không đồng ý."
            )
        else:
            services.end_absence(**given)
            messages.success(request, "Đã kết thúc. Người làm thay không còn quyền của chức vụ.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE)
