"""Rings browsers through their push services: encrypted to the browser (RFC 8291), signed by us (VAPID, RFC 8292)."""

from __future__ import annotations

import json

import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from motcua.services.notifications.ports import Gone, Message, Never, NotNow, push_key

KEEP_S = 24 * 3600
"""How long a push service holds a message for a device that is off."""
TIMEOUT_S = 5


class WebPush:
    """Every device has a service of its own choice: one that is away is no reason to stop the others."""

    def __init__(self) -> None:
        self.wire: requests.Session | None = None
        self.key: Vapid | None = None

    def open(self) -> None:
        """Read the key, keep connections for the batch."""
        self.key = Vapid(private_key=load_pem_private_key(push_key(), None))
        self.wire = requests.Session()
        self.wire.max_redirects = 0

    def send(self, message: Message) -> str:
        """Hand one message over; under its own name as topic, so that a second hand-over takes the first one's place.

        Raises:
            NotNow, Never, Gone: the service refused it, or did not answer.
        """
        to = json.loads(message.to)
        if not to:
            raise Never("máy này không nhận tin nữa")
        try:
            answer = webpush(
                to, message.text, vapid_private_key=self.key, ttl=KEEP_S, timeout=TIMEOUT_S, requests_session=self.wire,
                vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"},
                headers={"Topic": message.id[:32], "Urgency": "normal"},
            )  # fmt: skip
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else 0
            raise _refusal(status, str(error)[:200]) from error
        except (requests.RequestException, OSError, ValueError) as error:
            raise NotNow(f"push service: {type(error).__name__}") from error
        return str(answer.headers.get("Location", ""))[:120]

    def close(self) -> None:
        """Hang up."""
        if self.wire is not None:
            self.wire.close()


def _refusal(status: int, words: str) -> Exception:
    if status in (404, 410):
        return Gone("máy này không nhận tin nữa")
    if status in (400, 401, 403, 413):
        return Never(f"push service: {status}")
    return NotNow(f"push service: {status or words}")
