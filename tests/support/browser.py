"""Chromium for tests that must be seen with a browser's eyes.

Finds the distribution's Chromium and drives it with playwright. Nothing is fetched: no browser download, no
outside request. Where no browser stands the tests are skipped with the reason, except in CI, where they fail.

The live server runs in a thread of the test process. pytest-django gives its thread the test's own SQLite
connection, so what a test writes is seen by the page and the other way round; ask for `transactional_db`
(the `live_server` fixture does) and let one page load at a time. Playwright's synchronous API keeps an event loop
in this thread, hence DJANGO_ALLOW_ASYNC_UNSAFE.
"""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--min-semi-space-size=32",  # megabytes; a look at a long table throws much away
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def executable() -> str | None:
    """Where the browser is, or None."""
    own = os.environ.get("MOTCUA_TEST_BROWSER")
    return own or next((found for name in CANDIDATES if (found := shutil.which(name))), None)


@lru_cache(maxsize=1)
def _axe_source() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Any, *, exclude: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Violations of WCAG 2.0 to 2.2 A and AA and of best practice, as axe sees them; the page keeps no trace."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe_source())
    return page.evaluate(
        """([rules, exclude]) => axe
          .run({exclude}, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})
          .then((answer) => answer.violations)""",  # what passed is long, and dear to carry over
        [RULES, [[selector] for selector in exclude]],
    )


def told(violations: list[dict[str, Any]]) -> str:
    """What axe found, for the message of an assertion."""
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [
            f"    {' '.join(map(str, node['target']))}: {node['html'][:140]}"
            for node in violation["nodes"][:5]
        ]
    return "\n".join(lines)


def sticks_out(page: Any) -> list[str]:
    """The parts that are wider than the window; none where nothing scrolls sideways."""
    return page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.body.querySelectorAll('*')]
            .filter((el) => el.getBoundingClientRect().right > room + 1)
            .slice(0, 8).map((el) => el.tagName.toLowerCase() + '.' + el.className);
        }"""
    )


def faults(page: Any, *, exclude: tuple[str, ...] = ()) -> list[str]:
    """What keeps a person from using the page: what axe finds, and what sticks out of the window."""
    width = page.viewport_size["width"]
    found = axe(page, exclude=exclude)
    said = [told(found)] if found else []
    return said + [f"{page.url} at {width} px: {part} sticks out" for part in sticks_out(page)]


def complaints(page: Any) -> list[str]:
    """Collects what the browser complains about (broken policy, missing file, script error) from now on."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
