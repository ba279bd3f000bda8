"""Lists of the desk: all dossiers, online filings to answer, supplements, results to hand out, late ones, search."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from motcua.kernel import access, pages, text
from motcua.kernel.pages import Rows
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.forms.filters import DossierFilter
from motcua.services.dossiers.queries import columns, lists, tastes
from motcua.services.dossiers.types import ACCEPT, INTAKE, RETURN, Status

from . import export, paging
from .request import DeskRequest

NAME = "ho-so"


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
    """All dossiers this post may see; `?mo=1` opens it as the officer chose, `?dang=csv|xlsx` gives the file."""
    by = request.actor
    taste = tastes.taste(by, NAME)
    if "mo" in request.GET:
        return redirect(f"{request.path}?{taste.opening or 'trang_thai=open'}")
    form = DossierFilter(request.GET or None, procedures=lists.procedures_of(by))
    filters = _filters(form, request)
    saved = tastes.filters(by, NAME, opens_with=taste.opens_with)
    return _narrowed(request, filters, taste, title="Hồ sơ của cơ quan", form=form, saved=saved, saving=NAME)


@require_safe
@access.audience("officer")
def late(request: DeskRequest) -> HttpResponseBase:
    """Late now, at the agencies this post reaches."""
    filters = replace(_filters(DossierFilter(request.GET or None), request), due="late")
    return _narrowed(
        request, filters, tastes.taste(request.actor, NAME), title="Quá hạn",
        lead="Người dân đang chờ những hồ sơ này lâu hơn lời hẹn.",
        empty=("Không có hồ sơ nào quá hạn", "Mọi hồ sơ đang giải quyết đều còn trong thời hạn."),
    )  # fmt: skip


def _narrowed(
    request: DeskRequest, filters: lists.Filters, taste: tastes.Taste, **context
) -> HttpResponseBase:
    """A list in the officer's columns, or the same as a file."""
    rows = lists.dossiers(request.actor, filters)
    kind = request.GET.get("dang", "")
    if kind in export.KINDS:
        return export.file_of(request, rows, columns.in_file(taste.columns), kind)
    sorts = ("due", "submitted", "name") if filters.open_only else ("submitted", "name")
    return _table(
        request,
        rows,
        size=taste.size,
        columns=columns.shown(taste.columns),
        sorts=sorts,
        files=True,
        **context,
    )


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


def _table(request: DeskRequest, rows: Rows, size: int = pages.SIZE, **context) -> HttpResponse:
    page = paging.page_of(request, rows, size)
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
