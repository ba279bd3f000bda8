"""What dossiers need from outside: agencies of a joint procedure that work in a system of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """What a partner says of its part: a result, or that there is none and what to do."""

    delivered: bool
    number: str = ""
    issued_on: date | None = None
    reason: str = ""
    advice: str = ""
    file: bytes = b""
    file_name: str = ""
    said_by: str = ""


class Partner(Protocol):
    """One agency by wire. The key names the part; what is said twice under one key counts once, on both sides.

    Every call raises OSError where the partner cannot be reached or does not speak as agreed.
    """

    def carry(self, key: str, sha256: str, content: BinaryIO) -> None:
        """Hand over one file the part names, before the part itself."""
        ...

    def send(self, key: str, part: dict[str, Any]) -> str:
        """Hand the part over; the number under which the partner keeps it."""
        ...

    def answer(self, key: str) -> PartnerAnswer | None:
        """What the partner has decided, None while it works."""
        ...

    def recall(self, key: str, reason: str) -> None:
        """Tell that the part is over here."""
        ...


def partner(lane: str) -> Partner | None:
    """The agency behind an outside lane, or None: its answers then come on paper and are written down by hand."""
    url = settings.PARTNERS.get(lane, {}).get("url", "")
    return import_string(settings.PARTNER)(url) if url else None


def contact(lane: str) -> str:
    """Whom to call at an outside partner, in words; empty where nobody has written it down."""
    return str(settings.PARTNERS.get(lane, {}).get("contact", ""))
