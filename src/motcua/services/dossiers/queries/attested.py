"""Lời chứng đã ký là kết quả: what the book of certification keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Result, Work
from motcua.services.dossiers.types import RUNNING, Status
from motcua.services.workflow.types import TaskKind

from .placing import hat_of, place_of_work

ATTESTATION = "ban_sao"


@dataclass(frozen=True, slots=True)
class Attested:
    """One attestation signed as the result of a dossier."""

    agency_code: str
    agency_name: str
    requester: str
    document: str
    pages: int
    copies: int
    signer: str
    year: int
    signed_on: date
    signed_at: datetime
    sha256: str


def attested(code: str, number: str) -> Attested | None:
    """The attestation a dossier's result bears under a number; None for any other result."""
    rows = Result.objects.filter(
        dossier__code=code, template=ATTESTATION, number=number, signed_at__isnull=False
    )
    row = rows.select_related("dossier").last()
    if row is None or row.signed_at is None or not number.isdigit():
        return None
    on = clock.local(row.signed_at).date()
    return Attested(
        agency_code=row.dossier.competent_agency, agency_name=row.dossier.competent_agency_name,
        requester=row.dossier.applicant_name, document=str(row.data.get("document", row.name)),
        pages=int(row.data.get("document_pages") or 1), copies=int(row.data.get("copies") or 1), signer=row.signer,
        year=row.number_year or on.year, signed_on=on, signed_at=row.signed_at, sha256=row.signed_sha256,
    )  # fmt: skip


def addressed(code: str) -> tuple[str, str, str] | None:
    """Code and name of the agency that decides a dossier, and its applicant."""
    rows = Dossier.objects.filter(code=code)
    return rows.values_list("competent_agency", "competent_agency_name", "applicant_name").first()


def numbers_signed(agency_code: str, year: int) -> set[int]:
    """Numbers of the year's attestations that stand on results of dossiers, given up ones too."""
    rows = Result.objects.filter(
        template=ATTESTATION, dossier__competent_agency=agency_code, number_year=year
    ).exclude(number="")
    return {int(number) for number in rows.values_list("number", flat=True) if number.isdigit()}


def status_of(code: str) -> Status | None:
    """Where a dossier stands, None where there is none."""
    found = Dossier.objects.filter(code=code).values_list("status", flat=True).first()
    return None if found is None else Status(found)


def waits_for_signature(by: Actor, code: str) -> bool:
    """Whether a dossier stands at a signing step that is this officer's, and nothing of it is signed yet."""
    work = Work.objects.filter(dossier__code=code, task=TaskKind.SIGN.value).select_related("dossier").first()
    if work is None or work.dossier.state not in RUNNING or work.dossier.results.signed().exists():
        return False
    hat = hat_of(by)
    return hat is not None and rules.is_mine(hat, place_of_work(work))
