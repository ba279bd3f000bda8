"""The draft as a table of steps: everything an administrator does to a process without drawing and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.registries.organizations import queries as organizations
from motcua.services.workflow import queries, services
from motcua.services.workflow.forms.editing import AddStepForm, AskForm, BranchForm, WholeForm
from motcua.services.workflow.rules import definition as reading
from motcua.services.workflow.rules import editing, saying, ways
from motcua.services.workflow.rules.findings import hours
from motcua.services.workflow.types import (
    ASKED_POST,
    EDIT,
    DraftMoved,
    NodeKind,
    ProcessDefinition,
    TaskKind,
)

from .console import picture
from .request import AdminRequest

Change = Callable[[ProcessDefinition], ProcessDefinition]


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AdminRequest, code: str, number: int) -> HttpResponse:
    """Sửa bản thảo: bảng các bước, thêm bước, hỏi ý kiến, rẽ nhánh; mỗi lần lưu kiểm tra lại ngay."""
    version = queries.version_by_number(code, number)
    if version.status != "draft":
        return redirect("process-version", code=code, number=number)
    if request.method != "POST":
        return show(request, version)
    d = queries.definition_of(version.id)
    demands = queries.demands_on(code)
    act = request.POST.get("viec", "")
    forms = _forms(d, demands, request.POST if act in FORMS else None, act)
    if act in FORMS:
        form = forms[act]
        if not form.is_valid():
            return show(request, version, forms=forms, status=422)
        change = FORMS[act](form, d)
    else:
        change = _of_rows(request, d, act)
        if (wrong := _wrong_hours(request, d)) and _seen(request) == version.revision:
            return show(request, version, wrong=wrong, status=422)
    said, refusal = save(request, version.id, change)
    if refusal is not None:
        return show(
            request, version, forms=forms if act in FORMS else None, refusal=refusal, typed=_typed(request, d)
        )
    target = act.partition(":")[2]
    anchor = f"#b-{target}" if target and queries.definition_of(version.id).has(target) else ""
    return redirect(f"{request.path}{anchor}" if said else request.path)


def save(request: AdminRequest, version_id: int, change: Change) -> tuple[tuple[str, ...], Refusal | None]:
    """Make the change; what changed is told, a refusal is handed back."""
    try:
        said = services.change_draft(
            version_id=version_id, seen=_seen(request), change=change, by=request.actor, at=clock.now()
        )
    except Refusal as refused:
        return (), refused
    if said:
        more = f" Và {len(said) - 3} thay đổi khác." if len(said) > 3 else ""
        messages.success(request, "Đã lưu. " + " ".join(said[:3]) + more)
    else:
        messages.info(request, "Không có gì thay đổi.")
    return said, None


def show(
    request: AdminRequest,
    version: queries.VersionView,
    *,
    forms: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
    typed: list[str] | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The table with everything beside it; after a wrong figure as it was typed."""
    d = queries.definition_of(version.id)
    demands = queries.demands_on(d.code)
    found = demands.check(d)
    differences, against = queries.differences(version.id)
    context = {
        "code": d.code, "name": d.name, "version": queries.version(version.id), "rows": _rows(d, request.POST if wrong else {}, wrong or {}),
        "lanes": [(lane.code, lane.name) for lane in queries.lanes_for(d)],
        "totals": queries.totals(d, demands.limit), "law": demands.limit, "uses": demands.uses,
        "findings": found, "errors": sum(f.level == "error" for f in found),
        "differences": differences, "against": against, "edits": queries.edits(version.id, limit=12),
        "undoable": queries.undo_goes_to(version.id) is not None,
        "diagram": picture(queries.diagram_of(version.id)),
        "forms": forms or _forms(d, demands), "refusal": refusal, "typed": typed or [], "wrong": wrong,
        "moved": isinstance(refusal, DraftMoved), "publishable": not any(f.level == "error" for f in found),
    }  # fmt: skip
    if refusal is not None:
        status = refusal.http_status
    return render(request, "workflow/console_edit.html", context, status=status)


@access.audience("admin", permission=EDIT)
@require_POST
def reckon(request: AdminRequest, code: str, number: int) -> JsonResponse:
    """Tổng giờ của bảng đang gõ, chưa lưu: the running sum beside the limit."""
    d = queries.definition_of(queries.version_by_number(code, number).id)
    try:
        d = editing.set_hours(d, _hours(request, d))
    except Refusal:
        return JsonResponse(
            {"words": "Có ô giờ chưa đọc được: ghi số không âm, tròn đến 0,25.", "over": True}
        )
    totals = queries.totals(d, queries.demands_on(code).limit)
    return JsonResponse({"words": totals.words, "over": totals.over})


# ---------- the rows ----------


def _rows(d: ProcessDefinition, given: Mapping[str, str], wrong: dict[str, str]) -> list[dict[str, Any]]:
    """One line a node: what it is, where it leads; what was typed stands where it was not saved."""
    found = []
    for n in ways.listed(d):
        row: dict[str, Any] = {
            "node": n, "name": ways.call(d, n.id), "is_task": n.kind is NodeKind.TASK,
            "lane": d.lane(n.lane), "kind": saying.KINDS[n.task], "asks": n.task is TaskKind.CONSULT,
        }  # fmt: skip
        if n.kind is NodeKind.TASK:
            row |= {
                "title": given.get(f"ten-{n.id}", n.name), "post": given.get(f"lan-{n.id}", n.lane),
                "hours": given.get(f"gio-{n.id}", f"{n.hours:g}"), "fault": wrong.get(n.id, ""),
            }  # fmt: skip
            row["ways"] = [
                {"outcome": way.outcome.name if way.outcome else "", "target": ways.call(d, way.target)}
                for way in ways.ways(d, n.id)
            ]
        elif n.kind is NodeKind.EXCLUSIVE:
            row["kind"] = "Rẽ một nhánh"
            row["ways"] = [
                {
                    "outcome": " và ".join(saying.condition(c, d) for c in f.when) or "Còn lại",
                    "target": ways.call(d, ways.through(d, f.target)),
                }
                for f in d.outgoing(n.id)
            ]
        else:
            split = len(d.outgoing(n.id)) > 1
            row["kind"] = "Chia nhánh song song" if split else "Gộp nhánh song song"
            row["ways"] = [{"outcome": "", "target": ways.call(d, f.target)} for f in d.outgoing(n.id)]
        found.append(row)
    return found


def _of_rows(request: AdminRequest, d: ProcessDefinition, act: str) -> Change:
    """What was typed into the table, then what its button says."""
    verb, _, node = act.partition(":")
    then: Change | None = {
        "len": lambda x: editing.earlier(x, node),
        "xuong": lambda x: editing.later(x, node),
        "nhan-doi": lambda x: editing.duplicate(x, node),
        "bo": lambda x: editing.remove(x, node),
    }.get(verb)

    def change(x: ProcessDefinition) -> ProcessDefinition:
        lanes = {lane.code: lane for lane in queries.lanes_for(x)}
        x = editing.set_hours(x, _hours(request, x))
        for n in x.tasks:
            name = text.clean(request.POST.get(f"ten-{n.id}", n.name))[:300]
            lane = request.POST.get(f"lan-{n.id}", n.lane)
            if (name and name != n.name) or (lane != n.lane and lane in lanes):
                x = editing.change_step(x, n.id, lane=lanes.get(lane), name=name or n.name)
        return then(x) if then is not None else x

    return change


def _hours(request: AdminRequest, d: ProcessDefinition) -> dict[str, float]:
    found: dict[str, float] = {}
    for n in d.tasks:
        said = request.POST.get(f"gio-{n.id}")
        if said is None:
            continue
        try:
            found[n.id] = float(said.strip().replace(",", ".") or 0)
        except ValueError:
            found[n.id] = -1  # refused by the rule, with its words
    return found


def _wrong_hours(request: AdminRequest, d: ProcessDefinition) -> dict[str, str]:
    """What was typed for hours and is none, by step."""
    found = {}
    for node, given in _hours(request, d).items():
        try:
            reading.hours(given, "")
        except Refusal:
            found[node] = request.POST.get(f"gio-{node}", "").strip()[:20]
    return found


def _typed(request: AdminRequest, d: ProcessDefinition) -> list[str]:
    """What was typed and not saved, so that nobody has to remember it."""
    found = []
    for n in d.tasks:
        name, said = request.POST.get(f"ten-{n.id}", ""), request.POST.get(f"gio-{n.id}", "")
        if name and text.clean(name) != n.name:
            found.append(f"Tên bước “{n.name}”: {text.clean(name)[:300]}")
        if said and said.replace(",", ".") != f"{n.hours:g}":
            found.append(f"Thời hạn bước “{n.name}”: {said[:20]} giờ (đang là {hours(n.hours)})")
    skip = ("csrfmiddlewaretoken", "viec", "seen")
    plain = [key for key in request.POST if key not in skip and not key.startswith(("ten-", "gio-", "lan-"))]
    found += [str(value)[:300] for key in plain for value in request.POST.getlist(key) if value][:20]
    return found


def _seen(request: AdminRequest) -> int:
    return text.whole(request.POST.get("seen", ""), 9) or 0


# ---------- the panels under the table ----------


def _forms(d: ProcessDefinition, demands: queries.Demands, data: Any = None, act: str = "") -> dict[str, Any]:
    """Every small form of the page; the one that was sent holds what was sent."""

    def given(name: str) -> Any:
        return data if name == act else None

    lanes = [(lane.code, lane.name) for lane in queries.lanes_for(d) if not lane.agency]
    return {
        "whole": WholeForm(
            given("whole"), prefix="q", initial={"name": d.name, "limit_hours": d.limit_hours}
        ),
        "them": AddStepForm(given("them"), prefix="t", d=d, lanes=lanes, initial={"hours": 4, "after": d.tasks[0].id if d.tasks else d.start.id}),
        "hoi": AskForm(
            given("hoi"), prefix="h", d=d, agencies=askable(demands), initial={"hours": 16},
            showable=[(one.code, one.name) for one in demands.showable],
        ),
        "re": BranchForm(given("re"), prefix="r", d=d, gate=None, offered=demands.offered),
    }  # fmt: skip


def askable(demands: queries.Demands) -> list[tuple[str, str]]:
    """Agencies that have somebody to answer, the province's own first."""
    codes = organizations.manned_lanes(demands.on).get(ASKED_POST, frozenset())
    known = organizations.agencies(codes).values()
    return [(a.code, a.name) for a in sorted(known, key=lambda a: (a.level != "province", a.name))]


def _add(form: Any, d: ProcessDefinition) -> Change:
    data = form.cleaned_data
    lane = next(lane for lane in queries.lanes_for(d) if lane.code == data["lane"])
    return partial(
        editing.add_step, after=data["after"], name=text.clean(data["name"]), lane=lane, hours=data["hours"],
        task=TaskKind(data["task"]),
    )  # fmt: skip


def _ask(form: Any, d: ProcessDefinition) -> Change:
    data = form.cleaned_data
    return partial(
        editing.ask_agency, agency=data["agency"], agency_name=organizations.agency(data["agency"]).name,
        ask=text.clean(data["ask"]), hours=data["hours"], shows=tuple(data["shows"]),
        silence=data["silence"] == "consent", place=data["place"], node_id=data["node"],
    )  # fmt: skip


def _branch(form: Any, d: ProcessDefinition) -> Change:
    def change(x: ProcessDefinition) -> ProcessDefinition:
        x, gate = editing.branch_by_field(x, after=form.cleaned_data["after"])
        otherwise = x.outgoing(gate)[0].target
        return editing.set_branches(x, gate, form.branches(), otherwise, fields=form.fields_asked())

    return change


def _whole(form: Any, d: ProcessDefinition) -> Change:
    data = form.cleaned_data
    return partial(editing.change_whole, name=text.clean(data["name"]), limit_hours=data["limit_hours"])


FORMS: dict[str, Callable[[Any, ProcessDefinition], Change]] = {
    "whole": _whole,
    "them": _add,
    "hoi": _ask,
    "re": _branch,
}
