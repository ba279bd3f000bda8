"""What became of a letter: the carrier's reports, and sending again by the operator."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor

from .. import queries, rules
from ..models import Letter
from ..types import OPERATE, Channel, Delivery, NoLetter, NotToResend

MAY = (Delivery.FAILED, Delivery.EXPIRED)


@transaction.atomic
def report(*, ref: str, state: Delivery, reason: str, at: datetime) -> bool:
    """Báo phát: a carrier tells what became of a sending; whether it told something new. A report of a sending that is
    not there, or was sent again since, tells nothing."""
    row = Letter.objects.select_for_update().filter(ref=ref).first()
    if row is None or not rules.changes(Delivery(row.state), state):
        return False
    row.state = state
    if state is Delivery.DELIVERED:
        row.delivered_at, row.sent_at, row.last_error = at, row.sent_at or at, ""
    else:
        row.last_error = reason[:500] or "nhà mạng không ghi lý do"
    row.save(update_fields=["state", "delivered_at", "sent_at", "last_error"])
    return True


@transaction.atomic
def resend(*, letter_id: int, by: Actor, at: datetime) -> None:
    """Gửi lại: one that failed or expired, under a new name.

    Raises:
        NotAllowed: the post does not watch over what is sent.
        NoLetter: none of that number.
        NotToResend: it is on its way or has arrived, or it is a one-time code, which only its owner asks for.
    """
    access.require(by, OPERATE)
    row = Letter.objects.select_for_update().select_related("notice").filter(pk=letter_id).first()
    if row is None:
        raise NoLetter("Không có tin gửi đi này.", next="Hãy tải lại danh sách.")
    if row.state not in MAY or row.urgent:
        raise NotToResend(
            "Tin này không gửi lại được.",
            why="Mã một lần chỉ chính chủ xin lại; tin đang chờ, đã gửi hoặc đã đến máy thì không gửi lần nữa.",
            next="Hãy tải lại danh sách để xem tình trạng hiện tại.",
        )
    before = {"state": row.state, "reason": row.last_error}
    _again(row, at)
    audit.record(
        by,
        "notifications.resend",
        f"letter:{row.pk}",
        at=at,
        before=before,
        after={"to": rules.masked(row.address)},
    )


@transaction.atomic
def resend_many(*, letter_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Gửi lại nhiều tin: of those chosen, every one that may still be; how many."""
    access.require(by, OPERATE)
    wanted = sorted(set(letter_ids))[: queries.MOST_RESENT]
    rows = Letter.objects.select_for_update().filter(pk__in=wanted, state__in=MAY, urgent=False)
    again = list(rows.order_by("pk"))
    for row in again:
        _again(row, at)
    if again:
        audit.record(
            by,
            "notifications.resend_many",
            "letter:many",
            at=at,
            after={"letters": [row.pk for row in again]},
        )
    return len(again)


def _again(row: Letter, at: datetime) -> None:
    now = clock.local(at)
    row.state, row.ref = Letter.State.WAITING, secrets.token_urlsafe(18)
    row.attempts, row.resent, row.carrier_ref, row.last_error = 0, row.resent + 1, "", ""
    row.try_at = rules.next_open(Channel(row.channel), now)
    row.expires_at = rules.expires_at(row.channel, now)
    row.save()
