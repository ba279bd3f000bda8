"""Administrators: one procedure of the catalogue, and everyday words."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms import (
    SynonymForm,
    WithdrawForm,
)
from motcua.registries.procedures.types import EDIT, SynonymEntry

PAGE = 50


@access.audience("admin", permission=EDIT)
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: how it stands, what it lacks, its draft, its changes and versions."""
    view = queries.procedure(code)
    form = WithdrawForm(request.POST if request.POST.get("act") == "withdraw" else None)
    if request.method == "POST" and view.adoption is not None:
        answer = _act(request, code, form)
        if answer is not None:
            return answer
    context = {
        "view": view,
        "record": view.record,
        "adoption": view.adoption,
        "missing": queries.missing_labels(view.missing),
        "draft": queries.open_draft(code),
        "changes": queries.changes_of(code),
        "withdraw_form": form,
        "waiting": queries.waiting(code),
    }
    return render(request, "procedures/console_procedure.html", context)


def _act(request: HttpRequest, code: str, form: WithdrawForm) -> HttpResponse | None:
    """What a button asks for. A refusal stands above the form, nothing typed is lost."""
    by, at, act = request.actor, clock.now(), request.POST.get("act")  # type: ignore[attr-defined]
    try:
        if act == "publish":
            services.publish_procedure(code=code, by=by, at=at)
            messages.success(request, "Đã công bố. Người dân nộp được từ bây giờ.")
        elif act == "withdraw" and form.is_valid():
            services.withdraw_procedure(code=code, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, "Đã rút công bố. Hồ sơ đang giải quyết vẫn tiếp tục.")
        else:
            return None
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return None
    return redirect("console-procedure", code=code)


@access.audience("admin", permission=EDIT)
def synonyms(request: HttpRequest) -> HttpResponse:
    """Từ đồng nghĩa: how people say it."""
    form = SynonymForm(request.POST or None)
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if request.POST.get("act") == "remove":
                services.remove_synonym(says=request.POST.get("says", ""), by=by, at=at)
                return redirect("console-synonyms")
            if form.is_valid():
                said = clean(form.cleaned_data["says"])
                means = [part for part in map(clean, form.cleaned_data["means"].split(";")) if part]
                codes = [part for part in map(clean, form.cleaned_data["codes"].split(",")) if part]
                if request.POST.get("act") == "preview":
                    preview = queries.preview_saying(SynonymEntry((said,), tuple(means), tuple(codes)))
                    return render(
                        request, "procedures/console_synonyms.html", _sayings_page(request, form, preview)
                    )
                services.save_synonym(says=said, means=means, codes=codes, by=by, at=at)
                messages.success(request, "Đã lưu. Ô tìm kiếm hiểu từ này ngay bây giờ.")
                return redirect("console-synonyms")
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return render(request, "procedures/console_synonyms.html", _sayings_page(request, form, None))


def _sayings_page(request: HttpRequest, form: SynonymForm, preview: object) -> dict[str, object]:
    page = Paginator(queries.synonyms(clock.today()), PAGE).get_page(request.GET.get("trang"))
    return {"form": form, "page": page, "preview": preview}
