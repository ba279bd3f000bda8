"""Giấy tờ của tôi: results, statutory papers and files of one citizen, whichever dossier they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.services.dossiers.models import Draft, IssuedPaper, Paper, Result
from motcua.services.dossiers.queries.citizen_page import PAPER_NAMES, READY
from motcua.services.dossiers.queries.filing_page import names_of
from motcua.services.dossiers.queries.seeing import dossier_for, visible_to
from motcua.services.dossiers.types import DossierNotThere, PaperKind
from motcua.services.files import queries as files
from motcua.services.signing import queries as signing
from motcua.services.signing.types import Verdict
from motcua.services.vault import queries as store

KEPT, ISSUED, SENT, DRAFTED = "kho", "duoc-cap", "da-gui", "dang-khai"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft: the only kind its owner may still throw away."""

    key: str
    procedure_code: str
    procedure_name: str
    position: int
    name: str
    size: int
    sha256: str


def of(by: Actor, part: str, said: str = "") -> QuerySet[Any]:
    """One part of a citizen's papers that are in dossiers, newest first; ``said`` narrows by words or code."""
    own = visible_to(by) if by.kind == "citizen" else None
    if own is None:
        return Paper.objects.none()
    if part == ISSUED:
        rows = _narrow(given_out().filter(dossier__in=own), said, "number")
        return rows.order_by("-issued_at", "-pk")
    rows = _narrow(Paper.objects.filter(dossier__in=own).exclude(sha256=""), said, "name", "file_name")
    return rows.order_by("-dossier__submitted_at", "position", "pk")


def given_out() -> QuerySet[IssuedPaper]:
    """Papers that went to the citizen and stand: an apology once it is signed, none that was taken back but a receipt, which
    says so itself."""
    rows = IssuedPaper.objects.filter(kind__in=PAPER_NAMES).exclude(kind=PaperKind.APOLOGY, signed_sha256="")
    return rows.filter(Q(revoked_at=None) | Q(kind=PaperKind.FEE))


def _narrow(rows: QuerySet[Any], said: str, *fields: str) -> QuerySet[Any]:
    rows = rows.select_related("dossier")
    if not said:
        return rows
    wanted = Q(dossier__code__icontains=said) | Q(dossier__procedure_name__icontains=said)
    for name in fields:
        wanted |= Q(**{f"{name}__icontains": said})
    return rows.filter(wanted)


def drafted(by: Actor, said: str = "") -> list[DraftFile]:
    """Files of one's open drafts."""
    if by.kind != "citizen" or by.user_id is None:
        return []
    rows = list(
        Draft.objects.filter(owner_user_id=by.user_id, dossier=None, discarded_at=None).order_by(
            "-updated_at"
        )
    )
    names = names_of({row.procedure_code for row in rows})
    found = [
        DraftFile(
            row.key,
            row.procedure_code,
            names.get(row.procedure_code, row.procedure_code),
            int(position),
            file["name"],
            int(file.get("size") or 0),
            file["sha256"],
        )
        for row in rows
        for position, file in sorted(row.papers.items(), key=lambda one: int(one[0]))
    ]
    words = said.lower()
    return [one for one in found if words in f"{one.name} {one.procedure_name}".lower()]


def counts(by: Actor) -> dict[str, int]:
    """How many there are of each part, counted by the queries that list them."""
    listed = {part: of(by, part).count() for part in (ISSUED, SENT)}
    return {KEPT: store.own(by).total(), **listed, DRAFTED: len(drafted(by))}


def signature_of(by: Actor, code: str) -> tuple[Result, Verdict]:
    """The signed result of one's own dossier, and whether its signature holds now.

    Raises:
        DossierNotThere: none, or not theirs.
        CheckerBusy: too many checks at once.
    """
    result = own_result(by, code)
    return result, signing.verify(files.read(result.signed_sha256), wait_s=5)


def own_issued(by: Actor, code: str, number: int) -> IssuedPaper:
    """A statutory paper of one's own dossier.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    dossier = dossier_for(by, code) if by.kind == "citizen" else None
    found = given_out().filter(dossier=dossier, pk=number).first() if dossier else None
    if found is None:
        raise _nothing()
    return found


def own_paper(by: Actor, code: str, position: int) -> Paper:
    """A file one has sent oneself.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    dossier = dossier_for(by, code) if by.kind == "citizen" else None
    found = (
        Paper.objects.filter(dossier=dossier, position=position).exclude(sha256="").first()
        if dossier
        else None
    )
    if found is None:
        raise _nothing()
    return found


def own_result(by: Actor, code: str) -> Result:
    """The signed result of one's own finished dossier.

    Raises:
        DossierNotThere: none yet, or not theirs.
    """
    dossier = dossier_for(by, code) if by.kind == "citizen" else None
    found = None
    if dossier is not None and dossier.state in READY:
        found = dossier.results.signed().exclude(signed_sha256="").last()
    if found is None:
        raise _nothing()
    return found


def _nothing() -> DossierNotThere:
    return DossierNotThere(
        say("Không tìm thấy giấy tờ này."), next=say("Hãy mở trang hồ sơ để xem các giấy tờ đang có.")
    )
