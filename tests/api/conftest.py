"""A small province with three programs; every test's own changes are rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from motcua.kernel import clock
from tests.api.declared import require_declared
from tests.support import programs as support
from tests.support.province import MORNING, Province, standing


@pytest.fixture(scope="package")
def laid(django_db_setup: None, django_db_blocker) -> Iterator[support.Programs]:
    with django_db_blocker.unblock(), standing(), clock.fixed(MORNING):
        support.lay_paper_process(MORNING)
        yield support.make_programs(MORNING)


@dataclass
class Wire:
    """Calls over the whole stack of middleware, as a program makes them."""

    programs: support.Programs
    province: Province
    at: datetime = MORNING
    serial: int = 0

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=True)

    def send(
        self, method: str, path: str, key: str = "", body: Any = None, headers: dict[str, str] | None = None
    ):
        """One call; the answer's status, its JSON (or bytes), its headers."""
        sent = dict(headers or {})
        if key:
            sent["Authorization"] = f"Bearer {key}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = sent.pop("Content-Type", "application/json")
        with clock.fixed(self.at):
            response = self.client.generic(method, path, data, content_type=kind, headers=sent)
        require_declared(method, path, response.status_code, response.headers)
        said: Any = b"".join(response.streaming_content) if response.streaming else response.content
        if said and "json" in response.headers.get("Content-Type", ""):
            said = json.loads(response.content)
        return response.status_code, said, response.headers

    def get(self, path: str, key: str = "", **headers: str):
        """Read."""
        return self.send("GET", path, key, None, headers)

    def post(self, path: str, key: str, body: Any = None, **headers: str):
        """Write."""
        return self.send(
            "POST",
            path,
            key,
            {} if body is None else body,
            {k.replace("_", "-"): v for k, v in headers.items()},
        )

    def filing(self, **changes: Any) -> dict[str, Any]:
        """A filing the desk would take."""
        self.serial += 1
        return support.filing(self.at, self.serial) | changes

    def filed(self) -> tuple[str, str]:
        """A dossier just filed: its code and ETag."""
        status, said, headers = self.post("/api/v1/dossiers", self.programs.desk, self.filing())
        assert status == 201, said
        return said["code"], headers["ETag"]

    def accepted(self) -> str:
        """A dossier taken in."""
        code, _ = self.filed()
        status, said, _ = self.post(f"/api/v1/dossiers/{code}/accept", self.programs.desk)
        assert status == 200, said
        return code


@pytest.fixture
def wire(laid: support.Programs, db: None) -> Wire:
    caches["default"].clear()
    return Wire(laid, Province())
