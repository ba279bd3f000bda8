"""What every page of the editor shares: the draft, its standing, its places, one change kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from motcua.kernel import clock, text
from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.rules import naming
from motcua.registries.eforms.rules.references import SLOTS
from motcua.registries.eforms.types import (
    DRAFT,
    FIELD,
    GENERIC,
    PAPER,
    SECTION,
    Condition,
    Edit,
    Edited,
    Field,
    FieldType,
    FormDefinition,
    NotADraft,
    PaperAsked,
    Section,
    Version,
)


def draft_of(code: str, number: int) -> Version:
    """The draft to work on.

    Raises:
        NotADraft: it is published or taken back.
    """
    version = queries.numbered(code, number)
    if version.status != DRAFT:
        raise NotADraft(
            f"Phiên bản {number} không còn là bản nháp.",
            why="Bản đã đăng hoặc đã rút không sửa được nữa.",
            next="Hãy mở trang biểu mẫu và soạn bản nháp mới từ phiên bản này.",
        )
    return version


def frame(version: Version) -> dict[str, Any]:
    """What every page of the editor shows: standing, faults with their places, what undo takes back."""
    form, in_use = version.definition, queries.published(version.code, clock.today())
    return {
        "version": version,
        "definition": form,
        "faults": [
            {
                "url": url_of(version, rules.fault_place(form, one.path)),
                "message": one.message,
                "path": one.path,
            }
            for one in queries.faults_of(version.id)
        ],
        "undoable": queries.undoable(version.id),
        "changed": len(rules.diff(in_use.definition, form)) if in_use else None,
        "types": naming.TYPES,
        "generic": GENERIC,
    }


def url_of(version: Version, place: str) -> str:
    """The page of a place of the draft."""
    kind, _, code = place.partition("/")
    names = {SECTION: "eform_section", FIELD: "eform_question", PAPER: "eform_paper"}
    if kind == PAPER and not code:
        return reverse("eform_papers", args=[version.code, version.number])
    if kind not in names or not code:
        return reverse("eform_draft", args=[version.code, version.number])
    return reverse(names[kind], args=[version.code, version.number, code])


def anchor(place: str) -> str:
    """The id of a place's row."""
    return "o-" + place.replace("/", "-").replace(".", "-")


def row_of(form: FormDefinition, place: str, part: Section | Field | PaperAsked) -> dict[str, Any]:
    """One row of a list that can be put in order."""
    row: dict[str, Any] = {"place": place, "part": part, "anchor": anchor(place), "conditions": []}
    for slot in ("show_when", "required_when", "when"):
        if said := getattr(part, slot, None):
            row["conditions"].append(f"{SLOTS[slot].capitalize()}: {rules.in_words(said, form)}")
    return row


def slots_of(form: FormDefinition, place: str, part: Section | Field | PaperAsked) -> list[dict[str, Any]]:
    """The conditions a part may bear, each in words."""
    wanted = ("when",) if isinstance(part, PaperAsked) else ("show_when",)
    if isinstance(part, Field) and part.type not in (FieldType.COMPUTED, FieldType.STATIC):
        wanted = ("show_when", "required_when", *(("copy_when",) if part.copy_from else ()))
    kind, _, code = place.partition("/")
    around = _around(form, place)
    return [
        {"slot": one, "name": SLOTS[one].capitalize(), "kind": kind, "code": code, "words": rules.in_words(said, around) if (said := condition_at(part, one)) else ""}
        for one in wanted
    ]  # fmt: skip


def _around(form: FormDefinition, place: str) -> FormDefinition:
    """A form in which conditions find their fields: a column's are the other columns."""
    table, _, column = place.partition("/")[2].partition(".")
    item = form.field(table) if column else None
    return replace(form, sections=(Section("bang", "", item.columns),)) if item else form


def condition_at(part: Section | Field | PaperAsked, slot: str) -> Condition | None:
    if slot == "copy_when":
        return part.copy_from.when if isinstance(part, Field) and part.copy_from else None
    found: Condition | None = getattr(part, slot)
    return found


def change(request: HttpRequest, version: Version, edit: Edit) -> Edited | Refusal:
    """Make one change as the page saw the draft, or say why not."""
    seen = text.whole(str(request.POST.get("revision", "")), 9)
    try:
        return services.edit_draft(
            code=version.code, number=version.number, seen=-1 if seen is None else seen, edit=edit,
            by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return refusal


def kept(request: HttpRequest, version: Version, given: Any, edit: Edit) -> HttpResponse | Refusal:
    """After a form was read: keep it and go where it can be seen, or hand the refusal to the page."""
    done = change(request, version, edit)
    if isinstance(done, Refusal):
        return done
    messages.success(request, f"Đã lưu: {text.inside(done.words)}.")
    then = str(request.POST.get("roi", ""))
    if then in SLOTS:
        kind, _, code = done.place.partition("/")
        return redirect(
            "eform_condition", code=version.code, number=version.number, kind=kind, part=code, slot=then
        )
    if then == "phan" and done.place.startswith(f"{FIELD}/"):
        place = f"{SECTION}/{rules.section_code(done.definition, done.place)}"
        return redirect(f"{url_of(version, place)}#{anchor(done.place)}")
    return redirect(url_of(version, done.place))
