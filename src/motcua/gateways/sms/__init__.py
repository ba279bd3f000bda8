"""Text messages through a provider's HTTP gateway, in a neutral shape.

`POST {url}` with `{"id", "to", "text", "report_to"}`, signed in the header `X-Motcua-Signature: t=…,v1=…`. 200 or 202 with
`{"reference"}`: taken (the same id again is the same message); 422 with `{"reason"}`: never; 429: not now; else: away.
"""

from __future__ import annotations

import json
import time

import httpx
from django.conf import settings

from motcua.services.notifications.ports import CarrierAway, Message, Never, NotNow, signature, sms_secret

REPORTS = "/bao-phat/sms/"


class HttpSms:
    """One provider at one address. The worker waits five seconds; what was not answered is handed over again."""

    def __init__(self, *, timeout: float = 5.0) -> None:
        self.timeout = timeout
        self.wire: httpx.Client | None = None

    def open(self) -> None:
        """Keep one connection for the batch."""
        self.wire = httpx.Client(timeout=self.timeout)

    def send(self, message: Message) -> str:
        """Hand one message over; the provider's reference.

        Raises:
            CarrierAway: no answer, or none of a gateway's.
            NotNow, Never: the gateway refused it.
        """
        assert self.wire is not None, "open() first"
        body = json.dumps(
            {
                "id": message.id,
                "to": message.to,
                "text": message.text,
                "report_to": settings.PUBLIC_URL + REPORTS,
            },
            ensure_ascii=False,
        ).encode()
        moment = int(time.time())
        mark = f"t={moment},v1={signature(sms_secret(), moment, body)}"
        headers = {"Content-Type": "application/json", "X-Motcua-Signature": mark}
        try:
            answer = self.wire.post(settings.SMS_URL, content=body, headers=headers)
        except httpx.TimeoutException as error:
            # One number may be slow while others are not: it is handed over again under the same id, the others go on.
            raise NotNow(f"sms gateway: no answer in {self.timeout:g} s") from error
        except httpx.HTTPError as error:
            raise CarrierAway(f"sms gateway: {error}") from error
        said = _read(answer)
        if answer.status_code in (200, 202) and isinstance(said.get("reference"), str):
            return said["reference"]
        if answer.status_code == 429:
            raise NotNow(f"sms gateway: {_why(said) or 'too many'}")
        if answer.status_code == 422:
            raise Never(_why(said) or "sms gateway: 422")
        raise CarrierAway(f"sms gateway answered {answer.status_code}")

    def close(self) -> None:
        """Hang up."""
        if self.wire is not None:
            self.wire.close()


def _read(answer: httpx.Response) -> dict:
    if len(answer.content) > 10_000:
        return {}
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _why(said: dict) -> str:
    return str(said.get("reason", ""))[:300]
