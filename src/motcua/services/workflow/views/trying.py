"""Chạy thử: a process tried with chosen answers, step by step, or with many random dossiers. Nothing is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel import access, text
from motcua.kernel.refusals import Refusal
from motcua.services.workflow import queries
from motcua.services.workflow.rules import conditions, drawing, saying, ways
from motcua.services.workflow.rules import simulating as trials
from motcua.services.workflow.rules.findings import hours
from motcua.services.workflow.types import EDIT, OUTCOME, NodeKind, ProcessDefinition

from .console import picture

RESULTS = {"done": "Giải quyết xong", "refused": "Từ chối", "stopped": "Dừng giữa chừng"}
RUNS = (50, 200, 1000)


@access.audience("admin", permission=EDIT)
@require_GET
def trial(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Chạy thử một bản: chọn câu trả lời và kết quả từng bước, hoặc nhiều hồ sơ ngẫu nhiên."""
    version = queries.version_by_number(code, number)
    d = queries.definition_of(version.id)
    demands = queries.demands_on(code)
    facts = _facts(request, d)
    picked = [part[:64] for part in request.GET.getlist("b")][: trials.MOST_STEPS]
    limit = queries.totals(d, demands.limit).limit
    context: dict[str, Any] = {
        "code": code, "name": d.name, "version": version, "limit": limit, "limit_words": hours(limit) if limit else "",
        "questions": _questions(d, demands, request), "runs": RUNS,
        "errors": [f for f in demands.check(d) if f.level == "error"],
    }  # fmt: skip
    runs = text.whole(request.GET.get("ho_so", ""), 4)
    if runs:
        context["report"] = _report(d, demands, min(runs, max(RUNS)), limit)
    try:
        one = trials.walk(d, facts, trials.chosen(picked))
    except Refusal as refusal:  # an outcome that is not offered, a ring: said, not thrown
        context["refusal"] = refusal
        one = trials.walk(d, facts, trials.chosen([]))
        picked = []
    context |= _one(request, d, one, picked, limit)
    return render(request, "workflow/console_try.html", context)


def _one(
    request: HttpRequest, d: ProcessDefinition, one: trials.Trial, picked: list[str], limit: float | None
) -> dict[str, Any]:
    """The walk so far: its lines, the drawing at the line looked at, and what may be chosen next."""
    look = text.whole(request.GET.get("xem", ""), 3)
    at = len(one.path) if look is None else min(look, len(one.path))
    done = {step.node for step in one.path[:at]}
    current = set(one.waiting) if at == len(one.path) else {one.path[at].node}
    next_node = one.asked or None
    offers = []
    if next_node is not None:
        n = d.node(next_node)
        outcomes = [(o.code, o.name) for o in n.outcomes] or [("", "Xong")]
        offers = [
            {"name": name, "url": _url(request, [*picked, code]), "leads": _leads(d, n.id, code)}
            for code, name in outcomes
        ]
    return {
        "trial": one,
        "lines": [
            {
                "step": step, "lane": d.lane(step.lane).name, "url": _url(request, picked, look=i),
                "used": hours(step.end - step.begin), "from": hours(step.begin), "until": hours(step.end),
                "over": limit is not None and step.end > limit, "current": i == at,
            }
            for i, step in enumerate(one.path)
        ],
        "at": at,
        "before_url": _url(request, picked, look=at - 1) if at > 0 else "",
        "after_url": _url(request, picked, look=at + 1) if at < len(one.path) else "",
        "back_url": _url(request, picked[:-1]) if picked else "",
        "restart_url": _url(request, []),
        "offers": offers,
        "next": d.node(next_node) if next_node else None,
        "next_lane": d.lane(d.node(next_node).lane).name if next_node else "",
        "spent": hours(one.hours),
        "over": limit is not None and one.hours > limit,
        "result": RESULTS.get(one.result, one.result),
        "diagram": picture(drawing.draw(d, current=current, done=done - current)),
        "also": [d.node(x).name for x in one.waiting if x != next_node],
        "kept": [(key, value) for key in request.GET for value in request.GET.getlist(key) if key.startswith("f_")],
    }  # fmt: skip


def _leads(d: ProcessDefinition, node: str, outcome: str) -> str:
    for way in ways.ways(d, node):
        if (way.outcome.code if way.outcome else "") == outcome:
            return ways.call(d, way.target)
    return ""


def _url(request: HttpRequest, picked: list[str], look: int | None = None) -> str:
    kept = [(key, value) for key in request.GET for value in request.GET.getlist(key) if key.startswith("f_")]
    asked = [*kept, *(("b", one) for one in picked)]
    if look is not None:
        asked.append(("xem", str(max(0, look))))
    return f"{request.path}?{urlencode(asked)}#thu"


def _facts(request: HttpRequest, d: ProcessDefinition) -> dict[str, object]:
    """The answers given for the trial, as the kinds the process declares."""
    found: dict[str, object] = {}
    for f in d.fields:
        said = text.clean(request.GET.get(f"f_{f.code}", ""))[:200]
        if said:
            value = conditions.fact(said, f.type)
            if value is not None:
                found[f.code] = value
    return found


def _questions(d: ProcessDefinition, demands: queries.Demands, request: HttpRequest) -> list[dict[str, Any]]:
    """What the conditions of this process ask, to be answered for the trial."""
    used = {c.field for f in d.flows for c in f.when} - {OUTCOME}
    choices = {one.code: one.choices for one in demands.offered}
    return [
        {
            "code": f.code, "name": f.name, "type": f.type, "value": request.GET.get(f"f_{f.code}", "")[:200],
            "choices": choices.get(f.code) or ((("true", "Có"), ("false", "Không")) if f.type == "boolean" else ()),
        }
        for f in d.fields
        if f.code in used
    ]  # fmt: skip


def _report(d: ProcessDefinition, demands: queries.Demands, runs: int, limit: float | None) -> dict[str, Any]:
    values = {one.code: [value for value, _ in one.choices] for one in demands.offered if one.choices}
    found = trials.many(d, runs=runs, seed=runs, limit=limit, draw=trials.interesting(d, values))
    most = max(found.lanes.values(), default=1) or 1
    asked = [
        " và ".join(saying.condition(c, d, demands.labels) for c in f.when)
        for n in d.nodes
        if n.kind is NodeKind.EXCLUSIVE
        for f in d.outgoing(n.id)
        if f.when and f.when[0].field != OUTCOME
    ]
    return {
        "report": found,
        "results": [
            (RESULTS.get(key, key), count, _share(count, runs)) for key, count in found.results.items()
        ],
        "stuck": list(found.stuck.items()),
        "usual": hours(found.usual_hours),
        "most": hours(found.most_hours),
        "over_share": _share(found.over_limit, runs),
        "lanes": [
            (d.lane(lane).name, total, most, hours(round(total, 1))) for lane, total in found.lanes.items()
        ],
        "never": [d.node(x).name for x in found.never],
        "asked": asked,
    }


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.0f} %"
