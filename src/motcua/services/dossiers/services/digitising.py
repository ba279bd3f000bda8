"""Số hóa giấy tờ của hồ sơ: which paper a scan is of, and whether the paper counts as digitised.

A digitised paper changes nothing that others decide by, so the dossier's version stays: nobody's open page goes stale.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.types import OPEN, DossierNotThere, Status
from motcua.services.files import queries as files
from motcua.services.files.types import FileRef
from motcua.services.scans import queries as scans
from motcua.services.scans import services as scanning
from motcua.services.scans.types import DIGITISE, NoScan, ScanView

from .common import expect, locked, note_aside


def reference(code: str) -> str:
    """How the scanning room calls a dossier."""
    return f"dossier:{code}"


@transaction.atomic
def scan_paper(
    *, code: str, position: int, files_in: tuple[FileRef, ...], by: Actor, at: datetime
) -> list[str]:
    """Thêm trang vào bản số hóa của một giấy tờ, begun with the first page; the names of files that were there already."""
    dossier, paper = _paper(code, position, by)
    key = scanning.begin(
        reference=reference(code), slot=str(position), name=paper.name, kind_code=paper.code,
        agency_code=dossier.receiving_agency, owner_number=dossier.applicant_id_number, owner_name=dossier.applicant_name,
        by=by, at=at,
    )  # fmt: skip
    known = [ref.name for ref in files_in if not scanning.add_file(key=key, ref=ref, by=by, at=at)]
    if paper.scan_key != key:
        paper.scan_key = key
        paper.save(update_fields=["scan_key"])
    audit.record(
        by,
        "dossiers.scan_paper",
        dossier,
        at=at,
        after={"paper": position, "files": len(files_in) - len(known)},
    )
    return known


@transaction.atomic
def scan_uploads(*, code: str, by: Actor, at: datetime) -> int:
    """Số hóa mọi tệp đã nộp: each paper that came as a file and is not begun; how many."""
    begun = 0
    dossier = locked(code)
    access.require(by, DIGITISE, agency_code=dossier.receiving_agency)
    for paper in dossier.papers.filter(scan_key="", vault_key="").exclude(sha256=""):
        if paper.media_type == "application/pdf" or paper.media_type.startswith("image/"):
            scan_paper(code=code, position=paper.position, files_in=(upload_of(paper),), by=by, at=at)
            begun += 1
    audit.record(by, "dossiers.scan_uploads", dossier, at=at, after={"papers": begun})
    return begun


def upload_of(paper: Paper) -> FileRef:
    """The file an applicant gave, as the scanning room takes it."""
    facts = files.stat(paper.sha256)
    return FileRef(facts.sha256, facts.size, facts.media_type, paper.file_name or f"giay-{paper.position}")


@transaction.atomic
def confirm_scan(
    *, code: str, position: int, fields: dict[str, str], compared: bool, seen: int, by: Actor, at: datetime
) -> None:
    """Xác nhận bản số hóa: from now on the paper counts as digitised (DuocSoHoa)."""
    dossier, paper = _paper(code, position, by)
    scanning.confirm(key=_scan(code, position).key, fields=fields, compared=compared, seen=seen, by=by, at=at)
    paper.digitised_at = at
    paper.save(update_fields=["digitised_at"])
    note_aside(dossier, by, "digitise", f"Số hóa giấy tờ: {paper.name[:300]}", at)
    audit.record(by, "dossiers.digitise", dossier, at=at, after={"paper": position, **fields})


def set_aside_scan(paper: Paper | None, *, at: datetime) -> None:
    """A paper is handed in anew: the copy of the old one no longer stands for it. Inside the command that takes it."""
    if paper is None:
        return
    reason = "Giấy tờ được nộp lại, bản số hóa là của giấy cũ."
    scanning.remove(key=paper.scan_key, reason=reason, by=Actor.system("supplement", DIGITISE), at=at)
    Paper.objects.filter(pk=paper.pk).update(scan_key="", digitised_at=None)


@transaction.atomic
def remove_scan(*, code: str, position: int, reason: str, by: Actor, at: datetime) -> None:
    """Bỏ bản số hóa, có lý do: the paper is as if never digitised, the journal says what was. Of a dossier that was handed out or
    has ended, what was digitised stays.

    Raises:
        WrongState: it has ended.
    """
    dossier, paper = _paper(code, position, by)
    expect(dossier, *OPEN, Status.FINISHED, doing="bỏ bản số hóa", action="remove_scan")
    scanning.remove(key=_scan(code, position).key, reason=reason, by=by, at=at)
    paper.scan_key, paper.digitised_at = "", None
    paper.save(update_fields=["scan_key", "digitised_at"])
    note_aside(dossier, by, "remove_scan", f"Bỏ bản số hóa: {paper.name[:300]}", at, reason)
    audit.record(by, "dossiers.remove_scan", dossier, at=at, after={"paper": position}, reason=reason)


def sign_scan(*, code: str, position: int, by: Actor, at: datetime) -> None:
    """Ký bản số hóa: by the officer and the office, so that it may be used again."""
    scanning.sign_copy(key=_scan(code, position).key, by=by, at=at)


def _paper(code: str, position: int, by: Actor) -> tuple[Dossier, Paper]:
    dossier = locked(code)
    access.require(by, DIGITISE, agency_code=dossier.receiving_agency)
    paper = dossier.papers.filter(position=position).first()
    if paper is None:
        raise DossierNotThere("Hồ sơ này không có giấy tờ ấy.", next="Hãy mở lại từ trang hồ sơ.")
    return dossier, paper


def _scan(code: str, position: int) -> ScanView:
    found = scans.scan_of(reference(code), str(position))
    if found is None:
        raise NoScan("Giấy tờ này chưa có bản số hóa.", next="Hãy thêm trang quét trước.")
    return found
