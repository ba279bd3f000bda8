"""Hồ sơ nháp: the citizen writes in their own time; sending turns the draft into a dossier once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say
from motcua.services.dossiers.models import Draft
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import (
    Channel,
    DoneBySomeone,
    DraftNotThere,
    Filing,
    NotOffered,
    PaperCount,
    Receipt,
    ResultChannel,
)
from motcua.services.files.types import FileRef

from .receiving import submit

MAX_OPEN_DRAFTS = 30


def _own(key: str, by: Actor) -> Draft:
    """The draft, locked, if it is this citizen's."""
    found = Draft.objects.select_for_update().filter(key=key, owner_user_id=by.user_id).first()
    if found is None or by.user_id is None:
        raise DraftNotThere(
            say("Không tìm thấy hồ sơ nháp này."),
            why=say("Hồ sơ nháp chỉ mở được từ tài khoản đã lập."),
            next=say("Hãy đăng nhập đúng tài khoản rồi mở trang “Hồ sơ của tôi”."),
        )
    return found


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
    if Draft.objects.filter(owner_user_id=by.user_id, dossier=None).count() >= MAX_OPEN_DRAFTS:
        raise NotOffered(
            say("Bạn đang có {max_open_drafts} hồ sơ nháp.", max_open_drafts=MAX_OPEN_DRAFTS),
            next=say("Hãy gửi hoặc xóa bớt hồ sơ nháp rồi bắt đầu hồ sơ mới."),
        )
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
def discard_draft(*, key: str, by: Actor, at: datetime) -> None:
    """Xóa hồ sơ nháp."""
    draft = _own(key, by)
    if draft.dossier_id is not None:
        raise _sent(draft)
    audit.record(by, "dossiers.discard_draft", f"draft:{draft.procedure_code}", at=at)
    draft.delete()


@transaction.atomic
def submit_draft(*, key: str, filing: Filing, by: Actor, at: datetime) -> Receipt:
    """Nộp: the draft becomes a dossier, once; a second click gets the code of the first.

    The page builds ``filing`` from the checked answers; the papers are those attached to the draft.
    """
    draft = _own(key, by)
    if draft.dossier is not None:
        raise _sent(draft)
    papers = tuple(
        PaperCount(position=int(place), sha256=file["sha256"], file_name=file["name"])
        for place, file in draft.papers.items()
    )
    filing = replace(
        filing,
        procedure_code=draft.procedure_code,
        papers=papers,
        result_channel=ResultChannel(draft.result_channel),
    )
    receipt = submit(filing=filing, by=by, at=at, channel=Channel.ONLINE)
    from motcua.services.dossiers.models import Dossier

    draft.dossier = Dossier.objects.get(code=receipt.code)
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
