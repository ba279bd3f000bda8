"""Xin lỗi và hẹn lại: an apology with its reason and a new date, once, signed by who may; the first promise stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from motcua.kernel import access, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import Reappointed
from motcua.services.dossiers.models import Apology, Dossier, IssuedPaper, Reappointment
from motcua.services.dossiers.queries.papers import pdf_of_paper
from motcua.services.dossiers.types import (
    PROCESS,
    RUNNING,
    SIGN,
    AlreadyReappointed,
    DayCannotBe,
    PaperKind,
    Receipt,
    WrongState,
)
from motcua.services.files import services as file_store
from motcua.services.signing import services as signing
from motcua.services.signing.types import SignedPdf

from . import papers as paper_data
from .clockwork import calendar_of
from .common import expect, locked, need_reason, note
from .extending import extended
from .members import move_on
from .results import PDF, SEALER, signature_titles
from .steps import require_here, spread_due


@command
def propose_apology(
    *, code: str, reason: str, new_on: date, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Đề nghị xin lỗi và hẹn lại: the officer says why and until when; who may sign for the agency decides."""
    dossier = locked(code, seen=seen)
    require_here(by, PROCESS, dossier)
    row = _propose(dossier, reason, new_on, by=by, at=at)
    words = f"Đề nghị xin lỗi và hẹn lại đến {paper_data.moment_words(row.new_due_at)}"
    note(dossier, by, "propose_apology", words, at=at, detail=row.reason, public=False)
    return Receipt(code=code, due_at=row.new_due_at)


def _propose(dossier: Dossier, reason: str, new_on: date, *, by: Actor, at: datetime) -> Apology:
    expect(dossier, *RUNNING, doing="xin lỗi và hẹn lại", action="propose_apology")
    if dossier.due_at is None:
        raise WrongState("Hồ sơ này không có ngày hẹn để hẹn lại.")
    row = Apology.objects.select_for_update().filter(dossier=dossier).first() or Apology(dossier=dossier)
    if not rules.may_reappoint(row.signed_at is not None):
        raise AlreadyReappointed(
            "Hồ sơ này đã được hẹn lại một lần.",
            why="Quy định chỉ cho hẹn lại một lần.",
            next="Hãy giải quyết xong trong ngày đã hẹn lại; nếu vẫn chậm, hồ sơ được tính quá hạn.",
        )
    row.reason = need_reason(reason, "xin lỗi và hẹn lại")
    row.new_due_at = _new_moment(dossier, new_on, at)
    row.agency_code, row.due_was_at = dossier.competent_agency, dossier.due_at
    row.proposed_by, row.proposed_at, row.closed_at = by.title, at, None
    row.save()
    return row


def _new_moment(dossier: Dossier, new_on: date, at: datetime) -> datetime:
    assert dossier.due_at is not None
    calendar = calendar_of(dossier)
    old_on = clock.local(dossier.due_at).date()
    most = int(parameter("dossiers.apology_most_days", on=clock.local(at).date()))
    last = max(old_on, clock.local(at).date()) + timedelta(days=most)
    words = ""
    if calendar.is_off(new_on):
        words = f"Ngày {new_on:%d/%m/%Y} là ngày nghỉ."
    elif new_on <= old_on or new_on < clock.local(at).date():
        words = f"Ngày hẹn mới phải sau ngày đã hẹn {old_on:%d/%m/%Y} và không ở trong quá khứ."
    elif new_on > last:
        words = f"Ngày hẹn mới muộn nhất là {last:%d/%m/%Y}."
    found = rules.new_due_at(new_on, dossier.due_at, calendar) if not words else at
    if not words and found <= at:
        words = "Giờ hẹn mới đã qua."
    if words:
        raise DayCannotBe(words, next="Hãy chọn một ngày làm việc khác.", places=[(("new_on",), words)])
    return found


def sign_apology(
    *, code: str, reason: str, new_on: date, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Ký văn bản xin lỗi và hẹn lại: number, hand, seal, and the new date. As with a result, keys work while nothing is
    locked, and a crash in between keeps the number for the next try.

    Raises:
        AlreadyReappointed: signed before.
    """
    paper, words = _reserve(code=code, reason=reason, new_on=new_on, by=by, at=at, seen=seen)
    signed = signing.sign_pdf(
        pdf=pdf_of_paper(PaperKind.APOLOGY, paper.data | words),
        by=by,
        signer_code=by.id,
        at=at,
        reason="Ký văn bản xin lỗi và hẹn lại",
        seal_agency_code=paper.data["office"],
        sealer=SEALER,
    )
    return _keep(code=code, words=words, signed=signed, by=by, at=at)


@command
def _reserve(
    *, code: str, reason: str, new_on: date, by: Actor, at: datetime, seen: int | None
) -> tuple[IssuedPaper, dict[str, Any]]:
    dossier = locked(code, seen=seen)
    access.require(by, SIGN, agency_code=dossier.competent_agency)
    signing.require_keys(signer_code=by.id, seal_agency_code=dossier.competent_agency, at=at)
    row = _propose(dossier, reason, new_on, by=by, at=at)
    on = clock.local(at).date()
    if (
        row.paper is None or row.paper.revoked_at is not None
    ):  # one told as not issued is not issued after all
        office = dossier.competent_agency
        row.paper = paper_data.issue(
            dossier, PaperKind.APOLOGY, {"office": office}, by=by, at=at, office=office
        )
        row.save(update_fields=["paper"])
    return row.paper, {
        **_said(row),
        "first_due_at": paper_data.moment_words(dossier.first_due_at),
        "is_late": at > row.due_was_at,
        "sign": {"titles": signature_titles(by, "", on), "name": by.name},
    }


def _said(row: Apology) -> dict[str, str]:
    """What the paper says of the apology itself."""
    return {
        "reason": row.reason,
        "due_at": paper_data.moment_words(row.due_was_at),
        "new_due_at": paper_data.moment_words(row.new_due_at),
    }


@command
def _keep(*, code: str, words: dict[str, Any], signed: SignedPdf, by: Actor, at: datetime) -> Receipt:
    dossier = locked(code)
    expect(dossier, *RUNNING, doing="xin lỗi và hẹn lại", action="sign_apology")
    row = Apology.objects.select_for_update().get(dossier=dossier)
    if row.signed_at is not None or row.paper is None or row.new_due_at is None:
        raise AlreadyReappointed("Văn bản này vừa được ký.", next="Hãy tải lại trang.")
    if any(words[name] != said for name, said in _said(row).items()):
        raise AlreadyReappointed(
            "Đề nghị hẹn lại vừa được sửa trong lúc ký.", why="Văn bản đã ký và hồ sơ phải nói cùng một ngày, một lý do.",
            next="Hãy tải lại trang, xem đề nghị mới rồi ký lại.",
        )  # fmt: skip
    ref = file_store.store_issued(
        data=signed.content, name=f"{code}_xin-loi.pdf", media_type=PDF, by=by, at=at, owner="dossiers",
        reference=code,
    )  # fmt: skip
    paper = row.paper
    paper.data, paper.signed_sha256, paper.signed_at = paper.data | words, ref.sha256, at
    paper.save(update_fields=["data", "signed_sha256", "signed_at"])
    row.signed_at, row.signer = at, by.title
    row.in_time = rules.apology_in_time(at, row.due_was_at, calendar_of(dossier))
    row.save(update_fields=["signed_at", "signer", "in_time"])
    old, dossier.due_at = dossier.due_at, row.new_due_at
    dossier.lawful_due_at = extended(
        row, dossier.lawful_due_at or row.due_was_at, calendar_of(dossier), at=at
    )
    Reappointment.objects.create(
        dossier=dossier, old_due_at=old, new_due_at=row.new_due_at, reason=row.reason.rstrip("."), at=at, by=by.title,
        paper_number=paper.number,
    )  # fmt: skip
    spread_due(dossier)
    move_on(dossier, by=by, at=at)
    told = Reappointed(code=code, occurred_at=at, new_due_at=row.new_due_at, reason=row.reason)
    outbox.publish(told)
    words_told = f"Xin lỗi và hẹn lại đến {paper_data.moment_words(row.new_due_at)}"
    note(dossier, by, "sign_apology", words_told, at=at, detail=row.reason, before={"due_at": old},
         after={"due_at": row.new_due_at, "paper": paper.number})  # fmt: skip
    return Receipt(code=code, due_at=row.new_due_at, paper_number=paper.number)
