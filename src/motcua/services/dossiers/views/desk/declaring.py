"""Bổ sung, sửa tờ khai: the e-form of a dossier for who takes it in, then for who does the open step."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.declaring import ChangeForm, fill
from motcua.services.dossiers.queries import declaring, dossier_page
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.types import Channel
from motcua.services.files import services as file_store

from .dossier import steps_of
from .intake import TOO_LARGE
from .request import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def declare(request: DeskRequest, code: str) -> HttpResponse:
    """The page: shown, brought up to date by its buttons, saved."""
    by, at = request.actor, clock.now()
    page = dossier_page.page_of(by, code)
    row = page.dossier
    back = f"/can-bo/ho-so/{row.code}/?phan=noi-dung#phan"
    if not steps_of(request, page).may_declare:
        messages.warning(
            request, "Tờ khai này không sửa được từ chức vụ của bạn, ở trạng thái hiện tại của hồ sơ."
        )
        return redirect(back)
    note_look(dossier=row, by=by, at=at)
    offer, troubles = declaring.frame_of(row), list[str]()

    def store(upload: Any) -> dict[str, Any]:
        try:
            ref = file_store.store(
                stream=upload.chunks(),
                name=upload.name or "tep",
                by=by,
                at=at,
                owner="dossiers",
                reference=row.code,
            )
        except Refusal as refusal:
            troubles.append(refusal.message)
            return {}
        return {"sha256": ref.sha256, "name": ref.name, "size": ref.size}

    for name in getattr(request, "files_too_large", {}).values():
        troubles.append(TOO_LARGE.format(name, settings.UPLOAD_FILE_BYTES // 1_000_000))
    posted = request.POST if request.method == "POST" else None
    save = posted is not None and posted.get("viec") == "luu"
    settled = offer.settled(offer.agency(row.competent_agency, offer.on))
    declared = fill(
        offer, {**row.answers, **settled}, posted, channel=row.channel, filer=declaring.filer_of(row), judge=save, whole=row.channel == Channel.ONLINE,
        files=request.FILES if posted is not None else None, store=store,
    )  # fmt: skip
    needs_reason = row.accepted_at is not None or row.owner_user_id is not None
    form = ChangeForm(
        posted if save else None,
        needs_reason=needs_reason,
        initial={
            "seen": posted.get("sua-seen") if posted is not None else row.version,
            "reason": posted.get("sua-reason", "") if posted is not None else "",
        },
    )
    refusal: Refusal | None = None
    if save and form.is_valid() and not declared.faults and not troubles:
        try:
            services.declare(
                code=row.code, answers=declared.answers, reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"], by=by, at=at,
            )  # fmt: skip
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, "Đã lưu tờ khai.")
            return redirect(back)
    status = refusal.http_status if refusal else 422 if save else 200
    case, limit = offer.case(row.channel, declared.answers), None
    if row.accepted_at is None:
        limit = offer.limit_at(row.channel, row.competent_agency, case)
    context = {
        "dossier": row,
        "declared": declared,
        "form": form,
        "troubles": troubles,
        "refusal": refusal,
        "cases": offer.cases,
        "case": case,
        "limit": counting.say_limit(*limit) if limit else "",
        "drafted": page.result is not None,
    }
    return render(request, "dossiers/desk/declare.html", context, status=status)
