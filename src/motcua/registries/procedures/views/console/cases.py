"""Cases of a draft: the list in the order they are tried, and one case with its condition put together by choosing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import whole
from motcua.registries.eforms import rules as form_rules
from motcua.registries.eforms.forms import ConditionForm
from motcua.registries.eforms.types import FieldType, FormDefinition
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms import CaseForm
from motcua.registries.procedures.types import EDIT

from .drafting import tabs

SECTION = "truong-hop"


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The cases in their order; a button moves or removes one."""
    draft = queries.draft(code)
    refusal: Refusal | None = None
    if request.method == "POST":
        act, _, at = request.POST.get("viec", "").partition(":")
        rows, number = _rows(draft, request), whole(at)
        if number is not None and number < len(rows):
            row = rows.pop(number)
            if act == "len":
                rows.insert(max(0, number - 1), row)
            elif act == "xuong":
                rows.insert(number + 1, row)
            refusal = _save(request, code, rows)
            if refusal is None:
                done = "Đã bỏ trường hợp khỏi bản thảo." if act == "bo" else "Đã đổi thứ tự xét."
                messages.success(request, done)
                return redirect("console-draft-cases", code=code)
            draft = queries.draft(code)
    context = _frame(draft) | {"cases": queries.draft_cases(draft), "refusal": refusal}
    return render(
        request, "procedures/console_cases.html", context, status=refusal.http_status if refusal else 200
    )


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One case, or a new one: its words and limit, and the condition over the form's questions."""
    draft = queries.draft(code)
    form = queries.form_asked(code, draft.data, clock.today())
    rows = _rows(draft, request)
    at = None if number == "moi" else int(number) - 1
    if at is not None and not 0 <= at < len(rows):
        raise Http404
    was = rows[at] if at is not None else {}
    posted = request.POST if request.method == "POST" else None
    when = form_rules.read_condition(was.get("when"))[0]
    tree = ConditionForm(form, _questions(form), when, posted) if form is not None else None
    saving = posted is not None and "_luu" in posted
    typed = CaseForm(posted if saving else None, initial=posted.dict() if posted else _initial(was))
    refusal: Refusal | None = None
    if saving and tree is not None:
        wanted = tree.condition()
        if wanted is None and not tree.errors:
            tree.errors.append(
                {"target": "c", "sentence": "Chưa có điều kiện. Hãy chọn câu hỏi để nhận ra trường hợp này."}
            )
        if typed.is_valid() and wanted is not None and not tree.errors:
            row = typed.row(form_rules.plain_condition(wanted))
            kept = [*rows, row] if at is None else [*rows[:at], row, *rows[at + 1 :]]
            refusal = _save(request, code, kept)
            if refusal is None:
                messages.success(request, f"Đã lưu trường hợp “{row['name']}” vào bản thảo.")
                return redirect("console-draft-cases", code=code)
    bad = saving and (typed.errors or (tree is not None and tree.errors))
    context = _frame(queries.draft(code)) | {
        "form": typed, "tree": tree, "refusal": refusal, "number": number, "was": was,
        "faults": tree.errors if tree is not None and saving else [], "seen": _seen(request, draft),
    }  # fmt: skip
    status = refusal.http_status if refusal else 422 if bad else 200
    return render(request, "procedures/console_case.html", context, status=status)


def _frame(draft: Any) -> dict[str, Any]:
    return {
        "draft": draft, "code": draft.code, "tabs": tabs(draft.code, SECTION), "seen": draft.revision,
        "usual": queries.draft_view(draft.data, clock.today()).limit_words,
    }  # fmt: skip


def _questions(form: FormDefinition) -> list[Any]:
    return [item for item in form.fields() if item.type is not FieldType.STATIC]


def _initial(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: queries.day_of(row[name]) if name in ("valid_from", "valid_to") else row[name]
        for name in row
        if name != "when"
    }


def _seen(request: HttpRequest, draft: Any) -> int:
    return (whole(request.POST.get("revision", "")) or 0) if request.method == "POST" else draft.revision


def _rows(draft: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """The cases as this person saw them: what another hand changed since is found when it is saved."""
    return list(queries.draft_as_seen(draft, _seen(request, draft)).get("t_cases") or ())


def _save(request: HttpRequest, code: str, rows: list[dict[str, Any]]) -> Refusal | None:
    try:
        services.save_draft(
            code=code, changes={"t_cases": rows}, seen=whole(request.POST.get("revision", "")) or 0,
            by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    return None
