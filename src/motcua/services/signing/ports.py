"""What signing needs from outside: a hand that signs, and a clock that others believe."""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Signer(Protocol):
    """A key in a file, a token or a far device; the key itself never comes out."""

    def unlock(self, secret: str | None = None) -> None:
        """Open the key for use; called once, before the first signature."""
        ...

    def hand(self) -> Any:
        """The pyHanko signer that does the raw operation."""
        ...


class TimeStamper(Protocol):
    """RFC 3161: a third party states that these bytes existed at this moment."""

    def token(self, request: bytes) -> bytes:
        """Send a DER TimeStampReq, give the DER TimeStampResp."""
        ...


def time_stamper() -> TimeStamper | None:
    """The service wired in settings, or None: signatures are then level B-B."""
    if not settings.TIME_STAMP_URL:
        return None
    return import_string(settings.TIME_STAMPER)(settings.TIME_STAMP_URL)
