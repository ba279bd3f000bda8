"""Máy nhận tin: a browser that its owner let ring for them, and its taking back."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from motcua.kernel import audit, text
from motcua.kernel.access import Actor
from motcua.kernel.words import say

from .. import ports
from ..models import Device, Letter
from ..types import CONSENT_WORDING, BadDevice, Channel, NoDevice, NoPushing

MOST_DEVICES = 10
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@transaction.atomic
def add_device(*, endpoint: str, p256dh: str, auth: str, label: str, by: Actor, at: datetime) -> int:
    """Nhận tin trên máy này: the browser's own address at its push service and the keys only it can read with. Sent again
    by the same browser it is the same device, now of who is signed in there.

    Raises:
        NoPushing: this house rings no devices.
        BadDevice: not an address of a push service we speak to, or keys that cannot be.
    """
    if not ports.pushing():
        raise NoPushing(
            say("Nơi này chưa báo tin lên máy được."),
            next=say("Hãy nhận tin trên trang hoặc qua thư điện tử."),
        )
    _require_service(endpoint)
    if len(_bytes(p256dh)) != 65 or len(_bytes(auth)) != 16:
        raise _bad()
    own = Device.objects.filter(user_id=by.user_id or 0, ended_at=None).exclude(endpoint=endpoint)
    if own.count() >= MOST_DEVICES:
        raise BadDevice(
            say("Bạn đang nhận tin trên {most} máy.", most=MOST_DEVICES),
            next=say("Hãy bỏ bớt một máy rồi thêm lại."),
        )
    row, _ = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "user_id": by.user_id or 0, "p256dh": p256dh, "auth": auth, "label": text.clean(label)[:80],
            "wording": CONSENT_WORDING, "agreed_at": at, "ended_at": None,
        },
    )  # fmt: skip
    audit.record(by, "notifications.add_device", f"user:{by.id}", at=at, after={"device": row.pk})
    return row.pk


@transaction.atomic
def drop_device(*, device_id: int, by: Actor, at: datetime) -> None:
    """Thôi nhận trên một máy: from now on, and of what still waits.

    Raises:
        NoDevice: not there, or not one's own.
    """
    live = Device.objects.filter(pk=device_id, user_id=by.user_id or 0, ended_at=None)
    if not live.update(ended_at=at):
        raise NoDevice(say("Không có máy này trong danh sách của bạn."), next=say("Hãy tải lại trang."))
    end_letters(device_id, "người nhận đã bỏ máy này")
    audit.record(by, "notifications.drop_device", f"user:{by.id}", at=at, after={"device": device_id})


def end_letters(device_id: int, why: str) -> None:
    """What still waits for a device that is no more."""
    waiting = Letter.objects.filter(
        channel=Channel.PUSH, address=f"device:{device_id}", state=Letter.State.WAITING
    )
    waiting.update(state=Letter.State.EXPIRED, last_error=why)


def _require_service(endpoint: str) -> None:
    """The server calls this address by itself later: only push services named in the settings are called."""
    try:
        parts = urlsplit(endpoint)
        host, place = parts.hostname or "", parts.netloc.lower()
    except ValueError:
        raise _bad() from None
    known = any(
        place == one or (one.startswith("*.") and host.endswith(one[1:])) for one in settings.PUSH_HOSTS
    )
    if (
        not known
        or (parts.scheme != "https" and host not in LOOPBACK)
        or len(endpoint) > 1000
        or "@" in place
    ):
        raise _bad()


def _bytes(said: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))
    except (ValueError, binascii.Error):
        return b""


def _bad() -> BadDevice:
    return BadDevice(
        say("Máy này chưa nhận tin được."), why=say("Trình duyệt đưa một địa chỉ mà chúng tôi không gửi tới."),
        next=say("Hãy dùng Chrome, Edge, Firefox hoặc Safari bản mới, hoặc nhận tin qua thư."),
    )  # fmt: skip
