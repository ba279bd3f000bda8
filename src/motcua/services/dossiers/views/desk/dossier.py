"""The page of one dossier: where it is, its parts, and what may be done with it now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import fold
from motcua.services.dossiers.forms.actions import FORMS, ActionForm
from motcua.services.dossiers.queries import colleagues, consulting, declaring, dossier_page, scanning
from motcua.services.dossiers.queries.dossier_page import DossierPage
from motcua.services.dossiers.queries.paying import collects
from motcua.services.dossiers.queries.step_times import lines_of
from motcua.services.dossiers.queries.visit import of_the_same_visit
from motcua.services.dossiers.services import reusing
from motcua.services.dossiers.services.colleagues import CHANGE_WITHIN
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.services.next_steps import NextSteps, next_steps
from motcua.services.dossiers.types import Channel, DossierNotThere, HeldInStore, ResultChannel

from .request import DeskRequest

NOTES, SUPPLEMENT = "ghi-chu", "request_supplement"
CERTIFICATION = "chung thuc"
"""The field whose dossiers lead to the books of certification."""
PARTS = ("", NOTES, "nhat-ky", "noi-dung", "quy-trinh", "ket-qua", "dong-ho")


@require_safe
@access.audience("officer")
def dossier(request: DeskRequest, code: str) -> HttpResponse:
    """The page; the first look of the day is written down."""
    try:
        page = dossier_page.page_of(request.actor, code)
    except DossierNotThere:
        if not consulting.is_asked(request.actor, code):
            raise
        return redirect("desk:question", code=code)  # who is only asked has a page of the question
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    return show(request, page)


def steps_of(request: DeskRequest, page: DossierPage) -> NextSteps:
    """What the officer may do with this dossier now."""
    return next_steps(page.dossier, request.actor, tokens=page.tokens, course=page.course, result=page.result)


def show(
    request: DeskRequest,
    page: DossierPage,
    *,
    failed: str = "",
    form: ActionForm | None = None,
    refusal: Refusal | None = None,
    part: str | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with one action's form or the note as the officer left it when it was refused."""
    part = request.GET.get("phan", "") if part is None else part
    part = part if part in PARTS else ""
    page.apology = dossier_page.apology_of(page.dossier)
    asked = refusal.facts.get("positions", ()) if isinstance(refusal, HeldInStore) else ()
    reusing.mark_offers(
        dossier=page.dossier, papers=page.papers, by=request.actor, at=clock.now(), also=asked
    )
    if form is not None and failed == SUPPLEMENT:
        form.know(page)
    steps = steps_of(request, page)
    notes = colleagues.notes_of(request.actor, page.dossier, change_within=CHANGE_WITHIN)
    panels = [_panel(name, page, steps, failed=failed, form=form, refusal=refusal) for name in steps.actions]
    main = next((panel for panel in panels[:1] if not panel["form"].danger), None)
    context: dict[str, Any] = {
        "dossier": page.dossier,
        "page": page,
        "part": part,
        "tabs": _tabs(page, part, sum(not note.removed for note in notes)),
        "notes": notes,
        "typed": typed or {},
        "follows": colleagues.follows(request.actor, page.dossier),
        "steps": steps,
        "main": main,
        "panels": [panel for panel in panels if panel is not main],
        "lost": form if form is not None and failed not in steps.actions else None,
        "refusal": refusal,
        "undecided": [*declaring.open_questions(page.dossier).values()]
        if not page.dossier.accepted_at
        else [],
        "own_part": _waits_for_a_part(request, page),
        "may_lay_back": reusing.works_on(request.actor, page.dossier),
        "channel": Channel(page.dossier.channel).label,
        "result_channel": ResultChannel(page.dossier.result_channel).label,
        "new": request.GET.get("moi") == "1",
        "receipt": next((paper for paper in page.issued if "tiếp nhận hồ sơ và hẹn" in paper.name), None),
    }
    if context["new"]:
        context["visit"] = of_the_same_visit(request.actor, page.dossier)
    if part == "":
        of_the_field = fold(page.dossier.field_name) == CERTIFICATION and page.dossier.accepted_at is not None
        context["may_certify"] = of_the_field and access.allows(request.actor, "certifying.prepare")
        context["may_collect"] = collects(request.actor, page.dossier)
        context["may_scan"] = scanning.mark_digitals(request.actor, page.dossier, page.papers)
    if part == "quy-trinh":
        context["diagram"] = mark_safe(dossier_page.diagram_of(page.dossier))
    if part == "dong-ho" and page.dossier.accepted_at:
        context["held"] = lines_of(page.dossier)
    if part == NOTES:
        context["people"] = colleagues.colleagues(request.actor, page.dossier)
    if part == "noi-dung":
        context["sections"] = dossier_page.declared(page.dossier)
        context["files_at"] = f"/can-bo/ho-so/{page.dossier.code}/tep-khai/"
    return render(request, "dossiers/desk/dossier.html", context, status=status)


def _waits_for_a_part(request: DeskRequest, page: DossierPage) -> bool:
    """Whether a part of a joint dossier waits for this officer's own office: it is answered on a page of its own."""
    inside = any(part.is_open and not part.is_outside for part in page.parts)
    return inside and consulting.is_asked(request.actor, page.dossier.code)


def _panel(
    name: str,
    page: DossierPage,
    steps: NextSteps,
    *,
    failed: str,
    form: ActionForm | None,
    refusal: Refusal | None,
) -> dict[str, Any]:
    mine = form if form is not None and failed == name else fresh_form(name, page, steps)
    return {
        "name": name,
        "form": mine,
        "open": failed == name,
        "refusal": refusal if failed == name else None,
        "bare": not mine.visible_fields(),
    }


def fresh_form(name: str, page: DossierPage, steps: NextSteps) -> ActionForm:
    """An action's form as the page first shows it."""
    row = page.dossier
    initial: dict[str, Any] = {"seen": row.version, "token": steps.token.id if steps.token else None}
    if name == "return_result":
        initial |= {"receiver": row.submitter_name or row.applicant_name, "channel": row.result_channel}
    form = FORMS[name](prefix=name, steps=steps, page=page, initial=initial)
    if name == "accept" and row.limit_value is not None:
        del form.fields["limit_value"], form.fields["limit_unit"]
    return form


def _tabs(page: DossierPage, part: str, notes: int) -> list[dict[str, Any]]:
    named = (
        ("", "Giấy tờ", len(page.papers)),
        (NOTES, "Ghi chú", notes or None),
        ("nhat-ky", "Nhật ký", len(page.entries)),
        ("noi-dung", "Nội dung khai", None),
        ("quy-trinh", "Quy trình", None),
        ("ket-qua", "Kết quả", len(page.results) or None),
        ("dong-ho", "Đồng hồ", None),
    )
    return [
        {"label": label, "url": (f"?phan={key}" if key else f"/can-bo/ho-so/{page.dossier.code}/") + "#phan",
         "count": count, "current": part == key}
        for key, label, count in named
    ]  # fmt: skip
