"""Reading an agency's dossiers: a page, one whole, what may be done with it now."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from motcua.kernel import clock
from motcua.kernel.api import Cursor, Day, Limit, Scope, Words, after, answer, mark
from motcua.services.dossiers.queries import wire
from motcua.services.dossiers.queries.offer import offered_under
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.services.next_steps import next_steps

from .shapes import ACTIONS, Code, DossierFull, DossierLine, DossierPage, Offered, Outcome, Step

router = Router(tags=["dossiers"])
READ = Scope("dossiers.read")


@router.get(
    "/dossiers", response=DossierPage, auth=READ, operation_id="list_dossiers", summary="Hồ sơ của cơ quan"
)
def list_dossiers(
    request: HttpRequest,
    status: Annotated[int | None, Query(None, ge=1, le=10, description="Mã trạng thái quốc gia")] = None,
    procedure: Annotated[str | None, Query(None, max_length=40, description="Mã thủ tục")] = None,
    external_code: Annotated[Words | None, Query(None, max_length=60, description="Mã bên ứng dụng")] = None,
    submitted_from: Annotated[Day | None, Query(None, description="Nộp từ ngày")] = None,
    submitted_to: Annotated[Day | None, Query(None, description="Nộp đến hết ngày")] = None,
    limit: Annotated[Limit, Query(50)] = 50,
    cursor: Annotated[Cursor, Query(None)] = None,
) -> HttpResponse:
    """Hồ sơ cơ quan của ứng dụng tiếp nhận hoặc giải quyết, mới nhất trước."""
    asked: dict[str, Any] = {
        "status": status,
        "procedure_code": offered_under(procedure) if procedure else None,
        "external_code": external_code,
        "submitted_at__gte": _moment(submitted_from, time.min),
        "submitted_at__lte": _moment(submitted_to, time.max),
    }
    last = after("dossiers", cursor, asked)
    rows = wire.agency_page(
        request.actor,  # type: ignore[attr-defined]
        after=(datetime.fromisoformat(last[0]), int(last[1])) if last else None,
        limit=limit + 1,
        asked=asked,
    )
    end = rows[limit - 1] if len(rows) > limit else None
    following = mark("dossiers", [end.submitted_at.isoformat(), end.pk], asked) if end else None
    return answer(request, DossierPage(items=[DossierLine.of(row) for row in rows[:limit]], next=following))


def _moment(day: date | None, at: time) -> datetime | None:
    return datetime.combine(day, at, tzinfo=clock.TZ) if day else None


@router.get(
    "/dossiers/{code}", response=DossierFull, auth=READ, operation_id="read_dossier", summary="Một hồ sơ"
)
def read_dossier(request: HttpRequest, code: Code) -> HttpResponse:
    """Đủ mọi phần; lần đọc được ghi vào nhật ký truy cập dữ liệu cá nhân. ETag là phiên bản để sửa kèm If-Match."""
    by = request.actor  # type: ignore[attr-defined]
    found = wire.whole(by, code)
    note_look(dossier=found.dossier, by=by, at=clock.now())
    return answer(request, DossierFull.whole(found), version=found.dossier.version)


@router.get(
    "/dossiers/{code}/steps",
    response=Offered,
    auth=READ,
    operation_id="read_steps",
    summary="Việc làm được bây giờ",
)
def read_steps(request: HttpRequest, code: Code) -> HttpResponse:
    """Các bước đang mở và việc chức vụ của ứng dụng làm được với hồ sơ lúc này."""
    by = request.actor  # type: ignore[attr-defined]
    found = wire.whole(by, code)
    result = found.results[-1] if found.results else None
    may = next_steps(found.dossier, by, tokens=found.tokens, course=found.course, result=result)
    actions = [one for one in may.actions if one in ACTIONS]
    if found.dossier.undecided and "accept" in actions:
        actions.remove("accept")  # refused until the declaration tells the case
    offered = Offered(
        actions=actions + (["declare"] if may.may_declare else []),
        steps=[Step.of(token) for token in found.steps],
        outcomes=[Outcome(code=one, name=name) for one, name in may.outcomes],
        held_by=may.held_by,
    )
    return answer(request, offered, version=found.dossier.version)
