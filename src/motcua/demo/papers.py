"""Three papers scanned at the desk of the personas: printed by typst, drawn a little askew as a scanner gives them.

The demo's worker opens, reads and binds them; making the province waits for none of it.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

from PIL import Image

from motcua.kernel import access
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.files import services as files
from motcua.services.scans.rules import drawing
from motcua.services.scans.types import DIGITISE
from motcua.services.signing import services as signing
from motcua.ui import paper

from .foundation import SETTER
from .play import Desk

COPIES = "2.000815"
"""Copies are certified of papers of any kind: what is scanned is what the dossier says it holds."""

SHOWN = ("giay_khai_sinh", "van_ban_ket_qua", "ho_kinh_doanh")
TEMPLATES = Path(dossiers.__file__).parents[1] / "templates" / "dossiers" / "paper" / "results"


def scan_some(main: Desk, *, at: datetime) -> int:
    """Keys for the clerk and the desk's seal, and one paper of each of the newest dossiers handed to the machine."""
    holders = organizations.officers_for_lane("mot_cua", main.code, at.date())
    if not holders:
        return 0
    clerk = accounts.actor_of_officer(holders[0].officer_code, holders[0].post_code)
    if not access.allows(clerk, DIGITISE, agency_code=main.code):
        return 0
    for kind, code, name in (("person", clerk.id, clerk.name), ("agency", main.code, clerk.agency_name)):
        signing.issue_certificate(
            holder_kind=kind, holder_code=code, name=name, organization=clerk.agency_name,
            title=clerk.post_title if kind == "person" else "", by=SETTER, at=at,
        )  # fmt: skip
    newest = Dossier.objects.filter(
        receiving_agency=main.code, accepted_at__isnull=False, procedure_code=COPIES
    ).order_by("-submitted_at", "-id")
    shown = [
        found
        for row in newest[:20]
        if (found := Paper.objects.filter(dossier=row, originals__gt=0).first()) is not None
    ]
    for template, row in zip(SHOWN, shown, strict=False):
        ref = files.store(
            stream=printed(template), name=f"{template}.jpg", by=clerk, at=at, owner="scans",
            reference=f"dossier:{row.dossier.code}",
        )  # fmt: skip
        dossiers.scan_paper(code=row.dossier.code, position=row.position, files_in=(ref,), by=clerk, at=at)
    return min(len(SHOWN), len(shown))


def printed(template: str, *, askew: float = 0.8) -> bytes:
    """A paper as a scanner gives it: 300 dpi, not quite straight."""
    example = json.loads((TEMPLATES / f"{template}.example.json").read_text(encoding="utf-8"))
    source = paper.render(TEMPLATES / f"{template}.typ", example)
    image = drawing.drawn_page(source, 0).rotate(
        askew, resample=Image.Resampling.BICUBIC, fillcolor=drawing.WHITE
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, dpi=(drawing.DPI, drawing.DPI))
    return out.getvalue()
