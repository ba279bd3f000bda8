"""Time-stamp services over http (RFC 3161 §3.4): DER request out, DER answer back."""

from __future__ import annotations

import httpx


class HttpTimeStamper:
    """One service at one address. A slow service must not hold a desk: five seconds, then no."""

    def __init__(self, url: str, *, timeout: float = 5.0) -> None:
        self.url = url
        self.timeout = timeout

    def token(self, request: bytes) -> bytes:
        """The answer as sent.

        Raises:
            OSError: no answer, or not the answer of a time-stamp service.
        """
        try:
            answer = httpx.post(
                self.url,
                content=request,
                headers={
                    "Content-Type": "application/timestamp-query",
                    "Accept": "application/timestamp-reply",
                },
                timeout=self.timeout,
            )
        except httpx.HTTPError as error:
            raise OSError(f"time-stamp service: {error}") from error
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        if answer.status_code != 200 or kind != "application/timestamp-reply":
            raise OSError(f"time-stamp service answered {answer.status_code} {kind}")
        return answer.content
