"""One POST an action. A refusal comes back on the same page, beside the form, with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.actions import (
    FORMS,
    ActionForm,
    Draft,
    Finish,
    RecordResult,
    Supplement,
    Supplemented,
)
from motcua.services.dossiers.forms.intake import file_of, keep_file
from motcua.services.dossiers.queries import dossier_page
from motcua.services.dossiers.queries.dossier_page import DossierPage
from motcua.services.dossiers.services.common import already
from motcua.services.dossiers.types import DossierNotThere, PaperResult, ResultChannel
from motcua.services.files import services as files

from .dossier import show, steps_of
from .intake import TOO_LARGE
from .request import DeskRequest

Fields = dict[str, Any]


def _accept(data: Fields, **base: Any) -> str:
    value = data.get("limit_value")
    limit = (value, data.get("limit_unit") or "working_days") if value is not None else None
    receipt = services.accept(**base, limit=limit)
    return f"Đã tiếp nhận hồ sơ {receipt.code}. Số giấy tiếp nhận: {receipt.paper_number}."


def _refuse(data: Fields, **base: Any) -> str:
    return f"Đã từ chối tiếp nhận. Số phiếu: {services.refuse_at_reception(**base, reason=data['reason']).paper_number}."


def _supplement(data: Fields, **base: Any) -> str:
    items = [line.strip() for line in data["items"].splitlines() if line.strip()][:50]
    services.request_supplement(
        **base,
        items=items,
        reason=data["reason"],
        expires_on=data["expires_on"],
        legal_basis=data["legal_basis"],
        approved_by=data["approved_by"],
        unfit=data["unfit"],
    )
    return "Đã gửi yêu cầu bổ sung. Đồng hồ dừng tới khi nhận đủ."


def _supplemented(data: Fields, **base: Any) -> str:
    services.receive_supplement(**base, papers=data["papers"], answer=data["answer"])
    return "Đã nhận giấy tờ bổ sung. Đồng hồ chạy tiếp."


def _request_payment(data: Fields, **base: Any) -> str:
    services.request_payment(**base, reason=data["reason"])
    return "Đã gửi yêu cầu nộp tiền. Đồng hồ dừng tới khi xác nhận đã nộp."


def _confirm_payment(data: Fields, **base: Any) -> str:
    services.confirm_payment(**base, proof=data["proof"])
    return "Đã xác nhận nộp tiền. Đồng hồ chạy tiếp."


def _take(data: Fields, **base: Any) -> str:
    services.take_task(**base, token_id=data["token"])
    return "Bạn đã nhận việc này."


def _release(data: Fields, **base: Any) -> str:
    services.release_task(**base, token_id=data["token"])
    return "Việc đã trở lại hàng chờ của đơn vị."


def _finish(data: Fields, **base: Any) -> str:
    services.finish_step(
        **base,
        outcome=data["outcome"],
        opinion=data["opinion"],
        token_id=data["token"],
        **data["whom"],
        **data["asked"],
    )
    return "Đã phân công." if any(data["whom"].values()) else "Đã hoàn thành bước."


def _submit(data: Fields, **base: Any) -> str:
    services.submit_for_signature(**base, opinion=data["opinion"])
    return "Đã trình ký."


def _draft(data: Fields, **base: Any) -> str:
    services.draft_result(**base, fields=data["added"], is_refusal=data["is_refusal"])
    return "Đã soạn dự thảo kết quả. Hãy xem lại trước khi trình ký."


def _sign(data: Fields, **base: Any) -> str:
    return f"Đã ký kết quả số {services.sign_result(**base, opinion=data['opinion']).paper_number}."


def _record(data: Fields, **base: Any) -> str:
    receipt = services.record_result(**base, result=data["result"])
    return f"Đã ghi nhận kết quả ký trên giấy, số {receipt.paper_number}."


def _hand_to_desk(data: Fields, **base: Any) -> str:
    services.hand_to_desk(**base, opinion=data["opinion"])
    return "Đã chuyển kết quả về Một cửa."


def _return(data: Fields, **base: Any) -> str:
    services.return_result(
        **base, receiver=data["receiver"], authority=data["authority"], channel=ResultChannel(data["channel"])
    )
    return "Đã trả kết quả và ghi vào sổ theo dõi."


def _send_back(data: Fields, **base: Any) -> str:
    services.send_back_step(**base, to_node=data["to_node"], reason=data["reason"], token_id=data["token"])
    return "Đã chuyển lại bước trước."


def _reassign(data: Fields, **base: Any) -> str:
    services.reassign(**base, to_officer=data["to_officer"], reason=data["reason"], token_id=data["token"])
    return "Đã chuyển người giải quyết."


def _stop(data: Fields, **base: Any) -> str:
    services.stop(
        **base, reason=data["reason"], legal_basis=data["legal_basis"], approved_by=data["approved_by"]
    )
    return "Đã dừng xử lý hồ sơ."


def _resume(data: Fields, **base: Any) -> str:
    services.resume(**base, reason=data["reason"])
    return "Hồ sơ được xử lý tiếp."


def _withdraw(data: Fields, **base: Any) -> str:
    services.withdraw(**base, reason=data["reason"])
    return "Đã rút hồ sơ theo yêu cầu."


def _reopen(data: Fields, **base: Any) -> str:
    services.reopen(**base, to_node=data["to_node"], reason=data["reason"])
    return "Đã mở lại hồ sơ."


def _propose_apology(data: Fields, **base: Any) -> str:
    services.propose_apology(**base, reason=data["reason"], new_on=data["new_on"])
    return "Đã trình văn bản xin lỗi và hẹn lại. Lãnh đạo ký xong thì ngày hẹn mới có hiệu lực."


def _sign_apology(data: Fields, **base: Any) -> str:
    number = services.sign_apology(**base, reason=data["reason"], new_on=data["new_on"]).paper_number
    return f"Đã ký văn bản xin lỗi và hẹn lại số {number}. Người dân được báo ngay."


def _take_back_refusal(data: Fields, **base: Any) -> str:
    number = services.take_back_refusal(**base, reason=data["reason"]).paper_number
    return f"Đã thu hồi phiếu từ chối số {number}. Hồ sơ trở lại hàng chờ tiếp nhận."


def _take_back_withdrawal(data: Fields, **base: Any) -> str:
    services.take_back_withdrawal(**base, reason=data["reason"])
    return "Đã thu hồi việc rút hồ sơ. Hồ sơ được giải quyết tiếp từ nơi đã dừng, hạn trả giữ nguyên."


COMMANDS: dict[str, Callable[..., str]] = {
    "accept": _accept,
    "refuse_at_reception": _refuse,
    "request_supplement": _supplement,
    "receive_supplement": _supplemented,
    "request_payment": _request_payment,
    "confirm_payment": _confirm_payment,
    "take_task": _take,
    "release_task": _release,
    "finish_step": _finish,
    "submit_for_signature": _submit,
    "draft_result": _draft,
    "sign_result": _sign,
    "record_result": _record,
    "hand_to_desk": _hand_to_desk,
    "return_result": _return,
    "send_back_step": _send_back,
    "reassign": _reassign,
    "stop": _stop,
    "resume": _resume,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "propose_apology": _propose_apology,
    "sign_apology": _sign_apology,
    "take_back_refusal": _take_back_refusal,
    "take_back_withdrawal": _take_back_withdrawal,
}


@require_POST
@access.audience("officer")
def act(request: DeskRequest, code: str, action: str) -> HttpResponse:
    """Do one thing with one dossier."""
    page = dossier_page.page_of(request.actor, code)
    if action not in FORMS:
        raise DossierNotThere("Không có việc này.", next="Hãy tải lại trang để xem việc có thể làm tiếp.")
    steps = steps_of(request, page)
    form = FORMS[action](request.POST, prefix=action, steps=steps, page=page)
    if isinstance(form, RecordResult) and action in steps.actions:
        _keep_scan(request, form, code)
    valid = form.is_valid()
    seen = form.cleaned_data.get("seen")
    if not valid:
        if seen is not None and seen != page.dossier.version:
            refusal = already(page.dossier)
            return show(request, page, failed=action, form=form, refusal=refusal, status=refusal.http_status)
        return show(request, page, failed=action, form=form, status=422)
    try:
        said = COMMANDS[action](_fields(form, page), code=code, by=request.actor, at=clock.now(), seen=seen)
    except Refusal as refusal:
        page = dossier_page.page_of(request.actor, code)
        return show(request, page, failed=action, form=form, refusal=refusal, status=refusal.http_status)
    messages.success(request, said)
    return _onward(request, code, action)


def _keep_scan(request: DeskRequest, form: RecordResult, code: str) -> None:
    """Keep the scan as a file of this dossier; what is not kept is told beside its field."""
    field = form.add_prefix("scan")
    if name := getattr(request, "files_too_large", {}).get(field):
        form.scan_fault = TOO_LARGE.format(name, settings.UPLOAD_FILE_BYTES // 1_000_000)
    upload = request.FILES.get(field)
    if upload is None:
        if kept := file_of(form.data.get(form.add_prefix("kept"), "")):
            form.keep_scan(form.data[form.add_prefix("kept")], kept["name"])
        return
    try:
        ref = files.store(
            stream=upload.chunks(), name=upload.name or "ban-quet.pdf", by=request.actor, at=clock.now(), kinds=("pdf",),
            owner="dossiers", reference=code,
        )  # fmt: skip
    except Refusal as refusal:
        form.scan_fault = refusal.message
    else:
        form.keep_scan(keep_file(ref), ref.name)


def _fields(form: ActionForm, page: DossierPage) -> Fields:
    """The cleaned fields, with what some forms make of them."""
    data: Fields = dict(form.cleaned_data)
    if isinstance(form, Supplemented):
        data["papers"] = form.counts(page.papers)
    if isinstance(form, Finish):
        data["whom"], data["asked"] = form.whom(), form.asked()
    if isinstance(form, Supplement):
        data["unfit"] = form.unfit()
    if isinstance(form, Draft):
        data["added"] = form.added()
    if isinstance(form, RecordResult):
        data["result"] = PaperResult(
            number=data["number"], signed_on=data["signed_on"], signer=data["signer"], name=data["name"],
            sha256=file_of(data["kept"]).get("sha256", ""),
        )  # fmt: skip
    return data


def _onward(request: DeskRequest, code: str, action: str) -> HttpResponse:
    """Back to the list the officer came from, when the page says so; else to the dossier, if it may still be seen."""
    target = request.POST.get("ve", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect(target)
    try:
        dossier_page.dossier_for(request.actor, code)
    except DossierNotThere:
        return redirect("desk:inbox")
    address = f"/can-bo/ho-so/{code}/"
    return redirect(
        f"{address}?moi=1" if action in ("accept", "refuse_at_reception", "request_supplement") else address
    )
