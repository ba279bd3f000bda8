"""Lists of the desk: all dossiers, online filings to answer, supplements, results to hand out, late ones, search."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock, text
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.forms.filters import DossierFilter
from motcua.services.dossiers.queries import lists
from motcua.services.dossiers.services.looking import note_export
from motcua.services.dossiers.types import ACCEPT, INTAKE, RETURN, Channel, Status

from . import paging
from .request import DeskRequest

MOST_EXPORTED = 20_000
HEAD = (
    "Mã hồ sơ", "Trạng thái", "Kênh nộp", "Mã thủ tục", "Thủ tục", "Chủ hồ sơ", "Cơ quan giải quyết", "Nộp lúc",
    "Tiếp nhận lúc", "Hẹn trả", "Hẹn trả lần đầu", "Xong lúc", "Trả lúc", "Đúng hạn", "Bước", "Người giữ",
)  # fmt: skip


def _filters(form: DossierFilter, request: DeskRequest) -> lists.Filters:
    return lists.Filters(
        q=form.value("q"),
        status=form.value("trang_thai"),
        due=form.value("han"),
        channel=form.value("kenh"),
        procedure=form.value("thu_tuc"),
        sort=request.GET.get("xep", ""),
    )


@require_safe
@access.audience("officer")
def dossiers(request: DeskRequest) -> HttpResponseBase:
    """All dossiers this post may see, with filters; `?dang=csv` gives the file."""
    by = request.actor
    form = DossierFilter(request.GET or None, procedures=lists.procedures_of(by))
    rows = lists.dossiers(by, _filters(form, request))
    if request.GET.get("dang") == "csv":
        return _csv(request, rows)
    return _table(request, rows, title="Hồ sơ của cơ quan", form=form, csv=True, sorts=True)


@require_safe
@access.audience("officer")
def late(request: DeskRequest) -> HttpResponseBase:
    """Late now, at the agencies this post reaches."""
    form = DossierFilter(request.GET or None)
    rows = lists.dossiers(request.actor, replace(_filters(form, request), due="late"))
    if request.GET.get("dang") == "csv":
        return _csv(request, rows)
    return _table(
        request, rows, title="Quá hạn", csv=True, lead="Người dân đang chờ những hồ sơ này lâu hơn lời hẹn.",
        empty=("Không có hồ sơ nào quá hạn", "Mọi hồ sơ đang giải quyết đều còn trong thời hạn."),
    )  # fmt: skip


@require_safe
@access.audience("officer", permission=ACCEPT)
def waiting(request: DeskRequest) -> HttpResponse:
    """Online and posted filings that wait for the desk's answer within eight working hours."""
    return _table(
        request,
        lists.at_desk(request.actor, Status.SUBMITTED),
        title="Trực tuyến chờ nhận",
        lead="Trả lời trong 8 giờ làm việc từ lúc nộp: tiếp nhận, yêu cầu bổ sung, hoặc từ chối có lý do.",
        answering=True,
        empty=("Không còn hồ sơ trực tuyến nào chờ", "Hồ sơ mới nộp sẽ hiện ở đây, sớm nhất lên đầu."),
    )


@require_safe
@access.audience("officer", permission=ACCEPT)
def supplements(request: DeskRequest) -> HttpResponse:
    """Dossiers whose clock stands until the citizen adds papers."""
    return _table(
        request,
        lists.at_desk(request.actor, Status.SUPPLEMENT),
        title="Chờ bổ sung",
        lead="Đồng hồ đang dừng. Khi người dân mang giấy đến, mở hồ sơ và nhận bổ sung.",
        empty=("Không có hồ sơ nào chờ bổ sung", ""),
    )


@require_safe
@access.audience("officer", permission=RETURN)
def to_return(request: DeskRequest) -> HttpResponse:
    """Results that wait at the desk for their owners."""
    return _table(
        request,
        lists.at_desk(request.actor, Status.FINISHED),
        title="Chờ trả kết quả",
        lead="Kết quả đã về Một cửa. Mở hồ sơ, ghi người nhận rồi trả.",
        returning=True,
        empty=("Đã trả hết kết quả", "Kết quả mới ký sẽ hiện ở đây."),
    )


def _table(request: DeskRequest, rows, **context) -> HttpResponse:
    page = paging.page_of(request, rows)
    context.setdefault(
        "empty", ("Không có hồ sơ nào khớp", "Hãy bỏ bớt điều kiện lọc, hoặc tìm theo mã hồ sơ.")
    )
    return render(request, "dossiers/desk/list.html", {"page": page, "rows": lists.rows_of(page), **context})


@require_safe
@access.audience("officer")
def find(request: DeskRequest) -> HttpResponse:
    """Search by anything: a whole code opens its dossier; else dossiers first, procedures after."""
    by, words = request.actor, text.clean(request.GET.get("q", ""))[:120]
    context = {"search_query": words, "words": words, "may_intake": access.allows(by, INTAKE)}
    if len(words) < 2:
        return render(request, "dossiers/desk/find.html", context)
    page = paging.page_of(request, lists.dossiers(by, lists.Filters(q=words)))
    found = lists.rows_of(page)
    if len(found) == 1 and found[0].dossier.code == words.upper():
        return redirect("desk:dossier", code=found[0].dossier.code)
    context |= {"page": page, "rows": found, "hits": procedures.suggest(words, 6)}
    return render(request, "dossiers/desk/find.html", context)


class _Echo:
    def write(self, value: str) -> str:
        return value


def _safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    words = str(value)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t") else words


def _csv(request: DeskRequest, rows) -> StreamingHttpResponse:
    at = clock.now()
    note_export(by=request.actor, at=at, what=request.path, rows=0)
    writer = csv.writer(_Echo())

    def moment(value) -> str:
        return f"{clock.local(value):%d/%m/%Y %H:%M}" if value else ""

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(HEAD)
        words = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}
        for d in rows.each(MOST_EXPORTED):
            cells = (
                d.code, d.state.label, Channel(d.channel).label, d.procedure_code, d.procedure_name, d.applicant_name,
                d.competent_agency_name, moment(d.submitted_at), moment(d.accepted_at), moment(d.due_at),
                moment(d.first_due_at), moment(d.finished_at), moment(d.returned_at), words.get(d.timeliness, ""),
                d.step_name, d.holder,
            )  # fmt: skip
            yield writer.writerow([_safe(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ho-so-{at:%Y%m%d-%H%M}.csv"'
    return response
