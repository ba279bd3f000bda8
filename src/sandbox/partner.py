"""An agency that takes part in joint procedures and works in a system of its own: the social insurance of a trial province.

`PUT /insurance/parts/KEY/files/SHA256` takes a file, if its bytes are what its name says; `PUT /insurance/parts/KEY` takes a
part over and gives its receipt, the same one when it is sent again, and only when every file it names is there; `GET` tells how far it
is; `DELETE` ends it. Its clerk is played through `POST /insurance/play/KEY` with the answer, or with `{"behave": "down"}`
(answers 503), `"garbled"` (answers what is no JSON) or `"deaf"` (takes the part and breaks off before its receipt).
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Answer = tuple[int, str, bytes]
JSON = "application/json"


class Insurance:
    """What it has taken over, and what its clerk has decided; kept in a file, so that a restart forgets nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "insurance.json"
        self.papers = folder / "insurance-papers"
        self.lock = threading.Lock()
        self.parts: dict[str, dict[str, Any]] = (
            json.loads(self.file.read_text()) if self.file.exists() else {}
        )
        self.behaves: dict[str, str] = {}

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """One request below `/insurance`."""
        kind, _, key = path.strip("/").partition("/")
        key = unquote(key)
        with self.lock:
            if kind == "play" and method == "POST":
                return self._play(key, json.loads(body))
            if kind != "parts" or not key:
                return 404, "text/plain", b"not found"
            key, _, sha256 = key.partition("/files/")
            return self._paper(method, key, sha256, body) if sha256 else self._part(method, key, body)

    def _paper(self, method: str, key: str, sha256: str, body: bytes) -> Answer:
        if method != "PUT" or hashlib.sha256(body).hexdigest() != sha256:
            return 400, "text/plain", b"not these bytes"
        self.papers.mkdir(exist_ok=True)
        (self.papers / sha256).write_bytes(body)
        return _json({})

    def _part(self, method: str, key: str, body: bytes) -> Answer:
        behave = self.behaves.get(key) or self.behaves.get("*", "")
        if behave == "down":
            return 503, "text/plain", b"closed"
        if behave == "garbled":
            return 200, JSON, b"<html>"
        if method == "PUT":
            known = self.parts.get(key)
            case = json.loads(body)
            named = [one["sha256"] for one in [*case["papers"], case["stands_on"] or {}] if one.get("sha256")]
            if not all((self.papers / one).exists() for one in named):
                return 409, "text/plain", b"a file is missing"
            if known is None:
                receipt = f"BHXH-{len(self.parts) + 1:05d}"
                known = self.parts[key] = {"receipt": receipt, "case": case, "state": "working"}
                self._keep()
            return (503, "text/plain", b"") if behave == "deaf" else _json({"receipt": known["receipt"]})
        if key not in self.parts:
            return 404, "text/plain", b"not found"
        if method == "DELETE":
            self.parts[key]["state"] = "recalled"
            self._keep()
        return _json({name: value for name, value in self.parts[key].items() if name != "case"})

    def _play(self, key: str, said: dict[str, Any]) -> Answer:
        if "behave" in said:
            self.behaves[key] = str(said["behave"])
        elif key in self.parts:
            self.parts[key].update(said)
            self._keep()
        else:
            return 404, "text/plain", b"not found"
        return _json({})

    def _keep(self) -> None:
        self.file.write_text(json.dumps(self.parts, ensure_ascii=False))


def _json(body: dict[str, Any]) -> Answer:
    return 200, JSON, json.dumps(body, ensure_ascii=False).encode()


def below(folder: Path) -> dict[str, Any]:
    """What this agency answers: path prefix -> (method, rest of the path, body) in, (status, type, body) out."""
    return {"/insurance": Insurance(folder).answer}
