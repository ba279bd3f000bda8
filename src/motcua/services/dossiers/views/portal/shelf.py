"""Giấy tờ của tôi: everything issued to a citizen or sent by them, to find, open, check and use again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.words import day, join, say, spoken
from motcua.services.dossiers import services
from motcua.services.dossiers.forms.filing import MineFilter, StoreFilter
from motcua.services.dossiers.queries import citizen_page, filing_page, own_papers
from motcua.services.dossiers.queries.seeing import opens
from motcua.services.files import queries as files
from motcua.services.vault import queries as store

from .doors import citizens_only

PAGE = 20
PARTS = (
    (own_papers.KEPT, say("Kho của tôi")),
    (own_papers.ISSUED, say("Giấy của nơi nhận hồ sơ")),
    (own_papers.SENT, say("Tệp đã nộp")),
    (own_papers.DRAFTED, say("Tệp đang khai")),
)
TONES = {"TOTAL-PASSED": "done", "TOTAL-FAILED": "late"}
TITLES = {
    "TOTAL-PASSED": say("Giấy này thật và còn nguyên"),
    "TOTAL-FAILED": say("Đừng tin giấy này"),
}


@require_safe
@access.audience("citizen")
@citizens_only
def shelf(request: HttpRequest) -> HttpResponse:
    """One part at a time, with search."""
    by = request.actor
    counts = own_papers.counts(by)
    part = request.GET.get("phan", "")
    if part not in dict(PARTS):
        part = next((key for key, _ in PARTS if counts[key]), own_papers.KEPT)
    if part == own_papers.KEPT:
        return _store(request, counts)
    form = MineFilter(request.GET or None)
    words = form.words()
    context: dict[str, Any] = {
        "tabs": _tabs(part, counts),
        "part": part,
        "form": form,
        "words": words,
        "paper_names": citizen_page.PAPER_NAMES,
    }
    found = own_papers.drafted(by, words) if part == own_papers.DRAFTED else own_papers.of(by, part, words)
    rows = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    if part == own_papers.ISSUED:
        for row in rows:
            row.paper_name = citizen_page.PAPER_NAMES[row.kind]
    return render(request, "dossiers/portal/shelf.html", {**context, "page_obj": rows})


def _tabs(part: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?phan={key}", "count": counts[key], "current": key == part}
        for key, label in PARTS
    ]


def _store(request: HttpRequest, counts: dict[str, int]) -> HttpResponse:
    """Kho của tôi: results and digitised papers, whether they still hold, who looked."""
    by = request.actor
    form = StoreFilter(request.GET or None, owners=store.owners(by))
    words = form.words()
    asked = form.asked()
    page = store.own(by, words=words, **asked).page(text.clean(request.GET.get("trang", ""))[:400], PAGE)
    lines = store.lines(page)
    context = {
        "tabs": _tabs(own_papers.KEPT, counts), "part": own_papers.KEPT, "form": form,
        "narrowed": bool(words or any(asked.values())), "page_obj": page, "lines": lines,
        "opens": opens(by, [one.dossier_code for one in lines]),
    }  # fmt: skip
    return render(request, "dossiers/portal/store.html", context)


@require_safe
@access.audience("citizen")
@citizens_only
def kept(request: HttpRequest, key: str) -> HttpResponse:
    """One paper of one's own store: what stands on it, who looked, where it was used."""
    by = request.actor
    found = store.own_holding(by, key)
    context = {
        "one": found, "looks": store.looks_of(by, found), "uses": store.uses_of(key), "opens": opens(by, [found.dossier_code]),
    }  # fmt: skip
    return render(request, "dossiers/portal/kept.html", context)


@require_safe
@access.audience("citizen")
@citizens_only
def kept_file(request: HttpRequest, key: str) -> HttpResponse:
    """Its file, for its owner; `?goc=1` is the copy as it was before it was signed."""
    found = store.own_holding(request.actor, key)
    sha256 = found.original_sha256 if "goc" in request.GET and found.original_sha256 else found.sha256
    return files.serve(request, sha256, found.file_name, inline="tai" not in request.GET)


@require_safe
@access.audience("citizen")
@citizens_only
def signature(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the signature on one's own result holds, in plain words."""
    result, verdict = own_papers.signature_of(request.actor, code)
    signers = [
        (
            join(", ", [one.signer, one.title] if one.title else [one.signer]),
            one.organization,
            say("ký lúc {time}, {day}", time=one.signed_at[11:16], day=day(_date(one.signed_at)))
            if one.signed_at
            else "",
        )
        for one in verdict.signatures
        if one.kind != "timestamp"
    ]
    return render(
        request,
        "dossiers/portal/signature.html",
        {
            "result": result,
            "code": code,
            "tone": TONES.get(verdict.conclusion, "soon"),
            "heading": TITLES.get(verdict.conclusion, say("Chưa đủ căn cứ để kết luận")),
            "reason": say(verdict.reason),
            "signers": signers,
        },
    )


def _date(moment: str) -> Any:
    from datetime import datetime

    return clock.local(datetime.fromisoformat(moment))


@require_POST
@access.audience("citizen")
@citizens_only
def throw_away(request: HttpRequest, code: str, key: str, position: int) -> HttpResponse:
    """Take a file out of a draft; a file that a dossier uses has no such button."""
    filing_page.draft_page(request.actor, code, key)
    services.detach_paper(key=key, position=position, by=request.actor, at=clock.now())
    messages.success(request, spoken(say("Đã bỏ tệp khỏi hồ sơ đang khai.")))
    return redirect(f"{reverse('dossiers:shelf')}?phan={own_papers.DRAFTED}")
