"""What the scanning page of one paper shows."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.types import DossierNotThere
from motcua.services.scans import queries as scans
from motcua.services.scans.types import DATES, DIGITISE, FIELDS, SIGN_COPY, UNSURE, Proposal, ScanView

from .seeing import dossier_for


@dataclass(frozen=True, slots=True)
class Field:
    """One field to confirm: what was proposed, how sure, where it stands."""

    name: str
    label: str
    value: str
    proposal: Proposal | None

    @property
    def doubtful(self) -> bool:
        return self.proposal is not None and self.proposal.sure < UNSURE


def _spoken(name: str, value: str) -> str:
    """A day as it is written on paper: a browser of another language would turn day and month round."""
    parts = value.split("-")
    return "/".join(reversed(parts)) if name in DATES and len(parts) == 3 else value


@dataclass(frozen=True, slots=True)
class Digitising:
    """A paper, its scan, and what this officer may do with them."""

    dossier: Dossier
    paper: Paper
    scan: ScanView | None
    may_work: bool
    may_sign: bool
    next_position: int | None

    def fields(self, typed: dict[str, str] | None = None) -> list[Field]:
        """The fields in order, as proposed, or as the officer left them."""
        found = {one.field: one for one in self.scan.proposals} if self.scan else {}
        known = typed if typed is not None else {name: one.value for name, one in found.items()}
        return [
            Field(name, label, _spoken(name, known.get(name, "")), found.get(name))
            for name, label in FIELDS.items()
        ]


def digitising_of(by: Actor, code: str, position: int) -> Digitising:
    """The scanning page, for who may see the dossier.

    Raises:
        DossierNotThere: no such paper, or not theirs.
    """
    dossier = dossier_for(by, code)
    papers = list(dossier.papers.all())
    paper = next((one for one in papers if one.position == position), None)
    if paper is None:
        raise DossierNotThere("Hồ sơ này không có giấy tờ ấy.", next="Hãy mở lại từ trang hồ sơ.")
    agency = dossier.receiving_agency
    return Digitising(
        dossier=dossier,
        paper=paper,
        scan=scans.scan_of(f"dossier:{code}", str(position)),
        may_work=access.allows(by, DIGITISE, agency_code=agency),
        may_sign=access.allows(by, SIGN_COPY, agency_code=agency),
        next_position=next(
            (
                one.position
                for one in papers
                if one.position > position and one.received and not one.digitised_at
            ),
            None,
        ),
    )


def mark_digitals(by: Actor, dossier: Dossier, papers: list[Paper]) -> bool:
    """For the table of papers: each learns where its scan stands (`digital`); whether this officer may scan."""
    found = scans.digitals_of(f"dossier:{dossier.code}") if any(paper.scan_key for paper in papers) else {}
    for paper in papers:
        paper.digital = found.get(str(paper.position))  # type: ignore[attr-defined]
    return access.allows(by, DIGITISE, agency_code=dossier.receiving_agency)
