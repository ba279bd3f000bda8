"""Pages come in, are put in order and put right, until a person confirms the whole."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.services.files.types import FileRef
from motcua.services.scans.models import Scan, ScanPage
from motcua.services.scans.rules.edits import edits_of
from motcua.services.scans.types import DIGITISE, BadPages, Box, NoScan, PageState, ScanDone, State


def locked(key: str, by: Actor, permission: str = DIGITISE) -> Scan:
    """The scan's row, locked until commit, for who may do this in its agency."""
    row = Scan.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NoScan("Không tìm thấy bản số hóa này.", next="Hãy mở lại từ trang hồ sơ.")
    access.require(by, permission, agency_code=row.agency_code)
    return row


def _open(key: str, by: Actor) -> Scan:
    row = locked(key, by)
    if row.state not in (State.OPEN, State.READY):
        raise ScanDone(
            "Bản số hóa này đã được xác nhận nên không sửa trang được nữa.",
            next="Nếu quét nhầm, hãy bỏ bản này (ghi lý do) rồi quét lại.",
        )
    return row


@transaction.atomic
def begin(
    *, reference: str, slot: str, name: str, kind_code: str, agency_code: str, owner_number: str, owner_name: str,
    by: Actor, at: datetime,
) -> str:  # fmt: skip
    """Bắt đầu số hóa một giấy tờ; the key. A second press finds the first."""
    access.require(by, DIGITISE, agency_code=agency_code)
    row, made = Scan.objects.get_or_create(
        reference=reference, slot=slot, removed_at=None,
        defaults={
            "key": secrets.token_urlsafe(15), "name": text.clean(name)[:300], "kind_code": kind_code[:60],
            "agency_code": agency_code, "owner_number": owner_number, "owner_name": owner_name[:200],
            "begun_by": by.title, "begun_at": at,
        },
    )  # fmt: skip
    if made:
        audit.record(
            by, "scans.begin", f"scan:{row.key}", at=at, after={"reference": reference, "slot": slot}
        )
    return row.key


@transaction.atomic
def add_file(*, key: str, ref: FileRef, by: Actor, at: datetime) -> bool:
    """Thêm trang từ một tệp đã nhận vào kho; False where the very same file is there already.

    A PDF or TIFF of many pages is opened by the worker: until then it is one line that says so.

    Raises:
        BadPages: not a picture or PDF, or the paper is full.
    """
    row = _open(key, by)
    if ref.media_type != "application/pdf" and not ref.media_type.startswith("image/"):
        raise BadPages("Chỉ số hóa từ ảnh hoặc PDF.", next="Hãy quét giấy ra PDF, JPG, PNG hoặc TIFF.")
    pages = list(row.pages.all())
    if any(page.source_sha256 == ref.sha256 for page in pages):
        return False
    most = parameter("scans.most_pages", on=at.date())
    if len(pages) >= most:
        raise BadPages(f"Mỗi giấy tờ nhiều nhất {most} trang.", next="Hãy tách giấy này thành nhiều phần.")
    ScanPage.objects.create(
        scan=row, position=len(pages) + 1, source_sha256=ref.sha256, source_name=ref.name[:200], source_size=ref.size,
        added_at=at,
    )  # fmt: skip
    touched(row)
    audit.record(
        by,
        "scans.add_file",
        f"scan:{key}",
        at=at,
        after={"sha256": ref.sha256, "name": ref.name, "size": ref.size},
    )
    return True


@transaction.atomic
def edit_page(
    *, key: str, page_id: int, rotation: int, skew: float | None, crop: Box | None, by: Actor, at: datetime
) -> None:
    """Xoay, chỉnh thẳng, cắt: as data beside the untouched page, which is then drawn and read anew."""
    row = _open(key, by)
    page = _page(row, page_id)
    edits = edits_of(rotation=rotation, skew=skew, crop=crop)
    before = {"rotation": page.rotation, "skew": page.skew, "crop": page.crop}
    after = {"rotation": edits.rotation, "skew": edits.skew, "crop": list(edits.crop) if edits.crop else None}
    if before == after:
        return
    page.turned_by_hand = page.turned_by_hand or page.rotation != edits.rotation
    page.rotation, page.skew, page.crop = edits.rotation, edits.skew, after["crop"]
    _in_line(page)
    touched(row)
    audit.record(
        by, "scans.edit_page", f"scan:{key}", at=at, before=before, after={"page": page.position, **after}
    )


@transaction.atomic
def order_pages(*, key: str, page_ids: list[int], by: Actor, at: datetime) -> None:
    """Xếp lại thứ tự trang; pages not named keep their order behind those that are."""
    row = _open(key, by)
    pages = {page.pk: page for page in row.pages.all()}
    named = [pages.pop(pk) for pk in dict.fromkeys(page_ids) if pk in pages]
    before = list(row.pages.values_list("pk", flat=True))
    ordered = [*named, *pages.values()]
    if [page.pk for page in ordered] == before:
        return
    _number(ordered)
    touched(row)
    audit.record(
        by, "scans.order_pages", f"scan:{key}", at=at, before={"pages": before},
        after={"pages": [page.pk for page in ordered]},
    )  # fmt: skip


@transaction.atomic
def drop_page(*, key: str, page_id: int, by: Actor, at: datetime) -> None:
    """Bỏ một trang chưa xác nhận; its file stays in the store under its hash, as the journal says."""
    row = _open(key, by)
    page = _page(row, page_id)
    gone = {"page": page.position, "sha256": page.source_sha256, "name": page.source_name}
    page.delete()
    _number(list(row.pages.all()))
    touched(row)
    audit.record(by, "scans.drop_page", f"scan:{key}", at=at, before=gone)


@transaction.atomic
def read_again(*, key: str, by: Actor, at: datetime) -> None:
    """Đọc lại mọi trang: after a machine that reads was installed, or when one failed."""
    row = _open(key, by)
    for page in row.pages.all():
        _in_line(page)
    touched(row)
    audit.record(by, "scans.read_again", f"scan:{key}", at=at)


def touched(row: Scan) -> None:
    """What was made of the pages no longer fits them: it is made anew."""
    row.version += 1
    row.state, row.product_sha256, row.size = State.OPEN, "", 0
    row.proposals, row.alike, row.bind_attempts, row.bind_fault, row.taken_until = [], [], 0, "", None
    row.save()


def _in_line(page: ScanPage) -> None:
    page.state = PageState.WAITING if page.preview_sha256 else PageState.NEW
    page.attempts, page.taken_until, page.fault, page.words, page.sure = 0, None, "", [], None
    page.image_sha256, page.edition = "", page.edition + 1
    page.save()


def _page(row: Scan, page_id: int) -> ScanPage:
    page = row.pages.filter(pk=page_id).first()
    if page is None:
        raise NoScan("Trang này không còn trong bản số hóa.", next="Hãy tải lại trang.")
    return page


def _number(pages: list[ScanPage]) -> None:
    for position, page in enumerate(pages, start=1):
        if page.position != position:
            page.position = position
            page.save(update_fields=["position"])
