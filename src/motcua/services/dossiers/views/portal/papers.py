"""Papers of a citizen: those going with a filing, and those given out on the way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say, spoken
from motcua.services.dossiers import services
from motcua.services.dossiers.queries import citizen_page, filing_page, form_files, members, own_papers
from motcua.services.dossiers.queries.filing_page import FilingPage
from motcua.services.dossiers.queries.papers import PAPERS, pdf_of_paper
from motcua.services.dossiers.types import DraftNotThere, PaperKind
from motcua.services.files import queries as files
from motcua.services.files import services as store
from motcua.services.files.types import FileRef
from motcua.ui import paper

from . import course
from .doors import citizens_only
from .frame import sent_already, show

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.odt,.ods,application/pdf,image/*"
TOO_LARGE = "Tệp “{}” nặng hơn 20 MB nên chúng tôi chưa nhận. Hãy quét lại ở 200–300 dpi, đen trắng, hoặc tách thành nhiều tệp."

NEEDED = say("Giấy tờ này bắt buộc. Hãy chụp hoặc chọn tệp, rồi bấm Gửi tệp.")
ONE_OF = say(
    "Cần giấy tờ này hoặc một trong các giấy tờ thay nhau ghi bên dưới. Hãy chụp hoặc chọn tệp, rồi bấm Gửi tệp."
)


def keep_file(upload: Any, *, by: Actor, key: str) -> FileRef:
    """Judge an upload by its content and keep it for a draft or a dossier."""
    return store.store(
        stream=upload, name=upload.name or "tep", by=by, at=clock.now(), owner="dossiers", reference=key[:60]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("citizen")
@citizens_only
def papers(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Each paper with its file: send, replace, take away, or take one sent before."""
    by = request.actor
    page = filing_page.draft_page(by, code, key)
    if gone := sent_already(page):
        return gone
    problems: dict[int, str] = {}
    if request.method == "POST":
        at = clock.now()
        positions = {paper.position for paper in page.papers}
        removed = text.whole(request.POST.get("_remove", ""), 4)
        if removed in positions:
            services.detach_paper(key=key, position=removed, by=by, at=at)
            return redirect(f"{request.path}#giay-{removed}")
        place, _, held = request.POST.get("_kho", "")[:40].partition(":")
        if (taken := text.whole(place, 4)) in positions and taken is not None:
            try:
                services.attach_from_store(key=key, position=taken, held=held, by=by, at=at)
                return redirect(f"{request.path}#giay-{taken}")
            except Refusal as refusal:
                problems[taken] = refusal.message
        last = _take_all(request, page, key, positions, problems)
        going_on = "_send" not in request.POST and "_kho" not in request.POST
        page = filing_page.draft_page(by, code, key)
        if not problems:
            if not going_on:
                return redirect(f"{request.path}#giay-{last}" if last else request.path)
            for wanted in page.missing:
                problems[wanted.position] = ONE_OF if wanted.group else NEEDED
            if not problems:
                services.save_draft(key=key, by=by, at=at, step=course.PAPERS)
                page = filing_page.draft_page(by, code, key)
                return redirect(course.course_of(page).after(course.PAPERS).url)
    lacking = [one for one in page.papers if one.position not in page.files]
    held_own = filing_page.own_offers(by, lacking, on=page.on)
    rows = [
        {
            "held": held_own.get(wanted.position),
            "paper": wanted,
            "file": page.files.get(wanted.position),
            "by_form": page.replaced_by_form(wanted),
            "needed": filing_page.needed(wanted),
            "problem": problems.get(wanted.position, ""),
        }
        for wanted in page.papers
    ]
    return show(
        request, page, course.PAPERS, "papers.html", status=422 if problems else 200,
        rows=rows, problems=problems, accepted=ACCEPTED, earlier=filing_page.earlier_files(by, but=key),
    )  # fmt: skip


def attach_declaration(page: FilingPage, by: Actor, sections: list[dict[str, Any]]) -> None:
    """The answers as a paper, in the place of the declaration the procedure asks for.

    One made at an earlier try is made anew, so that corrected answers are what is filed; a file that the citizen gave
    stays. The file store knows which is which: what is made here is kept under a reference of its own.
    """
    made = ("dossiers", f"made:{page.key}")

    def open_to_us(position: int) -> bool:
        file = page.files.get(position)
        return file is None or made in files.uses(file["sha256"])

    wanted = [one for one in page.papers if page.replaced_by_form(one) and open_to_us(one.position)]
    if not wanted or page.version is None:
        return
    at = clock.now()
    data = {
        "title": page.version.definition.name,
        "procedure": page.offer.name,
        "procedure_code": page.offer.code,
        "filer": by.name,
        "filer_id": by.id,
        "filed_at": citizen_page.spoken(at),
        "sections": [
            {
                "title": section["title"],
                "rows": [
                    {
                        "label": row.label,
                        "value": row.value,
                        "headers": list(row.headers),
                        "rows": [list(r) for r in row.rows],
                    }
                    for row in section["rows"]
                ],
            }
            for section in sections
        ],
    }
    ref = store.store_issued(
        data=paper.render(PAPERS / "to_khai.typ", data, at=at), name="to-khai-dien-tu.pdf",
        media_type="application/pdf", by=by, at=at, owner=made[0], reference=made[1],
    )  # fmt: skip
    for one in wanted:
        services.attach_paper(key=page.key, position=one.position, ref=ref, by=by, at=at)


def _take_all(
    request: HttpRequest, page: FilingPage, key: str, positions: set[int], problems: dict[int, str]
) -> int:
    """Attach every file and every earlier file chosen; what is not taken is told beside its paper."""
    by, last = request.actor, 0
    for name, shown in getattr(request, "files_too_large", {}).items():
        place = _position(name, "tep-", positions)
        if place:
            problems[place] = TOO_LARGE.format(shown)
    for name, upload in request.FILES.items():
        place = _position(name, "tep-", positions)
        if not place:
            continue
        try:
            ref = keep_file(upload, by=by, key=key)
        except Refusal as refusal:
            problems[place] = refusal.message
            continue
        services.attach_paper(key=key, position=place, ref=ref, by=by, at=clock.now())
        last = place
    for name, sha256 in request.POST.items():
        place = _position(name, "cu-", positions)
        if not place or not sha256 or place in problems or f"tep-{place}" in request.FILES:
            continue
        ref_again = filing_page.earlier_file(by, str(sha256))
        if ref_again is None:
            problems[place] = say("Không dùng lại được tệp này. Hãy chọn tệp khác.")
            continue
        services.attach_paper(key=key, position=place, ref=ref_again, by=by, at=clock.now())
        last = place
    return last


def _position(name: str, head: str, positions: set[int]) -> int:
    place = text.whole(name.removeprefix(head), 4) if name.startswith(head) else None
    return place if place in positions else 0


@require_safe
@access.audience("citizen")
@citizens_only
def attached(request: HttpRequest, code: str, key: str, position: int) -> HttpResponse:
    """A file of one's own draft."""
    page = filing_page.draft_page(request.actor, code, key)
    file = page.files.get(position)
    if file is None:
        raise DraftNotThere(
            say("Giấy tờ này chưa có tệp."), next=say("Hãy quay lại bước Giấy tờ để gửi tệp.")
        )
    return files.serve(request, file["sha256"], file["name"], inline=True)


@require_safe
@access.audience("citizen")
@citizens_only
def sent_paper(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """A file one has sent with a dossier."""
    found = own_papers.own_paper(request.actor, code, position)
    return files.serve(request, found.sha256, found.file_name or f"giay-{position}", inline=True)


@require_safe
@access.audience("citizen")
@citizens_only
def declared_in_draft(request: HttpRequest, code: str, key: str, path: str) -> HttpResponse:
    """A file inside the declaration of one's own draft."""
    page = filing_page.draft_page(request.actor, code, key)
    file = form_files.file_of_draft(page, path)
    return files.serve(request, file.sha256, file.name, inline=True)


@require_safe
@access.audience("citizen")
@citizens_only
def declared(request: HttpRequest, code: str, path: str) -> HttpResponse:
    """A file one has sent inside a declaration."""
    _, file = form_files.form_file(request.actor, code, path)
    return files.serve(request, file.sha256, file.name, inline=True)


@require_safe
@access.audience("citizen")
@citizens_only
def issued(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A statutory paper as PDF, with the office's digital seal where it has one."""
    found = own_papers.own_issued(request.actor, code, number)
    services.seal(found, at=clock.now())
    content = (
        files.read(found.signed_sha256)
        if found.signed_sha256
        else pdf_of_paper(PaperKind(found.kind), found.data)
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-{found.number.replace("/", "-")}.pdf"'
    return response


@require_safe
@access.audience("citizen")
@citizens_only
def part(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The result of one agency in a joint procedure, for its owner."""
    found = members.file_of_part(request.actor, code, number)
    return files.serve(request, found.sha256, found.file_name or f"{code}-{number}.pdf", inline=True)


@require_safe
@access.audience("citizen")
@citizens_only
def result(request: HttpRequest, code: str) -> HttpResponse:
    """The signed result, for its owner."""
    found = own_papers.own_result(request.actor, code)
    return files.serve(request, found.signed_sha256, f"{code}-ket-qua.pdf", inline="tai" not in request.GET)


def go_to_papers(request: HttpRequest, code: str, words: str) -> HttpResponse:
    """Back to the dossier with a word about what was done."""
    messages.success(request, spoken(words))
    return redirect(reverse("dossiers:my_dossier", kwargs={"code": code}))
