"""Quản trị: a condition put together by choosing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access
from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import rules
from motcua.registries.eforms.forms import (
    ConditionForm,
)
from motcua.registries.eforms.rules.references import SLOTS
from motcua.registries.eforms.types import (
    EDIT,
    FIELD,
    PAPER,
    SECTION,
    Condition,
    CopyFrom,
    Edited,
    Field,
    FieldType,
    FormDefinition,
    Put,
)
from motcua.registries.eforms.views.console.frame import (
    change,
    condition_at,
    draft_of,
    frame,
    slots_of,
    url_of,
)


def _earlier(form: FormDefinition, place: str) -> list[Field]:
    """What a condition of a place may ask: answers given before it; a column asks its own row."""
    kind, _, code = place.partition("/")
    table, _, column = code.partition(".")
    if kind == PAPER:
        rows = list(form.fields())
    elif column:
        item = form.field(table)
        columns = list(item.columns) if item else []
        rows = columns[: next((at for at, one in enumerate(columns) if one.code == column), 0)]
    else:
        rows = []
        for one in form.sections:
            if kind == SECTION and one.code == code:
                break
            stop = next(
                (at for at, item in enumerate(one.fields) if kind == FIELD and item.code == code), None
            )
            rows += one.fields[:stop]
            if stop is not None:
                break
    return [item for item in rows if item.type is not FieldType.STATIC]


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: HttpRequest, code: str, number: int, kind: str, part: str, slot: str) -> HttpResponse:
    """A condition put together by choosing among earlier questions; nothing is typed but values."""
    version, place = draft_of(code, number), f"{kind}/{part}"
    form = version.definition
    was = rules.part_at(form, place)
    if slot not in {one["slot"] for one in slots_of(form, place, was)}:
        return redirect(url_of(version, place))
    bound = request.method == "POST"
    given = ConditionForm(
        form, _earlier(form, place), condition_at(was, slot), request.POST if bound else None
    )
    refusal: Refusal | None = None
    if bound and {"_luu", "_xoa"} & request.POST.keys():
        wanted = given.condition() if "_luu" in request.POST else None
        if not given.errors or "_xoa" in request.POST:
            given.errors = []
            done = change(request, version, Put(place, _with(was, slot, wanted)))
            if isinstance(done, Edited):
                messages.success(request, f"Đã lưu {SLOTS[slot]} của {rules.name_of(was)}.")
                return redirect(url_of(version, done.place))
            refusal, version = done, draft_of(code, number)
    context = {
        **frame(version),
        "place": place,
        "part": was,
        "name": rules.name_of(was),
        "back": url_of(version, place),
        "slot_name": SLOTS[slot],
        "tree": given,
        "refusal": refusal,
        "has_condition": condition_at(was, slot) is not None,
    }
    return render(
        request, "eforms/edit_condition.html", context, status=422 if given.errors or refusal else 200
    )


def _with(part: Any, slot: str, wanted: Condition | None) -> Any:
    if slot == "copy_when":
        return replace(part, copy_from=CopyFrom(part.copy_from.field, wanted))
    return replace(part, **{slot: wanted})
