"""Sắp xếp bộ máy: list, plan with its checks, dry run, decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import clock, text
from motcua.kernel.access import allows, audience
from motcua.kernel.refusals import NotThere, Refusal
from motcua.services.reorganisations import forms, queries, services
from motcua.services.reorganisations.types import APPROVE, PREPARE, State
from motcua.ui.forms import bounded

administrator = audience("admin", permission=PREPARE)
PER_PAGE = 50


@administrator
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Danh sách phương án."""
    form = forms.PlanFilter(request.GET)
    state = form.cleaned_data["tt"] if form.is_valid() else ""
    rows = queries.listing(by=request.actor, state=state)
    page = _page(rows, request)
    return render(request, "reorganisations/console/plans.html", {"form": form, "page": page})


def _page(rows: Any, request: HttpRequest) -> Any:
    return Paginator(rows, PER_PAGE).get_page(text.whole(request.GET.get("trang", "1"), 6) or 1)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Lập phương án: tên, căn cứ, ngày; các dòng thêm sau."""
    form, refusal = forms.HeadForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            code = services.draft(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, "Đã lập phương án. Hãy thêm dòng hoặc nạp tệp.")
            return redirect("reorganisations:one", code)
    shown = {"form": form, "refusal": refusal, "title": "Lập phương án sắp xếp", "action": "Lập phương án"}
    return _form(request, shown)


def _form(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "reorganisations/console/form.html", shown, status=status)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa tên, căn cứ, ngày."""
    row = queries.reorganisation(code, by=request.actor)
    form = forms.HeadForm(request.POST or None, initial=forms.initial_of(row))
    shown = {"form": form, "title": "Sửa phương án", "action": "Lưu", "row": row}
    return _change(request, row, shown, lambda: services.change_head(
        code=code, **form.cleaned_data, seen=_seen(request), by=request.actor, at=clock.now()
    ), "Đã lưu.")  # fmt: skip


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Thêm một dòng."""
    row = queries.reorganisation(code, by=request.actor)
    form = forms.LineForm(request.POST or None)
    shown = {"form": form, "title": "Thêm dòng", "action": "Thêm vào phương án", "row": row}
    return _change(request, row, shown, lambda: services.add_line(
        code=code, line=form.line(), seen=_seen(request), by=request.actor, at=clock.now()
    ), "Đã thêm một dòng.")  # fmt: skip


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, code: str) -> HttpResponse:
    """Nạp tệp: mọi dòng của tệp thay mọi dòng đang có."""
    row = queries.reorganisation(code, by=request.actor)
    form = bounded(forms.FileForm(request.POST or None, request.FILES or None), request)
    shown = {"form": form, "title": "Nạp tệp phương án", "action": "Nạp tệp", "row": row, "is_file": True}
    return _change(request, row, shown, lambda: services.load_file(
        code=code, name=form.cleaned_data["file"].name, content=form.cleaned_data["file"].read(), seen=_seen(request),
        by=request.actor, at=clock.now(),
    ), "Đã nạp tệp.")  # fmt: skip


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Lập dòng từ danh mục địa bàn; xã danh mục không nói về đâu thì được gọi tên."""
    row = queries.reorganisation(code, by=request.actor)
    form = forms.PlacesForm(request.POST or None)
    shown = {"form": form, "title": "Lập dòng từ danh mục địa bàn", "action": "Lập các dòng", "row": row}

    def command() -> None:
        found = services.propose_places(
            code=code, **form.cleaned_data, seen=_seen(request), by=request.actor, at=clock.now()
        )
        if found.unknown:
            messages.warning(
                request, f"Chưa rõ nơi kế thừa, cần thêm bằng tay: {'; '.join(found.unknown[:20])}."
            )

    return _change(request, row, shown, command, "Đã lập các dòng của xã, huyện. Hãy xem lại từng dòng.")


def _seen(request: HttpRequest) -> int:
    return text.whole(request.POST.get("seen", ""), 9) or 0


def _change(request: HttpRequest, row: Any, shown: dict[str, Any], command: Any, done: str) -> HttpResponse:
    shown["refusal"] = None
    if request.method == "POST" and shown["form"].is_valid():
        try:
            command()
        except Refusal as said:
            shown["refusal"] = said
        else:
            messages.success(request, done)
            return redirect("reorganisations:one", row.code)
    return _form(request, shown)


@administrator
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Một phương án: dòng, kiểm tra, việc làm được, kết quả."""
    row = queries.reorganisation(code, by=request.actor)
    shown = queries.page_of(row)
    today = clock.today()
    waiting = row.state in (State.DRAFT, State.SUBMITTED, State.APPROVED)
    found = queries.checked(row, today) if row.state in (State.DRAFT, State.SUBMITTED) else []
    number = {id(item): place for place, item in enumerate(shown["lines"], start=1)}
    page = _page(shown["lines"], request)
    shown |= {
        "row": row, "state": State(row.state), "page": page, "total": len(shown["lines"]),
        "numbered": [(number[id(item)], item) for item in page],
        "stopping": [fault for fault in found if fault.stops][:50],
        "remarks": [fault for fault in found if not fault.stops][:50],
        "is_sound": not any(fault.stops for fault in found), "is_draft": row.state == State.DRAFT,
        "may_approve": allows(request.actor, APPROVE) and request.actor.id != row.prepared_id,
        "may_call_off": waiting and not (row.state == State.APPROVED and row.effective_on <= today),
        "reason_form": forms.ReasonForm(prefix="ld"), "back_form": forms.ReasonForm(prefix="tl"),
    }  # fmt: skip
    return render(request, "reorganisations/console/plan.html", shown)


@administrator
@require_safe
def dry_run(request: HttpRequest, code: str) -> HttpResponse:
    """Chạy thử: đếm việc sẽ bàn giao; không ghi gì."""
    row = queries.reorganisation(code, by=request.actor)
    run = queries.dry_run(row)
    shown = {
        "row": row,
        "state": State(row.state),
        "run": run,
        "page": _page(run.pairs, request),
        "at": clock.now(),
    }
    return render(request, "reorganisations/console/dry_run.html", shown)


@administrator
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Trình, duyệt, trả lại, hủy, bỏ một dòng."""
    given = {"code": code, "seen": _seen(request), "by": request.actor, "at": clock.now()}
    try:
        if verb == "trinh":
            services.submit(**given)
            said = "Đã trình. Quản trị viên khác duyệt phương án này."
        elif verb == "duyet":
            services.approve(**given)
            said = "Đã duyệt. Phương án tự thực hiện khi đến ngày."
        elif verb == "tra-lai":
            services.send_back(reason=request.POST.get("tl-reason", ""), **given)
            said = "Đã trả lại để sửa."
        elif verb == "huy":
            services.call_off(reason=request.POST.get("ld-reason", ""), **given)
            said = "Đã hủy phương án; chưa có gì thay đổi ở cơ quan, hồ sơ."
        elif verb == "bo-dong":
            line = services.remove_line(number=text.whole(request.POST.get("dong", ""), 6) or 0, **given)
            said = f"Đã bỏ dòng {line.kind_label.lower()}: {', '.join(line.old)[:120]}."
        else:
            raise NotThere("Không có việc này.", next="Hãy tải lại trang.")
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("reorganisations:one", code)
