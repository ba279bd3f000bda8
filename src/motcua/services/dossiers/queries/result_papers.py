"""The paper a dossier ends in: which template, and the data it is printed from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua.services.dossiers.models import Dossier, Result
from motcua.ui import paper

from .result_data import BUILDERS, letter

PAPERS = Path(__file__).resolve().parents[1] / "templates" / "dossiers" / "paper"


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """A result before it is signed."""

    name: str
    template: str
    data: dict[str, Any]


def ends_in(procedure_code: str) -> str:
    """The template of the paper a procedure ends in; empty where it is a letter."""
    return BUILDERS[procedure_code][0] if procedure_code in BUILDERS else ""


def result_paper(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> ResultPaper:
    """The result of a dossier: its own paper where the procedure has one, else a letter of the agency."""
    template, name, build = BUILDERS.get(
        dossier.procedure_code, ("van_ban_ket_qua", "Văn bản trả lời", letter)
    )
    if is_refusal:
        template, name, build = "van_ban_ket_qua", "Văn bản từ chối giải quyết", letter
    data = build(dossier, fields, is_refusal=is_refusal)
    return ResultPaper(name=data.get("title") or name, template=template, data=data)


def pdf_of(template: str, data: dict[str, Any]) -> bytes:
    """The result as PDF, with its empty signature field."""
    return paper.render(PAPERS / "results" / f"{template}.typ", data)


def picture_of(result: Result, page: int) -> tuple[bytes, int]:
    """A page of a drafted result as PNG, drawn from what will be signed, and the number of pages."""
    return paper.picture(PAPERS / "results" / f"{result.template}.typ", result.data, page=page)
