"""A push service of browsers. `POST /push/NAME` takes an encrypted message; `GET /push/NAME` gives what came, in hex, with its
topic. A name that begins with `gone` answers 410, `busy` 429, `away` 503, `large` 413.
"""

from __future__ import annotations

import json
import threading
from typing import Any

Answer = tuple[int, str, bytes]
BAD = {"gone": 410, "busy": 429, "away": 503, "large": 413}


class Service:
    """What it holds for each browser."""

    def __init__(self) -> None:
        self.held: dict[str, list[str]] = {}
        self.lock = threading.Lock()

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """One request below `/push`."""
        name = path.strip("/")
        if status := next((code for word, code in BAD.items() if name.startswith(word)), 0):
            return status, "text/plain", b""
        with self.lock:
            if method == "POST":
                self.held.setdefault(name, []).append(body.hex())
                return 201, "text/plain", b""
            return 200, "application/json", json.dumps(self.held.get(name, [])).encode()


def below() -> dict[str, Any]:
    """What this service answers, by path prefix."""
    return {"/push": Service().answer}
