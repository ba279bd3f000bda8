"""Administrators: the province's catalogue, what it lacks, its terms, imports and everyday words."""

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
    ImportForm,
    SynonymForm,
    WithdrawForm,
)
from motcua.registries.procedures.types import EDIT, SynonymEntry
from motcua.ui.forms import bounded

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
def take(request: HttpRequest) -> HttpResponse:
    """Nhập danh mục: the file is read and judged; its differences stand on a page of their own."""
    form = bounded(ImportForm(request.POST or None, request.FILES or None), request)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            key, report = services.keep_upload(
                content=upload.read(),
                name=upload.name,
                by=request.actor,  # type: ignore[attr-defined]
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            if key:
                return redirect("console-procedures-differences", key=key)
            context |= {"report": report}
    return render(request, "procedures/console_import.html", context)


@access.audience("admin", permission=EDIT)
def differences(request: HttpRequest, key: str) -> HttpResponse:
    """What the newer list changes: by kind, what the province adopted, what somebody waits under; then all of it or nothing."""
    kept = queries.pending_import(key)
    refusal = None
    if request.method == "POST":
        try:
            report = services.import_upload(key=key, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            messages.success(
                request,
                f"Đã nhập: thêm {len(report.added)}, đổi {len(report.changed)}, đưa khỏi danh mục {len(report.removed)}.",
            )
            return redirect("console-procedures")
        except Refusal as raised:
            refusal = raised
    kind, ours = request.GET.get("loai", ""), request.GET.get("cua", "")
    rows = queries.pending_differences(
        kept, kind=kind, ours=ours, words=clean(request.GET.get("q", ""))[:200]
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "kept": kept,
        "page": page,
        "rows": [(one, queries.shown_changes(one.changes)) for one in page],
        "counts": queries.pending_counts(kept),
        "kind": kind,
        "ours": ours,
        "asked": request.GET.get("q", ""),
        "refusal": refusal,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "procedures/console_differences.html", context, status=status)


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
