"""Văn bản đến ở bàn làm việc: register, list, one document with what may be done, the book as it is printed."""

from __future__ import annotations

import io
import secrets
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from openpyxl import Workbook

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.organizations import queries as organizations
from motcua.services.correspondence import forms, queries, rules, services
from motcua.services.correspondence.types import INSTRUCT, OPEN, REGISTER, LetterInvalid, Role, State
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.ui import paper

PAGE = 50
MOST_LINES = 3000
TEMPLATE = Path(__file__).parents[1] / "templates/correspondence/paper/so_den.typ"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu", "Đơn vị hoặc người nhận",
    "Ngày chuyển", "Ký nhận", "Ghi chú",
)  # fmt: skip
"""The columns of the register (Annex IV of Decree 30/2020)."""


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("officer")
def listing(request: DeskRequest) -> HttpResponse:
    """What lies with one, what waits, what is late, the whole register."""
    by, given, today = request.actor, request.GET, clock.today()
    whole = queries.sees_all(by)
    tabs = [one for one in queries.TABS if whole or one[0] == "cua-toi"]
    tab = given.get("phan", "")
    tab = tab if tab in dict(tabs) else ("cho" if whole else "cua-toi")
    words = text.clean(given.get("tim", ""))[:100]
    year = text.whole(given.get("nam", ""), 4) or today.year
    context = {
        "page": queries.listed(by, today, tab=tab, words=words, year=year).page(given.get("trang", ""), PAGE), "tab": tab, "said": words,
        "tabs": [{"label": label, "url": f"?phan={key}", "current": key == tab} for key, label in tabs], "today": today,
        "may_register": access.allows(by, REGISTER), "whole": whole, "year": year, "years": range(today.year, today.year - 5, -1),
    }  # fmt: skip
    return render(request, "correspondence/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=REGISTER)
def register(request: DeskRequest) -> HttpResponse:
    """One document after the other into the register; the number stands above the next empty form."""
    by, refusal, status = request.actor, None, 200
    form = forms.LetterForm(
        request.POST if request.method == "POST" else None, request.FILES or None,
        initial={"press": secrets.token_urlsafe(16)},
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = _register(form, by)
            except Refusal as said:
                refusal, status = said, said.http_status
                for place, words in said.facts.get("places", ()):
                    if place[0] in form.fields:
                        form.add_error(place[0], words)
            else:
                messages.success(request, f"Số đến {row.number}/{row.year}: {row.notation}, {row.author}.")
                return redirect("correspondence:register")
    context = {
        "form": form, "refusal": refusal, "authors": queries.authors(by), "types": forms.TYPE_NAMES,
        "twin": refusal is not None and refusal.code == "COR-05",
    }  # fmt: skip
    return render(request, "correspondence/register.html", context, status=status)


def _register(form: forms.LetterForm, by: Actor) -> Any:
    at, said = clock.now(), form.cleaned_data
    parts = rules.split_notation(said["notation"])
    proposed = rules.type_of(parts[1] if parts else "")
    letter = form.letter(proposed, "", "")
    upload = said.get("scan")
    if upload is not None and not rules.is_secret(
        letter.secrecy
    ):  # nothing of a secret is kept, not even for a moment
        ref = file_store.store(
            stream=upload.chunks(), name=upload.name or "van-ban.pdf", by=by, at=at, kinds=("pdf",), owner="correspondence",
            reference=f"{by.agency_code}:{said['press'][:60]}",
        )  # fmt: skip
        letter = form.letter(proposed, ref.sha256, ref.name)
    return services.register(letter=letter, press=said["press"], again=said["again"], by=by, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def one(request: DeskRequest, document_id: int) -> HttpResponse:
    """One document: what it says, what was ordered and done, what may be done next."""
    by, refusal, status = request.actor, None, 200
    row = queries.one(by, document_id)
    if request.method == "POST":
        try:
            messages.success(request, _do(request, row.pk))
            return redirect("correspondence:one", row.pk)
        except Refusal as said:
            refusal, status = said, said.http_status
    assignees = list(row.assignees.order_by("id"))
    mine = next((one for one in assignees if one.officer_code == by.id), None)
    working = row.standing is State.ASSIGNED and mine is not None and mine.does in (Role.LEAD, Role.HELP)
    context = {
        "row": row, "refusal": refusal, "given": request.POST, "assignees": assignees, "steps": list(row.steps.all()), "today": clock.today(),
        "late": row.is_late(clock.today()), "may_instruct": row.standing in OPEN and access.allows(by, INSTRUCT, agency_code=row.agency_code),
        "may_report": working, "may_finish": working and mine is not None and mine.does is Role.LEAD,
        "may_reopen": row.standing is State.DONE and access.allows(by, INSTRUCT, agency_code=row.agency_code),
        "may_cancel": row.standing is State.REGISTERED and access.allows(by, REGISTER, agency_code=row.agency_code),
    }  # fmt: skip
    if context["may_instruct"]:
        chosen = {one.officer_code: one.role for one in assignees}
        context["people"] = [
            (code, name, chosen.get(code, "")) for code, name in queries.people(row.agency_code)
        ]
    return render(request, "correspondence/one.html", context, status=status)


def _do(request: DeskRequest, document_id: int) -> str:
    """One press of the page of a document; what was done, in words."""
    given = request.POST
    said: dict[str, Any] = {
        "document_id": document_id, "seen": text.whole(given.get("seen", ""), 6) or 0, "by": request.actor, "at": clock.now(),
    }  # fmt: skip
    what = given.get("viec", "")
    if what == "but-phe":
        row = services.instruct(
            **said, lead=given.get("chu_tri", "")[:60], helpers=given.getlist("phoi_hop")[:30], readers=given.getlist("de_biet")[:60],
            words=given.get("loi", ""), due_on=forms.day_of(given.get("han", "")),
        )  # fmt: skip
        return f"Đã giao, hạn {row.due_on:%d/%m/%Y}. Người được giao nhận tin ngay."
    if what == "bao-cao":
        services.report(**said, words=given.get("loi", ""))
        return "Đã ghi báo cáo tiến độ."
    if what == "xong":
        services.finish(**said, reply=given.get("tra_loi", ""), outcome=given.get("loi", ""))
        return "Đã kết thúc văn bản."
    if what == "mo-lai":
        services.reopen(**said, reason=given.get("loi", ""))
        return "Đã mở lại."
    if what == "huy":
        row = services.cancel_number(**said, reason=given.get("loi", ""))
        return f"Đã hủy số đến {row.number}; số ở lại trong sổ với lý do."
    raise LetterInvalid("Trang gửi một việc không có.", next="Hãy tải lại trang.")


@require_safe
@access.audience("officer")
def file(request: DeskRequest, document_id: int) -> HttpResponse:
    """The document itself; each look is written down."""
    row = queries.one(request.actor, document_id)
    if not row.sha256:
        raise queries.not_there()
    audit.record(request.actor, "correspondence.look", f"incoming:{row.pk}", at=clock.now())
    return files.serve(request, row.sha256, row.file_name, inline=True)


@require_safe
@access.audience("officer")
def book(request: DeskRequest) -> HttpResponse:
    """Sổ đăng ký văn bản đến as the decree lays it out, from one day to another: PDF, or Excel."""
    by, today = request.actor, clock.today()
    first, last = clock.days_asked(request.GET, today, lambda day: day.replace(day=1))
    rows = [_printed(row) for row in queries.lines(by, first, last).each(MOST_LINES + 1)]
    if len(rows) > MOST_LINES:
        raise LetterInvalid(
            f"Khoảng này có hơn {MOST_LINES} văn bản.", next="Hãy chọn khoảng ngày ngắn hơn rồi in từng tập."
        )
    audit.record(
        by, "correspondence.print_register", f"agency:{by.agency_code}", at=clock.now(),
        after={"from": first.isoformat(), "to": last.isoformat(), "rows": len(rows)},
    )  # fmt: skip
    span = f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    name = f"so-van-ban-den-{first:%Y%m%d}-{last:%Y%m%d}"
    if request.GET.get("tep") == "xlsx":
        return _workbook(rows, span, name)
    agency = organizations.agency(by.agency_code, today)
    data = {"agency": agency.name, "span": span, "head": HEAD, "rows": rows}
    response = HttpResponse(paper.render(TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _printed(row: Any) -> list[str]:
    people = sorted(row.assignees.all(), key=lambda one: (one.role != Role.LEAD, one.pk))
    note = f"Số đã hủy: {row.outcome}" if row.standing is State.CANCELLED else row.note
    return [
        f"{clock.local(row.arrived_at):%d/%m/%Y}", str(row.number), row.author, row.notation, f"{row.issued_on:%d/%m/%Y}",
        f"{row.type_name}: {row.subject}", "; ".join(one.officer_name for one in people if one.does is not Role.READ),
        f"{clock.local(row.instructed_at):%d/%m/%Y}" if row.instructed_at else "", "", note,
    ]  # fmt: skip


def _workbook(rows: list[list[str]], span: str, name: str) -> HttpResponse:
    made = Workbook()
    sheet = made.active
    sheet.title = "Sổ văn bản đến"
    sheet.append([f"Sổ đăng ký văn bản đến. {span}"])
    sheet.append(HEAD)
    for row in rows:
        sheet.append([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row])
    for letter, width in zip("ABCDEFGHIJ", (12, 9, 36, 20, 12, 60, 36, 12, 10, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    content = io.BytesIO()
    made.save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
