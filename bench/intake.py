"""A simple paper dossier at the counter, by keyboard: how many strokes and how long, beside what a desk is promised: `python bench/intake.py`.

In the distribution's Chromium, against one served process, a clerk with a reader for the card's code: card, procedure by the
words people say, papers, acceptance, the receipt to print, the page for the next person. What the reader types is nobody's
stroke; everything else counts, the search for the procedure too. A stroke is a quarter of a second and a bit, and before
each of the five acts a person thinks (the keystroke-level model of Card, Moran and Newell, 1980: K = 0.28 s for an average
non-secretary typist, M = 1.35 s); what the machine takes is measured. SQLite, or what MOTCUA_DATABASE_URL names (an empty
database of its own).
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
PEOPLE = 12
MOST_STROKES, MOST_S = 25, 60
STROKE_S, THINK_S, ACTS = 0.28, 1.35, 5
SAID, PAPERS = "ho kinh doanh", "1"


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
    from django.test import Client
    from tests.support.province import Province, lay

    from motcua.kernel import clock
    from motcua.services.dossiers.tests.factories import sign_in_as

    lay()
    province = Province(at=clock.now())
    cookie = str(sign_in_as(Client(), province.clerk).cookies["sessionid"].value)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    serving = subprocess.Popen(
        [sys.executable, "-m", "motcua", "web", "--port", url.rpartition(":")[2]],
        env={**os.environ, "MOTCUA_PUBLIC_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(url)
        strokes, spans = _stand_at_the_desk(url, cookie)
    finally:
        serving.terminate()
        serving.wait(20)
    machine = statistics.median(spans)
    whole = machine + strokes * STROKE_S + ACTS * THINK_S
    print(json.dumps({
        "people": PEOPLE,
        "strokes": strokes,
        "machine_s": round(machine, 2),
        "machine_worst_s": round(max(spans), 2),
        "whole_s": round(whole, 1),
        "strokes_ratio": round(strokes / MOST_STROKES, 2),
        "time_ratio": round(whole / MOST_S, 3),
    }, indent=1))  # fmt: skip


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the site does not answer")


class _Hands:
    """A clerk's hands: every key goes through them and is counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1


def _stand_at_the_desk(url: str, cookie: str) -> tuple[int, list[float]]:
    """Strokes of a person and, for each, the seconds the machine took."""
    from playwright.sync_api import sync_playwright
    from tests.support import browser as support

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=support.executable(), args=support.ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/can-bo/tiep-nhan/")
        spans, strokes = [], set()
        for n in range(PEOPLE):
            hands, began = _Hands(page), time.perf_counter()
            _one(
                page,
                hands,
                f"0370960{10000 + n}|162345678|Nguyễn Văn Ẫm|05021996|Nam|Tổ 4, phường Nam Định|10052021",
            )
            spans.append(time.perf_counter() - began)
            strokes.add(hands.strokes)
        browser.close()
    if len(strokes) != 1:
        raise RuntimeError(f"not the same strokes for all: {strokes}")
    return strokes.pop(), spans


def _one(page: Any, hands: _Hands, card: str) -> None:
    """One person, from the empty page to the empty page."""
    hands.press("F2")
    page.keyboard.insert_text(card)
    page.keyboard.press("Enter")  # the reader's own
    page.locator("#tim-tt:focus").wait_for()
    hands.press(*SAID)
    page.locator("#goi-y button").first.wait_for()
    hands.press("ArrowDown", "Enter")
    page.locator(".promise__when").wait_for()
    hands.press(*PAPERS, "F9")
    page.wait_for_url("**/can-bo/ho-so/**")
    with page.context.expect_event("response", lambda one: ".pdf" in one.url and one.status == 200):
        hands.press("F9")
    page.bring_to_front()
    hands.press("F10")
    page.locator("#the:focus").wait_for()


if __name__ == "__main__":
    main()
