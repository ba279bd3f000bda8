"""One step or one parting of a draft, with everything it says and where it leads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, text
from motcua.kernel.refusals import Refusal
from motcua.services.workflow import queries
from motcua.services.workflow.forms.editing import BranchForm, StepForm, WaysForm
from motcua.services.workflow.rules import editing, ways
from motcua.services.workflow.types import (
    EDIT,
    DraftMoved,
    Node,
    NodeKind,
    NoSuchStep,
    ProcessDefinition,
    TaskKind,
)

from .editing import save
from .request import AdminRequest


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: AdminRequest, code: str, number: int, node: str) -> HttpResponse:
    """Một bước của bản thảo: lời, chức vụ, giờ, kết quả; hoặc một cổng rẽ nhánh: khi nào đi đâu."""
    version = queries.version_by_number(code, number)
    if version.status != "draft":
        return redirect("process-version", code=code, number=number)
    d = queries.definition_of(version.id)
    found = d.node(node)
    if found.kind is NodeKind.TASK:
        return _task(request, version, d, found)
    if found.kind is NodeKind.EXCLUSIVE and node not in ways.folded(d):
        return _gate(request, version, d, found)
    raise NoSuchStep(
        "Chỗ này không sửa riêng được.", next="Sửa các bước quanh nó trong bảng, hoặc sửa trên sơ đồ."
    )


def _task(
    request: AdminRequest, version: queries.VersionView, d: ProcessDefinition, node: Node
) -> HttpResponse:
    demands = queries.demands_on(d.code)
    lanes = [lane for lane in queries.lanes_for(d) if (lane.agency != "") == (node.task is TaskKind.CONSULT)]
    data = request.POST if request.method == "POST" else None
    form = StepForm(
        data, node=node, lanes=[(lane.code, lane.name) for lane in lanes],
        showable=[(one.code, one.name) for one in demands.showable],
        initial={
            "name": node.name, "public": node.public, "lane": node.lane, "task": node.task.value, "hours": node.hours,
            "clock": node.clock.value, "ask": node.ask, "shows": node.shows, "documents": "\n".join(node.documents),
            "note": node.note,
        },
    )  # fmt: skip
    out = WaysForm(data, prefix="w", d=d, node=node)
    refusal = None
    if data is not None and form.is_valid() and out.is_valid():
        lane = next(lane for lane in lanes if lane.code == form.cleaned_data["lane"])
        values, wanted = form.values(), out.wanted()

        def change(x: ProcessDefinition) -> ProcessDefinition:
            x = editing.change_step(x, node.id, lane=lane, **values)
            return editing.set_ways(x, node.id, wanted)

        _, refusal = save(request, version.id, change)
        if refusal is None:
            return _back(version, node.id)
    return _page(request, "workflow/console_step.html", version, d, node, refusal, data, form=form, out=out)


def _gate(
    request: AdminRequest, version: queries.VersionView, d: ProcessDefinition, node: Node
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = BranchForm(data, prefix="r", d=d, gate=node, offered=queries.demands_on(d.code).offered)
    refusal = None
    if data is not None and form.is_valid():
        branches, otherwise = form.branches(), form.cleaned_data["otherwise"]

        def change(x: ProcessDefinition) -> ProcessDefinition:
            x = editing.set_branches(
                x, node.id, branches, otherwise, name=node.name, fields=form.fields_asked()
            )
            return x if branches else editing.remove(x, node.id)

        _, refusal = save(request, version.id, change)
        if refusal is None:
            return _back(version, node.id)
    return _page(request, "workflow/console_gate.html", version, d, node, refusal, data, form=form)


def _back(version: queries.VersionView, node: str) -> HttpResponse:
    return redirect(reverse("process-edit", args=[version.process_code, version.number]) + f"#b-{node}")


def _page(
    request: AdminRequest,
    template: str,
    version: queries.VersionView,
    d: ProcessDefinition,
    node: Node,
    refusal: Refusal | None,
    data: Any,
    **more: Any,
) -> HttpResponse:
    moved = isinstance(refusal, DraftMoved)
    now = queries.version(version.id)
    seen = now.revision
    if data is not None and not moved:
        seen = text.whole(data.get("seen", ""), 9) or seen
    context = {
        "code": d.code, "name": d.name, "version": now, "node": node, "refusal": refusal, "seen": seen, "moved": moved,
        "title": ways.call(d, node.id), **more,
    }  # fmt: skip
    status = refusal.http_status if refusal is not None else 422 if data is not None else 200
    return render(request, template, context, status=status)
