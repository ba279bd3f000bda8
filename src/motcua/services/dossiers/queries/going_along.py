"""Gửi kèm: what of a dossier goes to another agency with a question or a part. What its process names, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motcua.services.dossiers.models import Dossier, Member
from motcua.services.files import queries as files
from motcua.services.scans import queries as scans
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import PAPERS, TokenView

from .dossier_page import declared


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file that goes along: a paper as it was handed in, or its confirmed copy where it came on paper."""

    position: int
    name: str
    sha256: str
    file_name: str
    media_type: str
    size: int


def lines_along(dossier: Dossier, token: TokenView) -> list[Any]:
    """The lines of the declaration the step names, and no other."""
    wanted = set(token.shows) - {PAPERS}
    if not wanted or dossier.form_version_id is None:
        return []
    return [row for _, rows in declared(dossier) for row in rows if row.code in wanted]


def papers_along(dossier: Dossier, token: TokenView) -> list[Enclosure]:
    """The papers with a file, where the step names them: what was filed, or the confirmed copy of what came on paper."""
    if PAPERS not in token.shows:
        return []
    copies = {copy.slot: copy for copy in scans.copies_of(f"dossier:{dossier.code}")}
    found = []
    for paper in dossier.papers.all():
        copy = copies.get(str(paper.position))
        if paper.sha256:
            name = paper.file_name or f"giay-{paper.position}{files.extension(paper.sha256)}"
            found.append(
                Enclosure(paper.position, paper.name, paper.sha256, name, paper.media_type, paper.size)
            )
        elif copy is not None:
            found.append(
                Enclosure(
                    paper.position,
                    paper.name,
                    copy.sha256,
                    f"giay-{paper.position}.pdf",
                    "application/pdf",
                    copy.size,
                )
            )
    return found


def part_for(member: Member) -> dict[str, Any]:
    """What an outside partner is sent: whom it is about, until when, the result its part stands on, and what its step
    names of the declaration and the papers. Files are named by their SHA-256; they are carried beside it."""
    dossier = member.dossier
    token = processes.token(member.token_id)
    signed = dossier.results.signed().order_by("id").last()
    stands_on = None
    if signed is not None and signed.signed_at:
        stands_on = {
            "name": signed.name,
            "number": signed.data.get("number", signed.number),
            "signed_at": signed.signed_at.isoformat(),
            "sha256": signed.signed_sha256,
        }
    return {
        "dossier": dossier.code,
        "part": member.name,
        "ask": token.ask,
        "procedure": {"code": dossier.procedure_code, "name": dossier.procedure_name},
        "applicant": {
            "name": dossier.applicant_name,
            "id_number": dossier.applicant_id_number,
            "address": dossier.applicant_address,
        },
        "asked_by": dossier.competent_agency_name,
        "asked_at": member.asked_at.isoformat(),
        "due_at": member.due_at.isoformat() if member.due_at else None,
        "stands_on": stands_on,
        "declared": [
            {"code": row.code, "label": row.label, "value": row.value} for row in lines_along(dossier, token)
        ],
        "papers": [
            {
                "name": paper.name,
                "file_name": paper.file_name,
                "media_type": paper.media_type,
                "sha256": paper.sha256,
                "size": paper.size,
            }
            for paper in papers_along(dossier, token)
        ],
    }


def files_of(part: dict[str, Any]) -> list[str]:
    """The contents a part names, each once."""
    named = [paper["sha256"] for paper in part["papers"]]
    if part["stands_on"] is not None and part["stands_on"]["sha256"]:
        named.append(part["stands_on"]["sha256"])
    return list(dict.fromkeys(named))
