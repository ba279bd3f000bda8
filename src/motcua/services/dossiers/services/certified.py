"""Bản chứng thực điện tử trả trong hồ sơ: handed out like the dossier's other papers, taken back when it is revoked."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.models import IssuedPaper
from motcua.services.dossiers.types import PaperKind

from .common import locked, note


@command
def hand_out_certified(*, code: str, number: str, sha256: str, by: Actor, at: datetime) -> None:
    """Put a certified electronic copy among the papers of its dossier, for the citizen to open."""
    dossier = locked(code)
    IssuedPaper.objects.create(
        dossier=dossier, kind=PaperKind.CERTIFIED.value, form_no="", number=number[:60], data={}, issued_at=at,
        issued_by=by.title, signed_sha256=sha256, signed_at=at,
    )  # fmt: skip
    note(
        dossier,
        by,
        "certify_copy",
        f"Chứng thực bản sao điện tử, số {number}",
        at=at,
        after={"sha256": sha256},
    )


@command
def take_back_certified(*, code: str, sha256: str, reason: str, by: Actor, at: datetime) -> None:
    """Mark the paper as revoked; whoever has the file learns it from the page its code leads to."""
    dossier = locked(code)
    papers = dossier.issued.filter(kind=PaperKind.CERTIFIED, signed_sha256=sha256, revoked_at=None)
    papers.update(revoked_at=at, revoked_reason=reason)
    note(
        dossier,
        by,
        "revoke_certified",
        "Thu hồi bản sao chứng thực điện tử",
        at=at,
        detail=reason,
        after={"sha256": sha256},
    )
