"""Khay ký: what waits for my signature, by the promised hour; sign one or many, send back with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import desk_inbox, dossier_page, lists
from motcua.services.dossiers.queries.dossier_page import DossierPage
from motcua.services.dossiers.queries.result_papers import picture_of
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.types import SIGN, DossierNotThere

from . import paging
from .dossier import steps_of
from .request import DeskRequest

TRAY = "/can-bo/khay-ky/"


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=SIGN)
def tray(request: DeskRequest) -> HttpResponse:
    """The tray; a POST signs what is ticked, each dossier in its own transaction."""
    if request.method == "POST":
        return _sign(request)
    by = request.actor
    days = desk_inbox.Days.of(by)
    rows, arms = lists.signing_tray(by)
    page = paging.page_of(request, desk_inbox.in_order(desk_inbox.ranked(rows, days), arms))
    found = lists.rows_of_work(page)
    codes = [row.dossier.code for row in found]
    results, lines = dossier_page.results_in_tray(codes), dossier_page.opinions_in_tray(codes)
    items: list[dict[str, Any]] = [
        {"row": row, "result": results.get(row.dossier.code), "line": lines.get(row.dossier.code)}
        for row in found
    ]
    shown = request.GET.get("xem", "")
    beside = next((item for item in items if item["row"].dossier.code == shown), items[0] if items else None)
    return render(
        request,
        "dossiers/desk/tray.html",
        {"items": items, "page": page, "beside": beside if beside and beside["result"] else None,
         "signed_today": desk_inbox.signed_today(by)},
    )  # fmt: skip


def _sign(request: DeskRequest) -> HttpResponse:
    by, rows = request.actor, paging.picks(request)
    if not rows:
        messages.warning(request, "Bạn chưa chọn văn bản nào. Hãy đánh dấu văn bản rồi ký.")
        return redirect(TRAY)

    def sign(pick: paging.Pick) -> str:
        receipt = services.sign_result(code=pick.code, by=by, at=clock.now(), seen=pick.seen)
        return f"Đã ký, số {receipt.paper_number}."

    report = paging.run_each("Ký kết quả", rows, sign)
    return paging.show_report(request, report, back=TRAY, back_words="Về khay ký")


READY_REASONS = (
    "Nội dung dự thảo chưa khớp hồ sơ, đề nghị kiểm tra lại.",
    "Thiếu căn cứ pháp lý, đề nghị bổ sung.",
    "Sai thể thức hoặc lỗi chính tả, đề nghị sửa.",
    "Cần làm rõ ý kiến thẩm định trước khi ký.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=SIGN)
def one(request: DeskRequest, code: str) -> HttpResponse:
    """One paper on a phone: see it, the opinions before, sign or send back; a POST does one of the two."""
    page = dossier_page.page_of(request.actor, code)
    refusal = None
    if request.method == "POST":
        try:
            return _sign_or_send_back(request, page)
        except Refusal as said:
            refusal = said
            page = dossier_page.page_of(request.actor, code)
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    steps = steps_of(request, page)
    context = {
        "dossier": page.dossier,
        "page": page,
        "chip": page.chip,
        "result": page.result,
        "drawn": bool(page.result and page.result.template and not page.result.is_signed),
        "opinions": [step for step in page.course if step.done_at is not None],
        "may_sign": "sign_result" in steps.actions,
        "back_to": steps.back_to[0] if steps.back_to and "send_back_step" in steps.actions else None,
        "reasons": READY_REASONS,
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(
        request, "dossiers/desk/sign_one.html", context, status=refusal.http_status if refusal else 200
    )


def _sign_or_send_back(request: DeskRequest, page: DossierPage) -> HttpResponse:
    code, given = page.dossier.code, request.POST
    seen = text.whole(given.get("seen", ""), 9)
    base: dict[str, Any] = {"code": code, "by": request.actor, "at": clock.now(), "seen": seen}
    if given.get("viec") == "tra":
        steps = steps_of(request, page)
        reason = " ".join(
            part.strip() for part in (given.get("ly_do", ""), given.get("them", "")) if part.strip()
        )
        back = steps.back_to[0] if steps.back_to else ("", "")
        token = steps.token.id if steps.token else None
        services.send_back_step(**base, to_node=back[0], reason=reason[:4000], token_id=token)
        messages.success(request, f"Đã trả lại hồ sơ {code} về bước “{back[1]}”.")
    else:
        receipt = services.sign_result(**base, opinion=given.get("them", "")[:4000])
        messages.success(request, f"Đã ký kết quả của hồ sơ {code}, số {receipt.paper_number}.")
    return redirect(TRAY)


@require_safe
@access.audience("officer", permission=SIGN)
def leaf(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """A page of the draft as a picture."""
    page = dossier_page.page_of(request.actor, code)
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    found = page.result
    if found is None or not found.template:
        raise DossierNotThere("Văn bản này không có bản xem nhanh.", next="Hãy mở tệp PDF của văn bản.")
    content, pages = picture_of(found, number)
    if number < 1 or number > pages:
        raise DossierNotThere(f"Văn bản này chỉ có {pages} trang.", next="Hãy mở tệp PDF của văn bản.")
    return HttpResponse(content, content_type="image/png")
