"""kill -9 at random moments of a replay, and the questions asked afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

PROCESSES = 3
"""How many `kill_in_the_middle` kills."""
CHECK = """
import json
from motcua.cli import setup_django
setup_django()
from motcua.demo import replay
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import Status
from motcua.services.dossiers import services as dossiers
from motcua.kernel import clock
from tests.support.invariants import broken
before = broken()
where = replay.stage()
half = 0
for dossier in Dossier.objects.exclude(status=Status.RETURNED):
    half += 1
    if dossier.state is Status.SUBMITTED:
        dossiers.accept(code=dossier.code, by=where.receiver, at=clock.now())
    replay.finish(where, dossier.code)
print(json.dumps({"before": before, "after": broken(), "half": half,
    "returned": Dossier.objects.filter(status=Status.RETURNED).count(), "all": Dossier.objects.count()}))
"""


def run(environment: dict[str, str], *command: str) -> str:
    """Run a command to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def kill_in_the_middle(environment: dict[str, str], chance: random.Random) -> list[str]:
    """Two replays and the worker of events, each killed without warning at a moment of its own. Codes finished."""
    finished: list[str] = []
    listener = subprocess.Popen([sys.executable, "-m", "motcua", "worker"], env={**os.environ, **environment})
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "motcua.demo.replayer", str(chance.randrange(90_000)), "500"],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
    time.sleep(chance.uniform(0.2, 1.6))
    listener.send_signal(signal.SIGKILL)
    listener.wait()
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
        out, _ = worker.communicate()
        finished += [line for line in out.splitlines() if line.count("-") == 2]
        time.sleep(chance.uniform(0, 0.2))
    return finished


def check(environment: dict[str, str], finished: list[str]) -> None:
    """Nothing is half-moved or doubled, whatever was half-way can be finished, and what was told is there."""
    root = Path(__file__).resolve().parents[2]
    report = json.loads(run({**environment, "PYTHONPATH": str(root)}, "-c", CHECK).splitlines()[-1])
    assert report["before"] == [], report["before"]
    assert report["after"] == [], report["after"]
    assert report["returned"] == report["all"] >= len(set(finished)), report
