"""A provider of text messages for a nation that exists only on this machine.

`POST /sms` takes `{"id", "to", "text", "report_to"}`, signed; the same id again is the same message. `GET /sms/messages` shows
what telephones would. It reports back, signed, what became of a message. The last figures of a number say how badly it
behaves: 422 no such number; 500 the gateway breaks once; 408 it takes the message and answers too late; 444 the telephone
cannot be reached; 222 it reports twice; 403 somebody else reports, with another secret; 404 nobody ever reports.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SLOW_S = 6.0
REPORT_AFTER_S = 0.2
Answer = tuple[int, str, bytes]


class Provider:
    """Keeps messages by the sender's id and tells what became of them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "sms-secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        self.secret = path.read_bytes().strip()
        self.messages: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        self.lock = threading.Lock()

    def take(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One message in; who does not sign is sent away."""
        if not self._is_signed(body, headers.get("X-Motcua-Signature") or ""):
            return _say(401, reason="signature")
        try:
            said = json.loads(body)
            name, to, text = str(said["id"]), str(said["to"]), str(said["text"])
        except (ValueError, TypeError, KeyError):
            return _say(400, reason="id, to, text")
        if to.endswith("422"):
            return _say(422, reason="thuê bao không có thực")
        with self.lock:
            if to.endswith("500") and name not in self.broken:
                self.broken.add(name)
                return _say(500, reason="broken")
            known = self.messages.get(name)
            if known is not None:
                known["handed_over"] += 1
                return _say(200, reference=known["reference"])
            kept = self.messages[name] = {
                "id": name, "to": to, "text": text, "reference": secrets.token_hex(8), "handed_over": 1,
                "at": time.strftime("%Y-%m-%dT%H:%M:%S"),
            }  # fmt: skip
        threading.Thread(
            target=self._report, args=(name, to, str(said.get("report_to", ""))), daemon=True
        ).start()
        if to.endswith("408"):
            time.sleep(SLOW_S)
        return _say(202, reference=kept["reference"])

    def show(self) -> Answer:
        """What telephones received, newest last."""
        with self.lock:
            rows = list(self.messages.values())
        return 200, "application/json; charset=utf-8", json.dumps(rows, ensure_ascii=False, indent=1).encode()

    def _report(self, name: str, to: str, address: str) -> None:
        if to.endswith("404") or not address.startswith(("http://", "https://")):
            return
        time.sleep(REPORT_AFTER_S)
        secret = b"somebody else's" if to.endswith("403") else self.secret
        said: dict[str, str] = {"id": name, "state": "delivered"}
        if to.endswith("444"):
            said = {"id": name, "state": "failed", "reason": "máy không liên lạc được"}
        for _ in range(2 if to.endswith("222") else 1):
            self._tell(address, json.dumps(said, ensure_ascii=False).encode(), secret)

    def _tell(self, address: str, body: bytes, secret: bytes) -> None:
        for wait in (0.0, 1.0, 5.0):
            time.sleep(wait)
            moment = int(time.time())
            headers = {"X-Motcua-Signature": f"t={moment},v1={_mark(secret, moment, body)}"}
            try:
                with urllib.request.urlopen(
                    urllib.request.Request(address, data=body, headers=headers), timeout=5
                ):
                    return
            except urllib.error.HTTPError:
                return  # it was heard and refused: saying it again changes nothing
            except OSError:
                continue

    def _is_signed(self, body: bytes, mark: str) -> bool:
        moment, _, value = mark.partition(",")
        if not (moment.startswith("t=") and moment[2:].isdigit() and value.startswith("v1=")):
            return False
        seconds = int(moment[2:])
        return abs(time.time() - seconds) < 300 and hmac.compare_digest(
            _mark(self.secret, seconds, body), value[3:]
        )


def routes(folder: Path) -> dict[tuple[str, str], Any]:
    """What this provider answers."""
    provider = Provider(folder)
    return {
        ("POST", "/sms"): provider.take,
        ("GET", "/sms/messages"): lambda body, headers: provider.show(),
    }


def _mark(secret: bytes, moment: int, body: bytes) -> str:
    return hmac.new(secret, b"%d." % moment + body, hashlib.sha256).hexdigest()


def _say(status: int, **said: str) -> Answer:
    return status, "application/json", json.dumps(said, ensure_ascii=False).encode()
