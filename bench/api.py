"""Whole lives over /api/v1 on PostgreSQL and the real server: `python bench/api.py [seconds]`.

Eight calls a life (create, applicant, four steps, result, close) by the programs of three posts in each of four wards,
four clients at once. Beside it what the same database does by raw durable commits of three inserts and one update, in
the same run. CPU is what web workers and PostgreSQL used for a life; on a busy machine that and the statements are the
figures to trust.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CLIENTS = 4
WORKERS = 2


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.config.settings"
    from tests.support.postgres import server

    with server(durable=True) as url:
        os.environ["MOTCUA_DATABASE_URL"] = url
        print(json.dumps(run(url, seconds), indent=2))


def run(url: str, seconds: float) -> dict[str, float]:
    """Make the province, start the server, play, and stop what was started."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from tests.support import programs
    from tests.support.province import lay

    from motcua.kernel import clock

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    lay()
    now = clock.now()
    programs.lay_paper_process(now)
    wards = _wards(now)[:CLIENTS]
    crews = [programs.make_programs(now, place) for place in wards]
    bodies = [programs.filing(now, number, place) for number, place in enumerate(wards)]
    statements = _statements(programs, crews[0], bodies[0], now)
    connection.close()
    limit = _raw_lives(url, 3.0)
    with _web() as (port, pid):
        took: dict[str, list[float]] = defaultdict(list)
        _play(port, programs, crews, bodies, now, 3.0, defaultdict(list))
        before, began = _cpu(pid, url), time.perf_counter()
        lives = _play(port, programs, crews, bodies, now, seconds, took)
        wall, after = time.perf_counter() - began, _cpu(pid, url)
    calls = sorted(one for each in took.values() for one in each)
    figures: dict[str, float] = {
        "lives": lives,
        "lives_per_s": round(lives / wall, 2),
        "statements_per_life": statements,
        "call_p50_ms": _at(calls, 0.5),
        "call_p95_ms": _at(calls, 0.95),
        "web_cpu_ms_per_life": round(1000 * (after[0] - before[0]) / max(1, lives), 1),
        "database_cpu_ms_per_life": round(1000 * (after[1] - before[1]) / max(1, lives), 1),
        "load_average": os.getloadavg()[0],
        "raw_lives_per_s": round(limit, 1),
        "ratio_to_raw": round(lives / wall / limit, 3),
    }
    for name, each in took.items():
        each.sort()
        figures[f"{name}_p50_ms"], figures[f"{name}_p95_ms"] = _at(each, 0.5), _at(each, 0.95)
    return figures


def _at(values: list[float], share: float) -> float:
    return round(1000 * values[min(len(values) - 1, int(len(values) * share))], 1) if values else 0.0


def _wards(now: Any) -> list[str]:
    """Wards whose desk, specialist and registry are held by somebody."""
    from motcua.registries.organizations import queries as organizations

    found = []
    for desk in organizations.desks(now.date()):
        committee = desk.parent_code
        if desk.place_code and all(
            organizations.officers_for_lane(lane, committee, now.date())
            for lane in ("tu_phap_ho_tich", "van_thu")
        ):
            found.append(desk.place_code)
    return found


def _statements(programs: Any, crew: Any, body: dict[str, Any], now: Any) -> int:
    """One warm life in this process, counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")

    def send(
        method: str, path: str, key: str, content: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, Any, Any]:
        sent = headers | {"Authorization": f"Bearer {key}"}
        answer = client.generic(
            method, path, json.dumps(content), content_type="application/json", headers=sent
        )
        return answer.status_code, json.loads(answer.content), answer.headers

    programs.live(send, crew, body, f"{now:%Y-%m-%d}", mark="warm")
    with CaptureQueriesContext(connection) as counted:
        programs.live(send, crew, body, f"{now:%Y-%m-%d}", mark="counted")
    # This thread has just written the register and looks at its stamp each time; a web process believes it for a second.
    looks = ("organizations_revision", "calendars_version")
    return sum(not any(look in (one["sql"] or "") for look in looks) for one in counted)


def _raw_lives(url: str, seconds: float) -> float:
    """Lives a second if each call were one durable commit of three inserts and one update by the bare driver."""
    import psycopg

    info = {"host": url.split("host=")[1], "user": "motcua", "dbname": "motcua"}
    with psycopg.connect(**info) as link:
        link.execute("CREATE TABLE scratch_api (id bigserial PRIMARY KEY, v text)")
    made = [0] * CLIENTS

    def write(number: int) -> None:
        with psycopg.connect(**info) as link:
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                for _ in range(3):
                    row = link.execute(
                        "INSERT INTO scratch_api (v) VALUES (%s) RETURNING id", ("x" * 200,)
                    ).fetchone()
                link.execute("UPDATE scratch_api SET v = %s WHERE id = %s", ("y" * 200, row[0] if row else 0))
                link.commit()
                made[number] += 1

    _together(write)
    with psycopg.connect(**info) as link:
        link.execute("DROP TABLE scratch_api")
    return sum(made) / seconds / 8


def _together(job: Any) -> None:
    threads = [threading.Thread(target=job, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _web:
    """The real server on a free loopback port; stopped by its process id."""

    def __enter__(self) -> tuple[int, int]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "motcua", "web", "--port", str(self.port), "--workers", str(WORKERS), "--threads", "2"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        for _ in range(600):
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/healthz")
                link.getresponse().read()
                return self.port, self.process.pid
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError("the server did not start in a minute")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _play(
    port: int,
    programs: Any,
    crews: list[Any],
    bodies: list[Any],
    now: Any,
    seconds: float,
    took: dict[str, list[float]],
) -> int:
    """Each client plays lives one after the other on one connection until the time is up."""
    lives = [0] * CLIENTS
    today, run_mark = f"{now:%Y-%m-%d}", f"{time.time_ns()}"
    faults: list[BaseException] = []

    def client(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def send(
            method: str, path: str, key: str, content: dict[str, Any], headers: dict[str, str]
        ) -> tuple[int, Any, Any]:
            sent = headers | {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            began = time.perf_counter()
            link.request(method, path, json.dumps(content), sent)
            answer = link.getresponse()
            said = answer.read()
            took[_name(path)].append(time.perf_counter() - began)
            return answer.status, json.loads(said), answer.headers

        until = time.perf_counter() + seconds
        try:
            while time.perf_counter() < until:
                programs.live(
                    send, crews[number], bodies[number], today, mark=f"{run_mark}-{number}-{lives[number]}"
                )
                lives[number] += 1
        except BaseException as fault:
            faults.append(fault)

    _together(client)
    if faults:
        raise faults[0]
    return sum(lives)


def _name(path: str) -> str:
    parts = path.split("/")
    return "create" if len(parts) == 4 else parts[5] if parts[5] != "steps" else "step"


def _cpu(web: int, url: str) -> tuple[float, float]:
    """Processor seconds used so far by the web processes and by PostgreSQL, living and gone."""
    postmaster = int((Path(url.split("host=")[1]) / "data" / "postmaster.pid").read_text().split()[0])
    return _tree(web), _tree(postmaster)


def _tree(pid: int) -> float:
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number], ticks[number] = int(rest[1]), sum(map(int, rest[11:15]))
    wanted, found = {pid}, 0
    while len(wanted) != found:
        found = len(wanted)
        wanted |= {number for number, parent in parents.items() if parent in wanted}
    return sum(ticks.get(number, 0) for number in wanted) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
