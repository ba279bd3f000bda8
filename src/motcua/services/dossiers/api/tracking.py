"""Theo dõi: as at /tra-cuu/, with the same bounds; a wrong code and a wrong proof answer alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.kernel.api import answer
from motcua.services.dossiers.queries import citizen_page, proofs

from .shapes import Tracked, TrackedStep, TrackIn

router = Router(tags=["tracking"])


@router.post("/tracking", response=Tracked, operation_id="track_dossier", summary="Hồ sơ đang ở đâu")
def track_dossier(request: HttpRequest, body: TrackIn) -> HttpResponse:
    """Mã hồ sơ cùng số điện thoại hoặc số định danh ghi trên hồ sơ. Thử sai nhiều lần thì phải chờ một giờ (429)."""
    token = proofs.token_for(body.code, body.proof, address=request.META.get("REMOTE_ADDR", ""))
    page = citizen_page.public_page(token)
    tracked = Tracked(
        code=page.dossier.code,
        procedure_name=page.dossier.procedure_name,
        status=page.dossier.status,
        status_name=page.status.label,
        title=page.title,
        lead=page.lead,
        received_at=page.dossier.accepted_at,
        promised_at=page.promised_at if page.shows_promise else None,
        case_name=page.dossier.case_name,
        receiving_name=page.receiving_name,
        holder=page.holder,
        steps=[TrackedStep(name=one.name, state=one.state, done_at=one.done_at) for one in page.course],
    )
    response = answer(request, tracked)
    response.headers["Cache-Control"] = "no-store"
    return response
