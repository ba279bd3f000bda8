"""Chứng thực: what one dossier asks to be certified, the tray of who signs, the books."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.money import vnd
from motcua.kernel.refusals import Refusal
from motcua.services.certifying import queries, services
from motcua.services.certifying.types import BARS, CERTIFY, PREPARE, CannotCertify, Kind, Output, State
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files
from motcua.services.payments.types import COLLECT, Method
from motcua.services.scans import queries as scans
from motcua.services.scans.types import State as ScanState

PAGE = 50


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=PREPARE)
def of_dossier(request: DeskRequest, code: str) -> HttpResponse:
    """Entries of one dossier, and the sheets to prepare another."""
    by, given, at = request.actor, request.POST, clock.now()
    dossier = dossier_for(by, code)
    note_look(dossier=dossier, by=by, at=at)
    context, status = dict[str, Any](), 200
    if request.method == "POST":
        try:
            messages.success(request, _prepare(code, given, by))
            return redirect("certifying:of_dossier", code=code)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    papers = {str(paper.position): paper.name for paper in dossier.papers.all()}
    found = scans.digitals_of(f"dossier:{code}")
    originals = [
        (slot, papers.get(slot, one.slot), one.pages)
        for slot, one in found.items()
        if one.state in (ScanState.CONFIRMED, ScanState.SIGNED)
    ]
    context |= {
        "dossier": dossier, "entries": queries.entries_of(code), "may_end": queries.may_end_signing(by, code), "originals": originals, "bars": list(BARS.items()),
        "owed": sum(amount for _, amount in queries.owed(code)), "given": given, "press": secrets.token_urlsafe(16),
        "barred": given.getlist("can"), "may_collect": access.allows(by, COLLECT, agency_code=dossier.receiving_agency),
        "asked": _asked(dossier.answers), "dossier_url": f"/can-bo/ho-so/{code}/",
    }  # fmt: skip
    return render(request, "certifying/of_dossier.html", context, status=status)


def _asked(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The originals the requester named, for the sheet to be filled from."""
    rows = answers.get("documents") or []
    return [row for row in rows if isinstance(row, dict)][:30]


def _number(said: str) -> int:
    found = text.whole(said.strip(), 5)
    return -1 if found is None else found


def _prepare(code: str, given: Any, by: Actor) -> str:
    """One press of the page of a dossier; what was done, in words."""
    at, press = clock.now(), given.get("lan", "")[:64] or secrets.token_urlsafe(16)
    if (number := text.whole(given.get("bo", ""), 18)) is not None:
        services.discard(entry_id=number, reason=given.get("ly_do", ""), by=by, at=at)
        return "Đã bỏ bản chưa ký."
    if "xong" in given:
        services.end_signing(code=code, by=by, at=at)
        return "Đã hoàn thành bước ký bằng các bản chứng thực."
    if "thu" in given:
        made = services.collect(code=code, method=Method.CASH, press=press, by=by, at=at)
        return f"Đã thu {vnd(sum(one.total_vnd for one in made))}, biên lai số {made[0].number}."
    if given.get("loai") == Kind.SIGNATURE:
        services.prepare_signature(
            code=code, document=given.get("giay", ""), signer=given.get("nguoi", ""), identity=given.get("tuy_than", ""),
            present="truoc_mat" in given, cases=_number(given.get("so_ban", "1")), press=press, by=by, at=at,
        )  # fmt: skip
        return "Đã lập việc chứng thực chữ ký, chờ ký."
    if given.get("loai") != Kind.COPY:
        raise CannotCertify("Chưa chọn việc cần làm.", next="Hãy tải lại trang rồi chọn lại.")
    services.prepare_copy(
        code=code, document=given.get("giay", ""), pages=_number(given.get("so_trang", "")), copies=_number(given.get("so_ban", "")),
        output=Output.ELECTRONIC if given.get("dang") == Output.ELECTRONIC else Output.PAPER,
        scan_slot=given.get("ban_chinh", "")[:40], compared="doi_chieu" in given, bars=set(given.getlist("can")), press=press,
        by=by, at=at,
    )  # fmt: skip
    return "Đã lập bản chứng thực, chờ ký."


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=CERTIFY)
def tray(request: DeskRequest) -> HttpResponse:
    """What waits for the signature of an office; sign, note a spoiled number, revoke."""
    by, given, context, status = request.actor, request.POST, dict[str, Any](), 200
    if request.method == "POST":
        at, reason = clock.now(), given.get("ly_do", "")
        try:
            if (number := text.whole(given.get("ky", ""), 18)) is not None:
                entry = services.certify(entry_id=number, by=by, at=at)
                messages.success(
                    request, f"Đã chứng thực số {entry.words['number']}, quyển {entry.words['book']}."
                )
            elif (number := text.whole(given.get("hong", ""), 18)) is not None:
                services.discard(entry_id=number, reason=reason, by=by, at=at)
                messages.success(request, "Đã bỏ; số đã lấy thì ở lại trong sổ là số hỏng.")
            elif (number := text.whole(given.get("thu_hoi", ""), 18)) is not None:
                services.revoke(entry_id=number, reason=reason, by=by, at=at)
                messages.success(request, "Đã thu hồi. Ai kiểm tra từ bây giờ sẽ thấy.")
                return redirect("certifying:book")
            return redirect("certifying:tray")
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    context["entries"] = queries.waiting(by)
    return render(request, "certifying/tray.html", context, status=status)


@require_safe
@access.audience("officer", permission=PREPARE)
def book(request: DeskRequest) -> HttpResponse:
    """A book of a year, every number of it."""
    by, today = request.actor, clock.today()
    kind = Kind.SIGNATURE if request.GET.get("so") == Kind.SIGNATURE else Kind.COPY
    year = text.whole(request.GET.get("nam", ""), 4) or today.year
    said = text.clean(request.GET.get("tim", ""))[:100]
    page = queries.book(by, kind, year, said).page(request.GET.get("trang", ""), PAGE)
    context = {
        "page": page, "kind": kind, "year": year, "said": said, "years": range(today.year, today.year - 5, -1), "kinds": list(Kind),
        "may_revoke": access.allows(by, CERTIFY),
    }  # fmt: skip
    return render(request, "certifying/book.html", context)


@require_safe
@access.audience("officer", permission=PREPARE)
def printed(request: DeskRequest, entry_id: int) -> HttpResponse:
    """The certified copy as it was signed; for a paper one, the attestation to print."""
    entry = queries.entry_for(request.actor, entry_id)
    note_look(dossier=dossier_for(request.actor, entry.dossier_code), by=request.actor, at=clock.now())
    name = f"chung-thuc-{entry.number or 'chua-so'}.pdf"
    if entry.signed_sha256:
        return files.serve(request, entry.signed_sha256, name, inline=True)
    if entry.state == State.PREPARED or not entry.words:
        raise CannotCertify("Bản này chưa có lời chứng.", next="Lời chứng in được sau khi ký, lấy số.")
    response = HttpResponse(services.attestation(entry), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
