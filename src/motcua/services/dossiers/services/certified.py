"""Bản chứng thực điện tử trả trong hồ sơ: handed out like the dossier's other papers, taken back when it is revoked."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.events import ResultSigned
from motcua.services.dossiers.models import IssuedPaper, Result
from motcua.services.dossiers.types import RUNNING, PaperKind, Receipt
from motcua.services.files import queries as files

from .common import already, expect, locked, note
from .processing import complete, in_force
from .results import sign_step_of


@command
def sign_by_certified(*, code: str, name: str, number: str, sha256: str, by: Actor, at: datetime) -> Receipt:
    """Ký bằng bản đã chứng thực: where the copies themselves are the result, the signing step is done with them, and the
    book gets no second number for the same original.

    Raises:
        NotYourStep: the dossier does not wait for this person's signature.
        DoneBySomeone: a signed result is there already.
    """
    dossier = locked(code)
    expect(dossier, *RUNNING, doing="hoàn thành bước ký", action="sign_result")
    earlier = in_force(dossier)
    if any(row.is_signed for row in earlier):
        raise already(dossier)
    token = sign_step_of(dossier, by)
    Result.objects.filter(pk__in=[row.pk for row in earlier]).update(superseded_at=at)
    signed = Result.objects.create(
        dossier=dossier, name=name[:300], template="", number=number[:80], number_year=clock.local(at).year,
        data={"number": number, "signed_on_words": f"{clock.local(at):%d/%m/%Y}"}, signed_sha256=sha256,
        size=files.stat(sha256).size if sha256 else 0, signed_at=at, signer=by.title, on_paper=not sha256,
        drafted_by=by.title[:300], drafted_at=at,
    )  # fmt: skip
    dossier.results_held = [signed]
    outcome = token.outcomes[0].code if token.outcomes else ""
    complete(dossier, token, outcome=outcome, opinion=name[:300], by=by, at=at)
    note(
        dossier, by, "sign_result", f"{name}, số {number}", at=at, after={"sha256": sha256, "number": number}
    )
    outbox.publish(ResultSigned(code=code, occurred_at=at, sha256=sha256, number=number))
    return Receipt(code=code, due_at=dossier.due_at, paper_number=number)


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
