"""Quản trị: processes, their versions and drawings; a BPMN file in and out; publishing a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.workflow import queries, services
from motcua.services.workflow.forms.lists import ListForm, NewProcessForm, TakeBackForm, UploadForm
from motcua.services.workflow.types import EDIT
from motcua.ui.forms import bounded

from .request import AdminRequest

MAX_UPLOAD = 1_000_000


@access.audience("admin", permission=EDIT)
@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Danh sách quy trình, lọc theo tên và tình trạng."""
    form = ListForm(request.GET or None)
    picked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = queries.processes(
        q=picked.get("tim", ""), state=picked.get("trang_thai", ""), page=request.GET.get("trang"),
    )  # fmt: skip
    return render(
        request,
        "workflow/console_list.html",
        {
            "form": form,
            "page": page,
            "upload": UploadForm(),
            "new": NewProcessForm(prefix="moi", initial={"thu_tuc": request.GET.get("thu-tuc", "")[:20]}),
        },
    )


@access.audience("admin", permission=EDIT)
@require_GET
def process(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Một quy trình: sơ đồ, bảng các bước, nhận xét, các bản."""
    return _page(request, code, number, None)


@access.audience("admin", permission=EDIT)
@require_GET
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Tải bản này về dạng BPMN 2.0."""
    version = queries.version_by_number(code, number)
    response = HttpResponse(queries.bpmn_of(version.id), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{code}-ban-{number}.bpmn") or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.audience("admin", permission=EDIT)
@require_POST
def upload(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Nạp tệp BPMN: bản thảo mới cùng nhận xét; tệp sai thì nói rõ dòng nào."""
    form = bounded(UploadForm(request.POST, request.FILES), request)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            # One byte past the bound is enough for the reader to refuse by size.
            draft = services.import_draft(
                xml=given.read(MAX_UPLOAD + 1),
                code=code,
                by=request.actor,
                at=clock.now(),  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            errors = sum(f.level == "error" for f in queries.verdict(draft.version_id))
            if draft.unchanged:
                messages.info(request, f"Tệp giống hệt bản {draft.number}, không có gì thay đổi.")
            elif errors:
                messages.warning(
                    request, f"Đã nạp bản thảo {draft.number}, còn {errors} lỗi cần sửa trước khi ban hành."
                )
            else:
                messages.success(request, f"Đã nạp bản thảo {draft.number}. Xem sơ đồ rồi ban hành.")
            return redirect("process-version", code=draft.process_code, number=draft.number)
    if code is None:
        context = {
            "form": ListForm(),
            "page": queries.processes(),
            "upload": form,
            "new": NewProcessForm(prefix="moi"),
        }
        return render(request, "workflow/console_list.html", context, status=422)
    return _page(request, code, None, form, status=422)


@access.audience("admin", permission=EDIT)
@require_POST
def publish(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Ban hành bản thảo: hồ sơ mới chạy theo bản này, hồ sơ đang chạy giữ bản cũ."""
    version = queries.version_by_number(code, number)
    try:
        services.publish(version_id=version.id, seen=_seen(request), by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("process-version", code=code, number=number)
    messages.success(
        request,
        f"Đã ban hành bản {number}. Hồ sơ mới chạy theo bản này; rút lại được ngay bên dưới nếu nhầm.",
    )
    return redirect("process-version", code=code, number=number)


@access.audience("admin", permission=EDIT)
@require_POST
def take_back(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Rút lại bản đang áp dụng: bản trước áp dụng lại cho hồ sơ mới."""
    version = queries.version_by_number(code, number)
    form = TakeBackForm(request.POST, prefix="rut")
    if not form.is_valid():
        return _page(request, code, number, None, status=422, taking_back=form)
    try:
        now = services.take_back(
            version_id=version.id, reason=form.cleaned_data["ly_do"], by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = f"Bản {now.number} áp dụng lại." if now else "Thủ tục tạm theo quy trình chuẩn."
        messages.success(request, f"Đã rút lại bản {number}. {said} Hồ sơ đang chạy giữ bản của mình.")
    return redirect("process-version", code=code, number=number)


@access.audience("admin", permission=EDIT)
@require_POST
def start_draft(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Soạn bản thảo từ bản này, hoặc mở bản thảo đang có."""
    draft = services.start_draft(process_code=code, number=number, by=request.actor, at=clock.now())
    if draft.unchanged:
        messages.info(request, f"Quy trình đang có bản thảo {draft.number}; bạn sửa tiếp bản ấy.")
    else:
        messages.success(request, f"Đã tạo bản thảo {draft.number} từ bản {number}.")
    return redirect("process-edit", code=code, number=draft.number)


@access.audience("admin", permission=EDIT)
@require_POST
def new(request: AdminRequest) -> HttpResponse:
    """Soạn quy trình cho một thủ tục chưa có quy trình riêng."""
    form = NewProcessForm(request.POST, prefix="moi")
    if form.is_valid():
        try:
            draft = services.new_process(
                procedure_code=form.cleaned_data["thu_tuc"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("thu_tuc", refusal.message)
        else:
            messages.success(request, "Đã tạo bản thảo từ quy trình chuẩn. Sửa các bước rồi ban hành.")
            return redirect("process-edit", code=draft.process_code, number=draft.number)
    context = {"form": ListForm(), "page": queries.processes(), "upload": UploadForm(), "new": form}
    return render(request, "workflow/console_list.html", context, status=422)


@access.audience("admin", permission=EDIT)
@require_POST
def undo(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Hoàn tác một lần sửa của bản thảo; bấm tiếp thì lùi thêm."""
    version = queries.version_by_number(code, number)
    try:
        said = services.undo_change(
            version_id=version.id, seen=_seen(request) or 0, by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, " ".join(said[:4]))
    return redirect("process-edit", code=code, number=number)


@access.audience("admin", permission=EDIT)
@require_POST
def discard(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Bỏ bản thảo; bản ấy vẫn xem được và làm nền cho bản thảo khác được."""
    version = queries.version_by_number(code, number)
    try:
        services.discard_draft(
            version_id=version.id, seen=_seen(request) or 0, by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đã bỏ bản thảo {number}. Muốn dùng lại thì soạn bản thảo mới từ bản ấy.")
    return redirect("process-version", code=code, number=number)


def picture(svg: str) -> SafeString:
    """Our own drawing as part of a page: every word in it is escaped where it is drawn."""
    return mark_safe(svg)


def _seen(request: AdminRequest) -> int | None:
    return text.whole(request.POST.get("seen", ""), 9)


def _page(
    request: HttpRequest,
    code: str,
    number: int | None,
    form: UploadForm | None,
    status: int = 200,
    taking_back: TakeBackForm | None = None,
) -> HttpResponse:
    name = queries.process_name(code)
    versions = queries.versions(code)
    shown = next((v for v in versions if v.number == number), None) if number is not None else None
    if number is not None and shown is None:
        raise queries.no_process(f"{code} bản {number}")
    if shown is None:
        shown = next((v for v in versions if v.status == "published"), versions[0])
    demands = queries.demands_on(code)
    d = queries.definition_of(shown.id)
    findings = demands.check(d)
    differences, against = queries.differences(shown.id)
    context = {
        "code": code, "name": name, "versions": versions, "version": shown, "outline": queries.outline_of(shown.id),
        "findings": findings, "totals": queries.totals(d, demands.limit), "uses": demands.uses,
        "differences": differences, "against": against,
        "diagram": picture(queries.diagram_of(shown.id)),
        "may_publish": shown.status == "draft" and not any(f.level == "error" for f in findings),
        "upload": form or UploadForm(), "taking_back": taking_back or TakeBackForm(prefix="rut"),
    }  # fmt: skip
    return render(request, "workflow/console_process.html", context, status=status)
