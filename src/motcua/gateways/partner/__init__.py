"""Partners of joint procedures over http: JSON out, JSON back, one address a part."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx

from motcua.services.dossiers.ports import PartnerAnswer

MOST_BYTES = 30_000_000
WORDS = 4000


class HttpPartner:
    """One partner at one address. The key is part of the address, so that sending twice is putting the same thing there."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        self.timeout = timeout

    def carry(self, key: str, sha256: str, content: BinaryIO) -> None:
        """Put one file of the part at an address of its own; the same bytes there twice are there once.

        Raises:
            OSError: no answer, or not taken.
        """
        self._ask("PUT", key, content=content, below=f"/files/{sha256}")

    def send(self, key: str, part: dict[str, Any]) -> str:
        """The number under which the partner keeps the part.

        Raises:
            OSError: no answer, or not one of a partner.
        """
        return _words(self._ask("PUT", key, part), "receipt", 80)

    def answer(self, key: str) -> PartnerAnswer | None:
        """What the partner has decided.

        Raises:
            OSError: no answer, or one that cannot be read.
        """
        said = self._ask("GET", key)
        if said.get("state") == "working":
            return None
        if said.get("state") not in ("delivered", "declined"):
            raise OSError("partner: unknown state")
        try:
            on = date.fromisoformat(said["issued_on"]) if said.get("issued_on") else None
            file = base64.b64decode(said.get("file") or "", validate=True)
        except (ValueError, TypeError, binascii.Error) as error:
            raise OSError(f"partner: {error}") from error
        return PartnerAnswer(
            delivered=said["state"] == "delivered", number=_words(said, "number", 80), issued_on=on,
            reason=_words(said, "reason", WORDS), advice=_words(said, "advice", WORDS), file=file,
            file_name=_words(said, "file_name", 200), said_by=_words(said, "said_by", 200),
        )  # fmt: skip

    def recall(self, key: str, reason: str) -> None:
        """Tell the partner that the part is over.

        Raises:
            OSError: not heard.
        """
        self._ask("DELETE", key, {"reason": reason})

    def _ask(
        self, method: str, key: str, body: dict[str, Any] | None = None, *, content: BinaryIO | None = None,
        below: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        address = f"{self.url}/parts/{quote(key, safe='')}{below}"
        try:
            with httpx.stream(method, address, json=body, content=content, timeout=self.timeout) as answer:
                heard = b""
                for piece in answer.iter_bytes():
                    heard += piece
                    if len(heard) > MOST_BYTES:
                        raise OSError("partner: answer too large")
                if answer.status_code != 200:
                    raise OSError(f"partner answered {answer.status_code}")
            said = httpx.Response(200, content=heard).json()
        except (httpx.HTTPError, ValueError) as error:
            raise OSError(f"partner: {error}") from error
        if not isinstance(said, dict):
            raise OSError("partner: not an object")
        return said


def _words(said: dict[str, Any], name: str, most: int) -> str:
    return str(said.get(name) or "")[:most]
