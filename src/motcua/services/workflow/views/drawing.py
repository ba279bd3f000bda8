"""The draft as a drawing: the BPMN modeler, loaded on this page alone, saving through the reader of uploads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.workflow import queries, services
from motcua.services.workflow.types import EDIT

from .request import AdminRequest

MOST = 1_000_001


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Vẽ sơ đồ bản thảo; lưu thì đọc lại nghiêm như tệp nạp vào."""
    version = queries.version_by_number(code, number)
    if version.status != "draft":
        return redirect("process-version", code=code, number=number)
    if request.method == "POST":
        return _save(request, version)
    context = {
        "code": code, "name": version.process_name, "version": version,
        "errors": sum(f.level == "error" for f in queries.verdict(version.id)),
    }  # fmt: skip
    return render(request, "workflow/console_draw.html", context)


def _save(request: AdminRequest, version: queries.VersionView) -> HttpResponse:
    """The answer is read by the page's script: where to go, or what stands in the way."""
    try:
        said = services.save_drawing(
            version_id=version.id, seen=text.whole(request.POST.get("seen", ""), 9) or 0,
            xml=request.POST.get("xml", "")[:MOST], by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Refusal as refused:
        return JsonResponse(
            {"what": refused.what, "why": refused.why, "next": refused.next, "code": refused.code},
            status=refused.http_status,
        )
    messages.success(request, "Đã lưu sơ đồ. " + (" ".join(said[:3]) or "Không có gì thay đổi."))
    return JsonResponse({"url": reverse("process-edit", args=[version.process_code, version.number])})
