"""Thirty minutes of dossiers and readers at once, watching memory and answers: `python bench/soak.py [minutes]`.

A province is served as an office would; one replay works without pause, readers ask pages of citizens and officers. The
last third must look like the first: memory and the slow twentieth of the answers are given as ratios of the two, and
beside the answers the wait of an empty page (`/healthz`) of the same minutes, which is what the machine itself costs.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402
from tests.support.site import Site  # noqa: E402

CITIZEN = ("/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/1.001193/", "/tra-cuu/", "/so-lieu/")
OFFICER = ("/can-bo/", "/can-bo/ho-so/", "/can-bo/ho-so/?q=nguyen+van", "/can-bo/so-theo-doi/")
PACE_S = 0.2
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def resident_mb(pid: int) -> float:
    """Memory of a process and its children, in MB."""
    found = {pid}
    rows = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        rows[int(told["Pid"])] = (int(told["PPid"]), int(told.get("VmRSS", "0 kB").split()[0]) / 1024)
    for _ in range(4):
        found |= {child for child, (parent, _) in rows.items() if parent in found}
    return sum(rows[one][1] for one in found if one in rows)


class Readers(threading.Thread):
    """Asks one page after the other until told to stop; (moment, path, seconds, status)."""

    def __init__(self, client: httpx.Client, pages: tuple[str, ...]) -> None:
        super().__init__(daemon=True)
        self.client, self.pages = client, pages
        self.asked: list[tuple[float, str, float, int]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            for path in ("/healthz", *self.pages):
                began = time.perf_counter()
                answer = self.client.get(path)
                status = 302 if answer.history else answer.status_code
                self.asked.append((time.monotonic(), path, time.perf_counter() - began, status))
                self.stopping.wait(PACE_S)


def sign_in(client: httpx.Client, site: Site, username: str) -> None:
    """Log in as a persona over the login pages, with the one-time code where one is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()
    from motcua.demo.cast import PASSWORD

    page = client.get("/dang-nhap/")
    told = {"login": username, "password": PASSWORD}
    for _ in range(2):
        asked = {**told, "csrfmiddlewaretoken": TOKEN.findall(page.text)[-1]}
        page = client.post(page.url, data=asked, headers={"Referer": str(page.url)})
        if 'name="code"' not in page.text:
            return
        told = {"code": site.one_time_code(username)}


def p95_ms(asked: list[tuple[float, str, float, int]], begins: float, ends: float, *, empty: bool) -> float:
    took = [s for at, path, s, _ in asked if begins <= at < ends and (path == "/healthz") is empty]
    return 1000 * statistics.quantiles(took, n=20)[-1] if len(took) > 20 else float("nan")


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    with (
        tempfile.TemporaryDirectory(prefix="motcua-soak-") as var,
        postgres.server(durable=True) as url,
        Site.running(Path(var), database_url=url, dossiers=200) as site,
    ):
        print(json.dumps(soak(site, minutes * 60), indent=2))


def soak(site: Site, seconds: float) -> dict[str, object]:
    officer = httpx.Client(base_url=site.url, timeout=30, follow_redirects=True)
    sign_in(officer, site, "tiepnhan")
    readers = [
        Readers(httpx.Client(base_url=site.url, timeout=30), CITIZEN),
        Readers(officer, OFFICER),
    ]
    replay = subprocess.Popen(
        [sys.executable, "-m", "motcua.demo.replayer", "1", "1000000"],
        env={**os.environ, **site.environment}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    played = [0]

    def count() -> None:
        assert replay.stdout is not None
        for _ in replay.stdout:
            played[0] += 1

    threading.Thread(target=count, daemon=True).start()
    for reader in readers:
        reader.start()
    began = time.monotonic()
    memory: list[tuple[float, float, float, float]] = []
    try:
        while time.monotonic() - began < seconds:
            time.sleep(min(5.0, seconds / 20))
            web, worker = (resident_mb(process.pid) for process in site.processes)
            memory.append((time.monotonic() - began, web, worker, resident_mb(replay.pid)))
            if replay.poll() is not None:
                raise RuntimeError("the replay has stopped")
    finally:
        for reader in readers:
            reader.stopping.set()
        for reader in readers:
            reader.join(timeout=60)
        replay.kill()
        replay.wait()
    return report([row for reader in readers for row in reader.asked], memory, began, seconds, played[0])


def report(
    asked: list[tuple[float, str, float, int]],
    memory: list[tuple[float, float, float, float]],
    began: float,
    seconds: float,
    played: int,
) -> dict[str, object]:
    third = seconds / 3
    first, last = (began, began + third), (began + 2 * third, began + seconds)
    found: dict[str, object] = {
        "minutes": round(seconds / 60, 1),
        "dossiers_played": played,
        "pages_read": sum(path != "/healthz" for _, path, _, _ in asked),
        "answers_not_200": sorted({(path, status) for _, path, _, status in asked if status != 200}),
        "page_p95_ms_first_third": round(p95_ms(asked, *first, empty=False), 1),
        "page_p95_ms_last_third": round(p95_ms(asked, *last, empty=False), 1),
        "empty_p95_ms_first_third": round(p95_ms(asked, *first, empty=True), 1),
        "empty_p95_ms_last_third": round(p95_ms(asked, *last, empty=True), 1),
    }
    found["ratio_page_p95_last_to_first"] = round(
        p95_ms(asked, *last, empty=False) / p95_ms(asked, *first, empty=False), 3
    )
    for place, name in ((1, "web"), (2, "worker"), (3, "replay")):
        early = statistics.median(row[place] for row in memory if row[0] < third)
        late = statistics.median(row[place] for row in memory if row[0] > 2 * third)
        found[f"{name}_mb_first_third"], found[f"{name}_mb_last_third"] = round(early, 1), round(late, 1)
        found[f"ratio_{name}_memory_last_to_first"] = round(late / early, 3)
    return found


if __name__ == "__main__":
    main()
