"""Quét, số hóa một giấy tờ: pages in, put right, read by the machine, compared and confirmed by a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.queries import scanning as reading
from motcua.services.dossiers.queries.scanning import Digitising
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services import digitising
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.files.types import FileRef
from motcua.services.scans import queries as scans
from motcua.services.scans import services as scanner
from motcua.services.scans.types import DATES, DIGITISE, FIELDS, BadPages, Box, NoScan, PageView, ScanView

from .request import DeskRequest

FIELD = "truong_"
TOO_LARGE = (
    "Tệp “{}” nặng hơn {} MB nên chưa được nhận. Hãy quét lại ở 200–300 dpi, hoặc tách thành nhiều tệp."
)


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("officer")
def scan(request: DeskRequest, code: str, position: int) -> HttpResponse:
    """The page; `?phan=tien-do` is its moving part alone; a POST does the one thing its button says."""
    by = request.actor
    page = reading.digitising_of(by, code, position)
    note_look(dossier=page.dossier, by=by, at=clock.now())
    refusal: Refusal | None = None
    typed: dict[str, str] | None = None
    if request.method == "POST":
        try:
            access.require(by, DIGITISE, agency_code=page.dossier.receiving_agency)
            to = _do(request, page, request.POST.get("viec", ""))
        except Refusal as said:
            refusal = said
            if request.POST.get("viec") == "xac-nhan":
                typed = _typed(request)
            page = reading.digitising_of(by, code, position)
        else:
            return redirect(f"/can-bo/ho-so/{code}/quet/{position}/{to}")
    part = request.GET.get("phan") == "tien-do"
    shown = _shown(request, page.scan)
    context: dict[str, Any] = {
        "page": page,
        "dossier": page.dossier,
        "paper": page.paper,
        "scan": page.scan,
        "at": f"/can-bo/ho-so/{code}/quet/{position}/",
        "fields": page.fields(typed),
        "ability": scans.ability(),
        "refusal": refusal,
        "reason": request.POST.get("ly_do", ""),
        "shown": shown,
        "cuts": _cuts(shown),
        "mark": _mark(page.scan, request.GET.get("o", ""), shown),
        "dossier_url": f"/can-bo/ho-so/{code}/",
        "most_mb": settings.UPLOAD_FILE_BYTES // 1_000_000,
    }
    name = "dossiers/desk/_scan.html" if part else "dossiers/desk/scan.html"
    return render(request, name, context, status=refusal.http_status if refusal else 200)


def _shown(request: DeskRequest, scan: ScanView | None) -> PageView | None:
    """The page beside the fields: the one asked for, else the first."""
    if scan is None or not scan.pages:
        return None
    number = text.whole(request.GET.get("trang", ""), 4) or 1
    return scan.pages[min(max(1, number), len(scan.pages)) - 1]


def _cuts(shown: PageView | None) -> list[tuple[str, str, int]]:
    """What is cut away on each side, in percent, as the form asks it."""
    left, top, right, bottom = (shown.edits.crop if shown else None) or (0, 0, 1000, 1000)
    return [
        ("cat_trai", "trái", left // 10), ("cat_tren", "trên", top // 10), ("cat_phai", "phải", (1000 - right) // 10),
        ("cat_duoi", "dưới", (1000 - bottom) // 10),
    ]  # fmt: skip


def _mark(scan: ScanView | None, field: str, shown: PageView | None) -> dict[str, int] | None:
    """Where on the shown page a field was read."""
    found = next((one for one in scan.proposals if one.field == field), None) if scan else None
    if found is None or shown is None or found.page != shown.number:
        return None
    left, top, right, bottom = found.box
    return {"x": left - 4, "y": top - 3, "w": right - left + 8, "h": bottom - top + 6}


def _do(request: DeskRequest, page: Digitising, doing: str) -> str:
    """Carry out one button; where to go then."""
    given, by, at = request.POST, request.actor, clock.now()
    code, position = page.dossier.code, page.paper.position
    if doing == "them":
        _add(request, page)
        return ""
    if doing == "tu-tep":
        upload = (digitising.upload_of(page.paper),) if page.paper.sha256 else ()
        digitising.scan_paper(code=code, position=position, files_in=upload, by=by, at=at)
        return ""
    scan = page.scan
    if scan is None:
        raise NoScan("Giấy tờ này chưa có trang quét nào.", next="Hãy thêm trang trước.")
    if doing == "xac-nhan":
        digitising.confirm_scan(
            code=code, position=position, fields=_typed(request), compared="da_doi_chieu" in given,
            seen=text.whole(given.get("ban", "")) or 0, by=by, at=at,
        )  # fmt: skip
        messages.success(request, "Đã xác nhận bản số hóa.")
        return ""
    if doing == "ky":
        digitising.sign_scan(code=code, position=position, by=by, at=at)
        messages.success(request, "Đã ký bản số hóa. Bản này dùng lại được ở hồ sơ sau.")
        return ""
    if doing == "go-bo":
        digitising.remove_scan(code=code, position=position, reason=given.get("ly_do", ""), by=by, at=at)
        messages.success(request, "Đã bỏ bản số hóa. Các tệp gốc vẫn được giữ.")
        return ""
    if doing == "doc-lai":
        scanner.read_again(key=scan.key, by=by, at=at)
        return ""
    return _change_page(scan, given, request)


def _change_page(scan: ScanView, given: QueryDict, request: DeskRequest) -> str:
    doing, _, number = given.get("viec", "").partition(":")
    by, at, page_id = request.actor, clock.now(), text.whole(number, 18) or 0
    ids = [page.id for page in scan.pages]
    if page_id not in ids:
        raise NoScan("Trang này không còn trong bản số hóa.", next="Hãy tải lại trang.")
    place = ids.index(page_id)
    page = scan.pages[place]
    if doing in ("len", "xuong"):
        other = max(0, min(len(ids) - 1, place + (-1 if doing == "len" else 1)))
        ids[place], ids[other] = ids[other], ids[place]
        scanner.order_pages(key=scan.key, page_ids=ids, by=by, at=at)
    elif doing == "bo":
        scanner.drop_page(key=scan.key, page_id=page_id, by=by, at=at)
        return ""
    elif doing in ("trai", "phai"):
        turned = (page.edits.rotation + (270 if doing == "trai" else 90)) % 360
        scanner.edit_page(
            key=scan.key, page_id=page_id, rotation=turned, skew=None, crop=None, by=by, at=at
        )  # a turned page is cropped and straightened anew
    elif doing == "sua":
        scanner.edit_page(
            key=scan.key,
            page_id=page_id,
            rotation=page.edits.rotation,
            skew=_skew(given),
            crop=_crop(given),
            by=by,
            at=at,
        )
    else:
        raise BadPages("Trang này không có việc ấy.", next="Hãy tải lại trang.")
    return f"?trang={page.number}#trang"


def _skew(given: QueryDict) -> float | None:
    said = given.get("nghieng", "").strip().replace(",", ".")
    if not said:
        return None
    try:
        return round(float(said), 1) if len(said) < 7 else None
    except ValueError as error:
        raise BadPages(
            "Góc nghiêng phải là một số độ.", next="Ví dụ: -1,5; để trống thì máy tự đo."
        ) from error


def _crop(given: QueryDict) -> Box | None:
    """Margins to cut away, in percent of each side."""
    cut = [
        text.whole(given.get(name, "").strip() or "0", 2)
        for name in ("cat_trai", "cat_tren", "cat_phai", "cat_duoi")
    ]
    if None in cut:
        raise BadPages(
            "Phần cắt bỏ mỗi bên là số phần trăm, từ 0 đến 90.", next="Hãy sửa lại, hoặc để trống."
        )
    left, top, right, bottom = (10 * (one or 0) for one in cut)
    return (left, top, 1000 - right, 1000 - bottom) if left or top or right or bottom else None


def _typed(request: DeskRequest) -> dict[str, str]:
    """The fields as typed; a day that reads as 05/03/2026 as the rooms keep it, any other stays for its refusal."""
    said = {name: request.POST.get(FIELD + name, "").strip() for name in FIELDS}
    for name in DATES:
        parts = said[name].split("/")
        if len(parts) == 3:
            said[name] = "-".join(part.zfill(2) for part in reversed(parts))
    return said


def _add(request: DeskRequest, page: Digitising) -> None:
    """Keep each file and add its pages; one that is not taken is told, the others stay."""
    by, refs = request.actor, []
    for name in getattr(request, "files_too_large", {}).values():
        messages.error(request, TOO_LARGE.format(name, settings.UPLOAD_FILE_BYTES // 1_000_000))
    for upload in request.FILES.getlist("tep"):
        try:
            refs.append(_kept(upload, page, request))
        except Refusal as refusal:
            messages.error(request, f"{upload.name}: {refusal.message}")
    if not refs:
        if not request.FILES and not getattr(request, "files_too_large", {}):
            raise BadPages("Bạn chưa chọn tệp hay chụp trang nào.", next="Hãy chọn ảnh, PDF hoặc chụp giấy.")
        return
    known = digitising.scan_paper(
        code=page.dossier.code, position=page.paper.position, files_in=tuple(refs), by=by, at=clock.now()
    )
    for name in known:
        messages.warning(request, f"Tệp “{name}” đã có trong bản số hóa này nên không thêm lần nữa.")


def _kept(upload: Any, page: Digitising, request: DeskRequest) -> FileRef:
    return file_store.store(
        stream=upload.chunks(), name=upload.name or "trang", by=request.actor, at=clock.now(), kinds=("pdf", "image"),
        owner="scans", reference=f"dossier:{page.dossier.code}",
    )  # fmt: skip


@require_safe
@access.audience("officer")
def scan_file(request: DeskRequest, code: str, position: int, what: str) -> HttpResponse:
    """A picture or file of the scan: `goc-12` the untouched source, `xem-12` its small picture, `trang-12` the page as
    edited, `ban` the PDF/A, signed if it is."""
    page = reading.digitising_of(request.actor, code, position)
    note_look(dossier=page.dossier, by=request.actor, at=clock.now())
    kind, _, number = what.partition("-")
    if kind == "ban" and page.scan is not None and page.scan.file_sha256:
        name = f"{code}_TP_{position:02d}_{page.paper.code or 'GIAY'}.pdf"
        return files.serve(request, page.scan.file_sha256, name, inline="tai" not in request.GET)
    row = scans.page_of(f"dossier:{code}", str(position), text.whole(number, 18) or 0)
    found = {"goc": row.source_sha256, "xem": row.preview_sha256, "trang": row.image_sha256}.get(kind, "")
    if not found:
        raise NoScan("Trang này chưa có ảnh.", next="Hãy đợi máy vẽ xong rồi tải lại.")
    name = row.source_name if kind == "goc" else f"{code}-{position}-{row.position}.jpg"
    return files.serve(request, found, name, inline=kind != "goc")


@require_http_methods(["POST"])
@access.audience("officer", permission=DIGITISE)
def scan_all(request: DeskRequest, code: str) -> HttpResponse:
    """Every paper that came as a file is handed to the machine at once."""
    dossier_for(request.actor, code)
    begun = digitising.scan_uploads(code=code, by=request.actor, at=clock.now())
    messages.success(
        request, f"Máy đang đọc {begun} giấy tờ. Bạn làm việc khác được; mở từng giấy để đối chiếu khi xong."
    )
    return redirect(f"/can-bo/ho-so/{code}/#giay-to")
