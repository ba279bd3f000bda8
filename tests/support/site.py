"""A whole small province served as an office would: data by the demo, web and worker as processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOSSIERS = 90


@dataclass
class Site:
    """Where it answers, who can log in, and how."""

    url: str
    var: Path
    environment: dict[str, str]
    processes: tuple[subprocess.Popen[bytes], ...] = ()
    kept: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def running(cls, folder: Path, *, database_url: str = "", dossiers: int = DOSSIERS) -> Iterator[Site]:
        """Make the province and serve it until the block ends; both processes are stopped by their ids."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
            "MOTCUA_VAR": str(folder),
            "MOTCUA_DATABASE_URL": database_url,
            "MOTCUA_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "MOTCUA_SQLITE_SYNCHRONOUS": "OFF",
            "MOTCUA_UI_PAGE": "1",
        }
        me = [sys.executable, "-m", "motcua"]
        made = subprocess.run(
            [*me, "demo", "--no-serve", "--dossiers", str(dossiers)],
            env=environment, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(made.stdout[-2000:] + made.stderr[-4000:])
        log = (folder / "web.log").open("wb")
        running = [
            subprocess.Popen([*me, "web", "--port", str(port)], env=environment, stdout=log, stderr=log),
            subprocess.Popen([*me, "worker"], env=environment, stdout=log, stderr=log),
        ]
        try:
            found = cls(f"http://127.0.0.1:{port}", folder, environment, tuple(running))
            found._wait()
            yield found
        finally:
            for process in running:
                process.terminate()
            for process in running:
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError((self.var / "web.log").read_text(errors="replace")[-3000:])

    @property
    def personas(self) -> dict[str, dict[str, Any]]:
        """The accounts the demo made, by username."""
        rows = json.loads((self.var / "demo.json").read_text(encoding="utf-8"))["personas"]
        return {row["username"]: row for row in rows}

    @property
    def citizen(self) -> str:
        """The username of the citizen one can log in as."""
        return next(name for name, row in self.personas.items() if row["title"] == "Người dân")

    def one_time_code(self, username: str) -> str:
        """The code an authenticator app would show."""
        out = subprocess.run(
            [sys.executable, "-m", "motcua", "otp", username],
            env=self.environment, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return out.stdout.split()[0]

    def sign_in(self, page: Any, username: str) -> None:
        """Log in as a persona, with the one-time code where one is asked; who is still logged in goes on in that session."""
        from motcua.demo.cast import PASSWORD

        page.context.add_cookies(self.kept.get(username, []))
        page.goto(f"{self.url}/dang-nhap/")
        if "/dang-nhap/" not in page.url:
            return
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_load_state()
        # A code is taken once: who logged in just now waits for the next, 30 s at most.
        deadline = time.monotonic() + 45
        while page.locator("input[name=code]").count():
            if time.monotonic() > deadline:
                raise AssertionError(f"{username} cannot log in:\n{page.locator('main').inner_text()}")
            page.fill("input[name=code]", self.one_time_code(username))
            page.click("main form button[type=submit]")
            page.wait_for_load_state()
            if page.locator("input[name=code]").count():
                page.wait_for_timeout(3000)
        if "/dang-nhap/" in page.url:
            raise AssertionError(f"{username} cannot log in:\n{page.locator('main').inner_text()}")
        self.kept[username] = page.context.cookies()
