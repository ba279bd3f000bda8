"""Liên thông: all parts of a joint dossier on one page, and what who processes it may do with each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.members import MemberAnswerForm, WordsForm
from motcua.services.dossiers.queries import members
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files
from motcua.services.files import services as file_store

from .request import DeskRequest

LABELS = {"reply": "Trả lời câu hỏi", "leave": "Người dân rút phần này vì"}


@access.audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def joint(request: DeskRequest, code: str) -> HttpResponse:
    """Ai giữ phần nào, từ lúc nào, đến hạn lúc nào; trả lời câu hỏi lại, ghi kết quả nhận bằng giấy, rút một phần."""
    page = members.joint_page(request.actor, code)
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    refusal, status, shown = None, 200, None
    if request.method == "POST":
        status, shown = 422, _form(request)
        if shown.is_valid():
            try:
                messages.success(request, _do(request, code, shown))
            except Refusal as refused:
                refusal, status = refused, refused.http_status
            else:
                return redirect("desk:joint", code=code)
    rows = [(part, _forms(part, shown)) for part in page.parts]
    return render(
        request, "dossiers/desk/joint.html",
        {"page": page, "dossier": page.dossier, "rows": rows, "refusal": refusal}, status=status,
    )  # fmt: skip


@require_safe
@access.audience("officer")
def part_file(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """The file of one part's result."""
    found = members.file_of_part(request.actor, code, number)
    note_look(dossier=found.dossier, by=request.actor, at=clock.now())
    return files.serve(request, found.sha256, found.file_name or f"{code}-{number}.pdf", inline=True)


def keep_result_file(request: DeskRequest, code: str) -> Any:
    """The uploaded result, judged and kept before the command that names it; None where there is none."""
    upload = request.FILES.get("file")
    if upload is None:
        return None
    return file_store.store(
        stream=upload.chunks(), name=upload.name or "ket-qua.pdf", by=request.actor, at=clock.now(), kinds=("pdf",),
        owner="dossiers", reference=code,
    )  # fmt: skip


def _form(request: DeskRequest) -> MemberAnswerForm | WordsForm:
    what = request.POST.get("what", "")
    if what in LABELS:
        return WordsForm(request.POST, label=LABELS[what])
    return MemberAnswerForm(request.POST, request.FILES)


def _do(request: DeskRequest, code: str, form: MemberAnswerForm | WordsForm) -> str:
    base: dict[str, Any] = {"code": code, "by": request.actor, "at": clock.now()}
    if isinstance(form, MemberAnswerForm):
        services.answer_member(**base, **form.said, file=keep_result_file(request, code))
        return "Đã ghi kết quả phần việc."
    token, words = form.cleaned_data["token"], form.cleaned_data["words"]
    if request.POST["what"] == "reply":
        services.reply_to_member(**base, token_id=token, reply=words)
        return "Đã gửi câu trả lời."
    services.leave_member(**base, token_id=token, reason=words)
    return "Đã rút phần việc."


def _forms(part: members.Part, shown: MemberAnswerForm | WordsForm | None) -> dict[str, Any]:
    """The forms an open part offers; the one that was sent and refused keeps what was typed."""
    token = {"token": part.member.token_id}
    if not part.is_open:
        return {}
    mine = shown if shown is not None and shown.data.get("token") == str(part.member.token_id) else None
    what = mine.data.get("what", "") if mine is not None else ""
    found: dict[str, Any] = {"open": what if what in LABELS else "answer" if mine is not None else ""}
    if part.wants_reply:
        found["reply"] = mine if mine and what == "reply" else _words("reply", token)
    found["leave"] = mine if mine and what == "leave" else _words("leave", token)
    if part.is_outside:
        prefix = f"p{part.member.pk}_%s"
        found["answer"] = (
            mine if isinstance(mine, MemberAnswerForm) else MemberAnswerForm(initial=token, auto_id=prefix)
        )
    return found


def _words(what: str, token: dict[str, int]) -> WordsForm:
    return WordsForm(label=LABELS[what], initial=token, auto_id=f"{what}{token['token']}_%s")
