"""The post office: letters are handed to the carrier of their channel by a job."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.words import unpacked

from .. import ports, queries, rules
from ..models import Code, Device, Letter, Notice
from ..types import CODE, KINDS, Channel
from .devices import end_letters

log = logging.getLogger("motcua.notifications")

BATCH = 200


class PostOfficeClosed(Exception):
    """A carrier does not answer; the letters stay, and the job's light says so."""


def post_letters(*, at: datetime) -> int:
    """Gửi tin: every letter whose time has come; how many the carriers took.

    A letter is claimed (its next try moved on) before it is handed over, so two workers never post the same one.
    A process killed between the carrier's yes and our note posts it again under the same name, by which mailboxes and
    gateways know it. A carrier that is away stops its own channel's round and no other's: nothing is lost and nothing
    is tried in vain.

    Raises:
        PostOfficeClosed: no connection; what waits is tried in the next round.
    """
    sent, away = 0, []
    for channel in Channel:
        try:
            sent += _round(channel, at)
        except ports.CarrierAway as error:
            away.append(f"{channel}: {error}")
    if away:
        raise PostOfficeClosed("; ".join(away))
    return sent


def _round(channel: Channel, at: datetime) -> int:
    waiting = Letter.objects.filter(
        channel=channel, state=Letter.State.WAITING, try_at__lte=at, expires_at__gt=at
    )
    if (
        rules.next_open(channel, clock.local(at)) > at
    ):  # what piled up while a gateway was away rings at nobody's night
        waiting = waiting.filter(urgent=True)
    batch = list(waiting.select_related("notice").order_by("try_at", "id")[:BATCH])
    carrier = ports.carrier(channel) if batch else None
    if carrier is None:
        return 0
    carrier.open()
    sent = 0
    try:
        for letter in batch:
            if _claim(letter, at):
                sent += _post(letter, carrier, at)
    finally:
        carrier.close()
    return sent


def _claim(letter: Letter, at: datetime) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts)
    return bool(mine.update(attempts=letter.attempts + 1, try_at=at + rules.wait_after(letter.attempts)))


def _post(letter: Letter, carrier: ports.Carrier, at: datetime) -> int:
    # The carrier's report may overtake its own answer: only what still waits is written down as sent.
    row = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    try:
        reference = carrier.send(_message(letter))
    except ports.NotNow as error:
        row.update(last_error=str(error)[:500])
        return 0
    except ports.Gone as error:
        device = int(letter.address.removeprefix("device:"))
        row.update(state=Letter.State.FAILED, last_error=str(error)[:500])
        Device.objects.filter(pk=device, ended_at=None).update(ended_at=at)
        end_letters(device, "máy này không nhận tin nữa")
        return 0
    except ports.Never as error:
        row.update(state=Letter.State.FAILED, last_error=str(error)[:500])
        return 0
    except ports.CarrierAway as error:
        row.update(last_error=str(error)[:500], attempts=letter.attempts, try_at=letter.try_at)
        raise
    row.update(state=Letter.State.SENT, sent_at=at, last_error="", carrier_ref=reference[:120])
    return 1


def _message(letter: Letter) -> ports.Message:
    notice = letter.notice
    if letter.channel == Channel.SMS:
        said = rules.short(_words(notice), queries.message_link(notice.link))
        return ports.Message(letter.ref, letter.address, "", said)
    if letter.channel == Channel.PUSH:
        return _ring(letter)
    return ports.Message(letter.ref, letter.address, notice.words, _body(notice))


def _ring(letter: Letter) -> ports.Message:
    """What a locked screen may show to whoever looks at it: as little as a text message; the rest is behind the link."""
    notice, kind = letter.notice, KINDS.get(letter.notice.kind)
    device = Device.objects.filter(pk=letter.address.removeprefix("device:"), ended_at=None).first()
    words = (
        notice.words
        if kind is not None and kind.sms
        else f"Có tin mới: {kind.label if kind else 'tin của bạn'}"
    )
    told = {"title": "Một Cửa", "body": words, "link": f"/tin-bao/{notice.pk}/"}
    to = (
        {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
        if device
        else {}
    )
    return ports.Message(letter.ref, json.dumps(to), "", json.dumps(told, ensure_ascii=False))


def _words(notice: Notice) -> str:
    """The words; the figures of a code are put in here and nowhere before."""
    if notice.kind != CODE:
        return notice.words
    code = Code.objects.get(pk=int(notice.subject.removeprefix("code:")))
    return notice.words.replace(queries.CODE_PLACE, queries.figures(code))


def _body(notice: Notice) -> str:
    said = [unpacked(one) for one in notice.said or ()]
    return queries.letter_body(notice.words, notice.detail, link=notice.link, said=said)


def expire(*, at: datetime) -> int:
    """Hết hạn gửi: what could not be sent in its time stands as such for the operator; how many."""
    late = Letter.objects.filter(state=Letter.State.WAITING, expires_at__lte=at)
    return late.update(state=Letter.State.EXPIRED)


KEEP = timedelta(days=365)


def clear_old(*, at: datetime) -> int:
    """Dọn tin cũ: read notices older than a year, a few thousand at a time, and their letters; codes after a month."""
    old = Notice.objects.filter(created_at__lt=at - KEEP).exclude(read_at=None, in_app=True)
    gone = 0
    while batch := list(old.exclude(letters__state=Letter.State.WAITING).values_list("pk", flat=True)[:2000]):
        gone += len(batch)
        Notice.objects.filter(pk__in=batch).delete()
    Code.objects.filter(created_at__lt=at - timedelta(days=31)).delete()
    return gone
