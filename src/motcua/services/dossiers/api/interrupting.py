"""What stops the clock of a dossier, lets it run again, or ends the way early."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from motcua.kernel.api import Scope, Version
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.types import PaperCount

from .shapes import AskSupplementIn, Code, ReasonIn, State, StopIn, SupplementIn
from .writing import PROCESS, RECEIVE, moved, router

EITHER = Scope("dossiers.receive", "dossiers.process")


@router.post(
    "/dossiers/{code}/supplement-request", response=State, auth=EITHER, operation_id="request_supplement",
    summary="Yêu cầu bổ sung",
)  # fmt: skip
def request_supplement(
    request: HttpRequest, code: Code, body: AskSupplementIn, if_match: Version = None
) -> HttpResponse:
    """Lập phiếu yêu cầu bổ sung, một lần ở mỗi giai đoạn, đủ mọi thứ cần; đồng hồ dừng tới khi nhận đủ. Chưa tiếp
    nhận: việc của nơi tiếp nhận (`dossiers.receive`); đang giải quyết: của người giữ bước (`dossiers.process`)."""
    said = {"items": body.items, "reason": body.reason, "expires_on": body.expires_on}
    return moved(request, code, if_match, dossiers.request_supplement, **said)


@router.post(
    "/dossiers/{code}/supplement", response=State, auth=RECEIVE, operation_id="receive_supplement",
    summary="Nhận bổ sung",
)  # fmt: skip
def receive_supplement(
    request: HttpRequest, code: Code, body: SupplementIn, if_match: Version = None
) -> HttpResponse:
    """Ghi số bản đã nhận của từng giấy tờ; đồng hồ chạy tiếp. Tệp gửi riêng bằng `PUT …/papers/{position}`."""
    papers = tuple(PaperCount(**one.model_dump()) for one in body.papers)
    return moved(request, code, if_match, dossiers.receive_supplement, papers=papers, answer=body.answer)


@router.post(
    "/dossiers/{code}/withdraw", response=State, auth=RECEIVE, operation_id="withdraw_dossier",
    summary="Rút hồ sơ theo yêu cầu của người dân",
)  # fmt: skip
def withdraw_dossier(
    request: HttpRequest, code: Code, body: ReasonIn, if_match: Version = None
) -> HttpResponse:
    """Trước khi kết quả được ký. Ghi ai yêu cầu, bằng văn bản nào; rút nhầm thì quầy thu hồi được trong thời gian quy chế cho phép."""
    return moved(request, code, if_match, dossiers.withdraw, reason=body.reason)


@router.post(
    "/dossiers/{code}/payment-request", response=State, auth=PROCESS, operation_id="request_payment",
    summary="Yêu cầu nộp tiền",
)  # fmt: skip
def request_payment(
    request: HttpRequest, code: Code, body: ReasonIn, if_match: Version = None
) -> HttpResponse:
    """Khoản phải nộp và căn cứ; đồng hồ dừng tới khi xác nhận đã nộp."""
    return moved(request, code, if_match, dossiers.request_payment, reason=body.reason)


@router.post(
    "/dossiers/{code}/payment", response=State, auth=PROCESS, operation_id="confirm_payment",
    summary="Xác nhận đã nộp tiền",
)  # fmt: skip
def confirm_payment(
    request: HttpRequest, code: Code, body: ReasonIn, if_match: Version = None
) -> HttpResponse:
    """Số biên lai hoặc mã giao dịch ghi ở reason; đồng hồ chạy tiếp."""
    return moved(request, code, if_match, dossiers.confirm_payment, proof=body.reason)


@router.post(
    "/dossiers/{code}/stop", response=State, auth=PROCESS, operation_id="stop_dossier", summary="Dừng xử lý"
)
def stop_dossier(request: HttpRequest, code: Code, body: StopIn, if_match: Version = None) -> HttpResponse:
    """Đồng hồ dừng; người dân đọc được lý do, người duyệt nhận tin."""
    return moved(
        request,
        code,
        if_match,
        dossiers.stop,
        reason=body.reason,
        legal_basis=body.legal_basis,
        approved_by=body.approved_by,
    )


@router.post(
    "/dossiers/{code}/resume",
    response=State,
    auth=PROCESS,
    operation_id="resume_dossier",
    summary="Xử lý tiếp",
)
def resume_dossier(
    request: HttpRequest, code: Code, body: ReasonIn, if_match: Version = None
) -> HttpResponse:
    """Hồ sơ đã dừng được xử lý tiếp; đồng hồ chạy tiếp."""
    return moved(request, code, if_match, dossiers.resume, reason=body.reason)
