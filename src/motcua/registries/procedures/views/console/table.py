"""The table of 1,800 procedures: filter, sort, choose columns, edit a column in place, set many, Excel, undo."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean, whole
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms.bulk import (
    SETTABLE,
    SHOWN,
    USUAL,
    SetForm,
    TableFilters,
    WorkbookForm,
)
from motcua.registries.procedures.queries import table as tables
from motcua.registries.procedures.rules import bulk, workbook
from motcua.registries.procedures.types import EDIT
from motcua.ui.forms import bounded

PAGE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(data: QueryDict) -> tuple[TableFilters, tables.Table]:
    form = TableFilters(data or None, fields=queries.field_names(), agencies=tables.agencies())
    chosen = form.cleaned_data if form.is_valid() else {}
    words = clean(chosen.get("q") or "")
    rows = tables.table(
        clock.today(),
        codes=[hit.code for hit in queries.search(words, 400)] if words else None,
        field_name=chosen.get("field", ""),
        level=chosen.get("level", ""),
        online=chosen.get("online", ""),
        published=chosen.get("published", ""),
        gap=chosen.get("gap", ""),
        agency=chosen.get("agency", ""),
        sort=data.get("xep", "ma"),
    )
    return form, rows


@access.audience("admin", permission=EDIT)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The province's procedures."""
    form, rows = _asked(request.GET)
    columns = [key for key in request.GET.getlist("cot") if key in SHOWN] or USUAL
    editing = request.GET.get("sua", "")
    editing = editing if editing in SETTABLE else ""
    if editing and editing not in columns:
        columns = [*columns, editing]
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    context = {
        "form": form,
        "page": page,
        "columns": [(key, SHOWN[key]) for key in SHOWN if key in columns],
        "all_columns": list(SHOWN.items()),
        "chosen": columns,
        "editing": editing,
        "editing_label": SETTABLE.get(editing, ""),
        "settable": list(SETTABLE.items()),
        "choices": bulk.CHOICES.get("limit_unit" if editing == "limit" else editing, {}),
        "kept": [
            (key, value)
            for key, values in request.GET.lists()
            for value in values
            if key not in ("cot", "trang")
        ],
        "set_form": SetForm(),
        "gaps": queries.missing_report(),
        "open_drafts": queries.count_open(),
    }
    return render(request, "procedures/console_list.html", context)


@access.audience("admin", permission=EDIT)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """From the table to the preview: a column typed in place, or one value for all ticked rows."""
    try:
        wanted, title = _in_place(request.POST) if request.POST.get("act") == "cells" else _ticked(request)
        if not wanted:
            messages.error(request, "Chưa chọn thủ tục nào. Hãy đánh dấu các dòng cần sửa.")
            return redirect("console-procedures")
        key = services.preview_many(
            wanted=wanted[0], errors=wanted[1], title=title, by=request.actor, at=clock.now()
        )  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("console-procedures")
    return redirect("console-bulk", key=key)


def _read(code: str, column: str, typed: dict[str, str], faults: list[dict[str, str]]) -> dict[str, str]:
    """Cells of one row; what cannot be read is a fault of that row."""
    parts = (
        {"limit_value": typed.get("value", ""), "limit_unit": typed.get("unit", "")}
        if column == "limit"
        else {column: typed.get("value", "")}
    )
    if column == "limit" and not parts["limit_unit"]:
        number, _, unit = parts["limit_value"].partition(" ")
        parts = {"limit_value": number, "limit_unit": unit}
        if number.lower() == "trong":
            parts = {"limit_value": "0", "limit_unit": "working_days"}
    if parts.get("limit_value") == "":
        parts["limit_unit"] = ""
    cells = {}
    for key, text in parts.items():
        cells[key], why = bulk.read(key, text)
        if why:
            faults.append(
                {
                    "code": code,
                    "column": bulk.COLUMNS[key],
                    "why": why,
                    "next": "Hãy sửa giá trị rồi xem trước lại.",
                }
            )
    return cells


def _in_place(data: QueryDict) -> tuple[tuple[dict, list] | None, str]:
    column = data.get("column", "")
    if column not in SETTABLE:
        return None, ""
    wanted, faults = {}, []
    for code in data.getlist("code")[:PAGE]:
        before = len(faults)
        typed = {"value": clean(data.get(f"v-{code}", "")), "unit": data.get(f"u-{code}", "")}
        cells = _read(code, column, typed, faults)
        if column == "published" and cells.get("published") == "no":
            cells["reason"] = clean(data.get("reason", ""))
        if len(faults) == before:
            wanted[code] = cells
    return (wanted, faults), f"Sửa cột {SETTABLE[column]}"


def _ticked(request: HttpRequest) -> tuple[tuple[dict, list] | None, str]:
    data = request.POST
    form = SetForm(data)
    codes = data.getlist("code")
    if data.get("all"):
        filters = QueryDict(data.get("filters", ""))
        codes = _asked(filters)[1].codes()
    if not codes or not form.is_valid():
        return None, ""
    column, faults = form.cleaned_data["column"], []
    cells = _read("", column, {"value": clean(form.cleaned_data["value"])}, faults)
    if column == "published":
        cells["reason"] = clean(form.cleaned_data["reason"])
    if faults:
        return ({}, faults), ""
    said = form.cleaned_data["value"] or "trống"
    return ({code: dict(cells) for code in codes}, []), f"Đặt {SETTABLE[column]} thành “{said}”"


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def pending(request: HttpRequest, key: str) -> HttpResponse:
    """What will change, row by row, and every fault; then all of it, or the good rows only."""
    by = request.actor  # type: ignore[attr-defined]
    kept = tables.pending_batch(key, by.id)
    refusal = None
    if request.method == "POST":
        try:
            batch = services.change_many(
                key=key, only_good=request.POST.get("act") == "good", by=by, at=clock.now()
            )
            messages.success(
                request,
                f"Đã sửa {batch.size} thủ tục. Bạn hoàn tác được trong 7 ngày ở “Lượt sửa hàng loạt”.",
            )
            return redirect("console-batches")
        except Refusal as raised:
            refusal = raised
    page = Paginator(kept.rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "kept": kept,
        "page": page,
        "rows": [(row, queries.shown_pair(row["before"], row["after"])) for row in page],
        "faults": Paginator(kept.errors, 100).get_page(request.GET.get("loi")),
        "refusal": refusal,
    }
    return render(
        request, "procedures/console_bulk.html", context, status=refusal.http_status if refusal else 200
    )


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """Bulk changes done, and the button that takes one back."""
    if request.method == "POST":
        try:
            done, skipped = services.undo_many(
                batch_id=whole(request.POST.get("batch", "")) or 0,
                by=request.actor,
                at=clock.now(),  # type: ignore[attr-defined]
            )
            messages.success(request, f"Đã hoàn tác {done} thủ tục.")
            if skipped:
                messages.warning(
                    request, f"Giữ nguyên {len(skipped)} thủ tục đã được sửa tiếp: {', '.join(skipped[:10])}."
                )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("console-batches")
    page = Paginator(tables.batches(), PAGE).get_page(request.GET.get("trang"))
    return render(request, "procedures/console_batches.html", {"page": page})


@access.audience("admin", permission=EDIT)
@require_safe
def excel(request: HttpRequest) -> HttpResponse:
    """The table as filtered, as a workbook that may be sent back."""
    _, rows = _asked(request.GET)
    content = workbook.write(
        {"code": row.code, "name": row.name, "field": row.field, "cases": row.cases, **row.cells}
        for row in rows[0 : workbook.MOST_ROWS]
    )
    return as_file(content, "thu-tuc.xlsx")


def as_file(content: bytes, name: str, kind: str = EXCEL) -> HttpResponse:
    """A download."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A workbook in: read, judged, and shown before anything is taken."""
    form = bounded(WorkbookForm(request.POST or None, request.FILES or None), request)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            content = sent.read(workbook.BIGGEST + 1)
            key = services.preview_workbook(content=content, name=sent.name, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            return redirect("console-bulk", key=key)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    return render(
        request, "procedures/console_workbook.html", {"form": form}, status=422 if form.errors else 200
    )


@access.audience("admin", permission=EDIT)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What procedures lack, agency by agency; one agency's procedures on a click; both as a workbook."""
    found = queries.gaps(clock.today(), parted=queries.papers_differing(clock.today()))
    agency, part = clean(request.GET.get("co-quan", ""))[:500], request.GET.get("muc", "")
    parts = queries.part_labels()
    rows = [
        one for one in found
        if one.missing and (not agency or one.agency == agency) and (not part or part in one.missing)
    ]  # fmt: skip
    if request.GET.get("tai") == "xlsx":
        heads = [
            "Mã thủ tục",
            "Tên thủ tục",
            "Cơ quan giải quyết",
            "Đang công bố",
            "Thiếu (luật buộc)",
            "Thiếu khác",
        ]
        lines = [
            [
                one.code, one.name, one.agency, "Có" if one.published else "Không",
                "; ".join(label for label, must in one.labels if must),
                "; ".join(label for label, must in one.labels if not must),
            ]
            for one in rows
        ]  # fmt: skip
        return as_file(workbook.table(heads, lines, "Còn thiếu"), "con-thieu.xlsx")
    drilled = bool(agency or part)
    context = {
        "parts": parts,
        "agencies": queries.gaps_by_agency(found),
        "total": len(found),
        "lacking": sum(bool(one.missing) for one in found),
        "agency": agency,
        "part": dict((key, label) for key, label, _ in parts).get(part, ""),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")) if drilled else None,
    }
    return render(request, "procedures/console_gaps.html", context)
