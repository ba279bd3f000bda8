"""Administrators: a newer catalogue, sent, read and taken by the worker while a page tells how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms import ImportForm
from motcua.registries.procedures.types import EDIT, ImportUnderWay
from motcua.ui.forms import bounded

PAGE = 50
RELOAD_S = 4


@access.audience("admin", permission=EDIT)
def take(request: HttpRequest) -> HttpResponse:
    """Nhập danh mục: a file is sent; the worker reads it, and its page tells the rest."""
    form = bounded(ImportForm(request.POST or None, request.FILES or None), request)
    under_way = queries.import_under_way()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if under_way:  # said before the file is kept: the catalogue may be locked for a while
                raise services.second_import(under_way)
            key = services.keep_upload(
                content=upload.read(),
                name=upload.name,
                by=request.actor,
                at=clock.now(),  # type: ignore[attr-defined]
            )
            return redirect("console-procedures-differences", key=key)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    page = Paginator(queries.recent_imports(), PAGE).get_page(request.GET.get("trang"))
    return render(
        request, "procedures/console_import.html", {"form": form, "under_way": under_way, "page": page}
    )


@access.audience("admin", permission=EDIT)
def differences(request: HttpRequest, key: str) -> HttpResponse:
    """One file: how far it is; what it changes, by kind, what the province adopted, what somebody waits under; then all
    of it or nothing, and what came of it."""
    kept = queries.pending_import(key)
    refusal = None
    if request.method == "POST":
        try:
            _act(request, kept)
            return redirect("console-procedures-differences", key=key)
        except Refusal as raised:
            refusal = raised
            kept = queries.pending_import(key)
    if kept.stage in queries.UNDER_WAY:
        return _progress(request, kept, refusal)
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
        "refusal": refusal or kept.outcome.get("refusal"),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "procedures/console_differences.html", context, status=status)


def _act(request: HttpRequest, kept: Any) -> None:
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if request.POST.get("act") == "give-up":
        services.give_up_import(key=kept.digest, by=by, at=at)
        messages.success(request, "Đã thôi. Danh mục không đổi.")
        return
    if under_way := queries.import_under_way():
        raise services.second_import(under_way)
    services.ask_import(key=kept.digest, by=by, at=at)


def _progress(request: HttpRequest, kept: Any, refusal: Refusal | None) -> HttpResponse:
    """How far it is. The page asks again by itself unless its reader said not to."""
    reloads = "dung" not in request.GET and refusal is None
    context = {"kept": kept, "progress": queries.progress_of(kept, clock.now()), "reloads": reloads,
               "seconds": RELOAD_S, "refusal": None if isinstance(refusal, ImportUnderWay) else refusal,
               "second": isinstance(refusal, ImportUnderWay)}  # fmt: skip
    answer = render(
        request, "procedures/console_import_progress.html", context,
        status=refusal.http_status if refusal else 200,
    )  # fmt: skip
    if reloads:
        answer["Refresh"] = str(RELOAD_S)
    return answer
