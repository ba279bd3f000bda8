"""Files of a dossier: a paper as it was handed in, the signed result. Always saved, never shown as a page of ours."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path

from motcua.kernel import clock
from motcua.services.dossiers.queries import dossier_page, form_files, wire
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files

from .reading import READ, router
from .shapes import Code

FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "Tệp, loại nội dung theo chính nội dung của nó",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get(
    "/dossiers/{code}/papers/{position}", auth=READ, operation_id="read_paper", summary="Tải tệp giấy tờ",
    openapi_extra=FILE,
)  # fmt: skip
def read_paper(
    request: HttpRequest,
    code: Code,
    position: Annotated[int, Path(ge=1, le=200, description="Số thứ tự giấy tờ")],
) -> HttpResponse:
    """Tệp đã gửi của một giấy tờ, nguyên như đã nhận. Lần tải được ghi vào nhật ký truy cập. ETag là SHA-256 của tệp."""
    by = request.actor  # type: ignore[attr-defined]
    paper = dossier_page.uploaded_paper(by, code, position)
    note_look(dossier=paper.dossier, by=by, at=clock.now())
    return files.serve(request, paper.sha256, paper.file_name or f"giay-to-{position}")


@router.get(
    "/dossiers/{code}/answers/{path}", auth=READ, operation_id="read_answer_file", summary="Tải tệp trong tờ khai",
    openapi_extra=FILE,
)  # fmt: skip
def read_answer_file(
    request: HttpRequest,
    code: Code,
    path: Annotated[str, Path(max_length=200, description="“path” của tệp trong “answer_files”")],
) -> HttpResponse:
    """Tệp đã gửi ở một câu hỏi của tờ khai, nguyên như đã nhận. Lần tải được ghi vào nhật ký truy cập."""
    by = request.actor  # type: ignore[attr-defined]
    dossier, file = form_files.form_file(by, code, path)
    note_look(dossier=dossier, by=by, at=clock.now())
    return files.serve(request, file.sha256, file.name)


@router.get(
    "/dossiers/{code}/result", auth=READ, operation_id="read_result", summary="Tải kết quả đã ký",
    openapi_extra=FILE,
)  # fmt: skip
def read_result(request: HttpRequest, code: Code) -> HttpResponse:
    """Kết quả đang có hiệu lực: văn bản ký số, hoặc bản quét của văn bản ký trên giấy. Chưa ký, chưa quét: 404."""
    by = request.actor  # type: ignore[attr-defined]
    result = wire.signed_result(by, code)
    note_look(dossier=result.dossier, by=by, at=clock.now())
    return files.serve(request, result.signed_sha256, f"{code}_KQ{files.extension(result.signed_sha256)}")
