"""Dùng giấy trong kho: a paper its owner's store holds is not asked again; who will not use it says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from motcua.kernel import access, clock, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.people.types import LOOK
from motcua.services.dossiers.events import PaperReused
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.queries.filing_page import is_declaration
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.types import (
    ACCEPT,
    OPEN,
    PROCESS,
    DossierNotThere,
    HeldInStore,
    Receipt,
    Status,
    WrongState,
)
from motcua.services.vault import queries as store
from motcua.services.vault import services as vault
from motcua.services.vault.types import HoldingNotThere, HoldingView, Wanted

from .common import expect, locked, need_reason, note
from .papers import check_list
from .steps import require_here

PDF = "application/pdf"
MAY_TAKE = OPEN - {Status.STOPPED, Status.PAYING}


def reference(code: str) -> str:
    """How the store calls a dossier."""
    return f"dossier:{code}"


def wanted_of(paper: Paper) -> Wanted:
    """A paper of the check list as the store looks for it."""
    return Wanted(paper.position, paper.code, paper.name)


def lacking(papers: Sequence[Paper]) -> list[Paper]:
    """Required papers of which nothing came, but for those whose group has another; a declaration is made anew for each
    dossier, so no store holds it."""
    given = {paper.group for paper in papers if paper.group and paper.received}
    return [
        paper
        for paper in papers
        if paper.required and not paper.received and paper.group not in given and not is_declaration(paper)
    ]


def works_on(by: Actor, dossier: Dossier) -> bool:
    """Whether the dossier is this officer's to complete: the desk's that took it in, or the agency's that decides."""
    if by.kind != "officer" or dossier.state not in MAY_TAKE or not access.allows(by, LOOK):
        return False
    desk = access.allows(by, ACCEPT, agency_code=dossier.receiving_agency)
    return desk or access.allows(by, PROCESS, agency_code=dossier.competent_agency)


def mark_offers(
    *, dossier: Dossier, papers: Sequence[Paper], by: Actor, at: datetime, also: Collection[int] = ()
) -> bool:
    """For the table of papers: each that is lacking learns what the store holds in its place (`offer`), and the look is
    written down. Nothing is looked for, and nothing written, where no paper is lacking. ``also`` names others of the
    list that an officer has asked for. Whether there is any."""
    missing = lacking(papers)
    missing += [one for one in papers if one.position in also and not one.received and one not in missing]
    for paper in papers:
        paper.offer = None  # type: ignore[attr-defined]
    if not missing or not dossier.applicant_id_number or not works_on(by, dossier):
        return False
    found = vault.look(
        owner_number=dossier.applicant_id_number, wanted=[wanted_of(one) for one in missing],
        reference=reference(dossier.code), by=by, at=at,
    )  # fmt: skip
    for paper in missing:
        paper.offer = found.get(paper.position)  # type: ignore[attr-defined]
    return bool(found)


def open_offer(*, code: str, position: int, key: str, by: Actor, at: datetime) -> HoldingView:
    """Xem giấy trong kho before it is used, for who works on the dossier that lacks it.

    Raises:
        DossierNotThere: no such dossier or paper, or not theirs.
        HoldingNotThere: the store offers no such paper to it.
    """
    dossier = dossier_for(by, code)
    paper = dossier.papers.filter(position=position).first()
    if paper is None or paper.received or not works_on(by, dossier):
        raise DossierNotThere(
            "Giấy tờ này không còn thiếu, hoặc hồ sơ không thuộc việc của bạn.",
            why="Kho của người dân chỉ mở cho hồ sơ đang thiếu giấy.", next="Hãy tải lại trang hồ sơ.",
        )  # fmt: skip
    return vault.read(
        key=key, owner_number=dossier.applicant_id_number, wanted=wanted_of(paper), reference=reference(code), by=by,
        at=at,
    )  # fmt: skip


def use_from_store(
    *, code: str, position: int, key: str, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Dùng giấy trong kho: the paper counts as received, and the dossier refers to the same file.

    A paper that may not be taken leaves the look in its owner's list, and nothing else.
    """
    try:
        return _use(code=code, position=position, key=key, by=by, at=at, seen=seen)
    except HoldingNotThere as refusal:
        vault.note_refused(refusal=refusal, by=by, at=at)
        raise


@command
def _use(*, code: str, position: int, key: str, by: Actor, at: datetime, seen: int | None) -> Receipt:
    dossier = locked(code, seen=seen)
    _require(dossier, by)
    expect(dossier, *MAY_TAKE, doing="dùng giấy trong kho", action="use_from_store")
    paper = _paper(dossier, position)
    if paper.received:
        raise WrongState(
            "Giấy tờ này đã có trong hồ sơ.",
            why="Kho chỉ mở cho giấy còn thiếu.",
            next="Hãy tải lại trang hồ sơ.",
        )
    found = vault.take(
        key=key, owner_number=dossier.applicant_id_number, wanted=wanted_of(paper), reference=reference(code), by=by,
        at=at,
    )  # fmt: skip
    paper.sha256, paper.file_name, paper.media_type = found.sha256, found.file_name, PDF
    paper.size, paper.vault_key, paper.checked_by = found.size, key, by.title[:200]
    paper.save()
    note(
        dossier, by, "use_from_store", f"Dùng giấy trong kho thay bản nộp: {paper.name[:300]}", at=at,
        detail=f"{found.name}, số {found.number or 'không ghi'}, {found.issuer}", after={"paper": position, "key": key},
    )  # fmt: skip
    outbox.publish(PaperReused(code=code, occurred_at=at, position=position))
    return Receipt(code=code, due_at=dossier.due_at)


def take_own(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Papers of the filer's own store that a filing refers to, asked again as it is sent.

    Raises:
        CannotUse: one was taken back, replaced or has run out since it was chosen.
    """
    for paper in dossier.papers.exclude(vault_key=""):
        vault.take(
            key=paper.vault_key, owner_number=by.id, wanted=wanted_of(paper), reference=reference(dossier.code), by=by,
            at=at,
        )  # fmt: skip


@command
def leave_store_paper(
    *, code: str, position: int, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Bỏ giấy lấy từ kho, có lý do: the paper is lacking again; in the store it stays as it was."""
    dossier = locked(code, seen=seen)
    _require(dossier, by)
    expect(dossier, *MAY_TAKE, doing="bỏ giấy lấy từ kho", action="leave_store_paper")
    reason, paper = need_reason(reason, "bỏ giấy lấy từ kho"), _paper(dossier, position)
    if not paper.vault_key:
        raise WrongState("Giấy tờ này không lấy từ kho.", next="Hãy tải lại trang hồ sơ.")
    vault.put_back(reference=reference(code), slot=str(position), by=by, at=at)
    before = {"paper": position, "key": paper.vault_key}
    paper.sha256 = paper.file_name = paper.media_type = paper.vault_key = paper.checked_by = ""
    paper.size = 0
    paper.save()
    words = f"Bỏ giấy lấy từ kho: {paper.name[:300]}"
    note(dossier, by, "leave_store_paper", words, at=at, detail=reason, before=before)
    outbox.publish(PaperReused(code=code, occurred_at=at, position=position, undone=True))
    return Receipt(code=code, due_at=dossier.due_at)


def require_not_held(
    dossier: Dossier, items: Sequence[str], unfit: Mapping[int, str], *, by: Actor, at: datetime
) -> None:
    """Giấy đã có trong kho thì không yêu cầu nộp lại: refused, unless it is said why each will not do, which is kept.

    Raises:
        HeldInStore: with each paper, what the store holds, and the ways out.
    """
    asked = [paper for paper in check_list(dossier) if not paper.received and not is_declaration(paper)]
    if not asked or not dossier.applicant_id_number:
        return
    offers = store.offers(
        [dossier.applicant_id_number], [wanted_of(one) for one in asked], on=clock.local(at).date()
    )
    held = [
        (paper, offers[paper.position])
        for paper in asked
        if paper.position in offers
        and not _about_another(offers[paper.position], dossier)
        and any(store.asks_for(item, paper.name, offers[paper.position]) for item in items)
    ]
    open_ones = [one for one in held if len(unfit.get(one[0].position, "").strip()) < 5]
    if open_ones:
        raise HeldInStore(
            "Kho của người nộp đã có: " + "; ".join(_told(found) for _, found in open_ones) + ".",
            why="Giấy đã có trong kho dữ liệu điện tử thì cơ quan không được yêu cầu nộp lại.",
            next="Hãy bấm “Dùng giấy trong kho” ở bảng giấy tờ, hoặc ghi vì sao giấy ấy không dùng được.",
            positions=[paper.position for paper, _ in open_ones],
            keys=[found.key for _, found in open_ones], names=[found.name for _, found in open_ones],
            owner_number=dossier.applicant_id_number, reference=reference(dossier.code),
        )  # fmt: skip
    for paper, found in held:
        vault.decline(
            key=found.key, owner_number=found.owner_number, reference=reference(dossier.code),
            slot=str(paper.position), reason=unfit[paper.position], by=by, at=at,
        )  # fmt: skip


def _about_another(found: HoldingView, dossier: Dossier) -> bool:
    """A paper that names somebody else (an earlier child's) is shown, but it may well be that another is needed."""
    return bool(found.holder_name) and text.fold(found.holder_name) != dossier.applicant_folded


def note_told(*, refusal: HeldInStore, by: Actor, at: datetime) -> None:
    """What a refusal has told an officer of somebody's store is a look; written after the command was undone."""
    told = refusal.facts
    vault.note_shown(
        owner_number=told["owner_number"], things=list(zip(told["keys"], told["names"], strict=True)),
        reference=told["reference"], by=by, at=at,
    )  # fmt: skip


def _told(found: HoldingView) -> str:
    number = f" số {found.number}" if found.number else ""
    return f"“{found.name[:200]}”{number}"


def _require(dossier: Dossier, by: Actor) -> None:
    desk = access.allows(by, ACCEPT, agency_code=dossier.receiving_agency)
    if not desk:
        require_here(by, PROCESS, dossier)


def _paper(dossier: Dossier, position: int) -> Paper:
    paper = dossier.papers.filter(position=position).first()
    if paper is None:
        raise DossierNotThere("Hồ sơ này không có giấy tờ ấy.", next="Hãy mở lại từ trang hồ sơ.")
    return paper
