"""Reading scans. Whether a person may see one is asked by the room whose paper it is, which then names the reference."""

from __future__ import annotations

import functools
import shutil
import subprocess
from datetime import datetime, timedelta

from django.db.models import Count, Q

from motcua.kernel import clock
from motcua.services.scans.models import Scan, ScanPage
from motcua.services.scans.rules.alike import Seen
from motcua.services.scans.types import (
    Ability,
    Copy,
    Digital,
    Edits,
    NoScan,
    PageState,
    PageView,
    Proposal,
    ScanView,
    State,
    Word,
)

LANGUAGE = "vie"
LATE = timedelta(minutes=10)


def scan_of(reference: str, slot: str) -> ScanView | None:
    """The scan in force of one paper, with its pages; None where nobody has begun."""
    row = Scan.objects.filter(reference=reference, slot=slot, removed_at=None).first()
    return _view(row) if row is not None else None


def page_of(reference: str, slot: str, page_id: int) -> ScanPage:
    """One page of the scan in force of a paper.

    Raises:
        NoScan: no such page of this paper.
    """
    found = ScanPage.objects.filter(
        pk=page_id, scan__reference=reference, scan__slot=slot, scan__removed_at=None
    ).first()
    if found is None:
        raise NoScan("Không tìm thấy trang này.", next="Hãy tải lại trang quét.")
    return found


def digitals_of(reference: str) -> dict[str, Digital]:
    """The scans in force of one thing by the paper they are of, in one query."""
    rows = Scan.objects.filter(reference=reference, removed_at=None).annotate(
        all_pages=Count("pages"), read_pages=Count("pages", filter=Q(pages__state=PageState.READ))
    )
    return {
        row.slot: Digital(
            row.key,
            row.slot,
            State(row.state),
            row.all_pages,
            row.read_pages,
            row.signed_sha256 or row.product_sha256,
        )
        for row in rows
    }


def copies_of(reference: str) -> list[Copy]:
    """The confirmed copies of one thing, with what stands on each: for the store of papers."""
    rows = Scan.objects.filter(reference=reference, removed_at=None, confirmed_at__isnull=False).order_by(
        "id"
    )
    return [
        Copy(
            slot=row.slot, kind_code=row.kind_code, name=row.name, fields=row.fields,
            sha256=row.signed_sha256 or row.product_sha256, product_sha256=row.product_sha256, size=row.size,
            signed_at=row.signed_at, signed_by=row.signed_by,
        )
        for row in rows
    ]  # fmt: skip


def seen_elsewhere(scan: Scan) -> list[Seen]:
    """Pages of other papers of the same thing, to find what was scanned twice."""
    rows = ScanPage.objects.filter(scan__reference=scan.reference, scan__removed_at=None).exclude(scan=scan)
    return [
        seen(row, f"Trang {row.position} của giấy “{row.scan.name[:60]}”")
        for row in rows.select_related("scan")
    ]


def seen(row: ScanPage, name: str) -> Seen:
    """A page as far as likeness goes."""
    text = " ".join(word[0] for word in row.words)
    return Seen(name, (row.source_sha256, row.source_index), row.look, text)


def waiting_since(*, at: datetime) -> int:
    """Pages that the worker has let lie for ten minutes: the light of this job."""
    return ScanPage.objects.filter(
        state__in=[PageState.NEW, PageState.WAITING], added_at__lt=at - LATE
    ).count()


def ability() -> Ability:
    """What the reading machine here can do; asked of the system once in five minutes."""
    return _ability(int(clock.now().timestamp()) // 300)


@functools.lru_cache(maxsize=2)
def _ability(_turn: int) -> Ability:
    remedy = (
        "Cài trên máy chủ: apt-get install tesseract-ocr tesseract-ocr-vie; các trang đã quét đọc lại được."
    )
    if shutil.which("tesseract") is None:
        return Ability(False, "Máy chủ chưa có máy đọc chữ (tesseract).", remedy)
    try:
        told = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Ability(False, "Máy đọc chữ (tesseract) không trả lời.", remedy)
    if LANGUAGE not in told.split():
        return Ability(False, "Máy đọc chữ (tesseract) chưa có tiếng Việt.", remedy)
    return Ability(True)


def _view(row: Scan) -> ScanView:
    now = clock.now()
    return ScanView(
        key=row.key, reference=row.reference, slot=row.slot, name=row.name, state=State(row.state), version=row.version,
        pages=tuple(_page(page, number, now) for number, page in enumerate(row.pages.all(), start=1)),
        proposals=tuple(Proposal.of(one) for one in row.proposals), fields=row.fields,
        product_sha256=row.product_sha256, signed_sha256=row.signed_sha256, size=row.size,
        begun_by=row.begun_by, begun_at=row.begun_at, confirmed_by=row.confirmed_by, confirmed_at=row.confirmed_at,
        signed_by=row.signed_by, signed_at=row.signed_at, alike=tuple(row.alike), fault=row.bind_fault,
    )  # fmt: skip


def _page(row: ScanPage, number: int, now: datetime) -> PageView:
    return PageView(
        id=row.pk, number=number, state=PageState(row.state),
        edits=Edits(row.rotation, row.skew, tuple(row.crop) if row.crop else None),  # type: ignore[arg-type]
        skew_found=row.skew_found, source_sha256=row.source_sha256, source_name=row.source_name,
        source_index=row.source_index, source_size=row.source_size, drawn=bool(row.preview_sha256),
        done=bool(row.image_sha256), fault=row.fault, sure=row.sure, words=tuple(Word.of(word) for word in row.words),
        reading=row.taken_until is not None and row.taken_until > now,
    )  # fmt: skip
