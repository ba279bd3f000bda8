"""Statutory papers as PDF: which template prints which kind, and the signed file where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from motcua.services.dossiers.types import PaperKind
from motcua.ui import paper

PAPERS = Path(__file__).resolve().parents[1] / "templates" / "dossiers" / "paper"
TEMPLATES = {
    PaperKind.RECEIPT: "mau_01.typ",
    PaperKind.SUPPLEMENT: "mau_02.typ",
    PaperKind.REFUSAL: "mau_03.typ",
    PaperKind.APOLOGY: "mau_04.typ",
    PaperKind.STOP: "thong_bao_dung.typ",
    PaperKind.CONTROL_SLIP: "mau_05.typ",
    PaperKind.FEE: "bien_lai.typ",
}


def pdf_of_paper(kind: PaperKind, data: dict[str, Any]) -> bytes:
    """A statutory paper drawn from the data it was issued with: the same for ever."""
    if data.get("qr") and not str(data["qr"]).startswith("<svg"):
        data = {**data, "qr": paper.qr_svg(str(data["qr"]))}
    return paper.render(PAPERS / TEMPLATES[kind], data)
