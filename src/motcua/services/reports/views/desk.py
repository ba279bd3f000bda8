"""Báo cáo: choose, read, open the dossiers behind a figure, take it along as Excel or PDF, keep it by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.queries.lists import rows_of
from motcua.services.reports import queries, rules, services
from motcua.services.reports.forms import ReportForm, address_of
from motcua.services.reports.types import CELLS, KINDS, SIDES, TITLES, VIEW, Asked, Side

from . import files

PAGE = 50
CHANNEL_CELLS = {
    "ch-received": "Tiếp nhận trong kỳ",
    "ch-received_counter": "Tiếp nhận tại quầy",
    "ch-received_online": "Tiếp nhận trực tuyến",
    "ch-received_post": "Tiếp nhận qua bưu chính",
    "ch-received_saturday": "Tiếp nhận vào thứ Bảy",
    "ch-returned": "Trả kết quả trong kỳ",
    "ch-returned_counter": "Trả kết quả tại quầy",
    "ch-returned_online": "Trả kết quả bản điện tử",
    "ch-returned_post": "Trả kết quả qua bưu chính",
    "ch-returned_saturday": "Trả kết quả vào thứ Bảy",
}

DIGITAL_CELLS = {
    "so-received": "Tiếp nhận trong kỳ",
    "so-with_papers": "Tiếp nhận trong kỳ, có giấy tờ",
    "so-digitised": "Đã số hóa hết giấy tờ",
    "so-reused": "Dùng lại giấy trong kho",
    "so-stored": "Lấy giấy từ kho hoặc trả kết quả vào kho",
    "so-done": "Giải quyết xong trong kỳ",
    "so-electronic": "Có kết quả điện tử",
    "so-by_hand": "Kết quả ký trên giấy",
    "so-scanned": "Kết quả ký trên giấy đã số hóa",
}


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


def _read(request: DeskRequest) -> tuple[ReportForm, Asked]:
    by, today = request.actor, clock.today()
    side: Side = queries.first_side(by)
    wanted = request.GET.get("ben", "")
    asked_side: Side = wanted if wanted in SIDES else side  # type: ignore[assignment]
    given = {
        name: text.clean(request.GET[name])[:60] for name in ReportForm.base_fields if name in request.GET
    }
    form = ReportForm(given, agencies=queries.agencies_to_ask(by, asked_side))
    asked = form.asked(today, side)
    first, last = asked.period.from_on, asked.period.last_on
    shown = {name: value for name, value in address_of(asked).items()} | {
        "tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}" if asked.period.kind == "tuy" else "",
    }  # fmt: skip
    return ReportForm(shown, agencies=form.fields["cq"].choices[1:]), asked  # type: ignore[attr-defined]


def _link(asked: Asked, **changes: Any) -> str:
    return "?" + urlencode(address_of(asked, **changes))


def _shift(asked: Asked, period: Any) -> str:
    return _link(Asked(asked.kind, period, asked.side, asked.organised, asked.agency))


@require_safe
@access.audience("officer", permission=VIEW)
def report(request: DeskRequest) -> HttpResponseBase:
    """A report; `?dang=xlsx|pdf` gives the file."""
    by, now = request.actor, clock.now()
    form, asked = _read(request)
    table = queries.table_of(by, asked, now)
    scope = dict(form.fields["cq"].choices).get(asked.agency, "") if asked.agency else by.agency_name  # type: ignore[attr-defined]
    kind = request.GET.get("dang", "")
    if kind in files.KINDS:
        services.note_report(
            by=by, at=now, what=request.get_full_path(), rows=len(table.lines), kind="export"
        )
        return files.answer(table, asked, by=by, scope=scope, at=now, kind=kind)
    behind = {
        column.key: urlencode(address_of(asked, o=column.opens)) for column in table.columns if column.opens
    }
    lines = [
        (
            line,
            [
                (column, line.values.get(column.key), _opens(behind, column.key, line.address))
                for column in table.columns
            ],
        )
        for line in [*table.lines, *([table.total] if table.total else [])]
    ]
    context = {
        "form": form, "asked": asked, "table": table, "lines": lines, "scope": scope, "at": now,
        "kinds": [
            {"label": label, "url": _link(asked, loai=key), "current": key == asked.kind} for key, label in KINDS.items()
        ],
        "before": _shift(asked, rules.before(asked.period)), "after": _shift(asked, rules.after(asked.period)),
        "excel": _link(asked, dang="xlsx"), "pdf": _link(asked, dang="pdf"), "own": _link(asked),
        "list_url": urlencode(address_of(asked, o="total")), "saved": queries.saved(by),
        "grouped": any(column.group for column in table.columns),
        "removed": text.whole(request.GET.get("da_bo", ""), 18),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


def _opens(behind: dict[str, str], key: str, address: dict[str, str]) -> str:
    """Where a figure leads; the line's own place (a field, a procedure, an agency) stands in the address."""
    if key not in behind:
        return ""
    return behind[key] + ("&" + urlencode(address) if address else "")


@require_safe
@access.audience("officer", permission=VIEW)
def dossiers(request: DeskRequest) -> HttpResponseBase:
    """Danh sách hồ sơ: report (c), and what stands behind a figure; each look and each file is written down."""
    by, now = request.actor, clock.now()
    # The agency of a line follows that of the report in the address; the last one given holds.
    _, asked = _read(request)
    what = request.GET.get("o", "")
    words = {**CELLS, **CHANNEL_CELLS, **DIGITAL_CELLS}
    what = what if what in words else "total"
    field = text.clean(request.GET["linh_vuc"])[:200] if "linh_vuc" in request.GET else None
    procedure = text.clean(request.GET.get("thu_tuc", ""))[:20]
    at = queries.counted_until(asked.period, now)
    rows = queries.behind(by, asked, what, at, field=field, procedure=procedure)
    title, kind = words[what], request.GET.get("dang", "")
    if kind in files.KINDS:
        count = rows.up_to(files.MOST[kind] + 1)
        services.note_report(
            by=by, at=now, what=request.get_full_path(), rows=min(count, files.MOST[kind]), kind="export"
        )
        return files.list_answer(rows, title, asked, by=by, at=now, kind=kind)
    page = rows.page(request.GET.get("trang", ""), PAGE)
    services.note_report(by=by, at=now, what=request.get_full_path(), rows=len(page), kind="look")
    back = "/can-bo/bao-cao/" + _link(asked)
    context = {"page": page, "rows": rows_of(page), "title": title, "asked": asked, "back": back}
    return render(request, "reports/dossiers.html", context)


@require_POST
@access.audience("officer", permission=VIEW)
def keep(request: DeskRequest) -> HttpResponse:
    """Keep a report by name, put one away, or take it back."""
    by, now, back = request.actor, clock.now(), request.POST.get("ve", "")[:500]
    back = back if back.startswith("?") else ""
    try:
        if (number := text.whole(request.POST.get("bo", ""), 18)) is not None:
            name = services.set_removed(report_id=number, removed=True, by=by, at=now)
            messages.success(request, f"Đã bỏ báo cáo “{name}”.")
            return redirect(f"/can-bo/bao-cao/{back or '?'}&da_bo={number}#da-luu")
        elif (number := text.whole(request.POST.get("lay_lai", ""), 18)) is not None:
            messages.success(
                request,
                f"Đã lấy lại “{services.set_removed(report_id=number, removed=False, by=by, at=now)}”.",
            )
        else:
            services.save_report(name=request.POST.get("ten", ""), query=back, by=by, at=now)
            messages.success(request, "Đã lưu báo cáo; mở lại ở mục Báo cáo đã lưu.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("/can-bo/bao-cao/" + back)


assert TITLES.keys() == KINDS.keys()
