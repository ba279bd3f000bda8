"""What notices need from outside: carriers, each of one channel. How a carrier's reports are signed is agreed here."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .types import Channel


@dataclass(frozen=True, slots=True)
class Message:
    """What a carrier takes: the same ``id`` is the same message, however often it is handed over."""

    id: str
    to: str
    subject: str
    text: str


class CarrierAway(OSError):
    """No answer, or one that says nothing of this message: hand it over again later, and no other before."""


class NotNow(Exception):
    """This message was not taken, another may be: its mailbox is full, its line is busy."""


class Never(Exception):
    """This message will not be taken at any time: there is no such mailbox or number."""


class Gone(Never):
    """The device behind the address is no more: nothing is sent there again."""


class Carrier(Protocol):
    """Takes messages of one channel to their readers."""

    def open(self) -> None:
        """Get ready for a batch.

        Raises:
            CarrierAway: nobody there.
        """
        ...

    def send(self, message: Message) -> str:
        """Hand one message over; the carrier's own reference, where it has one.

        Raises:
            CarrierAway: whether it was taken is not known.
            NotNow, Never: it was not taken.
        """
        ...

    def close(self) -> None:
        """The batch is over."""
        ...


def carrier(channel: Channel) -> Carrier | None:
    """The carrier wired in settings, or None: nothing is sent by this channel."""
    if channel is Channel.SMS and not settings.SMS_URL:
        return None
    if channel is Channel.PUSH and not pushing():
        return None
    made: Carrier = import_string(settings.CARRIERS[channel])()
    return made


def texting() -> bool:
    """Whether this house sends text messages."""
    return bool(settings.SMS_URL)


def pushing() -> bool:
    """Whether this house rings devices: it has a key to sign with."""
    return bool(settings.PUSH_KEY_FILE)


def push_key() -> bytes:
    """The private key (PEM) we are known by at push services; kept in a file, never in the database."""
    return Path(settings.PUSH_KEY_FILE).read_bytes()


def sms_secret() -> bytes:
    """What we and the provider sign with; kept in a file, never in the database."""
    path = settings.SMS_SECRET_FILE
    return Path(path).read_bytes().strip() if path else b""


def signature(secret: bytes, moment: int, body: bytes) -> str:
    """The mark under a message over the wire, both ways: HMAC-SHA256 of the second it was signed at and of the body."""
    return hmac.new(secret, b"%d." % moment + body, hashlib.sha256).hexdigest()
