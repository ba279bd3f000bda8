"""Tiếp nhận mới: one page, one form, by keyboard. Enter updates the page, F9 takes the papers in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.forms import citizen_card
from motcua.services.dossiers.forms.declaring import Declared, fill
from motcua.services.dossiers.forms.intake import IntakeForm, PaperRow, counts_of, keep_file, rows_from
from motcua.services.dossiers.queries import intake as desk
from motcua.services.dossiers.queries import visit
from motcua.services.dossiers.queries.offer import Offer, offer_of
from motcua.services.dossiers.queries.paying import fees_in_words
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.types import INTAKE, Channel, Filing, MissingPapers, ResultChannel
from motcua.services.files import services as file_store

from . import once
from .request import DeskRequest

FIELDS = tuple(IntakeForm.base_fields)
OWN = IntakeForm.prefix
LODGE = "ghi"
"""Write the dossier down before its papers are complete: only a dossier opens the store of its applicant."""
TOO_LARGE = "Tệp “{}” nặng hơn {} MB nên chưa được nhận. Hãy quét lại ở 200–300 dpi, đen trắng, hoặc tách thành nhiều tệp."


@require_safe
@access.audience("officer", permission=INTAKE)
def suggest(request: DeskRequest) -> HttpResponse:
    """Procedures while the officer types: the same lines as the page itself shows."""
    found = desk.procedures_like(request.GET.get("q", ""))
    return render(request, "dossiers/desk/_suggest.html", {"found": found, "words": request.GET.get("q", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=INTAKE)
def intake(request: DeskRequest) -> HttpResponse:
    """The counter's page."""
    if request.method != "POST":
        data = QueryDict(mutable=True)
        data["q"], data["thu_tuc"] = request.GET.get("q", ""), request.GET.get("thu_tuc", "")
        if (before := visit.taken_in_today(request.actor, request.GET.get("nguoi", ""))) is not None:
            note_look(dossier=before, by=request.actor, at=clock.now())
            for name, value in visit.who_stands_there(before).items():
                data[f"{OWN}-{name}"] = value
        return intake_page(request, data, once_key=once.fresh_key())
    data = request.POST.copy()
    doing = data.get("viec", "")
    if doing.startswith("chon:"):
        data["thu_tuc"], data["q"] = doing.removeprefix("chon:"), ""
    elif doing == "doi":
        data["thu_tuc"] = ""
    take = doing in ("nhan", LODGE)
    return intake_page(request, data, once_key=data.get("mot_lan", "")[:40], take=take, lodge=doing == LODGE)


Taker = Callable[[Filing, tuple[int, str] | None], str]


@dataclass(frozen=True, slots=True)
class Amended:
    """An intake that came from a machine without a line and is put right on this page: what is said above it, and how
    it is taken in. The promise counts from ``at``."""

    number: str
    words: str
    at: datetime
    take: Taker


def intake_page(
    request: DeskRequest,
    data: QueryDict,
    *,
    once_key: str,
    take: bool = False,
    lodge: bool = False,
    amended: Amended | None = None,
) -> HttpResponse:
    """The page over what was filled in so far."""
    notes: list[tuple[str, str]] = []
    card_number = _scan(data, notes)
    offer, found = _choose(data, notes)
    place = desk.desk_for(request.actor)
    rows = rows_from(offer.papers, data) if offer else []
    _store_files(request, rows)
    declared = _declare(offer, data, judge=take)
    case, limit, sent_on = None, None, ""
    if offer is not None:
        where = data.get(f"{OWN}-place_code") or place.place_code
        case, limit = offer.expected("counter", declared.answers, place_code=where, helper_agency=place.code)
        sent_on = desk.sent_on(offer, declared.answers, where, place.code)
    options: dict[str, Any] = {
        "places": desk.places() if offer is not None and offer.level == "commune" else (),
        "needs_limit": offer is not None and limit is None,
    }
    if offer is not None:
        options["ways"] = offer.result_ways(declared.answers)
    refusal: Refusal | None = None
    status = 200
    if take:
        form = IntakeForm(data, **options)
        counts = counts_of(rows)
        good = form.is_valid() and not any(row.faults for row in rows) and not declared.faults
        notes += [("late", fault["sentence"]) for fault in declared.faults[:10]]
        if offer is None:
            notes.append(("late", "Chưa chọn thủ tục. Hãy gõ tên việc hoặc mã thủ tục rồi chọn một dòng."))
        elif good:
            try:
                code = _take_in(
                    request, form, offer, counts, declared.answers, place.code, once_key, lodge, amended
                )
            except Refusal as said:
                refusal = said
            else:
                return redirect(f"/can-bo/ho-so/{code}/" + ("#giay-to" if lodge else "?moi=1"))
        status = refusal.http_status if refusal else 422
    else:
        typed = {name: data.get(f"{OWN}-{name}") for name in FIELDS}
        initial: dict[str, Any] = {name: value for name, value in typed.items() if value not in (None, "")}
        initial.setdefault("place_code", place.place_code)
        initial["proxy"] = bool(typed["proxy"])
        form = IntakeForm(initial=initial, **options)
    at = amended.at if amended is not None else clock.now()
    fee = ""
    if offer is not None:
        limit = limit or _typed_limit(data)
        fee = fees_in_words([offer.code], Channel.COUNTER.value, clock.local(at).date()).get(offer.code, "")
    context = {
        "form": form,
        "rows": rows,
        "offer": offer,
        "found": found,
        "words": data.get("q", ""),
        "notes": notes,
        "refusal": refusal,
        "may_lodge": isinstance(refusal, MissingPapers) and bool(data.get(f"{OWN}-id_number", "").strip()),
        "case": case,
        "cases": offer.cases if offer is not None else (),
        "promise": desk.promise(place.code, limit, at) if limit and not declared.undecided else None,
        "sent_on": sent_on,
        "fee": fee,
        "desk": place,
        "declared": declared,
        "once_key": once_key or once.fresh_key(),
        "amended": amended,
        "scanned": card_number,
        "paper_faults": [(row, fault) for row in rows for fault in row.faults],
    }
    return render(request, "dossiers/desk/intake.html", context, status=status)


def _scan(data: QueryDict, notes: list[tuple[str, str]]) -> str:
    """Fill the applicant from a scanned card, wherever the scanner typed it."""
    places = ("the", f"{OWN}-id_number", f"{OWN}-name", "q")
    source = next((name for name in places if citizen_card.looks_like_card(data.get(name, ""))), "")
    line = data.get(source or "the", "")
    if not line.strip():
        return ""
    try:
        card = citizen_card.read_card(line)
    except citizen_card.NotACard as fault:
        notes.append(("late", str(fault)))
        return ""
    if source:
        data[source] = ""
    proxy = "submitter_" if data.get(f"{OWN}-proxy") and data.get(f"{OWN}-name") else ""
    data[f"{OWN}-{proxy}name"], data[f"{OWN}-{proxy}id_number"] = card.name, card.number
    if not proxy:
        data[f"{OWN}-address"] = card.address
    data["the"] = ""
    return card.number


def _choose(data: QueryDict, notes: list[tuple[str, str]]) -> tuple[Offer | None, list[desk.Found]]:
    code, words = text.clean(data.get("thu_tuc", ""))[:30], data.get("q", "")
    if not code and words:
        found = desk.procedures_like(words)
        if len(found) != 1 and not (found and found[0].code == words.strip()):
            if not found:
                notes.append(
                    ("soon", f"Không thấy thủ tục nào của tỉnh khớp với “{words[:60]}”. Hãy thử lời khác.")
                )
            return None, found
        code = data["thu_tuc"] = found[0].code
        data["q"] = ""
    if not code:
        return None, []
    try:
        return offer_of(code, clock.today()), []
    except Refusal as refusal:
        notes.append(("late", refusal.message))
        data["thu_tuc"] = ""
        return None, []


def _store_files(request: DeskRequest, rows: list[PaperRow]) -> None:
    """Keep what was uploaded, so that a page shown again has not lost it; what is not kept is told beside its row."""
    too_large = getattr(request, "files_too_large", {})
    for row in rows:
        if name := too_large.get(f"tep_{row.position}"):
            row.faults.append(TOO_LARGE.format(name, settings.UPLOAD_FILE_BYTES // 1_000_000))
        upload = request.FILES.get(f"tep_{row.position}")
        if upload is None:
            continue
        try:
            ref = file_store.store(
                stream=upload.chunks(),
                name=upload.name or f"giay-{row.position}",
                by=request.actor,
                at=clock.now(),
                owner="dossiers",
                reference="intake",
            )
        except Refusal as refusal:
            row.faults.append(refusal.message)
        else:
            row.token, row.file_name = keep_file(ref), ref.name


def _typed_limit(data: QueryDict) -> tuple[int, str] | None:
    value, unit = (
        text.whole(data.get(f"{OWN}-limit_value", ""), 3),
        data.get(f"{OWN}-limit_unit", "working_days"),
    )
    known = unit in ("working_days", "calendar_days", "working_hours")
    return (value, unit) if value is not None and value <= 400 and known else None


def _declare(offer: Offer | None, data: QueryDict, *, judge: bool) -> Declared:
    """The e-form as far as it was filled for the procedure the page shows."""
    if offer is None:
        return Declared()
    return fill(offer, {}, data if data.get("khai") == offer.code else None, channel="counter", judge=judge)


def filing_of(form: IntakeForm, code: str, counts: Any, answers: dict[str, Any], desk_code: str) -> Filing:
    """What a valid form makes of a dossier."""
    fields = form.cleaned_data
    return Filing(
        procedure_code=code,
        applicant=form.applicant(),
        submitter=form.submitter(),
        answers=answers,
        helper_agency=desk_code,
        place_code=fields.get("place_code") or "",
        papers=counts,
        result_channel=ResultChannel(fields["result_channel"]),
        sets=fields["sets"] or 1,
        summary=fields["summary"],
    )


def limit_of(form: IntakeForm) -> tuple[int, str] | None:
    """The limit the officer wrote, where the catalogue has none."""
    if not form.needs_limit:
        return None
    return form.cleaned_data["limit_value"], form.cleaned_data["limit_unit"] or "working_days"


def _take_in(
    request: DeskRequest,
    form: IntakeForm,
    offer: Offer,
    counts: Any,
    answers: dict[str, Any],
    desk_code: str,
    key: str,
    lodge: bool,
    amended: Amended | None,
) -> str:
    filing = filing_of(form, offer.code, counts, answers, desk_code)
    limit = limit_of(form)

    def make() -> str:
        if amended is not None:
            return amended.take(filing, limit)
        if lodge:
            return services.lodge(filing=filing, by=request.actor, at=clock.now()).code
        return services.take_in(filing=filing, by=request.actor, at=clock.now(), limit=limit).code

    code, fresh = once.do_once(request, key, make)
    if lodge:
        messages.success(
            request, f"Đã ghi hồ sơ {code}. Giấy còn thiếu mà kho của người nộp có hiện ở bảng giấy tờ."
        )
    elif fresh:
        messages.success(request, f"Đã tiếp nhận hồ sơ {code}. Hãy in giấy hẹn giao người nộp.")
    else:
        messages.info(request, f"Hồ sơ này đã được tiếp nhận ở lần bấm trước, mã {code}.")
    return code
