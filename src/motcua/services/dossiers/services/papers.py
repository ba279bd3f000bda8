"""The data statutory papers are issued with, in the order of the printed forms (Annex I)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from motcua.kernel import clock, numbers
from motcua.kernel.access import Actor
from motcua.kernel.rows import Prepared
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, IssuedPaper, Paper
from motcua.services.dossiers.queries.heads import dated_from, day_words, desk_head, form_words, moment_words
from motcua.services.dossiers.queries.tracking import token_of
from motcua.services.dossiers.types import Channel, PaperCount, PaperKind, ResultChannel
from motcua.services.files import queries as files

__all__ = ["day_words", "desk_head", "issue", "moment_words", "received", "series", "snapshot"]

SUFFIX = {
    PaperKind.RECEIPT: "TNHS",
    PaperKind.SUPPLEMENT: "HDHS",
    PaperKind.REFUSAL: "TCHS",
    PaperKind.CONTROL_SLIP: "KSHS",
    PaperKind.APOLOGY: "PXL",
    PaperKind.STOP: "TBD",
}
"""Notation after the number, by paper."""


def received(count: PaperCount | None) -> dict[str, Any]:
    """Columns of one received paper; a file is taken with its stored size and type."""
    if count is None:
        return {}
    row: dict[str, Any] = {"originals": count.originals, "certified": count.certified, "copies": count.copies}
    if count.sha256:
        ref = files.stat(count.sha256)
        row |= {
            "sha256": ref.sha256,
            "file_name": count.file_name[:255],
            "media_type": ref.media_type,
            "size": ref.size,
            "vault_key": count.vault_key,
        }
    return row


def series(agency_code: str, kind: PaperKind, on: date) -> str:
    """The series of a statutory paper is the office's and the year's."""
    return f"paper:{agency_code}:{on.year}:{SUFFIX[kind]}"


def issue(
    dossier: Dossier,
    kind: PaperKind,
    extra: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    number: int | None = None,
    office: str = "",
) -> IssuedPaper:
    """Issue a numbered statutory paper of the dossier's form set, under the number taken for it already or the next of
    the office: the desk, unless another is named. The desk's digital seal follows outside the command."""
    on = clock.local(at).date()
    ruled_on = clock.local(dossier.accepted_at or at).date()
    number = number or numbers.take(series(office or dossier.receiving_agency, kind, on))
    notation = f"{number:02d}/{SUFFIX[kind]}"
    data = snapshot(dossier, kind, number=notation, by=by, at=at, office=office)
    return IssuedPaper.objects.create(
        dossier=dossier,
        kind=kind.value,
        form_no=rules.form_set(ruled_on).get(kind.value, ""),
        number=notation,
        data=data | extra,
        issued_at=at,
        issued_by=by.title,
        seal_at=None if kind is PaperKind.APOLOGY else at,
    )


_PAPERS = Prepared(lambda pk: Paper.objects.filter(dossier_id=pk))


def check_list(dossier: Dossier) -> list[Paper]:
    """The papers asked and what was received of them, read once a command."""
    if dossier.check_list is None:
        dossier.check_list = _PAPERS(dossier.pk)
    return dossier.check_list  # type: ignore[no-any-return]


def snapshot(
    dossier: Dossier,
    kind: PaperKind,
    *,
    number: str,
    by: Actor,
    at: datetime,
    office: str = "",
) -> dict[str, Any]:
    """All that is printed on a paper, frozen at the moment it is issued."""
    on = clock.local(at).date()
    head = desk_head(office or dossier.receiving_agency, on)
    ruled_on = clock.local(dossier.accepted_at or at).date()
    limit = (
        counting.say_limit(dossier.limit_value, dossier.limit_unit)
        if dossier.limit_value is not None and dossier.limit_unit
        else "theo thỏa thuận"
    )
    return {
        "form": form_words(kind.value, ruled_on),
        "parent": head["parent"],
        "agency": head["agency"],
        "number": number,
        "place_date": dated_from(head, on),
        "dossier_code": dossier.code,
        "qr": f"{settings.PUBLIC_URL}/tra-cuu/qr/{token_of(dossier.code)}/",
        "tracking_hint": "Quét mã hoặc gõ mã hồ sơ tại trang Tra cứu để biết hồ sơ đến đâu.",
        "desk_label": rules.form_set(ruled_on)["desk_label"],
        "desk": head["desk"],
        "desk_phone": head["phone"],
        "applicant": dossier.submitter_name or dossier.applicant_name,
        "channel": Channel(dossier.channel).label.lower(),
        "address": dossier.applicant_address,
        "phone": dossier.submitter_phone or dossier.applicant_phone,
        "email": dossier.applicant_email,
        "applicant_id": dossier.submitter_id_number or dossier.applicant_id_number,
        "owner": dossier.applicant_name,
        "subject": dossier.procedure_name,
        "procedure_code": dossier.procedure_code,
        "papers": [_line(paper) for paper in check_list(dossier) if paper.received],
        "sets": f"{dossier.sets:02d}",
        "time_limit": "trong ngày" if dossier.limit_value == 0 else limit,
        "received_at": moment_words(dossier.accepted_at or at),
        "due_at": moment_words(dossier.due_at),
        "return_at": ResultChannel(dossier.result_channel).label,
        "book_no": dossier.register_volume,
        "entry_no": str(dossier.register_number or ""),
        "submitter_name": dossier.submitter_name or dossier.applicant_name,
        "officer_name": by.name,
        "stage": dossier.step_name,
        "notes": [],
    }


def _line(paper: Paper) -> dict[str, Any]:
    line: dict[str, Any] = {"name": paper.name}
    if paper.originals:
        line["original"] = paper.originals
    if paper.certified:
        line["certified"] = paper.certified
    if paper.copies or (paper.sha256 and len(line) == 1):  # a scan of what was handed in is no copy more
        line["photo"] = paper.copies or 1
    return line
