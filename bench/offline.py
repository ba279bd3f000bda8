"""A counter without a line: from opening its page to taking in, and fifty intakes sent: `python bench/offline.py`.

In the distribution's Chromium, against one served process. Opening without a line is beside opening the leanest kept part
in the same browser; sending is beside the same fifty dossiers taken in by the command alone, on the same database file.
SQLite, or what MOTCUA_DATABASE_URL names (an empty database of its own).
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
SHELL = "/can-bo/tiep-nhan/mat-mang/"
DRAFTS, TIMES = 50, 7
MAKE = """async (many) => {
  const { draft, store } = motcuaQuay;
  const catalogue = await store.get("meta", "catalogue");
  const { code, name, version, limit, papers } = catalogue.procedures.find((one) => one.code === "1.001612");
  const set = (at, value) => { document.querySelector(`[name="${at}"]`).value = value; };
  for (let n = 0; n < many; n += 1) {
    await draft.fresh();
    draft.now().procedure = { code, name, version, limit, papers };
    set("thu_tuc", code); set("hs-name", `Nguyễn Văn Ẫm`); set("hs-id_number", `0370960${10000 + n}`);
    set("hs-place_code", catalogue.place);
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: "giay_1", value: "1", checked: true });
    document.querySelector("[data-papers]").replaceChildren(tick);
    if (!(await draft.take()).number) return n;
  }
  draft.close();
  return many;
}"""


def main() -> None:
    """Print one JSON object."""
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from tests.support.province import Province, lay

    from motcua.kernel import clock

    lay()
    province = Province(at=clock.now())
    cookie, alone = _session(province), _take_in(province)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    serving = subprocess.Popen(
        [sys.executable, "-m", "motcua", "web", "--port", url.rpartition(":")[2]],
        env={**os.environ, "MOTCUA_PUBLIC_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(url)
        figures = _browse(url, cookie)
    finally:
        serving.terminate()
        serving.wait(20)
    figures["take_in_alone_ms"] = alone
    figures["send_ratio"] = round(figures["send_each_ms"] / alone, 2)
    print(json.dumps(figures, indent=1))


def _session(province: Any) -> str:
    """The cookie of a clerk who is signed in."""
    from django.test import Client

    from motcua.services.dossiers.tests.factories import sign_in_as

    return str(sign_in_as(Client(), province.clerk).cookies["sessionid"].value)


def _take_in(province: Any) -> float:
    """Milliseconds of one acceptance by the command alone, the median of as many."""
    from dataclasses import replace

    from motcua.services.dossiers import services

    spans = []
    for n in range(DRAFTS):
        filing = province.filing("1.001612", answers={})
        person = replace(filing.applicant, id_number=f"0371960{10000 + n}")
        began = time.perf_counter()
        services.take_in(filing=replace(filing, applicant=person), by=province.clerk, at=province.at)
        spans.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(spans), 1)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the site does not answer")


def _browse(url: str, cookie: str) -> dict[str, float]:
    from playwright.sync_api import sync_playwright
    from tests.support import browser as support

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=support.executable(), args=support.ARGUMENTS)
        context = browser.new_context(bypass_csp=True)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(url + SHELL)
        page.locator("[data-line-title]", has_text="sẵn sàng").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        context.set_offline(True)
        opened = [_opening(page, url) for _ in range(TIMES)]
        least = [_least(page, url) for _ in range(TIMES)]
        _opening(page, url)
        made = page.evaluate(MAKE, DRAFTS)
        context.set_offline(False)
        began = time.perf_counter()
        page.locator("[data-line-title]", has_text="sẵn sàng").wait_for(timeout=120_000)
        took = (time.perf_counter() - began) * 1000
        left = page.evaluate("motcuaQuay.line.queue().then((rows) => rows.length)")
        browser.close()
    if made != DRAFTS or left:
        raise RuntimeError(f"{made} made, {left} not sent")
    return {
        "open_ms": round(statistics.median(opened)),
        "open_least_ms": round(statistics.median(least)),
        "open_ratio": round(statistics.median(opened) / statistics.median(least), 2),
        "drafts": made,
        "send_all_ms": round(took),
        "send_each_ms": round(took / made, 1),
    }


def _opening(page: Any, url: str) -> float:
    """From the address to a form that takes input, without a line."""
    began = time.perf_counter()
    page.goto(url + SHELL)
    page.locator("[data-line-title]", has_text="cứ nhận tiếp").wait_for()
    page.locator("[data-form]").wait_for()
    return (time.perf_counter() - began) * 1000


def _least(page: Any, url: str) -> float:
    """The least there is: the kept page shown, before any of its scripts has answered."""
    began = time.perf_counter()
    page.goto(url + SHELL, wait_until="commit")
    page.locator("h1").wait_for()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
