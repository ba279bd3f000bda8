"""Nhật ký kiểm toán: read by key, filtered, taken out as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel import access, clock
from motcua.kernel.audit import queries
from motcua.kernel.audit.types import VIEW, Change, Line
from motcua.web.console.forms import LedgerFilters

HEAD = (
    "Lúc",
    "Mã người",
    "Họ tên",
    "Chức vụ",
    "Cơ quan",
    "Thay cho",
    "Việc",
    "Đối tượng",
    "Thay đổi",
    "Lý do",
    "Mã băm",
    "Niêm phong",
)


@access.audience("admin", permission=VIEW)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """A page of the ledger; `?dang=csv` gives what is filtered as a file."""
    form = LedgerFilters(request.GET or None)
    actor: access.Actor = request.actor  # type: ignore[attr-defined]
    if request.GET.get("dang") == "csv":
        return _file(queries.export(by=actor, asked=form.asked(), at=clock.now()))
    page = queries.page(
        by=actor, asked=form.asked(), before=request.GET.get("truoc", ""), after=request.GET.get("sau", "")
    )
    return render(
        request, "console/ledger.html", {"form": form, "page": page, "standing": queries.standing()}
    )


@access.audience("admin", permission=VIEW)
@require_GET
def proof(request: HttpRequest, entry: int) -> HttpResponse:
    """A file that shows, without this system, that a line stands in the sealed ledger."""
    found = queries.proof(min(entry, 2**63 - 1), by=request.actor)  # type: ignore[attr-defined]
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{entry}.json"'
    return response


class _Echo:
    def write(self, text: str) -> str:
        return text


def _file(lines: Iterator[Line]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())

    def rows() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(HEAD)
        for one in lines:
            yield writer.writerow(
                [
                    _cell(text)
                    for text in (
                        f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor_id, one.actor_name, one.post_title, one.agency_code,
                        one.acting_for, one.action, one.subject, "; ".join(_said(part) for part in one.changes),
                        one.reason, one.leaf, "có" if one.sealed else "chờ",
                    )
                ]
            )  # fmt: skip

    response = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="nhat-ky-{clock.today():%Y%m%d}.csv"'
    return response


def _said(part: Change) -> str:
    return f"{part.name}: {part.before or '(trống)'} → {part.after or '(trống)'}"


def _cell(text: str) -> str:
    """A spreadsheet must not run what somebody typed."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
