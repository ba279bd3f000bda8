"""Hồ sơ của tôi: drafts and dossiers, one dossier with all that is mine, supplement, withdrawal."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.filing import (
    AnswerForm,
    LeavePartForm,
    MineFilter,
    SupplementForm,
    WithdrawForm,
)
from motcua.services.dossiers.queries import citizen_page, filing_page, members
from motcua.services.dossiers.queries import mine as own
from motcua.services.dossiers.queries.dossier_page import declared
from motcua.services.dossiers.queries.waiting import answers_of, step_of_citizen
from motcua.services.dossiers.types import DoneBySomeone, PaperCount, WrongState
from motcua.services.files import queries as files

from .doors import citizens_only
from .papers import ACCEPTED, TOO_LARGE, _position, go_to_papers, keep_file

PAGE = 20
PARTS = (("dang", say("Đang giải quyết")), ("xong", say("Đã xong")), ("nhap", say("Đang khai")))
KEPT = "motcua.supplement"


@require_safe
@access.audience("citizen")
@citizens_only
def listing(request: HttpRequest) -> HttpResponse:
    """Drafts, open dossiers, ended ones."""
    by = request.actor
    counts = own.mine_counts(by)
    part = request.GET.get("phan", "")
    if part not in dict(PARTS):
        part = "dang" if counts["dang"] or not counts["nhap"] else "nhap"
    tabs = [
        {"label": label, "url": f"?phan={key}", "count": counts[key], "current": key == part}
        for key, label in PARTS
    ]
    form = MineFilter(request.GET or None)
    context: dict[str, Any] = {"tabs": tabs, "part": part, "form": form, "words": form.words()}
    if part == "nhap":
        context |= {"drafts": filing_page.drafts_of(by), "discarded": filing_page.discarded_of(by)}
    else:
        listed = own.mine(by, part=part, said=form.words())
        rows = listed.page(request.GET.get("trang", ""), PAGE)
        context |= {"page_obj": rows, "rows": own.chips_of(list(rows))}
    return render(request, "dossiers/portal/mine.html", context)


@require_safe
@access.audience("citizen")
@citizens_only
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one's own dossier."""
    page = citizen_page.own_page(request.actor, code)
    waits = step_of_citizen(page.dossier)
    return render(
        request,
        "dossiers/portal/dossier.html",
        {
            "page": page,
            "dossier": page.dossier,
            "declared": declared(page.dossier),
            "waits": waits,
            "answers": answers_of(waits),
        },
    )


@require_POST
@access.audience("citizen")
@citizens_only
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The citizen's word on a step that waits for it."""
    by = request.actor
    page = citizen_page.own_page(by, code)
    form = AnswerForm(request.POST, answers=answers_of(step_of_citizen(page.dossier)))
    if not form.is_valid():
        raise WrongState(
            say("Câu trả lời chưa gửi được."),
            why=say("Bước này đã có người trả lời, hoặc trang đã cũ."),
            next=say("Hãy mở lại trang hồ sơ."),
        )
    data = form.cleaned_data
    services.answer_step(
        code=code, outcome=data["outcome"], answer=data["answer"], by=by, at=clock.now(), seen=data["seen"]
    )
    return go_to_papers(request, code, say("Đã gửi câu trả lời. Hồ sơ được giải quyết tiếp."))


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a dossier back, with a reason."""
    by = request.actor
    page = citizen_page.own_page(by, code)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, initial={"seen": page.dossier.version}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.withdraw(code=code, reason=data["reason"], by=by, at=clock.now(), seen=data["seen"])
        return go_to_papers(request, code, say("Hồ sơ đã được rút."))
    if not page.may_withdraw:
        raise WrongState(
            say("Hồ sơ này không rút được nữa."),
            why=say("Hồ sơ đang ở trạng thái “{label}”.", label=page.status.label),
            next=say("Hãy xem trang hồ sơ để biết việc tiếp theo."),
        )
    return render(
        request, "dossiers/portal/withdraw.html", {"page": page, "dossier": page.dossier, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def leave_part(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take one agency's part out of a joint dossier, with a reason; the rest goes on."""
    by = request.actor
    page = citizen_page.own_page(by, code)
    part = members.open_part_of(page.dossier, number)
    form = LeavePartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.leave_member(
            code=code, token_id=part.token_id, reason=form.cleaned_data["reason"], by=by, at=clock.now()
        )
        return go_to_papers(request, code, say("Đã rút một phần của hồ sơ."))
    return render(
        request, "dossiers/portal/leave_part.html",
        {"page": page, "dossier": page.dossier, "member": part, "form": form}, status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Send what the desk asked for; files that were taken stay while the others are put right."""
    by = request.actor
    page = citizen_page.own_page(by, code)
    if not page.may_supplement:
        if request.method == "POST":
            raise DoneBySomeone(
                say("Hồ sơ không còn chờ bổ sung."), why=say("Hồ sơ đang ở trạng thái “{label}”.", label=page.status.label),
                next=say("Hãy xem trang hồ sơ để biết việc tiếp theo."),
            )  # fmt: skip
        return redirect("dossiers:my_dossier", code=code)
    form = SupplementForm(
        request.POST if request.method == "POST" else None, initial={"seen": page.dossier.version}
    )
    problems: dict[int, str] = {}
    taken: dict[int, dict[str, str]] = {}
    nothing = ""
    if request.method == "POST":
        taken = _taken(request, code, {row.position for row in page.papers}, problems)
        answer = form.cleaned_data["answer"] if form.is_valid() else ""
        if not taken and not answer and not problems:
            nothing = say("Chưa có tệp hay lời nhắn nào. Hãy chọn tệp bên cạnh giấy tờ cần bổ sung.")
        elif not problems and form.is_valid():
            counts = tuple(
                PaperCount(
                    position=row.position, originals=row.originals, certified=row.certified, copies=row.copies,
                    sha256=taken[row.position]["sha256"], file_name=taken[row.position]["name"],
                )
                for row in page.papers
                if row.position in taken
            )  # fmt: skip
            services.receive_supplement(
                code=code, papers=counts, answer=answer or say("Đã gửi giấy tờ được yêu cầu."), by=by, at=clock.now(),
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
            return go_to_papers(request, code, say("Đã gửi giấy tờ bổ sung. Hồ sơ lại được giải quyết tiếp."))
    rows = [
        {
            "paper": row,
            "problem": problems.get(row.position, ""),
            "taken": taken.get(row.position),
            "kept": signing.dumps(taken[row.position], salt=KEPT) if row.position in taken else "",
        }
        for row in page.papers
    ]
    return render(
        request, "dossiers/portal/supplement.html",
        {"page": page, "dossier": page.dossier, "form": form, "rows": rows, "problems": problems, "nothing": nothing,
         "accepted": ACCEPTED},
        status=422 if problems or nothing or form.errors else 200,
    )  # fmt: skip


def _taken(
    request: HttpRequest, code: str, positions: set[int], problems: dict[int, str]
) -> dict[int, dict[str, str]]:
    """Files of this post and those an earlier one of the same page has left in store."""
    found: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        place = _position(name, "giu-", positions)
        if place and value:
            try:
                kept = signing.loads(str(value), salt=KEPT, max_age=86400)
            except signing.BadSignature:
                continue
            if files.stats([kept["sha256"]]):
                found[place] = kept
    for name, shown in getattr(request, "files_too_large", {}).items():
        if place := _position(name, "tep-", positions):
            problems[place] = TOO_LARGE.format(shown)
    for name, upload in request.FILES.items():
        place = _position(name, "tep-", positions)
        if not place:
            continue
        try:
            ref = keep_file(upload, by=request.actor, key=code)
        except Refusal as refusal:
            problems[place] = refusal.message
            continue
        found[place] = {"sha256": ref.sha256, "name": ref.name}
    return found
