"""Chứng thực: what one dossier asks to be certified, the tray of who signs, the books."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.money import vnd
from motcua.kernel.refusals import Refusal
from motcua.services.certifying import queries, rules, services
from motcua.services.certifying.types import (
    BARS,
    CERTIFY,
    PREPARE,
    SIGNATURE_BARS,
    CannotCertify,
    Kind,
    Manner,
    Output,
    State,
)
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files
from motcua.services.payments.types import COLLECT, Method
from motcua.services.scans import queries as scans
from motcua.services.scans.types import State as ScanState

from .files import workbook

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
    row = _asked_row(dossier.answers, request.GET.get("dong", ""))
    if row is not None and request.method != "POST":
        given = QueryDict(mutable=True)
        given.update(row)
    context |= {
        "dossier": dossier, "entries": queries.entries_of(code), "may_end": queries.may_end_signing(by, code), "originals": originals, "bars": list(BARS.items()),
        "owed": sum(amount for _, amount in queries.owed(code)), "given": given, "press": secrets.token_urlsafe(16),
        "barred": given.getlist("can"), "may_collect": access.allows(by, COLLECT, agency_code=dossier.receiving_agency),
        "asked": _asked(dossier.answers), "signature_bars": list(SIGNATURE_BARS.items()), "manners": list(Manner),
        "methods": list(Method), "vneid": ", ".join(rules.words_on_vneid(clock.today())), "dossier_url": f"/can-bo/ho-so/{code}/",
    }  # fmt: skip
    return render(request, "certifying/of_dossier.html", context, status=status)


def _asked(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The originals the requester named, for the sheet to be filled from; each says whether it stands on VNeID."""
    rows = answers.get("documents") or []
    today = clock.today()
    return [
        row | {"name": (name := str(row.get("document_name") or row.get("document_type") or "")), "vneid": rules.is_on_vneid(name, today)}
        for row in rows
        if isinstance(row, dict)
    ][:30]  # fmt: skip


def _asked_row(answers: dict[str, Any], said: str) -> dict[str, str] | None:
    """One of them as the sheet is filled with it."""
    rows, number = _asked(answers), text.whole(said, 2)
    if number is None or number >= len(rows):
        return None
    row = rows[number]
    electronic = "điện tử" in str(row.get("output", "")).lower()
    return {
        "loai": Kind.COPY.value, "giay": row["name"], "so_trang": str(row.get("pages") or 1), "so_ban": str(row.get("copies") or 1),
        "dang": (Output.ELECTRONIC if electronic else Output.PAPER).value,
    }  # fmt: skip


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
    if "mien" in given:
        count = services.waive_fee(code=code, ground=given.get("can_cu", ""), by=by, at=at)
        return f"Đã miễn phí {count} bản; căn cứ ở lại trong sổ."
    if "thu" in given:
        method = Method.TRANSFER if given.get("hinh_thuc") == Method.TRANSFER else Method.CASH
        made = services.collect(code=code, method=method, press=press, by=by, at=at)
        return f"Đã thu {vnd(sum(one.total_vnd for one in made))}, biên lai số {made[0].number}."
    if given.get("loai") == Kind.SIGNATURE:
        services.prepare_signature(
            code=code, document=given.get("giay", ""), signer=given.get("nguoi", ""), identity=given.get("tuy_than", ""),
            bars=set(given.getlist("can_ck")), manner=Manner.PRINTED if given.get("cach") == Manner.PRINTED else Manner.SIGNED,
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
            if "ky_nhieu" in given:
                _certify_each(request, given.getlist("chon"), by)
            elif (number := text.whole(given.get("ky", ""), 18)) is not None:
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


MOST_AT_ONCE = 50


def _certify_each(request: DeskRequest, picked: list[str], by: Actor) -> None:
    """Sign what was ticked, each for itself: one that is refused stops no other, and says why."""
    ids = [number for one in picked[:MOST_AT_ONCE] if (number := text.whole(one, 18)) is not None]
    if not ids:
        raise CannotCertify("Chưa chọn bản nào.", next="Hãy đánh dấu các bản cần ký.")
    done, faults = [], []
    for number in ids:
        try:
            done.append(services.certify(entry_id=number, by=by, at=clock.now()).words["number"])
        except Refusal as refusal:
            faults.append(refusal)
    if done:
        messages.success(request, f"Đã chứng thực {len(done)} bản: số {', '.join(done)}.")
    for refusal in faults[:5]:
        messages.warning(request, refusal.message)
    if len(faults) > 5:
        messages.warning(request, f"Còn {len(faults) - 5} bản nữa chưa ký được; mở từng bản để xem lý do.")


@require_safe
@access.audience("officer", permission=PREPARE)
def book(request: DeskRequest) -> HttpResponse:
    """A book of a year, every number of it."""
    by, today = request.actor, clock.today()
    kind = Kind.SIGNATURE if request.GET.get("so") == Kind.SIGNATURE else Kind.COPY
    year = text.whole(request.GET.get("nam", ""), 4) or today.year
    said = text.clean(request.GET.get("tim", ""))[:100]
    rows = queries.book(by, kind, year, said)
    if request.GET.get("dang") == "xlsx":
        return workbook(rows, kind, year)
    page = rows.page(request.GET.get("trang", ""), PAGE)
    context = {
        "counted": queries.counted(by, kind, year),
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
