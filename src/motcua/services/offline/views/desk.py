"""Đang chờ gửi, số tạm, máy ở quầy: the pages about what machines took in without a line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.queries.filed import filed_before
from motcua.services.dossiers.types import INTAKE, Filing
from motcua.services.dossiers.views.desk import away
from motcua.services.dossiers.views.desk.intake import Amended, intake_page
from motcua.services.offline import queries, services
from motcua.services.offline.types import OVERSEE, IntakeState


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


@require_safe
@access.audience("officer", permission=INTAKE)
def waiting(request: DeskRequest) -> HttpResponse:
    """Đang chờ gửi: what this machine holds (by its script), what machines of the desk sent, what is to be settled."""
    rows = queries.received(request.actor)
    only = request.GET.get("nhom", "")
    if only == "xem-lai":
        rows = rows.filter(state=IntakeState.CONFLICT)
    page = rows.page(request.GET.get("trang", ""))
    return render(
        request,
        "offline/waiting.html",
        {
            "page": page,
            "rows": [queries.shown(row) for row in page],
            "only": only,
            "to_settle": queries.to_settle(request.actor),
            "may_oversee": access.allows(request.actor, OVERSEE),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=INTAKE)
def conflict(request: DeskRequest, number: str) -> HttpResponse:
    """One intake: as it was at the counter beside as things are now, and what may be done."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _settle(request, number)
        except Refusal as said:
            refusal = said
    row = queries.conflict(request.actor, number)
    _note_look(request, row)
    codes = sorted({code for one in row.conflicts for code in one.codes})
    before = {one.code: one for one in filed_before(request.actor, codes)}
    return render(
        request,
        "offline/conflict.html",
        {
            "row": row,
            "refusal": refusal,
            "codes": codes,
            "conflicts": [(one, [(code, before.get(code)) for code in one.codes]) for one in row.conflicts],
            "named": _named(row),
            "given": _given(row),
            "reason": request.POST.get("ly_do", ""),
        },
        status=refusal.http_status if refusal else 200,
    )


def _note_look(request: DeskRequest, row: queries.Received) -> None:
    services.note_look(
        number=row.number,
        id_number=dict(row.fields).get("hs-id_number", ""),
        by=request.actor,
        at=clock.now(),
    )


LABELS = {
    "hs-name": "Chủ hồ sơ", "hs-id_number": "Số định danh, mã số thuế", "hs-phone": "Điện thoại", "hs-address": "Địa chỉ",
    "hs-submitter_name": "Người nộp thay", "hs-submitter_authority": "Ủy quyền, quan hệ", "hs-summary": "Nội dung",
}  # fmt: skip


def _named(row: queries.Received) -> list[tuple[str, str]]:
    said = dict(row.fields)
    return [(label, said[name]) for name, label in LABELS.items() if said.get(name)]


def _given(row: queries.Received) -> list[str]:
    """Names of the papers that were marked, counted or scanned at the counter, by their places in the list of then."""
    said = dict(row.fields)
    scanned = {file["position"] for file in row.files}
    return [
        name[:120]
        for position, name in row.papers
        if position in scanned
        or any(
            said.get(f"{kind}_{position}", "") not in ("", "0") for kind in ("giay", "chinh", "thuc", "sao")
        )
    ]


def _settle(request: DeskRequest, number: str) -> HttpResponse:
    who = {"number": number, "by": request.actor, "at": clock.now()}
    doing = request.POST.get("viec", "")
    if doing == "huy":
        services.void(**who, reason=request.POST.get("ly_do", ""))
        messages.success(request, f"Đã hủy số tạm {number}, lý do đã ghi.")
        return redirect("offline:waiting")
    if doing.startswith("gop:"):
        code = services.settle(**who, into=doing.removeprefix("gop:")[:60])
        messages.success(request, f"Số tạm {number} nay thuộc hồ sơ {code}.")
    else:
        reading = _read(request.actor, number)
        if reading.faults:
            return redirect("offline:amend", number=number)
        code = services.settle(**who, filing=reading.filing, limit=reading.limit)
        messages.success(request, f"Đã tiếp nhận hồ sơ {code}; giờ tiếp nhận theo phiếu tạm {number}.")
    return redirect(f"/can-bo/ho-so/{code}/?moi=1")


def _read(by: Actor, number: str) -> away.Reading:
    row = queries.conflict(by, number)
    data = away.data_of(row.fields, row.files)
    return away.read_filing(
        data, desk_code=queries.own_office(number), on=clock.local(row.accepted_at).date()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer", permission=INTAKE)
def amend(request: DeskRequest, number: str) -> HttpResponse:
    """Sửa rồi nhận: the counter's own page over what the machine sent."""
    row = queries.conflict(request.actor, number)
    if row.state is not IntakeState.CONFLICT:
        return redirect("offline:conflict", number=number)

    def take(filing: Filing, limit: tuple[int, str] | None) -> str:
        return services.settle(number=number, filing=filing, limit=limit, by=request.actor, at=clock.now())

    at = clock.local(row.accepted_at)
    amended = Amended(
        number, f"Giờ tiếp nhận giữ như trên phiếu tạm: {at:%H:%M ngày %d/%m/%Y}.", row.accepted_at, take
    )
    if request.method != "POST":
        _note_look(request, row)
        data = away.data_of(row.fields, row.files)
        data["khai"] = data.get("khai", "")
        return intake_page(request, data, once_key=number, amended=amended)
    data = request.POST.copy()
    doing = data.get("viec", "")
    if doing.startswith("chon:"):
        data["thu_tuc"], data["q"] = doing.removeprefix("chon:"), ""
    elif doing == "doi":
        data["thu_tuc"] = ""
    return intake_page(request, data, once_key=number, take=doing == "nhan", amended=amended)


@require_safe
@access.audience("officer", permission=OVERSEE)
def devices(request: DeskRequest) -> HttpResponse:
    """Máy ở quầy: numbers out, last contact, what waits, as each machine said last."""
    return _devices(request, None)


def _devices(request: DeskRequest, refusal: Refusal | None) -> HttpResponse:
    rows = queries.devices(request.actor)
    context = {
        "rows": rows,
        "refusal": refusal,
        "open": sum(row.open for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "to_settle": queries.to_settle(request.actor),
    }
    return render(request, "offline/devices.html", context, status=refusal.http_status if refusal else 200)


@require_POST
@access.audience("officer", permission=OVERSEE)
def oversee(request: DeskRequest) -> HttpResponse:
    """Take unused numbers back, lock or unlock a machine."""
    doing, _, asked = request.POST.get("viec", "").partition(":")
    who = {"device_id": text.whole(asked, 12) or 0, "by": request.actor, "at": clock.now()}
    reason = request.POST.get("ly_do", "")
    try:
        if doing == "thu-hoi":
            count = services.annul_unused(**who, reason=reason)
            messages.success(request, f"Đã thu hồi {count} số tạm chưa dùng.")
        elif doing == "khoa":
            services.lock_device(**who, reason=reason)
            messages.success(request, "Đã khóa máy. Điều máy đã nhận vẫn gửi lên được.")
        elif doing == "mo":
            services.unlock_device(**who)
            messages.success(request, "Đã mở khóa máy.")
    except Refusal as refusal:
        return _devices(request, refusal)
    return redirect("offline:devices")
