"""Quản trị: one section, question or paper of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.forms import (
    AddPart,
    CheckForm,
    PaperWords,
    QuestionForm,
    SectionStep,
    SectionWords,
)
from motcua.registries.eforms.rules import naming
from motcua.registries.eforms.types import (
    EDIT,
    FIELD,
    PAPER,
    SECTION,
    Edit,
    Field,
    FieldType,
    FormDefinition,
    PaperAsked,
    Put,
    Section,
    Version,
)
from motcua.registries.eforms.views.console.frame import (
    draft_of,
    frame,
    kept,
    row_of,
    slots_of,
)


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, code: str, number: int, part: str) -> HttpResponse:
    """One section: its words, its questions in order, and how the citizen sees it."""
    version = draft_of(code, number)
    place = f"{SECTION}/{part}"
    was = rules.part_at(version.definition, place)
    assert isinstance(was, Section)
    bound = request.method == "POST"
    given, refusal = SectionWords(was, request.POST if bound else None), None
    if bound and given.is_valid():
        done = kept(request, version, given, Put(place, given.part()))
        if isinstance(done, HttpResponse):
            return done
        refusal, version = done, draft_of(code, number)
    form = version.definition
    context = {
        **frame(version),
        "place": place,
        "part": was,
        "form": given,
        "refusal": refusal,
        "rows": [row_of(form, f"{FIELD}/{one.code}", one) for one in was.fields],
        "add": AddPart(),
        "slots": slots_of(form, place, was),
        "step": SectionStep(version, part, {}, audience=was.audience, on=clock.today()),
        "officer": was.audience == "officer",
    }
    return render(
        request, "eforms/edit_section.html", context, status=422 if given.errors or refusal else 200
    )


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, number: int, part: str) -> HttpResponse:
    """One question or column: its words, checks, conditions, and how it looks."""
    version = draft_of(code, number)
    form, place = version.definition, f"{FIELD}/{part}"
    was = rules.part_at(form, place)
    assert isinstance(was, Field)
    bound, refusal = request.method == "POST", None
    checking = bound and "_kiem_tra" in request.POST
    given = QuestionForm(form, place, was, request.POST if bound and not checking else None)
    others = [(item.code, item.label) for item in _checkable(form, part) if item.code != was.code]
    check = CheckForm(was, others, request.POST if checking else None)
    edit: Edit | None = None
    if bound and "_bo_kiem_tra" in request.POST:
        at = text.whole(str(request.POST["_bo_kiem_tra"]), 3)
        edit = Put(place, replace(was, checks=tuple(one for n, one in enumerate(was.checks) if n != at)))
        given = QuestionForm(form, place, was)
    elif checking:
        edit = Put(place, replace(was, checks=(*was.checks, check.check()))) if check.is_valid() else None
    elif bound and "_xem" not in request.POST:
        edit = Put(place, given.part()) if given.is_valid() else None
    if edit is not None:
        done = kept(request, version, given, edit)
        if isinstance(done, HttpResponse):
            return done
        refusal, version = done, draft_of(code, number)
    form, column = version.definition, "." in part
    context = {
        **frame(version),
        "place": place,
        "part": was,
        "form": given,
        "check": check,
        "refusal": refusal,
        "section": form.section(rules.section_code(form, place)),
        "table": form.field(part.partition(".")[0]) if column else None,
        "columns": [row_of(form, f"{place}.{one.code}", one) for one in was.columns],
        "add": AddPart(column=True) if was.type is FieldType.TABLE else None,
        "checks": [(n, naming.check_said(one.word, one.arg), naming.LEVELS[one.level.value], one.text) for n, one in enumerate(was.checks)],
        "slots": slots_of(form, place, was),
        "uses": rules.users_of(form, place),
        "control": _control(version, place),
        "sections": [] if column else [one for one in form.sections if was not in one.fields],
    }  # fmt: skip
    wrong = bool(given.errors or check.errors or refusal)
    return render(request, "eforms/edit_question.html", context, status=422 if wrong else 200)


def _checkable(form: FormDefinition, part: str) -> list[Field]:
    item = form.field(part.partition(".")[0])
    own = list(item.columns) if item and "." in part else []
    return [*own, *form.fields()]


def _control(version: Version, place: str, shown: Field | None = None) -> Any:
    """A question as it stands on the citizen's page, ``shown`` in its stead; a column inside its table."""
    form = version.definition
    if shown is not None:
        form = rules.edit(form, Put(place, shown), lists=queries.lists()).definition
    code = place.partition("/")[2].partition(".")[0]
    if shown is not None and "." not in place:
        code = shown.code
    where = rules.section_code(form, f"{FIELD}/{code}")
    item = form.field(code)
    first: dict[str, Any] = {code: [{}]} if item and item.type is FieldType.TABLE else {}
    step = SectionStep(replace(version, definition=form), where, first, audience="officer", on=clock.today())
    return next((one for one in step.controls if one.item.code == code), None)


@access.audience("admin", permission=EDIT)
@require_POST
def sketch(request: HttpRequest, code: str, number: int, part: str) -> HttpResponse:
    """The question as the page stands now, nothing kept: what the script shows beside while one types."""
    version, place = draft_of(code, number), f"{FIELD}/{part}"
    was = rules.part_at(version.definition, place)
    assert isinstance(was, Field)
    given = QuestionForm(version.definition, place, was, request.POST)
    control = None
    if given.is_valid():
        try:
            control = _control(version, place, given.part())
        except Refusal:
            control = None
    return render(request, "eforms/_sketch.html", {"control": control, "faults": given.errors})


@access.audience("admin", permission=EDIT)
@require_safe
def papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The papers of the dossier in order."""
    version = draft_of(code, number)
    rows = [row_of(version.definition, f"{PAPER}/{one.code}", one) for one in version.definition.papers]
    return render(request, "eforms/edit_papers.html", {**frame(version), "rows": rows})


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str, number: int, part: str) -> HttpResponse:
    """One paper: how many, when, for whom, what replaces it."""
    version, place = draft_of(code, number), f"{PAPER}/{part}"
    was = rules.part_at(version.definition, place)
    assert isinstance(was, PaperAsked)
    bound = request.method == "POST"
    given, refusal = PaperWords(was, request.POST if bound else None), None
    if bound and given.is_valid():
        done = kept(request, version, given, Put(place, given.part()))
        if isinstance(done, HttpResponse):
            return done
        refusal, version = done, draft_of(code, number)
    context = {
        **frame(version),
        "place": place,
        "part": was,
        "form": given,
        "refusal": refusal,
        "slots": slots_of(version.definition, place, was),
    }
    return render(request, "eforms/edit_paper.html", context, status=422 if given.errors or refusal else 200)
