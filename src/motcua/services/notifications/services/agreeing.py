"""Commands of one's own wishes: which kinds by which way, and the agreement to be texted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.kernel.words import say

from .. import rules
from ..models import Consent, Letter, Preference
from ..types import CONSENT_WORDING, Channel, NothingAgreed, Wish, kinds_for
from .codes import check_code, send_code

PURPOSE = "notifications.agree"


@transaction.atomic
def choose(*, wishes: Mapping[str, tuple[bool, ...]], by: Actor) -> None:
    """Chọn cách nhận tin: kind to ways; a kind not meant for this person is left out."""
    known = {kind.name for kind in kinds_for("officer" if by.kind == "officer" else "citizen")}
    for kind, ways in wishes.items():
        if kind in known:
            wish = Wish(*ways)
            Preference.objects.update_or_create(
                user_id=by.user_id or 0,
                kind=kind,
                defaults={"in_app": wish.in_app, "mail": wish.mail, "sms": wish.sms},
            )


def send_code_to_phone(*, phone: str, by: Actor, at: datetime) -> str:
    """Xin mã để nhận tin nhắn: the first half of agreeing; returns the number as it is kept.

    Raises:
        NoTexting, BadNumber, TooManyCodes: see `send_code`.
    """
    return send_code(purpose=_purpose(by), phone=phone, asked_by=f"user:{by.user_id}", by=by, at=at)


def agree(*, phone: str, code: str, by: Actor, at: datetime) -> None:
    """Đồng ý nhận tin nhắn: at the number whose code was typed, to the wording of today; an earlier agreement ends.

    Raises:
        WrongCode: see `check_code`.
    """
    check_code(purpose=_purpose(by), phone=phone, code=code, by=by, at=at)
    _agree(phone, by, at)


@transaction.atomic
def _agree(phone: str, by: Actor, at: datetime) -> None:
    Consent.objects.filter(user_id=by.user_id or 0, channel=Channel.SMS, withdrawn_at=None).update(
        withdrawn_at=at
    )
    Consent.objects.create(
        user_id=by.user_id or 0, channel=Channel.SMS, address=phone, wording=CONSENT_WORDING, given_at=at
    )
    after = {"channel": Channel.SMS, "to": rules.masked(phone), "wording": CONSENT_WORDING}
    audit.record(by, "notifications.agree", f"user:{by.id}", at=at, after=after)


@transaction.atomic
def disagree(*, by: Actor, at: datetime) -> None:
    """Thôi nhận tin nhắn: from now on, and of what still waits.

    Raises:
        NothingAgreed: there was no agreement.
    """
    live = Consent.objects.filter(user_id=by.user_id or 0, channel=Channel.SMS, withdrawn_at=None)
    if not live.update(withdrawn_at=at):
        raise NothingAgreed(
            say("Bạn đang không nhận tin nhắn SMS."), next=say("Hãy tải lại trang để xem cách nhận hiện tại.")
        )
    waiting = Letter.objects.filter(
        notice__recipient_id=by.user_id or 0, channel=Channel.SMS, state=Letter.State.WAITING
    )
    waiting.update(state=Letter.State.EXPIRED, last_error="người nhận đã thôi nhận tin nhắn")
    audit.record(by, "notifications.disagree", f"user:{by.id}", at=at, after={"channel": Channel.SMS})


def _purpose(by: Actor) -> str:
    return f"{PURPOSE}:{by.user_id}"
