"""The page of a question from another agency: what is asked, what goes with it, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.forms.actions import Reassign
from motcua.services.dossiers.forms.consulting import AnswerForm
from motcua.services.dossiers.forms.members import MemberAnswerForm, WordsForm
from motcua.services.dossiers.queries import consulting
from motcua.services.dossiers.services import answer_consultation, answer_member, ask_back, reassign
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.services.next_steps import NextSteps, officers_for
from motcua.services.files import queries as files

from .joint import keep_result_file
from .request import DeskRequest


@access.audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: DeskRequest, code: str) -> HttpResponse:
    """Câu hỏi của cơ quan khác và ô trả lời."""
    page = consulting.question_to(request.actor, code)
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    if page.member is not None and "reassign-to_officer" not in request.POST:
        return _part(request, page)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        outcomes=page.outcomes,
        initial={"token": page.token.id},
    )
    giving = request.method == "POST" and "reassign-to_officer" in request.POST
    give = _giving(request, page, posted=giving) if page.may_give else None
    if giving:
        form = AnswerForm(outcomes=page.outcomes, initial={"token": page.token.id})
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if giving and give is not None and give.is_valid():
            data = give.cleaned_data
            try:
                reassign(
                    code=code, token_id=page.token.id, to_officer=data["to_officer"], reason=data["reason"],
                    by=request.actor, at=clock.now(),
                )  # fmt: skip
            except Refusal as refused:
                refusal, status = refused, refused.http_status
            else:
                messages.success(request, "Đã chuyển người trả lời.")
                return redirect("desk:question", code=code)
        elif not giving and form.is_valid():
            data = form.cleaned_data
            try:
                answer_consultation(
                    code=code, token_id=data["token"], outcome=data["outcome"], opinion=data["opinion"],
                    by=request.actor, at=clock.now(),
                )  # fmt: skip
            except Refusal as refused:
                refusal, status = refused, refused.http_status
            else:
                messages.success(request, f"Đã gửi ý kiến về hồ sơ {code}.")
                return redirect("desk:inbox")
    return render(
        request,
        "dossiers/desk/question.html",
        {"page": page, "form": form, "give": give, "refusal": refusal},
        status=status,
    )


def _part(request: DeskRequest, page: consulting.Consultation) -> HttpResponse:
    """Phần việc liên thông: the result, why there is none, or a question back."""
    code, token, refusal, status = page.code, {"token": page.token.id}, None, 200
    asks = request.method == "POST" and request.POST.get("what") == "ask"
    answers = request.method == "POST" and not asks
    form = MemberAnswerForm(request.POST, request.FILES) if answers else MemberAnswerForm(initial=token)
    back = WordsForm(request.POST if asks else None, label="Câu hỏi", initial=token, auto_id="back_%s")
    if request.method == "POST":
        status = 422
        base: dict[str, Any] = {"code": code, "by": request.actor, "at": clock.now()}
        try:
            if asks and back.is_valid():
                data = back.cleaned_data
                ask_back(**base, token_id=data["token"], question=data["words"])
                messages.success(request, "Đã gửi câu hỏi cho cơ quan chủ trì.")
                return redirect("desk:question", code=code)
            if answers and form.is_valid():
                answer_member(**base, **form.said, file=keep_result_file(request, code))
                messages.success(request, f"Đã trả kết quả phần việc của hồ sơ {code}.")
                return redirect("desk:inbox")
        except Refusal as refused:
            refusal, status = refused, refused.http_status
    give = _giving(request, page, posted=False) if page.may_give else None
    return render(
        request, "dossiers/desk/question.html",
        {"page": page, "form": form, "back": back, "give": give, "refusal": refusal}, status=status,
    )  # fmt: skip


def _giving(request: DeskRequest, page: consulting.Consultation, *, posted: bool) -> Reassign | None:
    """Whom the head of the asked agency may give the question to; nothing when there is nobody else."""
    officers = officers_for(page.dossier, page.token, page.held_by)
    if not officers:
        return None
    steps = NextSteps(token=page.token, officers=officers)
    return Reassign(request.POST if posted else None, prefix="reassign", steps=steps)


@require_safe
@access.audience("officer")
def paper(request: DeskRequest, code: str, position: int) -> HttpResponse:
    """Một giấy tờ gửi kèm câu hỏi."""
    found = consulting.paper_shown_to(request.actor, code, position)
    note_look(dossier=found.dossier, by=request.actor, at=clock.now())
    return files.serve(request, found.sha256, found.file_name, inline=True)
