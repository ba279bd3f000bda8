"""Hồ sơ nháp: the citizen writes in their own time; sending turns the draft into a dossier once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say
from motcua.registries.eforms import queries as eforms
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.queries import form_files
from motcua.services.dossiers.queries.filing_page import own_offers
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import (
    Channel,
    DoneBySomeone,
    DossierNotThere,
    DraftNotThere,
    Filing,
    NotOffered,
    PaperCount,
    Receipt,
)
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.files.types import FileRef
from motcua.services.vault import queries as store

from .receiving import submit
from .reusing import take_own

MAX_OPEN_DRAFTS = 30


def _own(key: str, by: Actor, *, discarded: bool = False) -> Draft:
    """The draft, locked, if it is this citizen's."""
    found = Draft.objects.select_for_update().filter(key=key, owner_user_id=by.user_id).first()
    if found is None or by.user_id is None or (found.discarded_at is not None) != discarded:
        raise DraftNotThere(
            say("Không tìm thấy hồ sơ nháp này."),
            why=say("Hồ sơ nháp chỉ mở được từ tài khoản đã lập."),
            next=say("Hãy đăng nhập đúng tài khoản rồi mở trang “Hồ sơ của tôi”."),
        )
    return found


def _room_for_one_more(by: Actor) -> None:
    if (
        Draft.objects.filter(owner_user_id=by.user_id, dossier=None, discarded_at=None).count()
        >= MAX_OPEN_DRAFTS
    ):
        raise NotOffered(
            say("Bạn đang có {max_open_drafts} hồ sơ nháp.", max_open_drafts=MAX_OPEN_DRAFTS),
            next=say("Hãy gửi hoặc xóa bớt hồ sơ nháp rồi bắt đầu hồ sơ mới."),
        )


@transaction.atomic
def start_draft(
    *, procedure_code: str, by: Actor, at: datetime, answers: dict[str, Any] | None = None
) -> Draft:
    """Bắt đầu khai: a draft under today's version of procedure and form; an open one of the same procedure is offered by the page."""
    if by.user_id is None:
        raise NotAllowed(
            say("Bạn cần đăng nhập để lưu hồ sơ."), next=say("Hãy đăng nhập hoặc đăng ký tài khoản.")
        )
    offer = offer_of(procedure_code, clock.local(at).date())
    if not offer.online:
        raise NotOffered(
            say("Thủ tục {code} chưa nhận hồ sơ trực tuyến.", code=offer.code),
            next=say("Bạn có thể nộp tại Trung tâm Phục vụ hành chính công hoặc qua bưu chính."),
        )
    _room_for_one_more(by)
    return Draft.objects.create(
        key=secrets.token_urlsafe(18),
        owner_user_id=by.user_id,
        procedure_code=offer.code,
        procedure_version_id=offer.version_id,
        form_version_id=offer.form_version_id,
        answers=answers or {},
        created_at=at,
        updated_at=at,
    )


@transaction.atomic
def save_draft(
    *,
    key: str,
    by: Actor,
    at: datetime,
    answers: dict[str, Any] | None = None,
    step: str | None = None,
    place_code: str | None = None,
    competent_agency: str | None = None,
    result_channel: str | None = None,
) -> Draft:
    """Lưu nháp: the answers of one step join the others."""
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    if answers is not None:
        draft.answers = {**draft.answers, **answers}
    for name, value in (
        ("step", step),
        ("place_code", place_code),
        ("competent_agency", competent_agency),
        ("result_channel", result_channel),
    ):
        if value is not None:
            setattr(draft, name, value)
    draft.updated_at = at
    draft.save()
    return draft


@transaction.atomic
def attach_paper(*, key: str, position: int, ref: FileRef, by: Actor, at: datetime) -> Draft:
    """Đính kèm một giấy tờ; a newer file takes the older one's place."""
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    draft.papers = {
        **draft.papers,
        str(position): {
            "sha256": ref.sha256,
            "name": ref.name,
            "size": ref.size,
            "media_type": ref.media_type,
        },
    }
    draft.updated_at = at
    draft.save(update_fields=["papers", "updated_at"])
    return draft


@transaction.atomic
def attach_from_store(*, key: str, position: int, held: str, by: Actor, at: datetime) -> Draft:
    """Dùng giấy trong kho của mình cho một giấy tờ; sending the draft asks again whether it still holds.

    Raises:
        HoldingNotThere: not one's own, or not the paper that is asked.
    """
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    offer = offer_of(draft.procedure_code, clock.local(at).date())
    wanted = next((one for one in offer.papers if one.position == position), None)
    found = own_offers(by, [wanted] if wanted else [], on=clock.local(at).date()).get(position)
    if found is None or found.key != held:
        raise store.not_there()
    file = {
        "sha256": found.sha256, "name": found.file_name, "size": found.size, "media_type": "application/pdf",
        "vault_key": found.key,
    }  # fmt: skip
    draft.papers = {**draft.papers, str(position): file}
    draft.updated_at = at
    draft.save(update_fields=["papers", "updated_at"])
    audit.record(
        by,
        "dossiers.attach_from_store",
        f"draft:{draft.procedure_code}",
        at=at,
        after={"paper": position, "key": held},
    )
    return draft


@transaction.atomic
def detach_paper(*, key: str, position: int, by: Actor, at: datetime) -> Draft:
    """Bỏ một giấy tờ đã đính kèm."""
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    draft.papers = {place: file for place, file in draft.papers.items() if place != str(position)}
    draft.updated_at = at
    draft.save(update_fields=["papers", "updated_at"])
    return draft


@transaction.atomic
def note_progress(*, key: str, by: Actor, progress: dict[str, Any]) -> None:
    """Ghi mức đã khai: what the list of drafts says; not a change of the citizen's words, so it moves no date."""
    Draft.objects.filter(key=key, owner_user_id=by.user_id, dossier=None).update(progress=progress)


@transaction.atomic
def discard_draft(*, key: str, by: Actor, at: datetime) -> None:
    """Xóa hồ sơ nháp: out of sight at once, gone for good after some days in which it may be taken back."""
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    draft.discarded_at = at
    draft.save(update_fields=["discarded_at"])
    audit.record(by, "dossiers.discard_draft", f"draft:{draft.procedure_code}", at=at)


@transaction.atomic
def restore_draft(*, key: str, by: Actor, at: datetime) -> Draft:
    """Lấy lại hồ sơ nháp vừa xóa."""
    draft = _own(key, by, discarded=True)
    _room_for_one_more(by)
    draft.discarded_at, draft.updated_at = None, at
    draft.save(update_fields=["discarded_at", "updated_at"])
    audit.record(by, "dossiers.restore_draft", f"draft:{draft.procedure_code}", at=at)
    return draft


@transaction.atomic
def start_again(*, code: str, by: Actor, at: datetime) -> Draft:
    """Nộp lại như lần trước: a new draft with the answers, the place and the files of an earlier dossier of one's own.

    Only what today's form and list of papers still ask is taken over; every answer stands to be looked at again.
    """
    earlier = Dossier.objects.filter(code=code, owner_user_id=by.user_id).first()
    if earlier is None or by.user_id is None:
        raise DossierNotThere(
            say("Không tìm thấy hồ sơ này trong các hồ sơ bạn đã nộp trên mạng."),
            next=say("Hãy mở trang “Hồ sơ của tôi” và chọn một hồ sơ."),
        )
    draft = start_draft(procedure_code=earlier.procedure_code, by=by, at=at)
    offer = offer_of(draft.procedure_code, clock.local(at).date())
    version = eforms.version(offer.form_version_id) if offer.form_version_id else None
    asked = {item.code for item in version.definition.fields()} if version else set()
    draft.answers = {name: value for name, value in earlier.answers.items() if name in asked}
    draft.place_code = getattr(getattr(earlier, "draft", None), "place_code", "")
    sent = {paper.name: paper for paper in earlier.papers.exclude(sha256="")}
    draft.papers = {
        str(wanted.position): {
            "sha256": sent[wanted.name].sha256,
            "name": sent[wanted.name].file_name,
            "size": sent[wanted.name].size,
            "media_type": sent[wanted.name].media_type,
        }
        for wanted in offer.papers_for(draft.answers, "online")
        if wanted.name in sent and not _made_by_us(sent[wanted.name].sha256)
    }
    draft.save(update_fields=["answers", "place_code", "papers"])
    for file in form_files.files_of(earlier):  # of the draft too, and so of the dossier it grows into
        facts = files.stat(file.sha256)
        ref = FileRef(facts.sha256, facts.size, facts.media_type, file.name)
        file_store.keep(ref=ref, owner="dossiers", reference=draft.key, by=by, at=at)
    return draft


def _made_by_us(sha256: str) -> bool:
    """The declaration printed from the answers is printed anew, never taken over."""
    return any(
        reference.startswith("made:") for owner, reference in files.uses(sha256) if owner == "dossiers"
    )


@transaction.atomic
def clear_drafts(*, at: datetime) -> int:
    """Dọn hồ sơ nháp: those untouched for the days the rule keeps them, and those thrown away some days ago."""
    on = clock.local(at).date()
    untouched = at - timedelta(days=int(parameter("dossiers.draft_keep_days", on=on)))
    undone = at - timedelta(days=int(parameter("dossiers.draft_undo_days", on=on)))
    old = Draft.objects.select_for_update().filter(dossier=None)
    by, gone = Actor.system("drafts"), 0
    for draft in old.filter(Q(updated_at__lt=untouched) | Q(discarded_at__lt=undone)).order_by("pk")[:500]:
        audit.record(by, "dossiers.clear_draft", f"draft:{draft.procedure_code}", at=at)
        draft.delete()
        gone += 1
    return gone


@transaction.atomic
def submit_draft(*, key: str, filing: Filing, by: Actor, at: datetime) -> Receipt:
    """Nộp: the draft becomes a dossier, once; a second click gets the code of the first.

    The page builds ``filing`` from the checked answers; the papers are those attached to the draft.
    """
    draft = _own(key, by)
    if draft.dossier is not None:
        raise _sent(draft)
    papers = tuple(
        PaperCount(
            position=int(place),
            sha256=file["sha256"],
            file_name=file["name"],
            vault_key=file.get("vault_key", ""),
        )
        for place, file in draft.papers.items()
    )
    filing = replace(filing, procedure_code=draft.procedure_code, papers=papers)
    receipt = submit(filing=filing, by=by, at=at, channel=Channel.ONLINE)
    draft.dossier = Dossier.objects.get(code=receipt.code)
    take_own(draft.dossier, by=by, at=at)
    draft.updated_at = at
    draft.save(update_fields=["dossier", "updated_at"])
    return receipt


def _sent(draft: Draft) -> DoneBySomeone:
    assert draft.dossier is not None
    at = clock.local(draft.dossier.submitted_at)
    return DoneBySomeone(
        say(
            "Hồ sơ này đã được nộp lúc {at} ngày {at2}, mã {code}.",
            at=f"{at:%H:%M}",
            at2=f"{at:%d/%m/%Y}",
            code=draft.dossier.code,
        ),
        next=say("Hãy theo dõi ở trang “Hồ sơ của tôi”."),
        code=draft.dossier.code,
    )
