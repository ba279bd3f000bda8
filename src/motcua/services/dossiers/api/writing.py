"""Working on an agency's dossiers: file, say for whom, add papers, take in, finish steps, record the result, hand it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from motcua.kernel import clock
from motcua.kernel.api import Scope, Version, Words, answer, seen_version
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries import wire
from motcua.services.dossiers.queries.register import desk_of
from motcua.services.dossiers.types import Channel, Filing, PaperCount, PaperResult, Receipt, ResultChannel
from motcua.services.files import services as file_store

from .reading import router
from .shapes import (
    AcceptIn,
    Code,
    DeclarationIn,
    DossierIn,
    FinishIn,
    PartyIn,
    ReasonIn,
    ResultIn,
    ReturnIn,
    State,
)

FILE, RECEIVE, PROCESS = Scope("dossiers.file"), Scope("dossiers.receive"), Scope("dossiers.process")
DECLARE = Scope("dossiers.file", "dossiers.process")
RESULT, RETURN = Scope("dossiers.result"), Scope("dossiers.return")

StepName = Annotated[str, Path(max_length=64, description="Mã bước đang mở, trong “steps” của hồ sơ")]


def _stands(request: HttpRequest, receipt: Receipt, *, status: int = 200) -> HttpResponse:
    standing = wire.standing(receipt.code)
    response = answer(request, State.of(standing, receipt), status=status, version=standing.version)
    if status == 201:
        response.headers["Location"] = f"/api/v1/dossiers/{quote(receipt.code)}"
    return response


def moved(
    request: HttpRequest,
    code: str,
    if_match: str | None,
    command: Callable[..., Receipt],
    *,
    needed: bool = False,
    **said: Any,
) -> HttpResponse:
    """One command on a dossier that is theirs; ``needed`` where the version they saw must be told."""
    by = request.actor  # type: ignore[attr-defined]
    with wire.told_as_theirs(by, code):
        receipt = command(
            code=code, by=by, at=clock.now(), seen=seen_version(if_match, needed=needed), **said
        )
    return _stands(request, receipt)


@router.post(
    "/dossiers", response={201: State}, auth=FILE, operation_id="create_dossier", summary="Tạo hồ sơ"
)
def create_dossier(request: HttpRequest, body: DossierIn) -> HttpResponse:
    """Hồ sơ ở trạng thái “Mới đăng ký”, chờ nơi tiếp nhận trả lời."""
    by = request.actor  # type: ignore[attr-defined]
    desk = body.desk
    if not desk:
        own = desk_of(by)
        desk = own.code if own else by.agency_code
    filing = Filing(
        procedure_code=body.procedure_code,
        applicant=body.applicant.party(),
        submitter=body.submitter.party() if body.submitter else None,
        answers=body.answers,
        helper_agency=desk,
        place_code=body.place_code,
        papers=tuple(PaperCount(**one.model_dump()) for one in body.papers),
        result_channel=ResultChannel(body.result_channel),
        sets=body.sets,
        summary=body.summary,
        external_code=body.external_code,
        exact=True,
        form_on_paper=body.form_on_paper,
    )
    receipt = dossiers.lodge(filing=filing, by=by, at=clock.now(), channel=Channel(body.channel))
    return _stands(request, receipt, status=201)


@router.put(
    "/dossiers/{code}/applicant",
    response=State,
    auth=FILE,
    operation_id="set_applicant",
    summary="Ghi người đứng tên",
)
def set_applicant(request: HttpRequest, code: Code, body: PartyIn, if_match: Version = None) -> HttpResponse:
    """Thay cả phần người đứng tên. Cần If-Match."""
    return moved(request, code, if_match, dossiers.set_applicant, needed=True, applicant=body.party())


@router.put(
    "/dossiers/{code}/answers",
    response=State,
    auth=DECLARE,
    operation_id="set_answers",
    summary="Bổ sung, sửa tờ khai",
)
def set_answers(
    request: HttpRequest, code: Code, body: DeclarationIn, if_match: Version = None
) -> HttpResponse:
    """Thay cả tờ khai. Cần If-Match. Trước khi tiếp nhận: nơi tiếp nhận, thời hạn tính lại theo câu trả lời; sau đó:
    người giữ bước, và không đổi sang trường hợp có thời hạn, quy trình khác được."""
    said = {"answers": body.answers, "reason": body.reason, "exact": True}
    return moved(request, code, if_match, dossiers.declare, needed=True, **said)


@router.put(
    "/dossiers/{code}/papers/{position}",
    response=State,
    auth=FILE,
    operation_id="put_paper",
    summary="Gửi tệp giấy tờ",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/pdf", "image/jpeg", "image/png", "application/octet-stream")
            },
        }
    },
)
def put_paper(
    request: HttpRequest,
    code: Code,
    position: Annotated[
        int, Path(ge=1, le=200, description="Số thứ tự giấy tờ; số chưa dùng để thêm một giấy tờ khác")
    ],
    file_name: Annotated[Words, Query("", max_length=200, description="Tên tệp")] = "",
    name: Annotated[
        Words, Query("", max_length=500, description="Tên giấy tờ, khi thêm giấy tờ ngoài danh sách")
    ] = "",
    if_match: Version = None,
) -> HttpResponse:
    """Nội dung tệp là phần thân của lần gọi. Loại tệp xét theo nội dung; nhiều nhất 20 MB; gửi lại thì thay tệp cũ."""
    by, at, seen = request.actor, clock.now(), seen_version(if_match)  # type: ignore[attr-defined]
    wire.require_theirs(by, code)
    ref = file_store.store(
        stream=request,
        name=file_name or f"giay-to-{position}",
        by=by,
        at=at,
        owner="dossiers",
        reference=code,
    )  # type: ignore[arg-type]
    paper = PaperCount(position=position, sha256=ref.sha256, file_name=ref.name)
    receipt = dossiers.add_paper(code=code, paper=paper, name=name, by=by, at=at, seen=seen)
    return _stands(request, receipt)


@router.post(
    "/dossiers/{code}/accept",
    response=State,
    auth=RECEIVE,
    operation_id="accept_dossier",
    summary="Tiếp nhận hồ sơ",
)
def accept_dossier(
    request: HttpRequest, code: Code, body: AcceptIn, if_match: Version = None
) -> HttpResponse:
    """Lập giấy tiếp nhận và hẹn trả; quy trình bắt đầu."""
    return moved(
        request,
        code,
        if_match,
        dossiers.accept,
        limit=(body.limit.value, body.limit.unit) if body.limit else None,
    )


@router.post(
    "/dossiers/{code}/refuse",
    response=State,
    auth=RECEIVE,
    operation_id="refuse_dossier",
    summary="Từ chối tiếp nhận",
)
def refuse_dossier(
    request: HttpRequest, code: Code, body: ReasonIn, if_match: Version = None
) -> HttpResponse:
    """Lập phiếu từ chối tiếp nhận, nêu lý do."""
    return moved(request, code, if_match, dossiers.refuse_at_reception, reason=body.reason)


@router.post(
    "/dossiers/{code}/steps/{step}/finish", response=State, auth=PROCESS, operation_id="finish_step",
    summary="Hoàn thành bước",
)  # fmt: skip
def finish_step(
    request: HttpRequest, code: Code, step: StepName, body: FinishIn, if_match: Version = None
) -> HttpResponse:
    """Bước phải thuộc chức vụ của ứng dụng. Bước ký và bước trả kết quả có cách hoàn thành riêng."""
    return moved(
        request,
        code,
        if_match,
        dossiers.finish_step,
        node=step,
        outcome=body.outcome,
        opinion=body.opinion,
        draft_on_paper=body.draft_on_paper,
        to_officer=body.to_officer,
        to_unit=body.to_unit,
        legal_basis=body.legal_basis,
        approved_by=body.approved_by,
    )


@router.post(
    "/dossiers/{code}/result", response=State, auth=RESULT, operation_id="record_result",
    summary="Ghi nhận kết quả ký trên giấy",
)  # fmt: skip
def record_result(request: HttpRequest, code: Code, body: ResultIn, if_match: Version = None) -> HttpResponse:
    """Số, ngày, người ký như trên văn bản; bước ký đang chờ thì hoàn thành theo. Ký số là việc của người, không qua API."""
    return moved(request, code, if_match, dossiers.record_result, result=PaperResult(**body.model_dump()))


@router.post(
    "/dossiers/{code}/return",
    response=State,
    auth=RETURN,
    operation_id="return_result",
    summary="Trả kết quả",
)
def return_result(request: HttpRequest, code: Code, body: ReturnIn, if_match: Version = None) -> HttpResponse:
    """Ghi người nhận và cách nhận; hồ sơ kết thúc."""
    return moved(
        request,
        code,
        if_match,
        dossiers.return_result,
        receiver=body.receiver,
        authority=body.authority,
        channel=ResultChannel(body.channel),
    )
