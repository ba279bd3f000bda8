"""What the worker does: open files, read pages, bind papers, one at a time, each in a process under limits.

Nothing is locked while a page is worked on: it is taken for a while, and what was found is written only if nobody has
changed the page meanwhile. A worker that is killed leaves a page taken until its time is up; another takes it then.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.scans import queries
from motcua.services.scans.models import Scan, ScanPage
from motcua.services.scans.rules.alike import alike
from motcua.services.scans.rules.fields import propose
from motcua.services.scans.types import PageState, State, Word

log = logging.getLogger("motcua.scans")

MACHINE = Actor.system("scans")
TRIES = 3
GRACE = timedelta(seconds=20)
GAVE_UP = "Đã thử 3 lần mà chưa xong. Hãy quét lại trang này, hoặc bỏ trang rồi thêm lại."


def work_once() -> bool:
    """One page or one paper; whether there was anything to do."""
    page = _take_page()
    if page is not None:
        _open(page) if page.state == PageState.NEW else _read(page)
        return True
    scan = _take_scan()
    if scan is not None:
        _bind(scan)
        return True
    return False


def _free(now: datetime) -> Q:
    return Q(taken_until=None) | Q(taken_until__lt=now)


def _take_page() -> ScanPage | None:
    """The next page, first those nobody has seen yet; one that outlived three tries is given up."""
    now = clock.now()
    until = now + timedelta(seconds=settings.SCAN_TIMEOUT_S) + GRACE
    for row in ScanPage.objects.filter(_free(now), state__in=[PageState.NEW, PageState.WAITING]).order_by(
        "state", "id"
    )[:20]:
        free = ScanPage.objects.filter(_free(now), pk=row.pk, state=row.state, attempts=row.attempts)
        if row.attempts >= TRIES:
            free.update(state=PageState.FAILED, fault=GAVE_UP, taken_until=None)
        elif free.update(taken_until=until, attempts=row.attempts + 1):
            row.attempts += 1
            return row
    return None


def _take_scan() -> Scan | None:
    """The next paper whose pages are all drawn."""
    now = clock.now()
    until = now + timedelta(seconds=settings.SCAN_TIMEOUT_S) + GRACE
    undone = ScanPage.objects.filter(scan=OuterRef("pk")).filter(
        Q(state__in=[PageState.NEW, PageState.WAITING]) | Q(image_sha256="")
    )
    waiting = Scan.objects.filter(_free(now), Exists(ScanPage.objects.filter(scan=OuterRef("pk"))), ~Exists(undone),
                                  state=State.OPEN, bind_fault="")  # fmt: skip
    for row in waiting.order_by("id")[:5]:
        free = Scan.objects.filter(
            _free(now), pk=row.pk, version=row.version, bind_attempts=row.bind_attempts
        )
        if row.bind_attempts >= TRIES:
            free.update(bind_fault=GAVE_UP, taken_until=None)
        elif free.update(taken_until=until, bind_attempts=row.bind_attempts + 1):
            return row
    return None


def _open(page: ScanPage) -> None:
    media_type = files.stat(page.source_sha256).media_type
    with tempfile.TemporaryDirectory(prefix="motcua-scan-") as folder:
        found = _machine(folder, do="open", source=str(files.path_of(page.source_sha256)), media_type=media_type,
                         index=page.source_index)  # fmt: skip
        fault = found.get("fault", "")
        preview = "" if fault else _kept(folder, found["preview"], page, "xem")
    with transaction.atomic():
        # Under the scan's lock: two files opened at once by two workers are counted together.
        scan = Scan.objects.select_for_update().get(pk=page.scan_id)
        fault = fault or _too_many(page, found["pages"])
        if fault:
            _mine(page).update(state=PageState.FAILED, fault=fault[:300], taken_until=None)
            return
        done = _mine(page).update(
            state=PageState.WAITING, attempts=0, taken_until=None, preview_sha256=preview, look=found["look"]
        )
        if done and page.source_index == 0 and found["pages"] > 1:
            _unfold(scan, page, found["pages"])


def _too_many(page: ScanPage, pages: int) -> str:
    most = parameter("scans.most_pages", on=clock.today())
    others = ScanPage.objects.filter(scan_id=page.scan_id).count() - 1
    if pages == 0:
        return "Tệp này không có trang nào."
    if page.source_index == 0 and others + pages > most:
        return (
            f"Tệp có {pages} trang; mỗi giấy tờ nhiều nhất {most} trang nên chưa nhận trang nào của tệp. "
            "Hãy bỏ dòng này, tách tệp rồi thêm lại."
        )
    return ""


def _unfold(scan: Scan, page: ScanPage, pages: int) -> None:
    """A file of many pages becomes as many lines."""
    for later in scan.pages.filter(position__gt=page.position):
        later.position += pages - 1
        later.save(update_fields=["position"])
    ScanPage.objects.bulk_create(
        ScanPage(
            scan=scan, position=page.position + index, source_sha256=page.source_sha256, source_name=page.source_name,
            source_size=page.source_size, source_index=index, added_at=page.added_at,
        )
        for index in range(1, pages)
    )  # fmt: skip


def _read(page: ScanPage) -> None:
    media_type = files.stat(page.source_sha256).media_type
    with tempfile.TemporaryDirectory(prefix="motcua-scan-") as folder:
        found = _machine(
            folder, do="read", source=str(files.path_of(page.source_sha256)), media_type=media_type, index=page.source_index,
            rotation=page.rotation, turned_by_hand=page.turned_by_hand, skew=page.skew, crop=page.crop,
            language=queries.LANGUAGE if queries.ability().reads else "", seconds=settings.SCAN_TIMEOUT_S - 5,
        )  # fmt: skip
        if "fault" in found and page.attempts < TRIES and not found.get("final"):
            _mine(page).update(taken_until=None, fault=found["fault"][:300])
            return
        if "fault" in found:
            _mine(page).update(state=PageState.FAILED, fault=found["fault"][:300], taken_until=None)
            return
        image = _kept(folder, found["image"], page, "trang")
    _mine(page).update(
        state=PageState.READ, taken_until=None, fault="", image_sha256=image, rotation=found["rotation"],
        skew_found=found["skew"] if page.skew is None else page.skew_found, words=found["words"], sure=found["sure"],
        width_mm=found["width_mm"], height_mm=found["height_mm"],
    )  # fmt: skip


def _mine(page: ScanPage) -> Any:
    """The page if it is still as it was taken: an officer's edit in between counts more than what we found."""
    return ScanPage.objects.filter(pk=page.pk, state=page.state, attempts=page.attempts, edition=page.edition)


def _bind(scan: Scan) -> None:
    pages = list(scan.pages.all())
    with tempfile.TemporaryDirectory(prefix="motcua-scan-") as folder:
        found = _machine(
            folder, do="bind", title=scan.name, at=clock.now().isoformat(),
            pages=[
                {"image": str(files.path_of(page.image_sha256)), "words": page.words, "width_mm": page.width_mm,
                 "height_mm": page.height_mm}
                for page in pages
            ],
        )  # fmt: skip
        mine = Scan.objects.filter(pk=scan.pk, version=scan.version, state=State.OPEN)
        if "fault" in found:
            mine.update(
                taken_until=None,
                **({"bind_fault": found["fault"][:300]} if scan.bind_attempts + 1 >= TRIES else {}),
            )
            return
        content = (Path(folder) / found["product"]).read_bytes()
    ref = file_store.store_issued(
        data=content, name=f"{scan.name[:80]}.pdf", media_type="application/pdf", by=MACHINE, at=clock.now(), owner="scans",
        reference=f"scan:{scan.key}",
    )  # fmt: skip
    proposals = propose([[Word.of(word) for word in page.words] for page in pages])
    named = [queries.seen(page, f"Trang {number}") for number, page in enumerate(pages, start=1)]
    mine.update(
        state=State.READY, product_sha256=ref.sha256, size=ref.size, taken_until=None,
        proposals=[one.row() for one in proposals], alike=alike(named, queries.seen_elsewhere(scan)),
    )  # fmt: skip


def _kept(folder: str, name: str, page: ScanPage, what: str) -> str:
    ref = file_store.store_issued(
        data=(Path(folder) / name).read_bytes(), name=f"{what}-{page.pk}.jpg", media_type="image/jpeg", by=MACHINE,
        at=clock.now(), owner="scans", reference=f"page:{page.pk}",
    )  # fmt: skip
    return ref.sha256


def _machine(folder: str, **options: Any) -> dict[str, Any]:
    """Run the one thing in a process of its own and say what it found; a process that dies or lasts is a fault."""
    seconds = settings.SCAN_TIMEOUT_S
    asked = {"out": folder, "memory_mb": settings.SCAN_MEMORY_MB, "cpu_s": seconds, **options}
    (Path(folder) / "asked.json").write_text(json.dumps(asked), "utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "motcua.services.scans.rules.machine", str(Path(folder) / "asked.json")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/", start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        out, said = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return {"fault": "Trang này làm quá lâu nên đã dừng. Hãy quét lại ở 300 dpi."}
    try:
        found: dict[str, Any] = json.loads(out)
    except ValueError:
        log.warning("work on a page died (%s): %s", child.returncode, said.decode(errors="replace")[-2000:])
        return {"fault": "Không đọc được trang này: ảnh hỏng hoặc quá lớn. Hãy quét lại ở 300 dpi."}
    return found
