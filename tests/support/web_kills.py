"""kill -9 at the serving process while programs call: what they were told is so, once."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.kills import run
from tests.support.programs import Programs, live

ROOT = Path(__file__).resolve().parents[2]
LAY = """
import dataclasses, json
from motcua.cli import setup_django
setup_django()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from motcua.kernel import clock
from tests.support import programs, province
province.lay()
now = clock.now()
programs.lay_paper_process(now)
crew = programs.make_programs(now, province.PLACE)
print(json.dumps({"crew": dataclasses.asdict(crew), "body": programs.filing(now), "today": f"{now:%Y-%m-%d}"}))
"""
ASK = """
import json
from collections import Counter
from motcua.cli import setup_django
setup_django()
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import Status
from tests.support.invariants import broken
of = Counter(Dossier.objects.filter(status=Status.RETURNED).values_list("external_code", flat=True))
print(json.dumps({"broken": broken(), "returned": of, "all": Dossier.objects.count()}))
"""


@dataclass
class Served:
    """A server that is killed and started again on the same port; programs go on calling."""

    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None
    done: list[str] = field(default_factory=list)
    repeated: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "motcua",
            "web",
            "--port",
            str(self.port),
            "--workers",
            "1",
            "--threads",
            "4",
        ]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """The server and its workers, all at once and without warning."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def call(
        self, method: str, path: str, key: str, content: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, Any, Any]:
        """Until it is answered: the same call with the same key, as the guide tells programs to."""
        sent = headers | {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        until = time.monotonic() + 60
        while time.monotonic() < until:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                link.request(method, path, json.dumps(content), sent)
                answer = link.getresponse()
                said = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.1)
                continue
            finally:
                link.close()
            self.repeated += "Idempotency-Replayed" in answer.headers
            return answer.status, said, answer.headers
        raise AssertionError(f"{method} {path} was not answered for a minute")

    def play(self, number: int, told: dict[str, Any]) -> None:
        """Lives one after the other until the end is rung; the last one is lived out."""
        lives = 0
        while not self.ending.is_set():
            name = f"KW-{number}-{lives}"
            body = told["body"] | {"external_code": name}
            live(self.call, Programs(**told["crew"]), body, told["today"], mark=name)
            self.done.append(name)
            lives += 1


@contextmanager
def served(environment: dict[str, str]) -> Iterator[Served]:
    """A server on a free loopback port; stopped whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    one = Served({**os.environ, **environment}, port)
    one.start()
    try:
        yield one
    finally:
        one.ending.set()
        one.kill()


def kill_the_server(
    environment: dict[str, str],
    chance: random.Random,
    kills: int,
    then: Callable[[str, Programs], None] = lambda url, crew: None,
) -> tuple[int, int]:
    """Two programs live dossiers while the server is killed; (lives, calls answered from the first one's answer).

    ``then`` is called with the address of the server, up again, and its programs, when all has been counted.

    Raises:
        AssertionError: something is lost, doubled or half-moved.
    """
    within = {**environment, "PYTHONPATH": str(ROOT)}
    told = json.loads(run(within, "-c", LAY).splitlines()[-1])
    faults: list[BaseException] = []
    with served(environment) as site:

        def program(number: int) -> None:
            try:
                site.play(number, told)
            except BaseException as fault:
                faults.append(fault)

        programs = [threading.Thread(target=program, args=(number,)) for number in range(2)]
        for thread in programs:
            thread.start()
        for _ in range(kills):
            before = len(site.done)
            until = time.monotonic() + 60
            while len(site.done) == before and not faults and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.25))
            site.kill()
            site.start()
        site.ending.set()
        for thread in programs:
            thread.join(120)
        if faults:
            raise faults[0]
        found = json.loads(run(within, "-c", ASK).splitlines()[-1])
        then(f"http://127.0.0.1:{site.port}", Programs(**told["crew"]))
    assert found["broken"] == [], found["broken"]
    assert found["returned"] == dict.fromkeys(site.done, 1), (found, site.done)
    assert found["all"] == len(site.done), (found["all"], len(site.done))
    return len(site.done), site.repeated
