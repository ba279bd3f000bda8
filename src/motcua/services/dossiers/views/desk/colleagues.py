"""Ghi chú nội bộ and theo dõi: the forms on a dossier's page, and the list of what one follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import colleagues, dossier_page, lists

from . import paging
from .dossier import NOTES, PARTS, show
from .request import DeskRequest


def _typed(request: DeskRequest) -> tuple[str, list[str]]:
    return request.POST.get("loi", "")[:8000], request.POST.getlist("nhac")[:100]


def _at_notes(code: str) -> HttpResponse:
    return redirect(f"/can-bo/ho-so/{code}/?phan={NOTES}#ghi-chu")


@require_POST
@access.audience("officer")
def write(request: DeskRequest, code: str) -> HttpResponse:
    """Ghi chú mới."""
    page = dossier_page.page_of(request.actor, code)
    words, called = _typed(request)
    try:
        services.write_note(code=code, words=words, called=called, by=request.actor, at=clock.now())
    except Refusal as refusal:
        typed = {"words": words, "called": called, "refusal": refusal}
        return show(request, page, part=NOTES, typed=typed, status=refusal.http_status)
    messages.success(request, "Đã ghi chú. Bạn sửa hoặc rút được trong 15 phút.")
    return _at_notes(code)


@require_POST
@access.audience("officer")
def change(request: DeskRequest, code: str, note_id: int) -> HttpResponse:
    """Sửa hoặc rút một ghi chú của mình."""
    page = dossier_page.page_of(request.actor, code)
    words, called = _typed(request)
    given = {"code": code, "note_id": note_id, "by": request.actor, "at": clock.now()}
    try:
        if request.POST.get("viec") == "rut":
            services.remove_note(**given)
            messages.success(request, "Đã rút ghi chú.")
        else:
            services.edit_note(**given, words=words, called=called)
            messages.success(request, "Đã sửa ghi chú.")
    except Refusal as refusal:
        typed = {"words": words, "called": called, "refusal": refusal}
        return show(request, page, part=NOTES, typed=typed, status=refusal.http_status)
    return _at_notes(code)


@require_POST
@access.audience("officer")
def follow(request: DeskRequest, code: str) -> HttpResponse:
    """Theo dõi, or stop; from the dossier's page or the list."""
    given = {"code": code, "by": request.actor, "at": clock.now()}
    if request.POST.get("viec") == "bo":
        services.unfollow(**given)
        messages.success(request, f"Bạn không còn theo dõi hồ sơ {code}.")
    else:
        services.follow(**given)
        messages.success(request, "Đang theo dõi. Tin mới của hồ sơ hiện ở chuông trên đầu trang.")
    if request.POST.get("ve") == "ds":
        return redirect("desk:followed")
    part = request.POST.get("phan", "")
    return redirect(f"/can-bo/ho-so/{code}/" + (f"?phan={part}" if part in PARTS else ""))


@require_safe
@access.audience("officer")
def followed(request: DeskRequest) -> HttpResponse:
    """Hồ sơ tôi theo dõi."""
    page = paging.page_of(request, colleagues.followed(request.actor))
    return render(request, "dossiers/desk/followed.html", {"page": page, "rows": lists.rows_of(page)})
