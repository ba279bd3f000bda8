"""Ký số của cơ quan trên giấy tờ phát hành: the desk's digital seal, put on after the command has committed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from motcua.kernel.refusals import Refusal
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import IssuedPaper
from motcua.services.dossiers.queries.papers import pdf_of_paper
from motcua.services.dossiers.types import PaperKind
from motcua.services.files import services as file_store
from motcua.services.signing import services as signing

from .results import PDF, SEALER

AGAIN_AFTER = timedelta(hours=1)
log = logging.getLogger("motcua.dossiers")


def seal_waiting(*, at: datetime, most: int = 100) -> int:
    """Seal the papers that wait for it, oldest first; one that cannot be sealed is tried again later."""
    done = 0
    rows = IssuedPaper.objects.filter(seal_at__lte=at).order_by("seal_at", "pk").select_related("dossier")
    for row in list(rows[:most]):
        try:
            done += seal(row, at=at)
        except Exception:
            log.exception(
                "paper %s of %s could not be sealed; it is tried again in an hour", row.pk, row.dossier.code
            )
            IssuedPaper.objects.filter(pk=row.pk).update(seal_at=at + AGAIN_AFTER)
    return done


def seal(row: IssuedPaper, *, at: datetime) -> bool:
    """Seal one paper with the key of the office that issued it, or of the one above it. Keys work outside transactions;
    of two at once the first stays."""
    if row.signed_sha256 or row.kind == PaperKind.APOLOGY:
        return False
    if row.revoked_at is not None and row.kind != PaperKind.FEE:  # a cancelled receipt says so under the seal
        IssuedPaper.objects.filter(pk=row.pk).update(seal_at=None)
        return False
    pdf = pdf_of_paper(PaperKind(row.kind), row.data)
    signed = sealed(pdf, row.dossier.receiving_agency, at=at)
    if signed is None:
        IssuedPaper.objects.filter(pk=row.pk).update(seal_at=at + AGAIN_AFTER)
        return False
    ref = file_store.store_issued(
        data=signed, name=f"{row.dossier.code}_{row.kind}.pdf", media_type=PDF, by=SEALER, at=at, owner="dossiers",
        reference=row.dossier.code,
    )  # fmt: skip
    values = {"signed_sha256": ref.sha256, "signed_at": at, "seal_at": None}
    if not IssuedPaper.objects.filter(pk=row.pk, signed_sha256="").update(**values):
        return False
    row.signed_sha256, row.signed_at = ref.sha256, at
    return True


def sealed(pdf: bytes, agency_code: str, *, at: datetime) -> bytes | None:
    """The paper with the seal of an office, or of its parent where it has no key of its own; None where neither can."""
    found = organizations.find_agency(agency_code)
    for code in filter(None, (agency_code, found.parent_code if found else "")):
        try:
            return signing.seal_pdf(pdf=pdf, by=SEALER, agency_code=code, at=at).content
        except Refusal as refusal:
            log.info("paper of %s not sealed by %s: %s", agency_code, code, refusal.message)
    return None
