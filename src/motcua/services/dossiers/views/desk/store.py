"""Giấy trong kho của người nộp, at a dossier that lacks it: look at it, use it, lay it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services import reusing
from motcua.services.files import queries as files

from .request import DeskRequest


@require_safe
@access.audience("officer")
def held(request: DeskRequest, code: str, position: int, key: str) -> HttpResponse:
    """The file that the store offers in place of a paper; each look is written in its owner's list."""
    found = reusing.open_offer(code=code, position=position, key=key, by=request.actor, at=clock.now())
    return files.serve(request, found.sha256, found.file_name, inline="tai" not in request.GET)


@require_POST
@access.audience("officer")
def store(request: DeskRequest, code: str, position: int) -> HttpResponse:
    """Use the paper of the store, or lay it back with a reason."""
    dossier_for(request.actor, code)
    given, by, at = request.POST, request.actor, clock.now()
    seen = text.whole(given.get("seen", ""))
    try:
        if given.get("viec") == "bo":
            services.leave_store_paper(
                code=code, position=position, reason=given.get("ly_do", ""), by=by, at=at, seen=seen
            )
            messages.success(request, "Đã bỏ giấy lấy từ kho. Giấy tờ này lại là giấy còn thiếu.")
        else:
            services.use_from_store(
                code=code, position=position, key=given.get("giay", "")[:24], by=by, at=at, seen=seen
            )
            messages.success(request, "Đã dùng giấy trong kho. Người nộp không phải nộp lại giấy này.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(f"/can-bo/ho-so/{code}/#giay-to")
